"""The profile with subject teachers: each signs the pupil's row of a subject, then the others the whole."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from documents.records.transcript.xml import schema
from documents.records.transcript.xml.profile import WITH_SUBJECT_TEACHERS, Slot
from documents.records.transcript.xml.reading import read
from documents.records.transcript.xml.signing import Prepared, fill, prepare_over
from documents.records.transcript.xml.verifying import (
    SIGNATURE,
    XmlFinding,
    has_unique_ids,
    is_plain,
    look_at,
)
from documents.signing.backends import Pen

Node = Any
_SCHEMA = "hoc_ba_with_subject_teachers.xsd"
_TEACHER, _HOMEROOM, _HEAD, _SEAL = WITH_SUBJECT_TEACHERS.slots
_SLOTS = {slot.name: slot for slot in WITH_SUBJECT_TEACHERS.slots}
_SHAPE = ["HOC_BA", "DU_LIEU_HOC_BA", "DANH_SACH_THONG_TIN_KY", "PHAT_HANH_HOC_BA"]


def root_of(data: Node) -> Node:
    """A file with an empty place for every signature, around what `data_of` made."""
    key = _key_of(data)
    data.tag = "THONG_TIN_HOC_BA"
    data.set("Id", f"tt-{key}")
    root = etree.Element("HOC_BA")
    etree.SubElement(root, "DU_LIEU_HOC_BA", Id=f"hb-{key}").append(data)
    signed = etree.SubElement(root, "DANH_SACH_THONG_TIN_KY")
    teachers = etree.SubElement(signed, "DANH_SACH_GVBM")
    for _row in _rows(root):
        etree.SubElement(teachers, _TEACHER.name)
    etree.SubElement(signed, _HOMEROOM.name)
    issued = etree.SubElement(root, "PHAT_HANH_HOC_BA")
    for slot in (_HEAD, _SEAL):
        etree.SubElement(issued, slot.name)
    return root


def prepare_subject(
    root: Node, subject: str, pen: Pen, when: datetime, personal_id: str
) -> Prepared:
    """Of the teacher who taught it, by the subject's code."""
    codes = [row.findtext("MA_MON_HOC") for row in _rows(root)]
    index = codes.index(subject)
    return _prepare(_rows(root)[index], root[1][0][index], _TEACHER, pen, when, personal_id)


def prepare_whole(root: Node, name: str, pen: Pen, when: datetime, personal_id: str) -> Prepared:
    """GVCN, CBQL or KY_PHAT_HANH: after whoever has to sign earlier."""
    slot, covered = _SLOTS[name], root[0][0] if name == _HOMEROOM.name else root[0]
    place = next(root.iter(name))
    return _prepare(covered, place, slot, pen, when, personal_id)


def _prepare(
    covered: Node, place: Node, slot: Slot, pen: Pen, when: datetime, personal_id: str
) -> Prepared:
    prepared = prepare_over(covered, slot, pen, when, WITH_SUBJECT_TEACHERS)
    fill(place, slot, prepared, when, personal_id)
    return prepared


def verify(data: bytes) -> XmlFinding:
    """Every subject's row, then the whole. Raises NotReadable."""
    root = read(data)
    if not _has_shape(root):
        return XmlFinding(("unknown_structure",))
    faults = tuple(_faults_of(root))
    if faults:
        return XmlFinding(faults)
    slots = tuple(
        look_at(covered, place, slot, WITH_SUBJECT_TEACHERS)
        for covered, place, slot in _places(root)
    )
    return XmlFinding((), slots, root[0])


def _has_shape(root: Node) -> bool:
    """By position: which place is whose follows from nothing that a file says of itself."""
    if [root.tag, *(child.tag for child in root)] != _SHAPE:
        return False
    data, signed, issued = root
    if [child.tag for child in data] != ["THONG_TIN_HOC_BA"]:
        return False
    names = [[child.tag for child in node] for node in (signed, issued)]
    if names != [["DANH_SACH_GVBM", _HOMEROOM.name], [_HEAD.name, _SEAL.name]]:
        return False
    return [child.tag for child in signed[0]] == [_TEACHER.name] * len(_rows(root))


def _faults_of(root: Node) -> Iterator[str]:
    places = list(_places(root))
    bare = [root, root[1], root[1][0], root[2], *(place for _data, place, _slot in places)]
    checks = {
        "slot_empty": all(len(place) for _data, place, _slot in places),
        "signatures_elsewhere": len(list(root.iter(SIGNATURE))) == len(places),
        "id_twice": has_unique_ids(root),
        "of_another_pupil": _is_of_one_pupil(root),
        "strange_names": all(is_plain(node, WITH_SUBJECT_TEACHERS) for node in root.iter()),
        "strange_attributes": not any(node.attrib for node in bare) and len(root[0].attrib) == 1,
        "not_by_schema": schema.is_valid(root[0][0], _SCHEMA),
    }
    return (code for code, holds in checks.items() if not holds)


def _is_of_one_pupil(root: Node) -> bool:
    """A row's signature names no pupil but by its Id: subject and pupil's key stand in it."""
    key, rows = _key_of(root[0]), _rows(root)
    wanted = [f"d-{row.findtext('MA_MON_HOC')}-{key}" for row in rows]
    return [row.get("Id") for row in rows] == wanted and root[0][0].get("Id") == f"tt-{key}"


def _places(root: Node) -> Iterator[tuple[Node, Node, Slot]]:
    """What is covered, by which place."""
    for row, place in zip(_rows(root), root[1][0], strict=True):
        yield row, place, _TEACHER
    yield root[0][0], root[1][1], _HOMEROOM
    yield root[0], root[2][0], _HEAD
    yield root[0], root[2][1], _SEAL


def _rows(root: Node) -> list[Node]:
    return list(root[0].iterfind("THONG_TIN_HOC_BA/BANG_DIEM/DIEM_TONG_KET"))


def _key_of(data: Node) -> str:
    return str(data.get("Id", "")).removeprefix("hb-")
