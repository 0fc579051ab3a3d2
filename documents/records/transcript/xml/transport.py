"""How XML travels: UTF-8, GZip, its length in four bytes before it, Base64; and back, within limits."""

import base64
import binascii
import gzip
import zlib

from documents.records.transcript.xml.reading import MOST_BYTES, NotReadable

_LENGTH = 4
_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS


def packed(data: bytes) -> str:
    """The same bytes always make the same text."""
    length = len(data).to_bytes(_LENGTH, "little")
    return base64.b64encode(length + gzip.compress(data, mtime=0)).decode()


def unpacked(content: str) -> bytes:
    """Raises NotReadable for what is too long, or not as long as announced; no byte beyond is unpacked."""
    try:
        whole = base64.b64decode(content, validate=True)
    except (ValueError, binascii.Error):
        raise NotReadable from None
    length = int.from_bytes(whole[:_LENGTH], "little")
    if len(whole) <= _LENGTH or length > MOST_BYTES:
        raise NotReadable
    return _of_length(whole[_LENGTH:], length)


def _of_length(data: bytes, length: int) -> bytes:
    unpacker = zlib.decompressobj(_WITH_GZIP_HEADER)
    try:
        body = unpacker.decompress(data, length + 1)
    except zlib.error:
        raise NotReadable from None
    if len(body) != length or not unpacker.eof or unpacker.unused_data:
        raise NotReadable
    return body
