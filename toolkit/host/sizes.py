"""Sizes as ZFS and systemd write them, and as people read them."""

import re

_UNITS = "BKMGTPE"
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([KMGTPE])?(?:i?B)?", re.IGNORECASE)


def parse(text: str) -> int | None:
    """Bytes of `5G`, `16K`, `1048576`; 0 for `none`; None if the text is not a size."""
    if text == "none":
        return 0
    match = _SIZE.fullmatch(text.strip())
    if not match:
        return None
    return int(float(match[1]) * 1024 ** _UNITS.index((match[2] or "B").upper()))


def short(size: int) -> str:
    """`600M`, `1.5G`: at most three digits."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    digits = f"{value:.0f}" if value >= 10 or unit == 0 or abs(value - round(value)) < 0.05 else f"{value:.1f}"
    return digits + (_UNITS[unit] if unit else "B")


def pair(used: int, limit: int) -> str:
    """`141/256 M`, `0.6/5 G`: both in the unit of the limit."""
    unit = 0
    while unit < len(_UNITS) - 1 and limit >= 1024 ** (unit + 1):
        unit += 1
    return f"{_number(used / 1024**unit)}/{_number(limit / 1024**unit)} {_UNITS[unit]}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
