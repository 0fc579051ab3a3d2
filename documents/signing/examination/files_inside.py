"""Which files a PDF carries inside it, and whether they lie there as PDF/A-3 wants it (ISO 19005-3, 6.8)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject

from documents.signing.examination.entries import MOST_PARTS, TooMuch, value
from documents.signing.examination.findings import FileInside

_OF_A_FILE = frozenset(("/Type", "/F", "/UF", "/EF", "/Desc", "/AFRelationship"))


@dataclass(frozen=True)
class Inside:
    """The files of a revision in the order of their list."""

    files: tuple[FileInside, ...] = ()
    is_plain: bool = True
    """PDFs under names of their own that say so, all of them listed for the paper as a whole."""

    def differences(self, before: "Inside") -> set[str]:
        """What became of the files since that revision, in codes."""
        old, new = ({each.name: each.sha256 for each in one.files} for one in (before, self))
        told = {
            "file_added": new.keys() - old.keys() or len(self.files) > len(before.files),
            "file_removed": old.keys() - new.keys() or len(self.files) < len(before.files),
            "file_exchanged": any(old[name] != new[name] for name in old.keys() & new.keys()),
        }
        return {code for code, is_so in told.items() if is_so}


def read(root: DictionaryObject) -> Inside:
    """Raises TooMuch at a list without an end."""
    listed = list(_listed(value(root, "/Names", {})))
    named = [_reference(specification) for _name, specification in listed]
    associated = list(map(_reference, _raw(root, "/AF")))
    is_plain = sorted(named) == sorted(associated) and len({*named}) == len(named)
    read = [_file(str(name), specification.get_object()) for name, specification in listed]
    names = {file.name for file, _is_plain in read}
    return Inside(
        tuple(file for file, _is_plain in read),
        is_plain and len(names) == len(read) and all(plain for _file, plain in read),
    )


def _listed(names: DictionaryObject) -> Iterator[tuple[Any, Any]]:
    """The leaves of the name tree (ISO 32000-1, 7.9.6), each with its key."""
    waiting = [names["/EmbeddedFiles"]] if "/EmbeddedFiles" in names else []
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        node = waiting.pop(0)
        pairs = iter(_raw(node, "/Names"))
        yield from ((key.get_object(), below) for key, below in zip(pairs, pairs, strict=True))
        waiting += [kid.get_object() for kid in _raw(node, "/Kids")]
    raise TooMuch


def _raw(holder: DictionaryObject, key: str) -> Sequence[Any]:
    """The elements of an array as they stand there: references stay references."""
    array = value(holder, key, ())
    if len(array) > MOST_PARTS:
        raise TooMuch
    return [array.raw_get(place) for place in range(len(array))]


def _reference(thing: Any) -> str:
    """Nothing else is written so; what is no object of its own is written in full."""
    return repr(thing)


def _file(key: str, specification: DictionaryObject) -> tuple[FileInside, bool]:
    name = str(value(specification, "/UF", value(specification, "/F", key)))
    try:
        places = specification["/EF"]
        stream = places["/F"]
        data = bytes(stream.data)
    except Exception:  # noqa: BLE001 whatever a hostile file has in this place
        return FileInside(name), False
    is_plain = (
        key == name == str(value(specification, "/F"))
        and name.isprintable()
        and name.lower().endswith(".pdf")
        and {*specification} <= _OF_A_FILE
        and "/AFRelationship" in specification
        and {*places} <= {"/F", "/UF"}
        and len({_reference(places.raw_get(each)) for each in places}) == 1
        and value(stream, "/Subtype") == "/application/pdf"
        and "/ModDate" in value(stream, "/Params", {})
        and data.startswith(b"%PDF-")
    )
    return FileInside(name, len(data), hashlib.sha256(data).hexdigest()), is_plain
