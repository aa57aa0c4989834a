"""The part of LDAP that a bind needs (RFC 4511): it sends a name and a password and reads a result code."""

SUCCESS = 0
# Result codes of a rejected bind, in the wording of RFC 4511.
REFUSALS = {
    8: "stronger authentication required",
    48: "inappropriate authentication",
    49: "invalid credentials",
    50: "insufficient access rights",
    53: "unwilling to perform",
}
# Unbind, message 2: the server closes the connection after it.
UNBIND = bytes.fromhex("30050201024200")

_VERSION = 3
_SEQUENCE, _INTEGER, _OCTETS, _ENUMERATED = 0x30, 0x02, 0x04, 0x0A
_BIND_REQUEST, _BIND_RESPONSE, _SIMPLE = 0x60, 0x61, 0x80


def bind_head(dn: str, password_bytes: int) -> bytes:
    """A simple bind (message 1) without its last part, the bytes of the password, which never leave the container."""
    name = dn.encode()
    inner = bytes([_INTEGER, 1, _VERSION]) + _head(_OCTETS, len(name)) + name + _head(_SIMPLE, password_bytes)
    request = _head(_BIND_REQUEST, len(inner) + password_bytes) + inner
    message = bytes([_INTEGER, 1, 1]) + request
    return _head(_SEQUENCE, len(message) + password_bytes) + message


def bind_result(answer: bytes) -> int | None:
    """The result code of a bind response; None if the bytes are something else."""
    try:
        message = _content(answer, 0, _SEQUENCE)[0]
        _, after = _content(message, 0, _INTEGER)
        response = _content(message, after, _BIND_RESPONSE)[0]
        return int.from_bytes(_content(response, 0, _ENUMERATED)[0], "big")
    except (IndexError, ValueError):
        return None


def _head(tag: int, length: int) -> bytes:
    if length < 0x80:
        return bytes([tag, length])
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size


def _content(data: bytes, at: int, tag: int) -> tuple[bytes, int]:
    """The content of the element at `at`, and the position after it. ValueError for another tag or too few bytes."""
    if data[at] != tag:
        raise ValueError(tag)
    length, begin = data[at + 1], at + 2
    if length >= 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[at + 2 : begin], "big")
    if begin + length > len(data):
        raise ValueError("cut off")
    return data[begin : begin + length], begin + length
