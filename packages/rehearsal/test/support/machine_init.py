"""Process 1 of a small machine of the tests' own: it sees only what the tests start, and ends with them.

A host that is started in it is the guest of this machine. So a comparison before and after is exact, whatever else this
computer does; and an accident that a guard does not hold back reaches no further than here.
"""

import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys

_SIOCSIFFLAGS, _UP = 0x8914, 1


def main() -> None:
    """Make the machine, say its word and reap what others leave behind."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for folder in ("/tmp", "/var/tmp", "/run"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", folder], check=True)
    for option in sys.argv[1:]:
        source, _, target = option.partition("=")
        os.makedirs(target, exist_ok=True)
        subprocess.run(["mount", "--bind", source, target], check=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _UP))
    print("ready", flush=True)
    while True:
        signal.sigwait({signal.SIGCHLD})
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            continue


main()
