"""Everything that fools readers in use (wrapping, transforms, exchanged parts, entities) is refused."""

import base64
import copy

import pytest
from lxml import etree

from documents.records.transcript.xml.profile import DS
from documents.records.transcript.xml.reading import NotReadable, read
from documents.records.transcript.xml.signing import written
from documents.records.transcript.xml.verifying import verify
from tests.documents.transcript_xml.files import pen, signed

SIGNATURE = f"{{{DS}}}Signature"


@pytest.fixture
def root():
    return etree.fromstring(signed())


def refuses(root) -> bool:
    return not verify(written(root)).holds


def slot(root, name="CBQL"):
    return root.find(f"DANH_SACH_THONG_TIN_KY/{name}")


def change_a_mark(root):
    root.find(".//DIEM_KIEM_TRA_DINH_KY").text = "10"


def twin_with_the_same_id(root):
    twin = copy.deepcopy(root[0])
    change_a_mark(twin)
    root.insert(0, twin)


def original_moved_away_and_forged_in_its_place(root):
    hidden = etree.SubElement(root, "THEM")
    forged = copy.deepcopy(root[0])
    change_a_mark(forged)
    forged.set("Id", "other")
    hidden.append(root[0])
    root.insert(0, forged)


def original_beside_the_key(root):
    forged = copy.deepcopy(root[0])
    change_a_mark(forged)
    forged.set("Id", "other")
    slot(root).find(f"{SIGNATURE}/{{{DS}}}Object").append(root[0])
    root.insert(0, forged)


def another_element_at_the_root(root):
    etree.SubElement(root, "GHI_CHU").text = "Được lên lớp"


def another_element_in_a_slot(root):
    etree.SubElement(slot(root), "GHI_CHU").text = "x"


def day_of_signing_changed(root):
    slot(root).find("NGAY_KY").text = "2027-05-29T09:30:00+07:00"


def subject_name_changed(root):
    slot(root).find(f".//{{{DS}}}X509SubjectName").text = "CN=Ai đó"


def slots_exchanged(root):
    first, second = slot(root, "GVCN"), slot(root, "CBQL")
    one, two = first.find(SIGNATURE), second.find(SIGNATURE)
    first.append(two)
    second.append(one)


def slot_removed(root):
    slot(root).getparent().remove(slot(root))


def seal_removed(root):
    root[1].remove(slot(root, "KY_PHAT_HANH"))


def signature_removed(root):
    slot(root).remove(slot(root).find(SIGNATURE))


def two_signatures_in_a_slot(root):
    slot(root).append(copy.deepcopy(slot(root).find(SIGNATURE)))


def signature_of_another_pupil(root):
    other = etree.fromstring(signed(number=2))
    slot(root).replace(slot(root).find(SIGNATURE), slot(other).find(SIGNATURE))


def whole_slot_of_another_pupil(root):
    other = etree.fromstring(signed(number=2))
    root[1].replace(slot(root), slot(other))


def transform_that_hides(root):
    transforms = slot(root).find(f".//{{{DS}}}Transforms")
    hiding = etree.SubElement(
        transforms,
        f"{{{DS}}}Transform",
        Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116",
    )
    etree.SubElement(hiding, f"{{{DS}}}XPath").text = "not(ancestor-or-self::TONG_KET)"


def hmac_with_the_public_key(root):
    method = slot(root).find(f".//{{{DS}}}SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")


def signing_time_not_referenced(root):
    info = slot(root).find(f".//{{{DS}}}SignedInfo")
    info.remove(info.findall(f"{{{DS}}}Reference")[1])


def certificate_of_somebody_else(root):
    node = slot(root).find(f".//{{{DS}}}X509Certificate")
    node.text = base64.b64encode(pen("p256", "Người khác").certificate).decode()


def value_in_der(root):
    node = slot(root).find(f".//{{{DS}}}SignatureValue")
    node.text = base64.b64encode(pen().sign_hashes([b"0" * 32])[0]).decode()


def value_of_something_else(root):
    node = slot(root).find(f".//{{{DS}}}SignatureValue")
    node.text = base64.b64encode(bytes(64)).decode()


def prefixed_attribute(root):
    root[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def white_space_between_elements(root):
    root[0][0].tail = "\n"


def second_id_elsewhere(root):
    root[0][0].set("ID", root[0].get("Id"))


def unknown_level(root):
    root.find(".//MUC_DAT_DUOC").text = "A"


ATTACKS = [
    change_a_mark,
    twin_with_the_same_id,
    original_moved_away_and_forged_in_its_place,
    original_beside_the_key,
    another_element_at_the_root,
    another_element_in_a_slot,
    day_of_signing_changed,
    subject_name_changed,
    slots_exchanged,
    slot_removed,
    seal_removed,
    signature_removed,
    two_signatures_in_a_slot,
    signature_of_another_pupil,
    whole_slot_of_another_pupil,
    transform_that_hides,
    hmac_with_the_public_key,
    signing_time_not_referenced,
    certificate_of_somebody_else,
    value_in_der,
    value_of_something_else,
    prefixed_attribute,
    white_space_between_elements,
    second_id_elsewhere,
    unknown_level,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_is_refused(root, attack):
    assert not refuses(root)
    attack(root)
    assert refuses(root)


@pytest.mark.parametrize(
    "data",
    [
        b"<HOC_BA>",
        b"",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><HOC_BA>&x;</HOC_BA>",
        b"<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><HOC_BA>&b;</HOC_BA>",
        b"<HOC_BA><!-- a comment --></HOC_BA>",
        b"<HOC_BA><?target instruction?></HOC_BA>",
        b"<a>" * 300 + b"</a>" * 300,
        b" " * (10 * 1024 * 1024 + 1),
    ],
)
def test_what_is_not_read_at_all(data):
    with pytest.raises(NotReadable):
        read(data)


def test_a_comment_that_cuts_a_name_is_refused():
    data = signed().replace("Hoàng Bảo An".encode(), "Hoàng<!-- --> Bảo An".encode(), 1)
    with pytest.raises(NotReadable):
        verify(data)


def test_a_teacher_need_not_sign_and_the_leaders_must():
    assert verify(signed(names=("CBQL", "KY_PHAT_HANH"))).holds
    assert verify(signed(names=("GVCN", "CBQL"))).faults == ("slot_empty",)


def test_a_file_written_anew_with_indentation_is_refused(root):
    etree.indent(root)
    assert refuses(root)
