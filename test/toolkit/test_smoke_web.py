"""The smoke test's redirect and health, and the limits of its requests, against real servers."""

import socket
import threading
from unittest import mock

from fake import HostCase
from smoke_path import SmokePath
from smoke import net
from smoke.broken import NoAnswer
from smoke_servers import HTML, NAME, redirect


class Redirect(SmokePath):
    def test_what_is_no_redirect_to_https_here(self) -> None:
        for answer, said in [
            ((200, HTML, "welcome"), "answers 200, not"),
            (redirect(f"http://{NAME}/login"), "answers 302 to http://feeds"),
            (redirect("https://photos.home.test/"), "answers 302 to https://photos"),
        ]:
            with self.subTest(said):
                self.plain.pages["/"] = answer
                self.broken("redirect", said)

    def test_silence(self) -> None:
        self.plain.shutdown()
        self.plain.server_close()
        self.broken("redirect", "http://feeds.home.test/: Connection refused")


class Health(SmokePath):
    def test_bad(self) -> None:
        self.web.pages["/healthz"] = (503, {}, "database")
        self.broken("health", "https://feeds.home.test/healthz answers 503")

    def test_it_waits(self) -> None:
        self.web.pages["/healthz"] = (503, {}, "starting")
        self.later(6, lambda: self.web.pages.update({"/healthz": (200, {}, "OK")}))
        self.assertIsNone(self.walk().failure)
        self.assertEqual(self.clock.passed, 6)

    def test_behind_a_login_it_may_redirect_but_not_to_http(self) -> None:
        self.web.pages["/healthz"] = redirect(f"http://{NAME}/login")
        self.broken("health", "redirects to http://")

    def test_there_may_be_none(self) -> None:
        self.assertNotIn("health", self.walk(health=None).layers)


class Limits(HostCase):
    def test_somebody_who_sends_a_byte_now_and_then(self) -> None:
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        over = threading.Event()
        self.addCleanup(over.set)

        def drip() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                while not over.wait(0.02):
                    try:
                        peer.sendall(b".")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        patcher = mock.patch.object(net, "CALL_SECONDS", 0.3)
        patcher.start()
        self.addCleanup(patcher.stop)
        with self.assertRaises(NoAnswer):
            net.fetch("http://feeds.home.test/", net.Endpoint("127.0.0.1", server.getsockname()[1]), None)
