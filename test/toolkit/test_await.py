"""The wait of a slot for what its service needs, with this machine's busybox."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
from collections.abc import Iterator
from pathlib import Path

import fake  # noqa: F401
from host.base_files import PROBE_AWAIT, PROBE_HTTP

BUSYBOX = os.environ.get("HOMELAB_BUSYBOX") or shutil.which("busybox")
SLOTS = 5
_BASES = iter(range(12000, 30000, 10))


class Slot:
    """The health port of one slot. `states`: the answers of the first questions; the last one stays."""

    def __init__(self, server: socket.socket, *states: bytes) -> None:
        self.asked: list[str] = []
        self._states: Iterator[bytes] = iter(states[:-1])
        self._last = states[-1]
        self._server = server
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            with client:
                self.asked.append([*client.recv(999).split(), b"", b""][1].decode(errors="replace"))
                client.sendall(b"HTTP/1.1 " + next(self._states, self._last) + b"\r\n\r\n")


@unittest.skipUnless(BUSYBOX, "busybox is not on this machine")
class AwaitTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for file in (PROBE_AWAIT, PROBE_HTTP):
            (self.folder / Path(file.path).name).write_text(file.text)

    def service(self) -> int:
        """The first of five neighbouring ports that nobody listens on."""
        for base in _BASES:
            try:
                for number in range(base, base + SLOTS):
                    socket.create_server(("127.0.0.1", number)).close()
            except OSError:
                continue
            return base
        raise AssertionError("no free ports")

    def slot(self, port: int, *states: bytes) -> Slot:
        server = socket.create_server(("127.0.0.1", port))
        self.addCleanup(server.close)
        return Slot(server, *states)

    def wait(self, seconds: int, *needs: str | int) -> str:
        assert BUSYBOX
        command = [BUSYBOX, "sh", str(self.folder / "await"), str(seconds), *map(str, needs)]
        environment = {**os.environ, "HOMELAB_BUSYBOX": BUSYBOX}
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        return done.stderr

    def test_what_is_there_is_not_waited_for(self) -> None:
        auth, photos = self.service(), self.service()
        first, second = self.slot(auth, b"200 OK"), self.slot(photos + 3, b"200 OK")
        self.assertEqual(self.wait(30, "authentication", auth, "photos", photos), "")
        self.assertEqual((first.asked, second.asked), (["/readyz"], ["/readyz"]))

    def test_it_waits_until_the_last_one_is_ready(self) -> None:
        auth, photos = self.service(), self.service()
        starting = self.slot(auth, b"502 Bad Gateway", b"502 Bad Gateway", b"200 OK")
        ready = self.slot(photos, b"200 OK")
        said = self.wait(60, "authentication", auth, "photos", photos)
        self.assertEqual(said, "waiting up to 60 s for authentication, which this service needs\n")
        self.assertEqual((len(starting.asked), len(ready.asked)), (3, 1))

    def test_when_the_time_is_over_it_names_who_is_missing_and_lets_go(self) -> None:
        auth, photos, wiki = self.service(), self.service(), self.service()
        self.slot(photos, b"200 OK")
        self.slot(wiki, b"503 Unavailable")
        said = self.wait(1, "authentication", auth, "photos", photos, "wiki", wiki).splitlines()
        self.assertEqual(
            # A slow machine is at the end before it could say that it waits.
            [line for line in said if not line.startswith("waiting")],
            ["authentication is not ready after 1 s: starting without it", "wiki is not ready after 1 s: starting without it"],
        )

    def test_without_needs_it_returns(self) -> None:
        self.assertEqual(self.wait(60), "")
