"""One module per noun of the `homelab` command."""
