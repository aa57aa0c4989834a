"""The block of /etc/hosts with which this host's own programs reach its ingress without DNS."""

import re
from collections.abc import Sequence

from host import files
from host.context import Context
from ingress.fragments import Fragment

HOSTS = "/etc/hosts"
# Envoy listens on every address, and admits this one to private services too.
ADDRESS = "127.0.0.1"
_BEGIN = b"# homelab: begin. Names that the ingress of this host serves; every change of a route writes them anew.\n"
_END = b"# homelab: end\n"
# Matches only lines that homelab writes, so that another program's line in between is not deleted with the block.
_BLOCK = re.compile(rb"^# homelab: begin\b.*\n(?:127\.0\.0\.1 .*\n)*# homelab: end(?:\n|\Z)", re.MULTILINE)
_MARK = re.compile(rb"^# homelab: (?:begin|end)\b", re.MULTILINE)


def enter_names(ctx: Context, fragments: Sequence[Fragment]) -> None:
    """Write the names of these fragments into the block and leave the rest of the file alone. The caller holds the lock.

    If the file cannot be written, only these names are missing, so this is only a notice.
    """
    path = ctx.paths.on_host(HOSTS)
    if path.is_symlink():
        return ctx.say(f"{HOSTS} is a link and was left alone: {_OTHERWISE}")
    try:
        before = path.read_bytes()
        mode = path.stat().st_mode & 0o7777
    except FileNotFoundError:
        before, mode = b"", 0o644
    after = with_block(before, block(fragments))
    if after is None:
        return ctx.say(f"{HOSTS} was edited between its lines `# homelab: begin` and `# homelab: end`: delete the two lines; {_OTHERWISE}")
    try:
        if after != before:
            files.write(path, after, mode)
    except OSError as error:
        ctx.say(f"{HOSTS} cannot be written ({error.strerror}): {_OTHERWISE}")


_OTHERWISE = "until then, programs on this host resolve the services' names by DNS only"


def block(fragments: Sequence[Fragment]) -> bytes:
    """A line for each service between the markers; empty without services."""
    ordered = sorted(fragments, key=lambda fragment: fragment.service)
    lines = "".join(f"{ADDRESS} {' '.join(fragment.names)}\n" for fragment in ordered).encode()
    return _BEGIN + lines + _END if lines else b""


def with_block(text: bytes, wanted: bytes) -> bytes | None:
    """The file's text with this block in place of the old one, or at its end. None if the markers were edited.

    If the text does not end with a newline, neither does the result, so that removing the block restores the original.
    """
    found = _BLOCK.search(text)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, b"")
    if _MARK.search(before) or _MARK.search(after):
        return None
    open_end = not found.group().endswith(b"\n") if found else not before.endswith(b"\n") and before != b""
    if not open_end:
        return before + wanted + after
    before = before.removesuffix(b"\n") if found else before
    return before + b"\n" + wanted.removesuffix(b"\n") if wanted else before
