"""`homelab status`: collects the facts and prints them."""
