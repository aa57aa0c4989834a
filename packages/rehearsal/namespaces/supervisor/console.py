"""What the host writes to its console, kept in a file of the state folder that cannot grow without end."""

import asyncio
import contextlib
import os
import socket
from pathlib import Path

_LIMIT = 1 << 20


def make(path: Path, to: socket.socket) -> None:
    """A pipe with a name in the host's /dev: no file of this computer is in its sight. Its end is sent to the supervisor."""
    os.mkfifo(path, 0o600)
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        socket.send_fds(to, [b"c"], [descriptor])
    finally:
        os.close(descriptor)


class Console:
    """Reads one start's console, so that the host never waits for a reader."""

    def __init__(self, source: socket.socket, log: Path) -> None:
        """Wait on `source` for the end that `make` sends."""
        self._source: socket.socket | None = source
        self._pipe: int | None = None
        self._log = log.open("wb", buffering=0)
        self._left = _LIMIT
        source.setblocking(False)
        asyncio.get_running_loop().add_reader(source, self._receive)

    def _receive(self) -> None:
        if self._source is None:
            return
        _, descriptors, _, _ = socket.recv_fds(self._source, 16, 1)
        self._forget_source()
        if descriptors:
            self._pipe = descriptors[0]
            os.set_blocking(self._pipe, False)
            asyncio.get_running_loop().add_reader(self._pipe, self._read)

    def _read(self) -> None:
        if self._pipe is None:
            return
        with contextlib.suppress(BlockingIOError):
            said = os.read(self._pipe, 1 << 16)[: self._left]
            self._left -= len(said)
            # A full disk must not end the host.
            with contextlib.suppress(OSError):
                self._log.write(said)

    def _forget_source(self) -> None:
        if self._source is not None:
            asyncio.get_running_loop().remove_reader(self._source)
            self._source.close()
            self._source = None

    def close(self) -> None:
        """The start is over; what is still in the pipe is read."""
        self._receive_late()
        self._forget_source()
        if self._pipe is not None:
            self._read()
            asyncio.get_running_loop().remove_reader(self._pipe)
            os.close(self._pipe)
            self._pipe = None
        self._log.close()

    def _receive_late(self) -> None:
        with contextlib.suppress(OSError):
            self._receive()
