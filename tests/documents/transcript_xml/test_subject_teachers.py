"""Subject teachers sign a pupil's rows: other programs agree, and no row moves to another pupil."""

import base64
import copy
import subprocess

import pytest
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier

from documents.records.transcript.xml import schema
from documents.records.transcript.xml.building import data_of
from documents.records.transcript.xml.profile import DS, WITH_SUBJECT_TEACHERS
from documents.records.transcript.xml.signing import close, written
from documents.records.transcript.xml.subject_teachers import (
    prepare_subject,
    prepare_whole,
    root_of,
    verify,
)
from tests.conftest import require
from tests.documents.transcript_xml.files import PERSONAL_IDS, WHEN, facts, issue, pen

TEACHER_ID = "080090000009"


def unsigned(number=1):
    return root_of(data_of(facts(3), issue(number), WITH_SUBJECT_TEACHERS))


def codes_of(root):
    return [node.text for node in root.iter("MA_MON_HOC")]


def sign_subjects(root, kind="p256"):
    key = pen(kind, "Giáo viên bộ môn")
    close([prepare_subject(root, code, key, WHEN, TEACHER_ID) for code in codes_of(root)], key)


def sign_whole(root, kind="p256"):
    key = pen(kind)
    for name, personal_id in PERSONAL_IDS.items():
        close([prepare_whole(root, name, key, WHEN, personal_id)], key)


def signed(number=1, kind="p256"):
    root = unsigned(number)
    sign_subjects(root, kind)
    sign_whole(root, kind)
    return root


def test_every_row_and_the_whole_hold():
    root = signed()
    finding = verify(written(root))
    assert finding.holds, finding
    number = len(codes_of(root))
    wanted = ["GVBM"] * number + ["GVCN", "CBQL", "KY_PHAT_HANH"]
    assert [slot.slot for slot in finding.slots] == wanted
    assert {slot.personal_id for slot in finding.slots[:number]} == {TEACHER_ID}
    assert finding.slots[0].certificate != finding.slots[-1].certificate


def test_teachers_sign_in_any_order_and_a_class_by_one_call():
    key, roots = pen("p256", "Cô Âm nhạc"), [unsigned(number) for number in range(1, 36)]
    key.calls.clear()
    for code in reversed(codes_of(roots[0])):
        close([prepare_subject(root, code, key, WHEN, TEACHER_ID) for root in roots], key)
    assert set(key.calls) == {35}
    sign_whole(roots[34])
    assert verify(written(roots[34])).holds


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_xmlsec1_finds_every_signature_valid(kind, tmp_path):
    root = signed(kind=kind)
    (tmp_path / "hb.xml").write_bytes(written(root))
    for name, key in (("a", pen(kind)), ("b", pen(kind, "Giáo viên bộ môn"))):
        (tmp_path / f"{name}.pem").write_text(_pem(key.certificate))
    for place in range(1, len(codes_of(root)) + 4):
        command = [
            *(require("xmlsec1"), "--verify", "--trusted-pem", "a.pem", "--trusted-pem", "b.pem"),
            *("--id-attr:Id", "DU_LIEU_HOC_BA", "--id-attr:Id", "THONG_TIN_HOC_BA"),
            *("--id-attr:Id", "DIEM_TONG_KET", "--id-attr:Id", f"{DS}:SignatureProperties"),
            *("--node-xpath", f"(//*[local-name()='Signature'])[{place}]", "hb.xml"),
        ]
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert said.returncode == 0, said.stderr.decode()


def test_signxml_finds_every_signature_valid():
    root = etree.fromstring(written(signed()))
    for place in root.iter("GVBM", "GVCN", "CBQL", "KY_PHAT_HANH"):
        path = root.getroottree().getelementpath(place)
        key = pen("p256", "Giáo viên bộ môn") if place.tag == "GVBM" else pen("p256")
        XMLVerifier().verify(
            root,
            x509_cert=_pem(key.certificate),
            id_attribute="Id",
            expect_config=SignatureConfiguration(location=f"./{path}/", expect_references=2),
        )


def _pem(certificate):
    body = base64.encodebytes(certificate).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"


def test_the_row_of_another_pupil_is_refused_though_every_signature_is_right():
    root, other = unsigned(1), unsigned(2)
    for each in (root, other):
        sign_subjects(each)
    marks, teachers = root.find(".//BANG_DIEM"), root[1][0]
    marks.replace(marks[0], copy.deepcopy(other.find(".//BANG_DIEM")[0]))
    teachers.replace(teachers[0], copy.deepcopy(other[1][0][0]))
    sign_whole(root)
    assert verify(written(root)).faults == ("of_another_pupil",)


def test_an_empty_place_is_told_by_its_name():
    root = signed()
    an_empty_place(root)
    assert "slot_empty" in verify(written(root)).faults


def change_a_level(root):
    node = root.find(".//MUC_DAT_DUOC")
    node.text = "C" if node.text != "C" else "T"


def change_the_result(root):
    root.find(".//KET_QUA_XEP_LOAI").text = "HT"


def exchange_two_rows(root):
    marks = root.find(".//BANG_DIEM")
    marks.append(marks[0])


def exchange_two_places(root):
    root[1][0].append(root[1][0][0])


def a_row_less(root):
    marks = root.find(".//BANG_DIEM")
    marks.remove(marks[0])
    root[1][0].remove(root[1][0][0])


def a_place_less(root):
    root[1][0].remove(root[1][0][0])


def an_empty_place(root):
    for child in list(root[1][0][0]):
        root[1][0][0].remove(child)


def homeroom_and_head_exchanged(root):
    first, second = root[1][1], root[2][0]
    theirs, other = first[-1], second[-1]
    first.append(other)
    second.append(theirs)


def name_on_a_place(root):
    root[1][0][0].set("Id", "d-khac")


def second_part_of_data(root):
    root[0].append(copy.deepcopy(root[0][0]))


def subject_renamed(root):
    root.find(".//MA_MON_HOC").text = "KHAC"


def personal_id_in_the_seal(root):
    root[2][1].insert(1, copy.deepcopy(root[2][0][1]))


ATTACKS = [
    change_a_level,
    change_the_result,
    exchange_two_rows,
    exchange_two_places,
    a_row_less,
    a_place_less,
    an_empty_place,
    homeroom_and_head_exchanged,
    name_on_a_place,
    second_part_of_data,
    subject_renamed,
    personal_id_in_the_seal,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_is_refused(attack):
    root = signed()
    attack(root)
    assert not verify(written(root)).holds


def test_each_profile_has_a_schema_of_its_own():
    part = unsigned()[0][0]
    assert schema.is_valid(part, "hoc_ba_with_subject_teachers.xsd")
    assert not schema.is_valid(part)
    part.find("TONG_KET").remove(part.find(".//NHAN_XET_GVCN"))
    assert not schema.is_valid(part, "hoc_ba_with_subject_teachers.xsd")
