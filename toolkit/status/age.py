"""A length of time in one word and its unit."""


def age(seconds: float | None) -> str:
    """`40 s`, `12 min`, `6 h`, `3 d`; `-` for None."""
    if seconds is None:
        return "-"
    whole = max(0, int(seconds))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if whole >= size:
            return f"{whole // size} {unit}"
    return f"{whole} s"
