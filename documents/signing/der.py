"""DER (ITU-T X.690): as much of it as signatures and timestamps need, without a schema's cost."""

from datetime import UTC, datetime

NULL = b"\x05\x00"
_CONTEXT = 0xA0


def encoded(tag: int, *contents: bytes) -> bytes:
    """The contents one behind the other, under this tag."""
    content = b"".join(contents)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets_of_length = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets_of_length))) + octets_of_length + content


def sequence(*parts: bytes) -> bytes:
    return encoded(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """In the order of their encodings, as DER wants it."""
    return encoded(0x31, *sorted(parts))


def explicit(number: int, *parts: bytes) -> bytes:
    """``[number] EXPLICIT``, or an implicit tag in place of a SEQUENCE's or SET's own."""
    return encoded(_CONTEXT | number, *parts)


def octets(content: bytes) -> bytes:
    return encoded(0x04, content)


def integer(number: int) -> bytes:
    """A number that is not negative."""
    return encoded(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def generalized_time(moment: datetime) -> bytes:
    """To the second, in UTC."""
    return encoded(0x18, f"{moment.astimezone(UTC):%Y%m%d%H%M%SZ}".encode())


def oid(dotted: str) -> bytes:
    first, second, *others = map(int, dotted.split("."))
    return encoded(0x06, *map(_base_128, (40 * first + second, *others)))


def _base_128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))
