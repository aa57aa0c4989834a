"""The block of /etc/hosts that leads this host's own programs to its ingress, whatever DNS says."""

import re
from collections.abc import Sequence

from host import files
from host.context import Context
from ingress.fragments import Fragment

HOSTS = "/etc/hosts"
# Envoy listens on every address, and lets this one in to private services as well.
ADDRESS = "127.0.0.1"
_BEGIN = b"# homelab: begin. Names that the ingress of this host serves; every change of a route writes them anew.\n"
_END = b"# homelab: end\n"
# Nothing but what we write: a line of somebody else's in between must not go with the block.
_BLOCK = re.compile(rb"^# homelab: begin\b.*\n(?:127\.0\.0\.1 .*\n)*# homelab: end(?:\n|\Z)", re.MULTILINE)
_MARK = re.compile(rb"^# homelab: (?:begin|end)\b", re.MULTILINE)


def enter_names(ctx: Context, fragments: Sequence[Fragment]) -> None:
    """Have the block hold the names of these fragments, and the rest of the file stay as it is. Call it under the lock.

    A host that does not let us write the file loses nothing but these names, so that is only said.
    """
    path = ctx.paths.on_host(HOSTS)
    if path.is_symlink():
        return ctx.say(f"{HOSTS} is a link, so it is left alone: {_OTHERWISE}")
    try:
        before = path.read_bytes()
        mode = path.stat().st_mode & 0o7777
    except FileNotFoundError:
        before, mode = b"", 0o644
    after = with_block(before, block(fragments))
    if after is None:
        return ctx.say(f"{HOSTS} has been edited between its lines `# homelab: begin` and `# homelab: end`: delete the two; {_OTHERWISE}")
    try:
        if after != before:
            files.write(path, after, mode)
    except OSError as error:
        ctx.say(f"{HOSTS} cannot be written ({error.strerror}): {_OTHERWISE}")


_OTHERWISE = "until then programs on this host find the services' names by DNS alone"


def block(fragments: Sequence[Fragment]) -> bytes:
    """A line for each service, with the marks; nothing when there is none."""
    ordered = sorted(fragments, key=lambda fragment: fragment.service)
    lines = "".join(f"{ADDRESS} {' '.join(fragment.names)}\n" for fragment in ordered).encode()
    return _BEGIN + lines + _END if lines else b""


def with_block(text: bytes, wanted: bytes) -> bytes | None:
    """The file's text with this block where the old one was, else at its end. None when the marks are not as we write them.

    A text that does not end its last line gets the block in that way too, so that without the block it is what it was.
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
