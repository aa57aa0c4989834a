"""What keeps a host from starting, in words for a person."""

import errno
import os
import subprocess


class Problem(Exception):
    """A sentence, and what to do about it."""

    def __init__(self, sentence: str, fix: str) -> None:
        """Neither ends in a full stop."""
        super().__init__(sentence)
        self.fix = fix


def words(error: BaseException) -> str:
    """Two lines: what is wrong, and after "fix: " what to do. Never a traceback."""
    match error:
        case Problem():
            return f"{error}\nfix: {error.fix}"
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return f"the disk of this computer is full ({_plain(error)})\nfix: free some disk space, then ./rehearse up"
        case OSError():
            return (
                f"this computer refuses something that a host needs: {_plain(error)}\nfix: ./rehearse up --vm starts the other kind of host"
            )
        case subprocess.CalledProcessError(cmd=command, returncode=code):
            return f"`{' '.join(map(str, command))}` ended with code {code}\nfix: correct the error above, then ./rehearse up"
        case _:
            return f"this is a bug of the supervisor: {type(error).__name__}: {error}\nfix: ./rehearse down, then ./rehearse up --vm"


def _plain(error: OSError) -> str:
    """Without Python's "[Errno 28]"."""
    if error.strerror is None:
        return str(error)
    text = error.strerror if error.errno is None or os.strerror(error.errno) in error.strerror else os.strerror(error.errno)
    return f"{error.filename}: {text}" if error.filename else text
