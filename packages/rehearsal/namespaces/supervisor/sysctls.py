"""Which settings of the kernel the host may change: those of its own network, through whichever /proc it writes.

Its own /proc/sys is read-only, but a privileged container or a changed root mounts another one, which is not.
"""

import struct
from collections.abc import Iterable

from supervisor import bpf

_KIND, _PLACE = 23, 18
_GET_NAME = 101
_SPACE = 24
(_NET,) = struct.unpack("<i", b"net/")
# net/netfilter/nf_hooks_lwtunnel is the whole computer's, alone of all that a host can write there.
_WHERE = len("net/netfilter/nf")
(_HOOKS,) = struct.unpack("<i", b"_hoo")


def program() -> bpf.Program:
    """Every process of a cgroup that it is attached to may read all settings and write those of its network."""
    return bpf.Program(_KIND, _PLACE, _instructions(), "the kernel's settings")


def _instructions() -> Iterable[bytes]:
    """The kernel's question: whether it is a write. The name is asked for, and may be cut to the space that is here."""
    yield bpf.instruction(bpf.LOAD_WORD, 2, source=1, offset=0)
    yield bpf.instruction(bpf.JUMP_UNLESS_EQUAL, 2, offset=2, value=0)
    yield from bpf.answer(1)
    yield bpf.instruction(bpf.COPY_REGISTER, 2, source=bpf.STACK)
    yield bpf.instruction(bpf.ADD, 2, value=-_SPACE)
    yield bpf.instruction(bpf.MOVE, 3, value=_SPACE)
    yield bpf.instruction(bpf.MOVE, 4, value=0)
    yield bpf.instruction(bpf.CALL, value=_GET_NAME)
    yield bpf.instruction(bpf.LOAD_WORD, 2, source=bpf.STACK, offset=-_SPACE)
    yield bpf.instruction(bpf.JUMP_UNLESS_EQUAL, 2, offset=6, value=_NET)
    yield bpf.instruction(bpf.LOAD_WORD, 2, source=bpf.STACK, offset=_WHERE - _SPACE)
    yield bpf.instruction(bpf.JUMP_UNLESS_EQUAL, 2, offset=2, value=_HOOKS)
    yield from bpf.answer(0)
    yield from bpf.answer(1)
    yield from bpf.answer(0)
