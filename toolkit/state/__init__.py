"""What homelab remembers on a host about its services."""
