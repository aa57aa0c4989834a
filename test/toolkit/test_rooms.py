"""Imports between the toolkit's rooms point one way."""

import ast
import unittest
from pathlib import Path

TOOLKIT = Path(__file__).parent.parent.parent / "toolkit"
# Each room imports from itself and from rooms of earlier rows only.
ROWS = (("host",), ("state", "preflight"), ("ingress",), ("smoke",), ("deploy", "status"), ("nouns",))
RANK = {room: rank for rank, row in enumerate(ROWS) for room in row}


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
        self.assertEqual({each.parent.name for each in TOOLKIT.glob("*/*.py")}, set(RANK))

    def test_no_import_of_a_later_room(self) -> None:
        wrong = [
            f"{file.relative_to(TOOLKIT)} imports {room}"
            for file in sorted(TOOLKIT.glob("*/*.py"))
            for room in sorted(imported_rooms(file))
            if room != file.parent.name and RANK[room] >= RANK[file.parent.name]
        ]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
