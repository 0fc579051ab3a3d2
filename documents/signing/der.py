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


def parts(content: bytes) -> list[tuple[int, int, int]]:
    """The elements one behind the other, each as its start, its content's start, and its end.

    Raises ValueError where the bytes are no whole elements with tags of one byte.
    """
    found, start = [], 0
    while start < len(content):
        found.append(_element(content, start))
        start = found[-1][2]
    return found


def _element(content: bytes, start: int) -> tuple[int, int, int]:
    if start + 2 > len(content):
        raise ValueError("An element ends in its head.")
    inside, length = start + 2, content[start + 1]
    if length & 0x80:
        inside += length & 0x7F
        length = int.from_bytes(content[start + 2 : inside], "big")
    if inside + length > len(content):
        raise ValueError("An element is longer than what it lies in.")
    return start, inside, inside + length


def inside(element: bytes) -> list[bytes]:
    """The elements within this one, whole. Raises ValueError."""
    ((_start, head, _end),) = parts(element)
    content = element[head:]
    return [content[start:end] for start, _inside, end in parts(content)]
