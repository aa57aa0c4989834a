"""Compares everything that homelab manages on this host with what was applied. Changes nothing."""
