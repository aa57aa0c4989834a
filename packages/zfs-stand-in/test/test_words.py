"""Numbers, names and streams, without a file system."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from zfs_stand_in.check import name_problem
from zfs_stand_in.errors import UsageError, ZfsError
from zfs_stand_in.options import parse
from zfs_stand_in.sizes import nice, nice_bytes, parse_size
from zfs_stand_in.space import pool_bytes, slop


class Words(unittest.TestCase):
    def test_nice_numbers(self) -> None:
        for number, text in {
            0: "0", 1023: "1023", 1024: "1K", 1536: "1.50K", 10239: "10.0K", 102399: "100K", 98304: "96K", 1 << 30: "1G",
            8053063680: "7.50G", 1023 << 10: "1023K", (1 << 20) - 1: "1024K", 52428800: "50M", 10502144: "10.0M",
        }.items():  # fmt: skip
            self.assertEqual(nice(number), text)
        self.assertEqual(nice_bytes(0), "0B")

    def test_sizes(self) -> None:
        for text, number in {"1K": 1024, "1.5g": 3 << 29, "10MB": 10 << 20, "1KiB": 1024, "512": 512, "512B": 512}.items():
            self.assertEqual(parse_size(text), number)
        for text in ("", "x", "1X", "1KX", "-1", "99999999T"):
            with self.assertRaises(ZfsError):
                parse_size(text)

    def test_names(self) -> None:
        for name in ("p", "p/a", "p/a@s", "p/a#b", "p/a b", "p/A_1.2:3-4"):
            self.assertEqual(name_problem(name), "")
        for name in ("", "/p", "p/", "p//a", "p/a@", "p/a@b@c", "p/a%", "1p", "p/..", "p/" + "x" * 256):
            self.assertNotEqual(name_problem(name), "")

    def test_options(self) -> None:
        options = parse(["-rp", "-oname", "p", "-t", "all", "--", "-x"], "rpo:t:")
        self.assertEqual((options.words, options.value("o"), options.value("t")), (["p", "-x"], "name", "all"))
        for wrong in (["-z"], ["-o"], ["--json"]):
            with self.assertRaises(UsageError):
                parse(wrong, "o:")

    def test_pools_are_as_large_as_those_of_openzfs(self) -> None:
        self.assertEqual(nice(pool_bytes([1 << 30])), "960M")
        self.assertEqual(nice(pool_bytes([8 << 30])), "7.50G")
        self.assertEqual(nice(slop(7680 << 20)), "240M")
