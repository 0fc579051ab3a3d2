"""What a hand-over file says of itself: whose it is, from which school, and every file in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NAME = "manifest.json"
FORMAT, VERSION = "so-ky-ban-giao", 1


@dataclass(frozen=True, slots=True)
class LeavingPupil:
    """By whom the receiving school finds its own pupil; a code that is not known is empty."""

    name: str
    born_on: str
    personal_id: str
    ministry_code: str


@dataclass(frozen=True, slots=True)
class ListedFile:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    school: str
    pupil: LeavingPupil
    files: tuple[ListedFile, ...]

    def written(self) -> bytes:
        """The same facts give the same bytes."""
        facts = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()


def manifest_of(school: str, pupil: LeavingPupil, files: Mapping[str, bytes]) -> Manifest:
    listed = (
        ListedFile(name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in sorted(files.items())
    )
    return Manifest(school, pupil, tuple(listed))


def read(data: bytes) -> Manifest:
    """Raises ValueError where it is none, or one of a version that is not known here."""
    try:
        facts: Any = json.loads(data)
        if (facts["format"], facts["version"]) != (FORMAT, VERSION):
            raise ValueError("another format or version")
        manifest = Manifest(
            facts["school"],
            LeavingPupil(**facts["pupil"]),
            tuple(ListedFile(**each) for each in facts["files"]),
        )
    except (KeyError, TypeError, RecursionError) as reason:
        raise ValueError("no manifest") from reason
    if not _is_plain(manifest):
        raise ValueError("a value of another kind")
    return manifest


def _is_plain(manifest: Manifest) -> bool:
    texts = [manifest.school, *asdict(manifest.pupil).values()]
    texts += [text for each in manifest.files for text in (each.name, each.sha256)]
    names = [each.name for each in manifest.files]
    return (
        all(isinstance(text, str) for text in texts)
        and all(type(each.size) is int for each in manifest.files)
        and len(names) == len(set(names))
    )
