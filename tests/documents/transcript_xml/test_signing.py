"""What we sign holds for other programs, too, and says field by field what was drawn up."""

import base64
import subprocess

import pytest
from lxml import etree
from signxml import SignatureConfiguration, XMLVerifier

from documents.records.transcript.xml import objections, schema
from documents.records.transcript.xml.building import data_of
from documents.records.transcript.xml.profile import DS, V1_0
from documents.records.transcript.xml.signing import canonical, close, prepare, written
from documents.records.transcript.xml.verifying import verify
from tests.conftest import require
from tests.documents.transcript_xml.files import (
    PERSONAL_IDS,
    SLOTS,
    WHEN,
    facts,
    issue,
    pen,
    signed,
    unsigned,
)
from tests.refused import refused

KINDS = ["p256", "rsa2048", "rsa3072"]
OPTIONAL = {
    *("HO_VA_TEN_CHA", "HO_VA_TEN_NGUOI_GIAM_HO", "TEN_GIAO_VIEN_CHU_NHIEM"),
    *("SO_CCCD_GIAO_VIEN_CHU_NHIEM", "DIEM_KIEM_TRA_DINH_KY", "NANG_LUC_CONG_NGHE"),
    *("NANG_LUC_TIN_HOC", "DA_HOAN_THANH_CHUONG_TRINH_TIEU_HOC", "NOI_DUNG_KHEN_THUONG"),
    "NOI_DUNG_KHEN_THUONG_DOT_XUAT",
}


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_check_finds_every_signer_and_moment(kind):
    found = verify(signed(kind=kind))
    assert found.holds, found
    assert [slot.slot for slot in found.slots] == ["GVCN", "CBQL", "KY_PHAT_HANH"]
    assert {slot.signed_at for slot in found.slots} == {WHEN}
    assert [slot.personal_id for slot in found.slots] == list(PERSONAL_IDS.values())
    assert found.slots[1].certificate == pen(kind).certificate


@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec1_finds_it_valid(kind, tmp_path):
    (tmp_path / "hb.xml").write_bytes(signed(kind=kind))
    pem = base64.encodebytes(pen(kind).certificate)
    (tmp_path / "ca.pem").write_bytes(
        b"-----BEGIN CERTIFICATE-----\n" + pem + b"-----END CERTIFICATE-----\n"
    )
    for place in (1, 2, 3):
        command = [
            *(require("xmlsec1"), "--verify", "--trusted-pem", "ca.pem"),
            *("--id-attr:Id", "DU_LIEU_HOC_BA"),
            *("--id-attr:Id", f"{DS}:SignatureProperties"),
            *("--node-xpath", f"(//*[local-name()='Signature'])[{place}]", "hb.xml"),
        ]
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert said.returncode == 0, said.stderr.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_signxml_finds_it_valid(kind):
    root = etree.fromstring(signed(kind=kind))
    for slot in root[1]:
        config = SignatureConfiguration(
            location=f"./DANH_SACH_THONG_TIN_KY/{slot.tag}/", expect_references=2
        )
        XMLVerifier().verify(
            root,
            x509_cert=_pem(pen(kind).certificate),
            id_attribute="Id",
            expect_config=config,
        )


def _pem(certificate: bytes) -> str:
    body = base64.encodebytes(certificate).decode()
    return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"


def test_a_key_that_readers_refuse_signs_nothing():
    with refused("xml_refuses_pss"):
        prepare(unsigned(), SLOTS["CBQL"], pen("pss"), WHEN, "", V1_0)


def test_a_class_is_signed_by_one_call_of_the_key():
    key, roots = pen("p256", "Lê Thị Đào"), [unsigned(number) for number in range(1, 36)]
    close([prepare(root, SLOTS["GVCN"], key, WHEN, "080090000001", V1_0) for root in roots], key)
    assert key.calls == [35]
    names = {root[0].get("Id") for root in roots}
    assert len(names) == 35, "no two pupils of a package share an Id"
    found = verify(written(roots[7]))
    assert found.faults == ("slot_empty",), "the leaders have not signed yet"


@pytest.mark.parametrize("grade", range(1, 6))
def test_what_is_built_is_complete_by_the_schema(grade):
    data = data_of(facts(grade), issue(), V1_0)
    assert objections.objections(data) == []
    text = canonical(data).decode()
    assert "\n" not in text
    assert "  " not in text


def test_every_field_says_what_was_drawn_up():
    data = data_of(facts(4), issue(), V1_0)
    assert data.findtext(".//THONG_SO_BUOI_NGHI_KHONG_PHEP") == "1"
    assert data.findtext(".//NGAY_SINH") == "02/03/2016"
    assert data.findtext(".//CHIEU_CAO") == "138.5"
    assert data.findtext(".//NGAY_TAO_HOC_BA") == "2027-05-28T09:30:00+07:00"
    assert data.findtext(".//DUOC_LEN_LOP") == "1"
    assert data.find(".//DA_HOAN_THANH_CHUONG_TRINH_TIEU_HOC") is None
    marks = {row.findtext("MA_MON_HOC"): row for row in data.iter("DIEM_TONG_KET")}
    assert marks["TOAN"].findtext("DIEM_KIEM_TRA_DINH_KY") == "9"
    assert marks["TOAN"].get("Id") == "d-TOAN-0001-2026"
    assert data.findtext(".//PHAM_CHAT_TRACH_NHIEM") == "T"


def test_leaving_out_a_field_is_refused_unless_it_is_optional():
    data = data_of(facts(5), issue(), V1_0)
    leaves = [node for node in data.iter() if len(node) == 0]
    assert len(leaves) > 100
    for leaf in leaves:
        parent, place = leaf.getparent(), leaf.getparent().index(leaf)
        parent.remove(leaf)
        assert schema.is_valid(data) == (leaf.tag in OPTIONAL), leaf.tag
        parent.insert(place, leaf)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("MUC_DAT_DUOC", "Đ"),
        ("DIEM_KIEM_TRA_DINH_KY", "9.5"),
        ("DIEM_KIEM_TRA_DINH_KY", "11"),
        ("NGAY_SINH", "2016-03-02"),
        ("NGAY_TAO_HOC_BA", "2027-05-28T09:30:00Z"),
        ("NGAY_TAO_HOC_BA", "2027-05-28T09:30:00"),
        ("MA_TRA_CUU_UUID", "12345678-1234-1000-8000-000000000001"),
        ("SO_CCCD", "08021600000"),
        ("NHAN_XET_GVCN", " "),
        ("CAN_NANG", "32,5"),
        ("CAN_NANG", "32.12345"),
        ("HO_VA_TEN_ME", ""),
        ("KET_QUA_XEP_LOAI", "Giỏi"),
        ("YEU_TO_LA", "x"),
    ],
)
def test_what_no_field_may_say(tag, text):
    data = data_of(facts(4), issue(), V1_0)
    found = data.find(f".//{tag}")
    node = etree.SubElement(data[0], tag) if found is None else found
    node.text = text
    assert not schema.is_valid(data)


def test_what_the_schema_cannot_say_is_told_all_the_same():
    data = data_of(facts(4), issue(), V1_0)
    data.find(".//NGAY_SINH").text = "31/02/2017"
    data.findall(".//MA_MON_HOC")[1].text = "TV"
    assert {problem.code for problem in objections.objections(data)} == {"no_day", "subject_twice"}
