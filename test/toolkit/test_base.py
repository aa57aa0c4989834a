import os
import subprocess
import sys
import time
import unittest
from pathlib import Path

from fake import HostCase
from host import files, sizes, spec
from host.errors import CommandFailed, HostProblem
from host.lock import held
from host.names import Account, health_port, port
from host.runner import RealRunner


class FilesTest(HostCase):
    def test_write_says_whether_it_changed_anything(self) -> None:
        path = self.root / "a/b"
        self.assertTrue(files.write(path, "x", 0o600))
        self.assertFalse(files.write(path, "x", 0o600))
        self.assertTrue(files.write(path, "x", 0o644))
        self.assertEqual([entry.name for entry in path.parent.iterdir()], ["b"])

    def test_a_link_is_replaced_not_written_through(self) -> None:
        (self.root / "real").write_text("keep")
        (self.root / "link").symlink_to("real")
        files.write(self.root / "link", "new")
        self.assertEqual((self.root / "real").read_text(), "keep")

    def test_link(self) -> None:
        self.assertTrue(files.link(self.root / "current", "gen-1"))
        self.assertFalse(files.link(self.root / "current", "gen-1"))
        self.assertTrue(files.link(self.root / "current", "gen-2"))
        self.assertEqual(os.readlink(self.root / "current"), "gen-2")


class LockTest(HostCase):
    def test_a_held_lock_names_its_holder(self) -> None:
        code = (
            "import fcntl,sys,time; f=open(sys.argv[1],'w'); fcntl.flock(f, 2); "
            "f.write('process 7 (homelab x)'); f.flush(); print(1, flush=True); time.sleep(20)"
        )
        self.ctx.paths.locks.mkdir(parents=True)
        with subprocess.Popen([sys.executable, "-c", code, str(self.ctx.paths.locks / "x")], stdout=subprocess.PIPE) as other:
            assert other.stdout
            other.stdout.readline()
            with self.assertRaisesRegex(HostProblem, "process 7 .homelab x. still holds it after 5 s"), held(self.ctx, "x", 5):
                pass
            other.kill()
        with held(self.ctx, "x", 5):
            self.assertIn(f"process {os.getpid()}", (self.ctx.paths.locks / "x").read_text())


class RunnerTest(unittest.TestCase):
    @unittest.skipUnless(os.geteuid() == 0, "only root becomes somebody else")
    def test_as_a_service_account(self) -> None:
        account = Account("feeds", 2003, "/h/feeds")
        told = 'id -u; id -g; id -G; pwd; echo "$HOME $USER $XDG_RUNTIME_DIR $DBUS_SESSION_BUS_ADDRESS $ONE"'
        said = RealRunner().run(["sh", "-c", told], user=account, env={"ONE": "1"}).out
        session = "/h/feeds svc-feeds /run/user/2003 unix:path=/run/user/2003/bus 1"
        self.assertEqual(said.splitlines(), ["2003", "2003", "2003", "/", session])

    def test_results_and_failures(self) -> None:
        runner = RealRunner()
        self.assertEqual(runner.run(["cat"], input="hi").out, "hi")
        self.assertEqual(runner.run(["false"], check=False).code, 1)
        with self.assertRaisesRegex(CommandFailed, "exit code 3: no"):
            runner.run(["sh", "-c", "echo no >&2; exit 3"])
        with self.assertRaisesRegex(HostProblem, "not installed"):
            runner.run(["no-such-program-here"])

    def test_a_time_out_takes_the_children_along(self) -> None:
        began = time.monotonic()
        with self.assertRaisesRegex(CommandFailed, "did not end in time"):
            RealRunner().run(["sh", "-c", "sleep 30 & sleep 30"], timeout=0.2)
        self.assertLess(time.monotonic() - began, 4)


class SpecTest(unittest.TestCase):
    def test_pairs(self) -> None:
        self.assertEqual(spec.pairs("a=1\nx.b=c=d\n", "w", ["a"], prefixes=["x."]), {"a": "1", "x.b": "c=d"})
        for text, expected in [("a", "line 1"), ("a=1\na=2", "line 2"), ("b=1", "line 1"), ("", "lacks a")]:
            with self.subTest(text), self.assertRaisesRegex(HostProblem, expected):
                spec.pairs(text, "w", ["a"])

    def test_names(self) -> None:
        for name in ["feeds", "a", "a-b", "x1"]:
            self.assertEqual(spec.service_name(name), name)
        for name in ["", "A", "1a", "a/b", "..", "a-state", "a-1", "a" * 25, "a\n"]:
            with self.subTest(name), self.assertRaises(HostProblem):
                spec.service_name(name)

    def test_derived_numbers(self) -> None:
        self.assertEqual((port(2003, 1), health_port(2003, 1)), (10031, 10036))

    def test_sizes(self) -> None:
        self.assertEqual([sizes.parse(text) for text in ["5G", "16K", "none", "1048576", "lots"]], [5 << 30, 16384, 0, 1 << 20, None])
        self.assertEqual([sizes.short(size) for size in [0, 600 << 20, 3 << 29]], ["0B", "600M", "1.5G"])
        self.assertEqual([sizes.pair(141 << 20, 256 << 20), sizes.pair(600 << 20, 5 << 30)], ["141/256 M", "0.6/5 G"])


ENTRY = Path(__file__).resolve().parents[2] / "toolkit/homelab"


class EntryTest(unittest.TestCase):
    def test_it_runs_through_a_link_from_anywhere(self) -> None:
        done = subprocess.run([sys.executable, str(ENTRY), "--help"], cwd="/", capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("status", done.stdout)
