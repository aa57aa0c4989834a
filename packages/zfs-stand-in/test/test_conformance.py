"""The stories run, every exit code is the expected one, and the comparison finds what differs."""

import json
import subprocess
import sys
from pathlib import Path

from stand_in_case import PACKAGE, TOP, StandInCase

sys.path.insert(0, str(PACKAGE / "conformance"))

from compare import compare
from normal import answer


class Conformance(StandInCase):
    def test_all_stories(self) -> None:
        Path(f"{TOP}/bin").mkdir(exist_ok=True)
        for tool in ("zfs", "zpool"):
            script = Path(f"{TOP}/bin/{tool}")
            script.write_text(f'#!/bin/sh\nexec {sys.executable} -SE {PACKAGE}/{tool} "$@"\n')
            script.chmod(0o755)
        run = ["/usr/bin/env", f"PATH={TOP}/bin:/usr/sbin:/usr/bin:/sbin:/bin", sys.executable, str(PACKAGE / "conformance/run.py"), TOP]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        rows = json.loads(done.stdout)
        known = json.loads((PACKAGE / "conformance/known-differences.json").read_text())
        # The expected exit codes are those of OpenZFS.
        self.assertEqual([row["id"] for row in rows if row["code"] != row["expected"] and row["id"] not in known], [], done.stderr)
        self.assertGreater(len(rows), 150)
        self.assertEqual(len({row["id"] for row in rows}), len(rows))

    def test_comparison(self) -> None:
        row = {"code": 0, "stdout": "a", "stderr": ""}
        other = {**row, "stdout": "b"}
        self.assertEqual(compare({"x": row}, {"x": row}, {}), [])
        self.assertEqual(len(compare({"x": row}, {"x": other}, {})), 1)
        self.assertEqual(compare({"x": row}, {"x": other}, {"x": "because"}), [])
        self.assertEqual(len(compare({"x": row}, {"x": row}, {"x": "because"})), 1)
        self.assertEqual(len(compare({"x": row}, {}, {})), 1)

    def test_normalised_answers(self) -> None:
        self.assertEqual(answer("p  20.1M  0B  7.22G"), "p <about 16M> <small> <about 4096M>")
        self.assertEqual(answer("p refquota 50M local"), "p refquota 50M local")
        self.assertEqual(answer("p creation Sun Nov 29  7:21 2026 -"), "p creation <date> -")
        self.assertEqual(answer("bad\nusage:\n\tlong"), "bad\nusage:")
