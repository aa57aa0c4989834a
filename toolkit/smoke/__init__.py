"""The smoke test: a service's whole path from its name to its page, layer by layer."""
