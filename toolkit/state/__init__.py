"""The state of the services that homelab stores on a host."""
