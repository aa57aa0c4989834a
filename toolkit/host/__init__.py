"""What every noun uses: programs, files, locks, specs, names and the tools of the host."""
