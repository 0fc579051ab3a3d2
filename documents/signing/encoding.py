"""DER without the cost of a schema: elements of asn1crypto, wrapped, taken apart, or poured into a mould."""

from collections.abc import Sequence

from asn1crypto import parser

_UNIVERSAL, _CONTEXT, _CONSTRUCTED = 0, 2, 1
_SEQUENCE, _SET = 16, 17


def sequence(*parts: bytes) -> bytes:
    return _wrapped(_UNIVERSAL, _SEQUENCE, parts)


def set_of(*parts: bytes) -> bytes:
    """In the order of their encodings, as DER wants it (ITU-T X.690, 11.6)."""
    return _wrapped(_UNIVERSAL, _SET, sorted(parts))


def tagged(number: int, *parts: bytes) -> bytes:
    """``[number] EXPLICIT``, or an implicit tag in place of a SEQUENCE's or SET's own."""
    return _wrapped(_CONTEXT, number, parts)


def _wrapped(kind: int, tag: int, parts: Sequence[bytes]) -> bytes:
    wrapped: bytes = parser.emit(kind, _CONSTRUCTED, tag, b"".join(parts))
    return wrapped


def content(element: bytes) -> bytes:
    """What is in this one element. Raises ValueError."""
    inside: bytes = parser.parse(element, strict=True)[4]
    return inside


def elements(element: bytes) -> list[bytes]:
    """The elements within this one, whole. Raises ValueError."""
    rest, found = content(element), []
    while rest:
        length = parser.peek(rest)
        found.append(rest[:length])
        rest = rest[length:]
    return found


class Mould:
    """An encoded structure in which some parts of fixed lengths change from file to file."""

    def __init__(self, encoded: bytes, *parts: bytes) -> None:
        """`parts` stand in it for what will change, each once, in this order."""
        self._pieces, rest = [], encoded
        for part in parts:
            before, found, rest = rest.partition(part)
            if not found or part in rest:
                raise ValueError("A part must stand in its place once.")
            self._pieces.append(before)
        self._pieces.append(rest)
        self._lengths = tuple(map(len, parts))

    def filled(self, *parts: bytes) -> bytes:
        if tuple(map(len, parts)) != self._lengths:
            raise ValueError("A part does not fit its place.")
        ends = [*parts, b""]
        return b"".join(each for pair in zip(self._pieces, ends, strict=True) for each in pair)
