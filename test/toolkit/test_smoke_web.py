"""The smoke test's layers of HTTP, against real servers: redirect, health, how strangers are received, and the page."""

import json
import socket
import threading
from typing import ClassVar
from unittest import mock
from urllib.parse import quote

from fake import HostCase
from smoke import net, page
from smoke.broken import NoAnswer
from smoke.references import Reference, in_css, in_page
from smoke_path import HTML, LOGIN, NAME, SmokePath

START = f"https://{NAME}/outpost.goauthentik.io/start?rd={quote(f'https://{NAME}/', safe='')}"
ISSUER = f"https://{LOGIN}/application/o/feeds/"
AUTHORIZE = f"https://{LOGIN}/application/o/authorize/"
CALLBACK = f"https://{NAME}/oauth2/oidc/callback"


def to(location: str, status: int = 302) -> tuple[int, dict[str, str], str]:
    return status, {"Location": location}, ""


class Redirect(SmokePath):
    def test_what_is_no_redirect_to_https_here(self) -> None:
        for answer, said in [
            ((200, HTML, "welcome"), "answers 200, not"),
            (to(f"http://{NAME}/login"), "answers 302 to http://feeds"),
            (to("https://photos.home.test/"), "answers 302 to https://photos"),
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
        self.web.pages["/healthz"] = to(f"http://{NAME}/login")
        self.broken("health", "redirects to http://")

    def test_there_may_be_none(self) -> None:
        self.assertNotIn("health", self.walk(health=None).layers)


class Open(SmokePath):
    def test_a_refusal(self) -> None:
        for answer, said in [((403, HTML, ""), "answers 403"), ((502, HTML, ""), "answers 502"), (to(START), "302 to https.+outpost")]:
            with self.subTest(said):
                self.web.pages["/"] = answer
                self.broken("auth", said)

    def test_a_status_that_was_asked_for(self) -> None:
        self.web.pages["/"] = (401, {}, "")
        self.assertIsNone(self.walk(auth={"kind": "none", "status": 401}).failure)
        self.broken("auth", "answers 401, and should 200", auth={"kind": "none", "status": 200})


class Oidc(SmokePath):
    auth: ClassVar = {"kind": "oidc", "issuer": ISSUER, "clientId": "feeds", "redirectUri": CALLBACK}

    def setUp(self) -> None:
        super().setUp()
        # The login is a service of the same host: found in the ingress, not by a lookup.
        self.route(NAME, LOGIN)
        discovery = json.dumps({"authorization_endpoint": AUTHORIZE})
        self.web.pages["/application/o/feeds/.well-known/openid-configuration"] = (200, {}, discovery)
        self.web.pages["/application/o/authorize/"] = to("/flows/-/default/authentication/?next=/")

    def test_it_sends_to_the_login(self) -> None:
        self.assertIn("auth", self.walk(auth=self.auth).layers)
        asked = next(url for url in self.web.asked if "authorize" in url)
        for part in ("response_type=code", "client_id=feeds", f"redirect_uri={quote(CALLBACK, safe='')}"):
            self.assertIn(part, asked)

    def test_it_refuses_the_client(self) -> None:
        for answer in [(400, HTML, "Redirect URI Error"), (404, HTML, ""), to(f"{CALLBACK}?error=invalid_request")]:
            with self.subTest(answer):
                self.web.pages["/application/o/authorize/"] = answer
                self.broken("auth", f"refuses client feeds with {CALLBACK}: {answer[0]}", auth=self.auth)

    def test_no_such_application(self) -> None:
        del self.web.pages["/application/o/feeds/.well-known/openid-configuration"]
        self.broken("auth", "openid-configuration answers 404 without an authorization endpoint", auth=self.auth)

    def test_with_a_pattern_alone_only_discovery_is_asked(self) -> None:
        del self.web.pages["/application/o/authorize/"]
        self.assertIsNone(self.walk(auth={**self.auth, "redirectUri": None}).failure)

    def test_a_login_elsewhere(self) -> None:
        self.route(NAME)
        self.runner.on("getent ahosts", "")
        self.broken("auth", f"the login's host {LOGIN} has no address here", auth=self.auth)
        self.runner.on("getent ahosts", "127.0.0.1 STREAM\n")
        issuer = ISSUER.replace(LOGIN, f"{LOGIN}:{self.web.number}")
        discovery = json.dumps({"authorization_endpoint": AUTHORIZE.replace(LOGIN, f"{LOGIN}:{self.web.number}")})
        self.web.pages["/application/o/feeds/.well-known/openid-configuration"] = (200, {}, discovery)
        self.assertIsNone(self.walk(auth={**self.auth, "issuer": issuer}).failure)


class Forward(SmokePath):
    auth: ClassVar = {"kind": "forwardAuth", "level": "single"}
    login = f"{AUTHORIZE}?client_id=x&redirect_uri=" + quote(f"https://{NAME}/outpost.goauthentik.io/callback?X=true", safe="")

    def test_it_sends_to_the_outpost_or_past_it_to_the_login(self) -> None:
        self.web.pages["/healthz"] = to(START)
        for location in (START, self.login, "/outpost.goauthentik.io/start?rd=" + quote(f"https://{NAME}/", safe="")):
            with self.subTest(location):
                self.web.pages["/"] = to(location)
                self.web.pages["/outpost.goauthentik.io/start"] = to(AUTHORIZE)
                self.assertIn("page", self.walk(auth=self.auth).layers)

    def test_one_outpost_for_the_domain(self) -> None:
        start = f"https://{LOGIN}/outpost.goauthentik.io/start?rd={quote(f'https://{NAME}/', safe='')}"
        for location in (start, f"{AUTHORIZE}?redirect_uri={quote(f'https://{LOGIN}/outpost.goauthentik.io/callback', safe='')}"):
            with self.subTest(location):
                self.web.pages["/"] = to(location)
                self.assertIsNone(self.walk(auth={"kind": "forwardAuth", "level": "domain"}).failure)

    def test_open_to_all(self) -> None:
        self.broken("auth", "does not send a stranger to the login: 200", auth=self.auth)

    def test_another_hosts_login(self) -> None:
        self.web.pages["/"] = to(START.replace(NAME, "photos.home.test"))
        self.broken("auth", "is sent to the login of another host", auth=self.auth)
        self.web.pages["/"] = to(self.login.replace(NAME, "photos.home.test"))
        self.broken("auth", "is sent to the login of another host", auth=self.auth)


class Ldap(SmokePath):
    def directory(self, answer: bytes) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)

        def serve() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(100)
                    peer.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return int(server.getsockname()[1])

    def test_strangers(self) -> None:
        refused = bytes.fromhex("300c02010161070a013204000400")
        let_in = bytes.fromhex("300c02010161070a010004000400")
        long_form = bytes.fromhex("308400000010020101618400000007" + "0a013104000400")
        for answer in (refused, long_form):
            self.assertIsNone(self.walk(auth={"kind": "ldap", "port": self.directory(answer)}).failure)
        self.broken("auth", "lets strangers bind", auth={"kind": "ldap", "port": self.directory(let_in)})
        self.broken("auth", "does not speak LDAP", auth={"kind": "ldap", "port": self.directory(b"HTTP/1.1 400")})

    def test_nobody_there(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.broken("auth", "ldap://127.0.0.1:[0-9]+: Connection refused", auth={"kind": "ldap", "port": free.getsockname()[1]})


class Page(SmokePath):
    def shows(self, html: str) -> None:
        self.web.pages["/"] = (200, HTML, html)

    def test_assets(self) -> None:
        self.shows("<link rel=stylesheet href=/a.css><script src=app.js></script><img src='/i.png?v=1'><img src=https://cdn.test/x.png>")
        self.web.pages["/a.css"] = (200, {"Content-Type": "text/css"}, "@font-face{src:url('f.woff2')} @import 'b.css';")
        self.web.pages["/b.css"] = (200, {"Content-Type": "text/css"}, "")
        self.web.pages["/f.woff2"] = (200, {"Content-Type": "font/woff2"}, "")
        self.web.pages["/app.js"] = (200, {"Content-Type": "text/javascript"}, "")
        self.web.pages["/i.png"] = (200, {"Content-Type": "image/png"}, "")
        self.assertIsNone(self.walk().failure)
        self.assertEqual([url.removeprefix(NAME) for url in self.web.asked[3:]], ["/a.css", "/app.js", "/i.png?v=1", "/f.woff2", "/b.css"])

    def test_assets_that_do_not_load(self) -> None:
        self.shows("<script src=/app.js></script><link rel=stylesheet href=/a.css><img src=/i.png><script src=/in.js></script>")
        self.web.pages["/app.js"] = (200, HTML, "the page once more")
        self.web.pages["/i.png"] = to("https://auth.home.test/login?state=onetime")
        self.web.pages["/in.js"] = (500, {}, "")
        self.broken("page", "4 of 4 assets of https://feeds.home.test/ do not load: .+/app.js is a script, and comes as text/html")
        self.broken("page", "/a.css answers 404; .+/i.png is sent to https://auth.home.test/login; .+/in.js answers 500")

    def test_what_is_named_over_http(self) -> None:
        for html in [
            f"<script src=http://{NAME}/app.js></script>",
            "<form action='http://feeds.home.test/login'></form>",
            "<img srcset='a.png 1x, http://cdn.test/b.png 2x'>",
            "<base href='http://feeds.home.test/'><img src=a.png>",
            "<style>body { background: url(http://cdn.test/b.png) }</style>",
            "<p style=\"background: url('http://cdn.test/b.png')\">",
        ]:
            with self.subTest(html):
                self.shows(html)
                self.broken("page", "https://feeds.home.test/ is https and names http://")
        self.shows("<link rel=stylesheet href=/a.css>")
        self.web.pages["/a.css"] = (200, {"Content-Type": "text/css"}, "@import url(http://cdn.test/b.css)")
        self.broken("page", "https://feeds.home.test/a.css is https and names http://cdn.test/b.css")

    def test_links_to_http_are_for_people(self) -> None:
        self.shows("<a href=http://example.org/>there</a><link rel=canonical href=http://feeds.home.test/>")
        self.assertIsNone(self.walk().failure)

    def test_plain_sockets_are_worth_a_word(self) -> None:
        self.shows("<script>new WebSocket('ws://' + location.host)</script>")
        self.assertIsNone(self.walk().failure)
        self.assertTrue(any("ws://" in line for line in self.said))

    def test_redirects(self) -> None:
        self.web.pages["/"] = to("/login")
        self.web.pages["/login"] = (200, HTML, "<img src=logo.png>")
        self.broken("page", "/logo.png answers 404")
        self.web.pages["/login"] = to("/")
        self.broken("page", "redirects more than 5 times")
        self.web.pages["/login"] = to(f"http://{NAME}/home")
        self.broken("page", "/login redirects to http://feeds.home.test/home")
        self.web.pages["/login"] = to("https://auth.home.test/flow?secret")
        self.assertIsNone(self.walk().failure)
        self.assertFalse(any("secret" in line for line in self.said))

    def test_no_page_for_strangers(self) -> None:
        for answer in [(401, HTML, ""), (404, {"Content-Type": "text/plain"}, "no")]:
            self.web.pages["/"] = answer
            outcome = self.walk()
            self.assertEqual((outcome.failure, outcome.layers[-1]), (None, "auth"))
        self.web.pages["/"] = (404, HTML, "")
        self.broken("page", "https://feeds.home.test/ answers 404")

    def test_so_many_assets_and_so_long(self) -> None:
        self.shows("".join(f"<img src=/{number}.png>" for number in range(60)))
        image = (200, {"Content-Type": "image/png"}, "")
        self.web.pages |= {f"/{number}.png": image for number in range(60)}
        self.assertIsNone(self.walk().failure)
        self.assertEqual(len([url for url in self.web.asked if url.endswith(".png")]), 50)
        with mock.patch.object(page, "PAGE_SECONDS", -1.0):
            self.broken("page", "0 of 50 assets took more than")


class References(HostCase):
    def test_page(self) -> None:
        text = """<head><link rel="shortcut icon" href=f.ico><link rel=preload as=font href=f.woff2>
            <link rel=manifest href=/m.json>
            <script>var html = "<img src=no.png>"</script><style>a { b: url( "c.png" ) }</style></head>
            <video poster=p.jpg><source src=v.mp4></video><iframe src=#top></iframe>
            <img src=data:x><img src="a&amp;b.png#x"><img src=f.ico>"""
        found, plain_sockets = in_page(text, "https://feeds.home.test/sub/")
        self.assertFalse(plain_sockets)
        base = "https://feeds.home.test/sub/"
        self.assertEqual(
            found,
            [
                Reference(f"{base}f.ico", "image"),
                Reference(f"{base}f.woff2", "other"),
                Reference("https://feeds.home.test/m.json", "manifest"),
                Reference(f"{base}c.png", "other"),
                Reference(f"{base}p.jpg", "image"),
                Reference(f"{base}v.mp4", "other"),
                Reference(f"{base}a&b.png", "image"),
            ],
        )

    def test_css(self) -> None:
        found = in_css("@import \"a.css\"; b{c:url(d.svg)} e{f:url('../g h.png')} i{j:url(data:x)} k{l:url(#m)}", "https://x.test/s/s.css")
        self.assertEqual([each.url for each in found], ["https://x.test/s/a.css", "https://x.test/s/d.svg", "https://x.test/g h.png"])


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
            net.fetch("http://feeds.home.test/", "127.0.0.1", server.getsockname()[1], None)
