"""What a host must have before `homelab host apply` touches it; every check reports, none changes anything."""
