"""Checks what a host must have before `homelab host apply` changes anything. No check changes anything."""
