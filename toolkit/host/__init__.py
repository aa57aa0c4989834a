"""What every noun stands on: running programs, files, locks, specs, names and the tools of the host."""
