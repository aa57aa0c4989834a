"""Which devices the host may make and open: a program in its cgroup, which the kernel asks each time.

Podman makes device nodes for containers, so the host keeps the right to make some; a disk of this computer is never one of them.
"""

from collections.abc import Iterable

from supervisor import bpf

# Character devices by their numbers in the kernel's devices.txt: null, zero, full, random, urandom; tty, ptmx; the
# pseudo-terminals (any minor number); net/tun.
_ALLOWED: tuple[tuple[int, int | None], ...] = ((1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2), (136, None), (10, 200))

_KIND, _PLACE = 15, 6
_CHARACTER = 2


def program(allowed: Iterable[tuple[int, int | None]] = _ALLOWED) -> bpf.Program:
    """Every process of a cgroup that it is attached to may use the devices of the list and no others."""
    return bpf.Program(_KIND, _PLACE, _instructions(list(allowed)), "the host's devices")


def _instructions(allowed: Iterable[tuple[int, int | None]]) -> Iterable[bytes]:
    """Answers 1 to a character device of the list, else 0. The kernel's question: access and type, major, minor."""
    for register, offset in ((2, 0), (3, 4), (4, 8)):
        yield bpf.instruction(bpf.LOAD_WORD, register, source=1, offset=offset)
    yield bpf.instruction(bpf.AND, 2, value=0xFFFF)
    yield bpf.instruction(bpf.JUMP_UNLESS_EQUAL, 2, offset=_length(allowed), value=_CHARACTER)
    for major, minor in allowed:
        yield bpf.instruction(bpf.JUMP_UNLESS_EQUAL, 3, offset=2 if minor is None else 3, value=major)
        if minor is not None:
            yield bpf.instruction(bpf.JUMP_UNLESS_EQUAL, 4, offset=2, value=minor)
        yield from bpf.answer(1)
    yield from bpf.answer(0)


def _length(allowed: Iterable[tuple[int, int | None]]) -> int:
    return sum(3 if minor is None else 4 for _, minor in allowed)
