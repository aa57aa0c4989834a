"""The examples of contract/: specs as the program writes them, and answers as this toolkit writes them."""

import json
import os
import unittest
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent.parent / "contract/examples"


def spec(noun: str) -> str:
    """The stdin that the program sends for a noun."""
    return (EXAMPLES / "specs" / noun).read_text()


def expect_answer(case: unittest.TestCase, noun: str, answer: str, root: Path) -> None:
    """Compare an answer with the noun's example. `UPDATE_EXAMPLES=1` writes it instead, for review with `git diff`."""
    text = json.dumps(json.loads(answer.replace(str(root), "")), indent=2, sort_keys=True) + "\n"
    path = EXAMPLES / "answers" / f"{noun}.json"
    if os.environ.get("UPDATE_EXAMPLES") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    case.assertEqual(path.read_text(), text, f"{path} is not what `homelab {noun} apply` prints")
