"""Text that every reader of this command can take: Pulumi, a terminal, a journal."""

# Pulumi's own `command` plugin hangs over a logged line of 64 KiB.
MAX_LINE_BYTES = 16 * 1024


def utf8(text: str) -> str:
    """`text` with `?` for invalid UTF-8: Pulumi fails a step with other output, although the step was done."""
    return text.encode(errors="replace").decode()


def printable(text: str) -> str:
    """`text` in valid UTF-8, with no line longer than MAX_LINE_BYTES."""
    return "\n".join(_cut(line) for line in utf8(text).split("\n"))


def _cut(line: str) -> str:
    content = line.encode()
    if len(content) <= MAX_LINE_BYTES:
        return line
    kept = content[: MAX_LINE_BYTES - 64].decode(errors="ignore")
    return f"{kept} … ({len(content) - len(kept.encode())} more bytes)"
