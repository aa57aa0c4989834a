"""Runs a host in Linux namespaces: systemd as process 1 of a Debian tree, in the kernel of the computer that it is a guest of."""
