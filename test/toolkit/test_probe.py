"""The health probe, with this machine's busybox when it has one; in the rehearsal it runs inside real containers."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import fake  # noqa: F401
from host.base_files import PROBE_HTTP, PROBE_TCP

BUSYBOX = os.environ.get("HOMELAB_BUSYBOX") or shutil.which("busybox")
ANSWERS = {"/ok": b"200 OK", "/moved": b"302 Found", "/broken": b"500 Oops"}


@unittest.skipUnless(BUSYBOX, "busybox is not on this machine")
class ProbeTest(unittest.TestCase):
    def setUp(self) -> None:
        self.early: list[str] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = str(self.server.getsockname()[1])
        threading.Thread(target=self.serve, daemon=True).start()
        self.addCleanup(self.server.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            with client:
                path = [*client.recv(999).split(), b"", b""][1].decode()
                client.settimeout(0.3)
                try:
                    # An end before the answer looks like a client that went away, and some servers then cancel.
                    self.early += [path] if path and client.recv(1) == b"" else []
                except TimeoutError:
                    client.sendall(b"HTTP/1.1 " + ANSWERS.get(path, b"404 No") + b"\r\n\r\n")
                except OSError:
                    continue

    def probe(self, text: str, *arguments: str) -> int:
        assert BUSYBOX
        script = self.folder / "probe"
        script.write_text(text.replace("/homelab/busybox", BUSYBOX))
        return subprocess.run([BUSYBOX, "sh", str(script), *arguments], capture_output=True, timeout=10, check=False).returncode

    def test_http(self) -> None:
        for path, expected in [("/ok", 0), ("/moved", 0), ("/broken", 1), ("/none", 1)]:
            with self.subTest(path):
                self.assertEqual(self.probe(PROBE_HTTP.text, self.port, path), expected)
        self.assertEqual(self.early, [])

    def test_tcp(self) -> None:
        self.assertEqual(self.probe(PROBE_TCP.text, self.port), 0)

    def test_nobody_there(self) -> None:
        self.server.close()
        self.assertNotEqual(self.probe(PROBE_TCP.text, "9"), 0)
        self.assertNotEqual(self.probe(PROBE_HTTP.text, "9", "/ok"), 0)
