"""The page and what it loads, from real servers."""

from unittest import mock

from fake import HostCase
from smoke_path import SmokePath
from smoke import page
from smoke.references import Reference, in_css, in_page
from smoke_servers import HTML, NAME, redirect


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
        self.web.pages["/i.png"] = redirect("https://auth.home.test/login?state=onetime")
        self.web.pages["/in.js"] = (500, {}, "")
        self.broken("page", "4 of 4 assets of https://feeds.home.test/ do not load: .+/app.js is a script, but has the type text/html")
        self.broken("page", "/a.css answers 404; .+/i.png redirects to https://auth.home.test/login; .+/in.js answers 500")

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
                self.broken("page", "https://feeds.home.test/ is https and refers to http://")
        self.shows("<link rel=stylesheet href=/a.css>")
        self.web.pages["/a.css"] = (200, {"Content-Type": "text/css"}, "@import url(http://cdn.test/b.css)")
        self.broken("page", "https://feeds.home.test/a.css is https and refers to http://cdn.test/b.css")

    def test_links_to_http_are_for_people(self) -> None:
        self.shows("<a href=http://example.org/>there</a><link rel=canonical href=http://feeds.home.test/>")
        self.assertIsNone(self.walk().failure)

    def test_plain_sockets_are_worth_a_word(self) -> None:
        self.shows("<script>new WebSocket('ws://' + location.host)</script>")
        self.assertIsNone(self.walk().failure)
        self.assertTrue(any("ws://" in line for line in self.said))

    def test_redirects(self) -> None:
        self.web.pages["/"] = redirect("/login")
        self.web.pages["/login"] = (200, HTML, "<img src=logo.png>")
        self.broken("page", "/logo.png answers 404")
        self.web.pages["/login"] = redirect("/")
        self.broken("page", "redirects more than 5 times")
        self.web.pages["/login"] = redirect(f"http://{NAME}/home")
        self.broken("page", "/login redirects to http://feeds.home.test/home")
        self.web.pages["/login"] = redirect("https://auth.home.test/flow?secret")
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
