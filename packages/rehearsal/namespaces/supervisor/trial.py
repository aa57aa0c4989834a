"""Tries what a host needs of this computer, without a trace."""

import os
import sys

from supervisor import devices, linux, sysctls

NAMESPACES = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC | linux.CLONE_NEWNET | linux.CLONE_NEWCGROUP


def run() -> int:
    """In a process of its own, which ends with what it made. @returns 0, or 1 after a sentence on standard error"""
    child = os.fork()
    if child == 0:
        try:
            _try()
            os._exit(0)
        except OSError as error:
            print(error.strerror, file=sys.stderr, flush=True)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _try() -> None:
    linux.unshare(NAMESPACES)
    linux.mount("", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("tmpfs", "/proc", "tmpfs")
    for program in (devices.program(), sysctls.program()):
        os.close(program.load())
