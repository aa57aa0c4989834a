"""Failures in words, and the spec that the rehearsal writes."""

import errno
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from supervisor import problem, programs, spec

_SPEC = {
    "name": "one",
    "dir": "/s",
    "tree": "/t",
    "registry": "/r",
    "authorizedKey": "ssh-ed25519 AAAA",
    "ports": {"4022": 22, "4443": 443},
    "relays": {"10.0.2.53:53": "dns"},
    "record": "/s/apis.json",
}


class WordsTest(unittest.TestCase):
    """What a person reads in supervisor.log."""

    def test_every_failure_is_a_sentence_and_a_fix(self) -> None:
        for error, begin in (
            (problem.Problem("it is not there", "make it"), "it is not there\nfix: make it"),
            (OSError(errno.ENOSPC, "No space left on device"), "the disk of this computer is full"),
            (
                PermissionError(errno.EPERM, "unshare: Operation not permitted"),
                "this computer refuses something that a host needs: unshare:",
            ),
            (subprocess.CalledProcessError(3, ["ip", "link"]), "`ip link` ended with code 3"),
            (KeyError("name"), "this is a bug of the supervisor: KeyError"),
        ):
            with self.subTest(begin):
                told = problem.words(error)
                self.assertTrue(told.startswith(begin), told)
                self.assertRegex(told, r"^[^\n]+\nfix: [^\n]+$")

    def test_a_tree_that_is_not_whole_is_named(self) -> None:
        with tempfile.TemporaryDirectory() as tree, self.assertRaisesRegex(problem.Problem, "is incomplete: it has no usr/lib"):
            programs.run(Path(tree), "ip")

    def test_the_command_line_tells_no_traceback(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-B", "-m", "supervisor", "run", folder]
            ended = subprocess.run(command, input="{", capture_output=True, text=True, cwd=Path(spec.__file__).parent.parent, check=False)
        self.assertEqual(ended.returncode, 1)
        self.assertNotIn("Traceback", ended.stderr)
        self.assertIn("\nfix: ", ended.stderr)


class SpecTest(unittest.TestCase):
    """What the rehearsal writes and the supervisor reads."""

    def test_ports_and_paths_become_what_they_mean(self) -> None:
        parsed = spec.parse(json.dumps(_SPEC))
        self.assertEqual(parsed.ports, {4022: 22, 4443: 443})
        self.assertEqual(parsed.relays, (spec.Relay("10.0.2.53:53", "dns"),))
        self.assertEqual(parsed.record, Path("/s/apis.json"))

    def test_nothing_may_be_missing(self) -> None:
        for key in _SPEC:
            with self.subTest(key), self.assertRaises(KeyError):
                spec.parse(json.dumps({name: value for name, value in _SPEC.items() if name != key}))


if __name__ == "__main__":
    unittest.main()
