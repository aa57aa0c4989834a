"""What the smoke test knows about each kind of sign-in: its fields in a spec, and its check."""
