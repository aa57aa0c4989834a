"""What this toolkit and the TypeScript program have to agree on: numbers, paths and names, from the file that both read."""

import json
from pathlib import Path
from typing import Any

CONTRACT: dict[str, Any] = json.loads((Path(__file__).parent.parent / "contract.json").read_text(encoding="utf-8"))
