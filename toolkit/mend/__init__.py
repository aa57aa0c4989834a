"""Restores what was applied, by the code that applied it."""
