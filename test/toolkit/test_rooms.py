"""Imports between the toolkit's rooms point one way."""

import ast
import unittest
from pathlib import Path

TOOLKIT = Path(__file__).parent.parent.parent / "toolkit"
# Each room imports from itself and from rooms of earlier rows only.
ROWS = (("host",), ("state", "preflight", "snapshots"), ("ingress",), ("smoke",), ("deploy", "status"), ("drift",), ("mend",), ("nouns",))
# A room may have folders of its own.
MODULES = sorted(TOOLKIT.glob("*/**/*.py"))
RANK = {room: rank for rank, row in enumerate(ROWS) for room in row}


def room_of(file: Path) -> str:
    """The room that a module is in."""
    return file.relative_to(TOOLKIT).parts[0]


def imported_rooms(file: Path) -> set[str]:
    """Rooms that a module imports from."""
    modules = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
        elif isinstance(node, ast.Import):
            modules |= {each.name for each in node.names}
    return {module.partition(".")[0] for module in modules} & set(RANK)


class Rooms(unittest.TestCase):
    """The order that lets a newcomer read one room without the later ones."""

    def test_every_folder_with_modules_has_its_place(self) -> None:
        self.assertEqual({room_of(each) for each in MODULES}, set(RANK))

    def test_no_import_of_a_later_room(self) -> None:
        wrong = [
            f"{file.relative_to(TOOLKIT)} imports {room}"
            for file in MODULES
            for room in sorted(imported_rooms(file))
            if room != room_of(file) and RANK[room] >= RANK[room_of(file)]
        ]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
