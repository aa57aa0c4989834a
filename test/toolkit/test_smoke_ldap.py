"""A bind as the smoke test sends it, through a real busybox, to a directory on this machine's loopback."""

import os
import shutil
import socket
import subprocess
import threading
import unittest
from typing import Any

from fake import Call, HostCase
from smoke_path import SmokePath
from host.runner import Result
from smoke.ldap import UNBIND, bind_head, bind_result

BUSYBOX = os.environ.get("HOMELAB_BUSYBOX") or shutil.which("busybox")
DN = "cn=ldap-feeds,ou=users,dc=home,dc=test"
PASSWORD = "p" * 64
LONG_FORM = bytes.fromhex("308400000010020101618400000007")


def answer(code: int) -> bytes:
    """A bind's answer, as short as it gets."""
    return bytes.fromhex("300c02010161070a01") + bytes([code]) + bytes.fromhex("04000400")


class Words(HostCase):
    def test_a_bind_byte_for_byte(self) -> None:
        # Two that other clients send: OpenLDAP's anonymous bind, and one by name.
        self.assertEqual(bind_head("", 0).hex(), "300c020101600702010304008000")
        self.assertEqual((bind_head("cn=a", 2) + b"pw").hex(), "3012020101600d0201030404636e3d6180027077")

    def test_lengths_of_more_than_one_byte(self) -> None:
        head = bind_head("cn=" + "n" * 200, 64)
        self.assertEqual(head[:3].hex(), "308201")
        self.assertEqual(int.from_bytes(head[2:4], "big"), len(head) - 4 + 64)

    def test_results(self) -> None:
        self.assertEqual(bind_result(answer(49)), 49)
        self.assertEqual(bind_result(answer(0) + b"more"), 0)
        self.assertEqual(bind_result(LONG_FORM + bytes.fromhex("0a013204000400")), 50)
        for other in (b"", b"HTTP/1.1 400 Bad Request", answer(0)[:9], UNBIND, bytes.fromhex("3084ffffffff")):
            with self.subTest(other):
                self.assertIsNone(bind_result(other))


class Directory:
    """A server that knows one account. Like the real one it answers what came before it looks whether the client is still there."""

    def __init__(self, accounts: dict[bytes, int], strangers: int = 50, speaks: bytes | None = None) -> None:
        self.accounts, self.strangers, self.speaks = accounts, strangers, speaks
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            with peer:
                asked = b""
                while not asked.endswith(UNBIND) and (more := peer.recv(4096)):
                    asked += more
                bind = asked.removesuffix(UNBIND)
                known = self.strangers if bind == bind_head("", 0) else self.accounts.get(bind, 49)
                peer.sendall(self.speaks if self.speaks is not None else answer(known))


@unittest.skipIf(BUSYBOX is None, "no busybox here")
class Layer(SmokePath):
    def setUp(self) -> None:
        super().setUp()
        self.ctx.paths.service("feeds").mkdir(parents=True)
        self.ctx.paths.ledger.write_text("2003 feeds\n")
        self.secret = self.root / "ldap-password"
        self.secret.write_text(PASSWORD)
        self.right = bind_head(DN, len(PASSWORD)) + PASSWORD.encode()
        self.runner.on("podman exec feeds-0-ldap", self.enter)

    def enter(self, call: Call) -> Result:
        """Podman: the container's paths are this machine's."""
        words = "\0".join(call.argv[3:]).replace("/homelab/busybox", str(BUSYBOX)).replace("/run/secrets/ldap-password", str(self.secret))
        done = subprocess.run(words.split("\0"), capture_output=True, text=True, timeout=30, check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    def spec(self, directory: Directory) -> dict[str, Any]:
        self.addCleanup(directory.socket.close)
        return {"kind": "ldap", "container": "ldap", "port": directory.port, "bindDn": DN, "passwordFile": "/run/secrets/ldap-password"}

    def test_its_account_is_let_in_and_strangers_are_not(self) -> None:
        outcome = self.walk(auth=self.spec(Directory({self.right: 0})))
        self.assertIsNone(outcome.failure)
        self.assertIn("auth", outcome.layers)

    def test_the_password_stays_in_the_container(self) -> None:
        self.walk(auth=self.spec(Directory({self.right: 0})))
        calls = [call for call in self.runner.calls if call.argv[:2] == ("podman", "exec")]
        self.assertGreaterEqual(len(calls), 3)
        octal = "".join(f"\\{byte:03o}" for byte in PASSWORD.encode())
        for call in calls:
            self.assertEqual(call.user, "svc-feeds")
            for word in [*call.argv, call.input or "", *call.env.values(), *self.said]:
                self.assertNotIn(PASSWORD, word)
                self.assertNotIn(octal, word)

    def test_what_can_be_wrong(self) -> None:
        self.broken("auth", "accepts anonymous binds", auth=self.spec(Directory({self.right: 0}, strangers=0)))
        self.broken("auth", f"rejects the bind of {DN}: invalid credentials", auth=self.spec(Directory({})))
        self.broken("auth", "insufficient access rights", auth=self.spec(Directory({self.right: 50})))
        self.broken("auth", "result 52", auth=self.spec(Directory({self.right: 52})))
        self.broken("auth", "does not speak LDAP", auth=self.spec(Directory({}, speaks=b"HTTP/1.1 400\r\n")))

    def test_nobody_there(self) -> None:
        directory = Directory({})
        directory.socket.close()
        self.broken("auth", "does not answer: .*refused", auth=self.spec(directory))

    def test_no_password(self) -> None:
        self.secret.unlink()
        self.broken("auth", "/run/secrets/ldap-password cannot be read in feeds-0-ldap", auth=self.spec(Directory({self.right: 0})))
