"""The names of services in the host's own /etc/hosts."""

import errno
import os
from pathlib import Path

from fake_route import RouteCase
from host import files
from ingress.fragments import Fragment
from ingress.hosts import block, with_block
from nouns import ingress, route

OWN = b"127.0.0.1\tlocalhost\r\n\xff\xfe no text at all\n\n# homelab is a nice word\n"
FEEDS = Fragment("feeds", 2003, ("feeds.home.test", "news.home.test"), "/readyz")
WIKI = Fragment("wiki", 2004, ("wiki.home.test",), "/caddyz", ("127.0.0.0/8",))
BEGIN, *LINES, END = block([WIKI, FEEDS]).decode().splitlines()


class Block(RouteCase):
    def test_a_line_for_each_service_in_an_order_of_its_own(self) -> None:
        self.assertEqual(LINES, ["127.0.0.1 feeds.home.test news.home.test", "127.0.0.1 wiki.home.test"])
        self.assertRegex(BEGIN, "^# homelab: begin")
        self.assertEqual(END, "# homelab: end")
        self.assertEqual(block([]), b"")

    def test_the_rest_stays_byte_for_byte(self) -> None:
        wanted = block([FEEDS, WIKI])
        for own in (OWN, OWN.removesuffix(b"\n"), b"", b"\n", b"one"):
            with self.subTest(own):
                full = with_block(own, wanted)
                assert full is not None
                self.assertIn(wanted.removesuffix(b"\n"), full)
                self.assertEqual(with_block(full, wanted), full)
                fewer = with_block(full, block([FEEDS]))
                assert fewer is not None
                self.assertNotIn(b"wiki", fewer)
                self.assertEqual(with_block(fewer, b""), own)
                self.assertEqual(with_block(own, b""), own)

    def test_it_stays_where_it_is_while_others_write_around_it(self) -> None:
        text = b"above\n" + block([FEEDS]) + b"below\n"
        self.assertEqual(with_block(text, block([WIKI])), b"above\n" + block([WIKI]) + b"below\n")
        self.assertEqual(with_block(text, b""), b"above\nbelow\n")

    def test_marks_that_somebody_has_edited_are_not_guessed_at(self) -> None:
        whole = block([FEEDS])
        for text in (
            whole.removesuffix(b"# homelab: end\n"),
            whole.split(b"\n", 1)[1],
            whole.replace(b"127.0.0.1 ", b"192.168.1.9 nas\n127.0.0.1 "),
            whole + whole,
        ):
            with self.subTest(text):
                self.assertIsNone(with_block(text, whole))


class HostsCase(RouteCase):
    """A route's host with a hosts file."""

    def setUp(self) -> None:
        super().setUp()
        self.hosts = self.root / "etc/hosts"
        self.hosts.parent.mkdir(exist_ok=True)
        self.hosts.write_bytes(OWN)

    def names(self) -> list[str]:
        found = self.hosts.read_bytes().removeprefix(OWN).decode().splitlines()
        return [name for line in found if not line.startswith("#") for name in line.split()[1:]]


class Routes(HostsCase):
    def test_come_and_go_with_the_route(self) -> None:
        self.apply("feeds", 2003)
        self.apply("calendar", 2004, "calendar.home.test", "dates.home.test")
        self.assertEqual(self.names(), ["calendar.home.test", "dates.home.test", "feeds.home.test"])
        self.apply("calendar", 2004)
        self.assertEqual(self.names(), ["calendar.home.test", "feeds.home.test"])
        for _ in range(2):
            route.remove(self.ctx, "calendar", "")
            self.assertEqual(self.names(), ["feeds.home.test"])
        route.remove(self.ctx, "feeds", "")
        self.assertEqual(self.hosts.read_bytes(), OWN)

    def test_a_second_apply_writes_nothing(self) -> None:
        self.apply("feeds", 2003)
        before = self.hosts.stat()
        self.apply("feeds", 2003)
        after = self.hosts.stat()
        # Without the time of the last access: the second apply reads the file.
        self.assertEqual((after.st_ino, after.st_mtime_ns), (before.st_ino, before.st_mtime_ns))

    def test_a_route_that_envoy_refuses_is_no_name(self) -> None:
        self.envoy.refuses = "feeds"
        with self.assertRaisesRegex(Exception, "did not load"):
            self.apply("feeds", 2003)
        self.assertEqual(self.hosts.read_bytes(), OWN)

    def test_what_a_cut_has_left_is_made_up_for(self) -> None:
        self.apply("feeds", 2003)
        files.remove(self.ctx.paths.ingress / "fragments.d" / "feeds.json")
        route.remove(self.ctx, "feeds", "")
        self.assertEqual(self.hosts.read_bytes(), OWN)
        self.apply("feeds", 2003)
        self.hosts.write_bytes(OWN)
        self.apply("feeds", 2003)
        self.assertEqual(self.names(), ["feeds.home.test"])

    def test_mode_is_kept(self) -> None:
        self.hosts.chmod(0o640)
        self.apply("feeds", 2003)
        self.assertEqual(self.hosts.stat().st_mode & 0o7777, 0o640)

    def test_a_missing_file_is_made(self) -> None:
        self.hosts.unlink()
        self.apply("feeds", 2003)
        self.assertEqual(self.hosts.read_bytes(), block([Fragment("feeds", 2003, ("feeds.home.test",), "/caddyz")]))
        self.assertEqual(self.hosts.stat().st_mode & 0o7777, 0o644)

    def test_without_the_ingress_none_is_left(self) -> None:
        self.apply("feeds", 2003)
        for name in ("uninstall", "remove_account", "remove_image"):
            self.patch_object(ingress, name, lambda *_: None)
        ingress.remove(self.ctx, "home", "")
        self.assertEqual(self.hosts.read_bytes(), OWN)


class Refused(HostsCase):
    """Hosts whose file is not ours to write: the route comes all the same, and the reason is said."""

    def test_a_link(self) -> None:
        elsewhere = self.root / "generated-hosts"
        self.hosts.rename(elsewhere)
        self.hosts.symlink_to(elsewhere)
        self.apply("feeds", 2003)
        self.assertTrue(self.hosts.is_symlink())
        self.assertEqual((elsewhere.read_bytes(), self.chains()), (OWN, ["svc/feeds"]))
        self.assertIn("/etc/hosts is a link and was left alone", self.said[-1])

    def test_a_file_system_that_is_read_only(self) -> None:
        replace = os.replace

        def refuse(source: str, target: Path) -> None:
            if Path(target) == self.hosts:
                raise OSError(errno.EROFS, "Read-only file system")
            replace(source, target)

        self.patch_object(os, "replace", refuse)
        self.apply("feeds", 2003)
        self.assertEqual((self.hosts.read_bytes(), self.chains()), (OWN, ["svc/feeds"]))
        self.assertIn("/etc/hosts cannot be written (Read-only file system)", self.said[-1])
        self.assertEqual([path.name for path in self.hosts.parent.iterdir()], ["hosts"])

    def test_marks_that_are_damaged(self) -> None:
        self.hosts.write_bytes(OWN + b"# homelab: begin\n")
        self.apply("feeds", 2003)
        self.assertEqual((self.hosts.read_bytes(), self.chains()), (OWN + b"# homelab: begin\n", ["svc/feeds"]))
        self.assertIn("delete the two", self.said[-1])
