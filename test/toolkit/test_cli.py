import contextlib
import importlib
import io
import os
import unittest

from fake import HostCase
from cli import main
from host.errors import UsageProblem
from host.stdin import read_spec
from nouns.table import TABLE


class CliTest(HostCase):
    def call(self, *argv: str, stdin: str = "") -> tuple[int, str, str]:
        reader, writer = os.pipe()
        os.write(writer, stdin.encode())
        os.close(writer)
        out, err = io.StringIO(), io.StringIO()
        self.patch_object(__import__("cli"), "read_spec", lambda: read_spec(reader))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = main(argv, self.ctx)
            except SystemExit as end:
                code = int(end.code or 0)
        os.close(reader)
        return code, out.getvalue(), err.getvalue()

    def test_every_noun_has_help(self) -> None:
        for noun in TABLE:
            with self.subTest(noun):
                code, out, _ = self.call(noun, "--help")
                self.assertEqual(code, 0)
                self.assertIn(TABLE[noun].summary[:20], out.replace("\n", " "))

    def test_every_noun_has_its_functions(self) -> None:
        for noun, entry in TABLE.items():
            module = importlib.import_module(entry.module)
            for function in ("apply", "remove") if entry.resource else ("configure", "run"):
                with self.subTest(f"{noun}.{function}"):
                    self.assertTrue(callable(getattr(module, function, None)))

    def test_usage(self) -> None:
        for argv in [(), ("frob",), ("user", "frob", "x"), ("user", "apply"), ("exec", "feeds", "app")]:
            with self.subTest(argv):
                code, _, err = self.call(*argv)
                self.assertEqual(code, 2)
                self.assertNotIn("Traceback", err)

    def test_a_problem_is_two_lines_and_exit_1(self) -> None:
        code, out, err = self.call("user", "apply", "Feeds", stdin="uid=2003\n")
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, r"^error: service 'Feeds': .+\n  fix: .+\n$")

    def test_a_defect_shows_no_stack_and_no_spec(self) -> None:
        code, _, err = self.call("secrets", "apply", "feeds", stdin='uid=2003\nsecret.x="hunter2"\n')
        self.assertEqual(code, 1)
        self.assertNotIn("hunter2", err)
        self.assertNotIn("Traceback", err)

    def test_rollout_takes_when_its_parts_were_applied(self) -> None:
        code, _, err = self.call("rollout", "apply", "feeds", "--applied=2026-11-20T21:04:11.000Z,", stdin="nonsense\n")
        self.assertEqual(code, 1)
        self.assertIn("is unknown or repeated", err)


class StdinTest(unittest.TestCase):
    def pipe(self, data: bytes, close: bool = True) -> int:
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        os.write(writer, data)
        if close:
            os.close(writer)
        else:
            self.addCleanup(os.close, writer)
        return reader

    def test_bounds(self) -> None:
        self.assertEqual(read_spec(self.pipe(b"a=b\n")), "a=b\n")
        with self.assertRaisesRegex(UsageProblem, "longer than 3"):
            read_spec(self.pipe(b"a=b\n"), limit=3)
        with self.assertRaisesRegex(UsageProblem, "did not end within"):
            read_spec(self.pipe(b"a", close=False), seconds=0.05)
        with self.assertRaisesRegex(UsageProblem, "UTF-8"):
            read_spec(self.pipe(b"\xff"))
