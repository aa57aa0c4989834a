"""No groups: there is one node."""

groups: dict[str, dict[str, object]] = {}
