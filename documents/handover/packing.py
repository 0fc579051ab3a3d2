"""Writing a hand-over file, and opening one that a stranger brings without trusting a word of it."""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from documents.handover import manifest as manifests
from documents.handover.manifest import LeavingPupil, Manifest
from people.refusals import Problem, Refusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 40 * MEGABYTE
MOST_FILES = 100
# One plain name without a folder, as we write them ourselves.
_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_WHEN = (1980, 1, 1, 0, 0, 0)
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1


class NotAHandover(Refusal):
    """The file is not taken; the sentence says why."""


@dataclass(frozen=True, slots=True)
class OpenedHandover:
    """Every file in it is exactly the one that its manifest lists."""

    manifest: Manifest
    files: Mapping[str, bytes]


def pack(school: str, pupil: LeavingPupil, files: Mapping[str, bytes]) -> bytes:
    """The same contents give the same bytes."""
    manifest = manifests.manifest_of(school, pupil, files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bag:
        for name, data in sorted({**files, manifests.NAME: manifest.written()}.items()):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3  # whatever machine writes it
            bag.writestr(entry, data)
    return packed.getvalue()


def unpack(data: bytes) -> OpenedHandover:
    """Raises NotAHandover, whatever the bytes are."""
    if len(data) > MOST_BYTES:
        raise NotAHandover(_("This hand-over file is too large."), "handover_too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bag:
            _check_entries(bag.infolist())
            files = dict(_read(bag))
        manifest = manifests.read(files.pop(manifests.NAME, b""))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as reason:
        said = _("This is no hand-over file of Sổ Ký, or it is broken.")
        raise NotAHandover(said, "not_a_handover") from reason
    if problems := list(_differences(manifest, files)):
        raise NotAHandover(problems)
    return OpenedHandover(manifest, files)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """By what the directory of the file says, before anything is unpacked."""
    names = [entry.filename for entry in entries]
    if len(names) > MOST_FILES:
        raise NotAHandover(_("There are too many files in it."), "handover_too_many_files")
    if len(set(names)) < len(names) or not all(map(_PLAIN_NAME.fullmatch, names)):
        said = _("It holds a file whose name is not allowed, or one name twice.")
        raise NotAHandover(said, "handover_bad_name")
    if any(each.flag_bits & _ENCRYPTED or each.compress_type not in _METHODS for each in entries):
        raise ValueError("packed in another way")


def _read(bag: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """What the directory says of sizes may be a lie: what comes out is counted."""
    room = MOST_UNPACKED
    for entry in bag.infolist():
        with bag.open(entry) as file:
            data = file.read(room + 1)
        room -= len(data)
        if room < 0:
            said = _("It is far too large when unpacked.")
            raise NotAHandover(said, "handover_unpacks_too_large")
        yield entry.filename, data


def _differences(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Problem]:
    listed = {each.name: each for each in manifest.files}
    for name in sorted(listed.keys() | files.keys()):
        if name not in files:
            yield Problem(_("Missing in it: %s") % name, "handover_file_missing")
        elif name not in listed:
            yield Problem(_("Not in its manifest: %s") % name, "handover_file_unexpected")
        elif hashlib.sha256(files[name]).hexdigest() != listed[name].sha256:
            yield Problem(_("Changed since it was made: %s") % name, "handover_file_changed")
