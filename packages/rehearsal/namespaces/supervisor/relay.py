"""Leads connections over the edge of the host's network: this computer's loopback ports in, the stand-ins' addresses out."""

import asyncio
import contextlib
import errno
import json
import os
import resource
import socket
import struct
from collections.abc import Awaitable, Callable

from supervisor import linux
from supervisor.network import GUEST
from supervisor.problem import Problem
from supervisor.spec import Relay, Spec

_CHUNK = 1 << 18
# Closing such a socket refuses what it stood for, instead of ending it in order.
_REFUSE = struct.pack("ii", 1, 0)

# Seconds until the next try after a connection could not be taken.
_RECOVERY = 0.05

Connect = Callable[[], Awaitable[socket.socket]]


class Edge:
    """Sockets on both sides. Made before `make_router`, while this process still sees the computer's own loopback."""

    def __init__(self, spec: Spec) -> None:
        """Take the loopback ports. Raises a Problem when one of them is taken."""
        _allow_many_connections()
        self._spec = spec
        self._computer = os.open("/proc/self/ns/net", os.O_RDONLY)
        self._inward = {inside: _listen("127.0.0.1", outside) for outside, inside in spec.ports.items()}

    async def serve(self) -> None:
        """Lead connections until it is cancelled. This process must be in the router's network by now."""
        own = os.open("/proc/self/ns/net", os.O_RDONLY)
        listeners = [(listener, self._to_guest(port)) for port, listener in self._inward.items()]
        for relay in self._spec.relays:
            address, _, port = relay.address.partition(":")
            listeners.append((_listen(address, int(port)), self._to_stand_in(relay, own)))
        await asyncio.gather(*(_accept(listener, connect) for listener, connect in listeners))

    def _to_guest(self, port: int) -> Connect:
        async def connect() -> socket.socket:
            return await _connect(_socket(), GUEST, port)

        return connect

    def _to_stand_in(self, relay: Relay, own: int) -> Connect:
        async def connect() -> socket.socket:
            port = int(json.loads(self._spec.record.read_text())["ports"][relay.stand_in])
            # A socket belongs for ever to the network in which it was made.
            linux.enter_network(self._computer)
            try:
                made = _socket()
            finally:
                linux.enter_network(own)
            return await _connect(made, "127.0.0.1", port)

        return connect


def _allow_many_connections() -> None:
    """Each one takes two of this process's open files."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setblocking(False)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _listen(address: str, port: int) -> socket.socket:
    made = _socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((address, port))
        made.listen(512)
    except OSError as error:
        made.close()
        if error.errno != errno.EADDRINUSE:
            raise
        raise Problem(
            f"port {port} of {address} has been taken by another program", "./rehearse up, once more: it finds another port"
        ) from error
    return made


async def _connect(made: socket.socket, address: str, port: int) -> socket.socket:
    try:
        await asyncio.get_running_loop().sock_connect(made, (address, port))
    except OSError:
        made.close()
        raise
    return made


async def _accept(listener: socket.socket, connect: Connect) -> None:
    running: set[asyncio.Task[None]] = set()
    while True:
        try:
            near, _ = await asyncio.get_running_loop().sock_accept(listener)
        except OSError:
            # No more open files, or a caller that has gone: no reason to lead nobody ever again.
            await asyncio.sleep(_RECOVERY)
            continue
        task = asyncio.create_task(_lead(near, connect))
        # The loop itself keeps no hold of a task.
        running.add(task)
        task.add_done_callback(running.discard)


async def _lead(near: socket.socket, connect: Connect) -> None:
    with near:
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            far = await connect()
        except (OSError, KeyError, ValueError):
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _REFUSE)
            return
        with far:
            await asyncio.gather(_copy(near, far), _copy(far, near))


async def _copy(source: socket.socket, target: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    try:
        while chunk := await loop.sock_recv(source, _CHUNK):
            await loop.sock_sendall(target, chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # One side has broken off: the other one hears of it at once.
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _REFUSE)
                each.shutdown(socket.SHUT_RDWR)
