"""How large are the streams of a PDF when they are unpacked? A few bytes can become a gigabyte."""

import zlib
from collections.abc import Iterable

import pikepdf

MOST_IN_ALL = 64 * 1024 * 1024
"""Bytes of everything but pictures: text and drawing of 200 pages have a twentieth of it."""
MOST_IN_A_PICTURE = 100 * 1024 * 1024
"""Bytes: a page of A3, scanned in colour with 300 dots to the inch, has half of it."""
_CHUNK = 256 * 1024
_OF_PICTURES = frozenset(("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"))


def is_too_large(streams: Iterable[pikepdf.Stream]) -> bool:
    left = MOST_IN_ALL
    for stream in streams:
        if stream.get("/Subtype") == "/Image":
            if max(_of_picture(stream), _size(stream, MOST_IN_A_PICTURE)) > MOST_IN_A_PICTURE:
                return True
            continue
        left -= _size(stream, left)
        if left < 0:
            return True
    return False


def _of_picture(stream: pikepdf.Stream) -> int:
    """By what it says of itself; four colours at most."""
    depth = int(stream.get("/BitsPerComponent", 8))
    return int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) * 4 * max(depth, 8) // 8


def _size(stream: pikepdf.Stream, most: int) -> int:
    """How many bytes come out; more than `most` where it is more."""
    filters = _filters(stream)
    data = bytes(stream.read_raw_bytes())
    while filters and filters[0] == "/FlateDecode":
        data, size = _inflated(data, most)
        if size > most:
            return size
        filters = filters[1:]
    if not filters or _OF_PICTURES & {*filters}:
        return len(data)
    return len(stream.read_bytes())


def _filters(stream: pikepdf.Stream) -> list[str]:
    named = stream.get("/Filter", ())
    return [str(named)] if isinstance(named, pikepdf.Name) else [str(one) for one in named]


def _inflated(data: bytes, most: int) -> tuple[bytes, int]:
    """What comes out, and its size; nothing of it where it is too much."""
    unpacking, pieces, size, rest = zlib.decompressobj(), list[bytes](), 0, data
    while rest and not unpacking.eof:
        piece = unpacking.decompress(rest, _CHUNK)
        size += len(piece)
        if size > most:
            return b"", size
        pieces.append(piece)
        rest = unpacking.unconsumed_tail
    return b"".join(pieces), size
