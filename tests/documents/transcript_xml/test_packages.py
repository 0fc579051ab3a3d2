"""A package holds each transcript byte by byte, is signed once, and unpacks no further than it says."""

import base64
import gzip
import subprocess
import tracemalloc
from dataclasses import replace

import pytest
from lxml import etree

from documents.records.transcript.xml.packages import MOST_BYTES, packages_of, verify_package
from documents.records.transcript.xml.profile import DS
from documents.records.transcript.xml.reading import NotReadable
from documents.records.transcript.xml.signing import DECLARATION
from documents.records.transcript.xml.transport import packed, unpacked
from tests.conftest import require
from tests.documents.transcript_xml.files import WHEN, pen, signed
from tests.refused import refused

KINDS = ["p256", "rsa2048"]


def package(numbers=(1, 2, 3), kind="p256"):
    files = [signed(number, kind) for number in numbers]
    (made,) = packages_of(files, pen(kind), WHEN)
    return made


def test_every_transcript_stands_there_as_it_was_signed():
    files = [signed(number) for number in range(1, 6)]
    (made,) = packages_of(files, pen(), WHEN)
    assert b"".join(file.removeprefix(DECLARATION) for file in files) in made.xml
    finding = verify_package(made.xml)
    assert finding.holds, finding
    assert len(finding.files) == made.count == 5
    assert finding.list_signature.signed_at == WHEN
    assert finding.list_signature.certificate == pen().certificate


@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec1_finds_every_signature_valid_in_place(kind, tmp_path):
    (tmp_path / "goi.xml").write_bytes(package(kind=kind).xml)
    pem = base64.encodebytes(pen(kind).certificate)
    (tmp_path / "ca.pem").write_bytes(
        b"-----BEGIN CERTIFICATE-----\n" + pem + b"-----END CERTIFICATE-----\n"
    )
    for place in range(1, 3 * 3 + 2):
        said = _xmlsec1(tmp_path, place)
        assert said.returncode == 0, said.stderr.decode()
    whole = (tmp_path / "goi.xml").read_bytes()
    (tmp_path / "goi.xml").write_bytes(whole.replace(b"HTXS", b"HTT", 1))
    assert _xmlsec1(tmp_path, 10).returncode != 0, "the list's signature covers each transcript"


def _xmlsec1(folder, place):
    command = [
        *(require("xmlsec1"), "--verify", "--trusted-pem", "ca.pem"),
        *("--id-attr:Id", "DU_LIEU_HOC_BA", "--id-attr:id", "DANH_SACH_HOC_BA"),
        *("--id-attr:Id", f"{DS}:SignatureProperties"),
        *("--node-xpath", f"(//*[local-name()='Signature'])[{place}]", "goi.xml"),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def test_too_much_for_one_is_cut_and_signed_by_one_call():
    key, files = pen("p256", "Trường Tiểu học"), [signed(number) for number in range(1, 8)]
    key.calls.clear()
    made = packages_of(files, key, WHEN, most_bytes=3 * len(files[0]) + 100)
    assert [each.count for each in made] == [3, 3, 1]
    assert key.calls == [3]
    assert len({each.message_id for each in made}) == 3
    assert all(verify_package(each.xml).holds for each in made)
    assert MOST_BYTES < 10_000_000


def test_what_is_not_finished_or_twice_goes_into_no_package():
    for files in ([signed(1, names=("GVCN", "CBQL"))], [signed(1), signed(2), signed(1)]):
        with refused("not_for_a_package"):
            packages_of(files, pen(), WHEN)


def change_a_result(root):
    root.find(".//KET_QUA_XEP_LOAI").text = "HT"


def drop_a_pupil(root):
    root[0].remove(root[0][1])


def exchange_two_pupils(root):
    root[0].append(root[0][0])


def repeat_a_pupil(root):
    root[0].append(etree.fromstring(etree.tostring(root[0][0])))


def drop_the_signature(root):
    root.remove(root[1])


def later_moment(root):
    root[1].find(".//{urn:so-ky:signing-time}SigningTime").text = "2027-06-01T00:00:00+07:00"


def other_name_of_the_list(root):
    root[0].set("id", "other")


def list_signature_of_another_package(root):
    other = etree.fromstring(package((4, 5)).xml)
    root.replace(root[1], other[1])


def something_beside_the_list(root):
    etree.SubElement(root, "GHI_CHU").text = "x"


def a_stranger_in_the_list(root):
    etree.SubElement(root[0], "GHI_CHU").text = "x"


ATTACKS = [
    change_a_result,
    drop_a_pupil,
    exchange_two_pupils,
    repeat_a_pupil,
    drop_the_signature,
    later_moment,
    other_name_of_the_list,
    list_signature_of_another_package,
    something_beside_the_list,
    a_stranger_in_the_list,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_package_that_was_changed_is_refused(attack):
    root = etree.fromstring(package().xml)
    assert verify_package(etree.tostring(root)).holds
    attack(root)
    assert not verify_package(etree.tostring(root)).holds


def test_it_travels_with_its_length_before_it():
    made = package()
    whole = base64.b64decode(made.content)
    assert int.from_bytes(whole[:4], "little") == len(made.xml)
    assert gzip.decompress(whole[4:]) == made.xml
    assert unpacked(made.content) == made.xml
    assert made.content == replace(made).content


def _with_length(length: int, body: bytes) -> str:
    return base64.b64encode(length.to_bytes(4, "little") + body).decode()


def test_no_byte_beyond_the_announced_length_is_unpacked():
    bomb = gzip.compress(bytes(200 * 1024 * 1024))
    assert len(bomb) < 300_000
    tracemalloc.start()
    with pytest.raises(NotReadable):
        unpacked(_with_length(1000, bomb))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    zipped = gzip.compress(b"abc")
    for content in (
        _with_length(200 * 1024 * 1024, bomb),
        _with_length(1000, bomb),
        _with_length(2, zipped),
        _with_length(4, zipped),
        _with_length(3, zipped + b"x"),
        _with_length(3, zipped[:-1]),
        _with_length(3, b"abc"),
        _with_length(0, b""),
        packed(b"abc")[:-3] + "!!!",
        "",
        "ệ",
    ):
        with pytest.raises(NotReadable):
            unpacked(content)
    assert unpacked(_with_length(3, zipped)) == b"abc"
