"""What `homelab status` gathers and how it shows it."""
