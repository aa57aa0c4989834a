"""What Pulumi's own plugins cannot take never leaves the command."""

import contextlib
import io
import unittest
import unittest.mock

from cli import main
from host.context import say_on_stderr
from host.output import MAX_LINE_BYTES, printable, utf8


class Output(unittest.TestCase):
    def test_a_line_is_cut_before_it_hangs_the_plugin(self) -> None:
        for text in ("x" * 200_000, "ä" * 100_000, f"short\n{'y' * 70_000}\nshort"):
            with self.subTest(text[:8]):
                lines = printable(text).split("\n")
                self.assertEqual(len(lines), len(text.split("\n")))
                self.assertLessEqual(max(len(line.encode()) for line in lines), MAX_LINE_BYTES)
        self.assertRegex(printable("x" * 20_000), r" … \(\d+ more bytes\)$")

    def test_what_is_short_stays(self) -> None:
        self.assertEqual(printable("ready\nslot 0 änders\n"), "ready\nslot 0 änders\n")

    def test_it_is_valid_utf8(self) -> None:
        name = b"caf\xe9".decode(errors="surrogateescape")
        self.assertEqual(utf8(name), "caf?")
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            say_on_stderr(f"{name} {'x' * 100_000}")
        said.getvalue().encode()
        self.assertLess(len(said.getvalue()), MAX_LINE_BYTES)


class Unwritten(unittest.TestCase):
    def test_no_room_is_said_as_such(self) -> None:
        for number, words in ((28, "no space left"), (122, "no space left"), (30, "read-only"), (13, "Permission denied")):
            with self.subTest(words), contextlib.redirect_stderr(io.StringIO()) as said, unittest.mock.patch("cli._dispatch") as run:
                run.side_effect = OSError(number, "Permission denied", "/var/lib/homelab/x")
                self.assertEqual(main(["status"]), 1)
                self.assertRegex(said.getvalue(), rf"^error: /var/lib/homelab/x: .*{words}.*\n  fix: ")
                self.assertEqual("HOMELAB_DEBUG" in said.getvalue(), number == 13)
