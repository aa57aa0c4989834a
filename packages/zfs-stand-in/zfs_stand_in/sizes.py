"""Numbers as OpenZFS prints and reads them."""

from zfs_stand_in.errors import ZfsError

_UNITS = "BKMGTPEZ"


def nice(number: int, suffix: str = "") -> str:
    """A number in at most five characters, with a unit of 1024."""
    if number < 1024:
        return f"{number}{suffix}"
    power = (number.bit_length() - 1) // 10
    unit = " KMGTPE"[power]
    if number % (1 << 10 * power) == 0:
        return f"{number >> 10 * power}{unit}"
    text = ""
    for digits in (2, 1, 0):
        text = f"{number / (1 << 10 * power):.{digits}f}{unit}"
        if len(text) <= 5:
            break
    return text


def nice_bytes(number: int) -> str:
    """A size: like `nice`, but small numbers carry a B."""
    return nice(number, "B")


def parse_size(text: str) -> int:
    """A size as people type it: 512, 1.5G, 10MB, 1KiB."""
    digits = text.rstrip("".join(char for char in set(text) if char.isalpha()))
    unit = text[len(digits) :].upper()
    try:
        number = float(digits) if "." in digits else int(digits, 0)
    except ValueError:
        raise ZfsError(f"bad numeric value '{text}'") from None
    if number < 0:
        raise ZfsError(f"bad numeric value '{text}'")
    if unit and (unit[0] not in _UNITS or unit[1:] not in ("", "B", "IB") or (unit[0] == "B" and unit != "B")):
        raise ZfsError(f"invalid numeric suffix '{text[len(digits) :]}'")
    power = _UNITS.index(unit[0]) if unit else 0
    value = int(number * (1 << 10 * power))
    if value >= 1 << 64:
        raise ZfsError("numeric value is too large")
    return value
