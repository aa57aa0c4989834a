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
from host.base_files import PROBE_HTTP, PROBE_TCP, PROBE_UNTIL

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

    def until(self, seconds: int, *command: str) -> int:
        assert BUSYBOX
        script = self.folder / "until"
        script.write_text(PROBE_UNTIL.text)
        environment = {"HOMELAB_BUSYBOX": BUSYBOX, "PATH": f"/nothing-here:{self.folder}"}
        words = [BUSYBOX, "sh", str(script), str(seconds), *command]
        return subprocess.run(words, capture_output=True, timeout=30, check=False, env=environment).returncode

    def test_until_it_is_well(self) -> None:
        third = f"echo >>{self.folder}/tries; [ $(/usr/bin/wc -l <{self.folder}/tries) -ge 3 ]"
        self.assertEqual(self.until(20, "/bin/sh", "-c", third), 0)
        self.assertEqual((self.folder / "tries").read_text(), "\n\n\n")

    def test_until_the_time_is_over(self) -> None:
        self.assertEqual(self.until(1, "/bin/false"), 1)
        self.assertEqual(self.until(1, "no-such-program"), 1)

    def test_until_runs_the_images_own_program(self) -> None:
        # Busybox has one of that name, which is no answer for an image that has none.
        self.assertEqual(self.until(1, "true"), 1)
        mine = self.folder / "wget"
        mine.write_text(f'#!/bin/sh\necho "$@" >{self.folder}/said\n')
        mine.chmod(0o755)
        self.assertEqual(self.until(5, "wget", "two words", "x"), 0)
        self.assertEqual((self.folder / "said").read_text(), "two words x\n")

    def test_nobody_there(self) -> None:
        self.server.close()
        self.assertNotEqual(self.probe(PROBE_TCP.text, "9"), 0)
        self.assertNotEqual(self.probe(PROBE_HTTP.text, "9", "/ok"), 0)
