"""Packages for a gateway: a class's transcripts byte by byte, the school's signature on their list."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _
from lxml import etree

from documents.records.transcript.xml.profile import DS, V1_0, Profile, Slot
from documents.records.transcript.xml.reading import read
from documents.records.transcript.xml.signing import DECLARATION, Prepared, close, prepare_over
from documents.records.transcript.xml.transport import packed
from documents.records.transcript.xml.verifying import (
    SlotFinding,
    XmlFinding,
    has_unique_ids,
    is_plain,
    look_at_signature,
    verify,
    verify_element,
)
from documents.signing.backends import Pen
from people.refusals import Refusal

Node = Any
MOST_BYTES = 9 * 1024 * 1024
"""Of transcripts in one package: below the 10 MB of a transaction, however those are counted."""
_ROOT, _LIST, _LIST_ID = "GOI_HOC_BA", "DANH_SACH_HOC_BA", "dataDanhSach"
_SIGNER = Slot("DANH_SACH", has_personal_id=False)
_SIGNATURE = f"{{{DS}}}Signature"


class NotForAPackage(Refusal):
    """A file is no finished digital transcript, or it stands there twice."""

    code = "not_for_a_package"
    sentence = _("One of these files is no finished digital transcript, or stands there twice.")


@dataclass(frozen=True, slots=True)
class Package:
    """What one transaction sends."""

    message_id: str
    xml: bytes
    count: int

    @property
    def content(self) -> str:
        return packed(self.xml)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.xml).hexdigest()


@dataclass(frozen=True, slots=True)
class PackageFinding:
    faults: tuple[str, ...]
    list_signature: SlotFinding | None = None
    files: tuple[XmlFinding, ...] = ()

    @property
    def holds(self) -> bool:
        is_signed = self.list_signature is not None and self.list_signature.holds
        return not self.faults and is_signed and all(file.holds for file in self.files)


def packages_of(
    files: Sequence[bytes],
    seal: Pen,
    when: datetime,
    profile: Profile = V1_0,
    most_bytes: int = MOST_BYTES,
) -> list[Package]:
    """Of one class, all lists signed by one call of the key. Raises NotForAPackage, CannotSign."""
    parts = list(_parts(files, most_bytes))
    lists = [_list_of(part, profile) for part in parts]
    prepared = [prepare_over(read(data), _SIGNER, seal, when, profile) for data in lists]
    close(prepared, seal)
    return [
        Package(str(uuid4()), _around(data, signature), len(part))
        for data, signature, part in zip(lists, prepared, parts, strict=True)
    ]


def _parts(files: Sequence[bytes], most_bytes: int) -> Iterator[list[bytes]]:
    """In their order; a new one begins where the next file would make it too large."""
    part: list[bytes] = []
    for file in files:
        if part and sum(map(len, part)) + len(file) > most_bytes:
            yield part
            part = []
        part.append(file)
    if part:
        yield part


def _list_of(files: Sequence[bytes], profile: Profile) -> bytes:
    """Their bytes joined: a tree written anew would no longer be what was signed."""
    if not all(verify(file, profile).holds for file in files):
        raise NotForAPackage
    inner = b"".join(file.removeprefix(DECLARATION) for file in files)
    data = f'<{_LIST} id="{_LIST_ID}">'.encode() + inner + f"</{_LIST}>".encode()
    if not has_unique_ids(read(data)):
        raise NotForAPackage
    return data


def _around(data: bytes, signature: Prepared) -> bytes:
    body = data + etree.tostring(signature.node, encoding="utf-8")
    return DECLARATION + f"<{_ROOT}>".encode() + body + f"</{_ROOT}>".encode()


def verify_package(data: bytes, profile: Profile = V1_0) -> PackageFinding:
    """The list's signature and each transcript, where it stands. Raises NotReadable."""
    root = read(data)
    faults = tuple(_faults_of(root, profile))
    if faults:
        return PackageFinding(faults)
    listed, signature = root
    moment = signature.findtext(f".//{{{profile.time_namespace}}}SigningTime") or ""
    signed = look_at_signature(listed, signature, _SIGNER, moment, profile)
    return PackageFinding((), signed, tuple(verify_element(file, profile) for file in listed))


def _faults_of(root: Node, profile: Profile) -> Iterator[str]:
    if [root.tag, *(child.tag for child in root)] != [_ROOT, _LIST, _SIGNATURE]:
        return iter(("unknown_structure",))
    outer = (dict(root.attrib), dict(root[0].attrib), dict(root[1].attrib))
    checks = {
        "unknown_structure": outer == ({}, {"id": _LIST_ID}, {}) and len(root[0]) > 0,
        "id_twice": has_unique_ids(root),
        "strange_names": all(is_plain(node, profile) for node in root.iter()),
    }
    return (code for code, holds in checks.items() if not holds)
