"""Is a file believed only if it adds one signature, in its place, by the right key, and no more?"""

import hashlib
import io
import re

import pikepdf
import pytest
from django.utils import translation
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from documents import signing
from documents.paper import Box, Rendered
from documents.signing.backends.elsewhere import Sent, the_one_added
from documents.signing.examination import examine
from tests.documents.signing import office as files
from tests.documents.signing import tampering
from tests.documents.signing.office import AT, FIELDS, Office, paper, written

ADBE, PADES = fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED, fields.SigSeedSubFilter.PADES
FALSIFIED = [
    *tampering.IN_PLACE,
    *tampering.BEHIND_THE_END,
    *tampering.REVISIONS,
    *tampering.WITH_AN_EMPTY_FIELD,
    *tampering.ANEW,
    tampering.encrypted,
]
# One knows an uncompressed page, the other takes away a signature that is not there yet.
FALSIFIED.remove(tampering.bit_flipped_in_a_mark)
FALSIFIED.remove(tampering.value_deleted)
FALSIFIED_UNSIGNED = [
    tampering.mark_changed,
    tampering.content_stream_overwritten,
    tampering.annotation_over_a_mark,
    tampering.javascript_added,
    tampering.additional_action_added,
    tampering.page_added,
    tampering.page_turned,
    tampering.empty_field_moved,
    tampering.field_deleted,
    tampering.text_field_over_a_mark,
    tampering.information_edited,
    tampering.metadata_edited,
    tampering.shadow_hide,
    tampering.shadow_replace,
    tampering.shadow_hide_and_replace,
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def first_day_of_school(monday):
    """The office signs today."""


@pytest.fixture(scope="session")
def office(pki):
    return Office(pki)


@pytest.fixture(scope="session")
def ours():
    boxes = tuple(
        Box(name, 1, (60 + 130 * place, 80, 180 + 130 * place, 170))
        for place, name in enumerate(FIELDS)
    )
    return signing.prepare(Rendered(paper(), boxes), FIELDS)


@pytest.fixture(scope="session")
def once(office, ours):
    """Signed by the teacher already."""
    return office.sign(ours, "author", "teacher")


@pytest.fixture
def check(office):
    def check(upload, ours, person="teacher", field="author", **before):
        known = {name: fingerprint(office, one) for name, one in before.items()}
        sent = Sent(ours, field, fingerprint(office, person), known)
        return the_one_added(
            upload, sent, lambda pdf, known: examine(pdf, office.trust, at=AT, known=known)
        )

    return check


def fingerprint(office, person):
    return hashlib.sha256(office.pki.der(person)).hexdigest()


@pytest.mark.parametrize("person", ["teacher", "teacher-rsa"])
@pytest.mark.parametrize("kind", [ADBE, PADES])
@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
def test_each_way_of_signing_is_taken(office, ours, check, person, kind, level):
    attributes = {"cades_signed_attr_spec": None} if kind == ADBE else {}
    upload = office.sign(ours, "author", person, level=level, subfilter=kind, **attributes)
    found = check(upload, ours, person)
    assert (found.field, found.intact, found.locks) == ("author", True, False)
    assert bool(found.timestamp) == (level != "B-B")


def test_the_signature_after_another_and_the_one_that_locks(office, once, check):
    second = office.sign(once, "review", "leader")
    assert check(second, once, "leader", "review", author="teacher").field == "review"
    last = files.with_fields(paper(), ("author", "lock"))
    last = office.sign(last, "author", "teacher")
    locked = office.sign(last, "lock", "principal")
    assert check(locked, last, "principal", "lock", author="teacher").locks


def test_evidence_may_follow_in_an_update_of_its_own(office, ours, check):
    upload = office.with_lists(office.sign(ours, "author", "teacher", level="B-T"), "school")
    assert check(upload, ours).intact


_FALSIFIED = (
    "signature_does_not_hold signed_file_unreadable something_else_added signed_another_file"
    " several_signatures no_new_signature signed_in_wrong_place"
)


def not_taken(check, codes, *arguments, **before):
    """Refused for one of these reasons; several are written with spaces between."""
    with pytest.raises(signing.CannotSign) as refusal:
        check(*arguments, **before)
    assert refusal.value.code in codes.split()
    return str(refusal.value)


def test_what_is_not_our_file_any_more(office, ours, once, check):
    not_taken(check, "signed_file_not_pdf", b"GIF89a", ours)
    not_taken(check, "signed_file_not_pdf", b"", ours)
    other = office.sign(files.with_fields(paper()), "author", "teacher")
    not_taken(check, "signed_another_file", other, ours)
    not_taken(check, "signed_another_file", tampering.rewritten(once), ours)
    not_taken(check, "signed_another_file", ours[:-20], ours)
    not_taken(check, "signed_file_unreadable", ours + b"startxref\n5\n%%EOF\n", ours)


def test_too_few_or_too_many_signatures(office, ours, once, check):
    not_taken(check, "no_new_signature", ours, ours)
    not_taken(check, "no_new_signature", once, once, "leader", "review", author="teacher")
    twice = office.sign(once, "review", "leader")
    not_taken(check, "several_signatures", twice, ours)


def test_a_signature_in_another_place_or_by_another_key(office, ours, once, check):
    wrong = office.sign(ours, "review", "teacher")
    told = not_taken(check, "signed_in_wrong_place", wrong, ours)
    assert told.index("review") < told.index("author")
    not_taken(check, "signed_by_other_certificate", once, ours, "leader")
    namesake = office.sign(ours, "author", "outsider", level="B-B")
    not_taken(check, "signed_by_other_certificate", namesake, ours)


@pytest.mark.parametrize("person", ["expired", "outsider"])
def test_a_certificate_that_does_not_hold(office, ours, check, person):
    upload = office.sign(ours, "author", person, level="B-B")
    not_taken(check, "signature_does_not_hold", upload, ours, person)


@pytest.mark.parametrize(
    "attack",
    [tampering.signature_value_forged, tampering.contents_zeroed, tampering.byte_range_zeroed],
)
def test_a_signature_that_does_not_hold(once, ours, check, attack):
    not_taken(check, "signature_does_not_hold signed_file_unreadable", attack(once), ours)


def test_who_certifies_or_locks_shuts_out_the_others(office, ours, check):
    certified = office.sign(ours, "author", "teacher", certify=True)
    not_taken(check, "file_was_certified", certified, ours)


def test_a_field_of_ones_own_is_not_our_place(office, ours, check):
    writer = IncrementalPdfFileWriter(io.BytesIO(ours))
    fields.append_signature_field(writer, fields.SigFieldSpec("mine"))
    more = written(writer)
    told = not_taken(check, "signed_in_wrong_place", office.sign(more, "mine", "teacher"), ours)
    assert "mine" in told
    not_taken(check, "something_else_added", office.sign(more, "author", "teacher"), ours)


def test_a_field_that_locks_those_to_come(office, ours, check):
    """The lock stands in the signature, put there through a changed field."""
    writer = IncrementalPdfFileWriter(io.BytesIO(ours))
    for one in writer.root["/AcroForm"]["/Fields"]:
        if one.get_object()["/T"] == "author":
            spec = fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, ["review"])
            lock = fields.SigFieldSpec("author", field_mdp_spec=spec).format_lock_dictionary()
            one.get_object()["/Lock"] = writer.add_object(lock)
            writer.update_container(one.get_object())
    upload = office.sign(written(writer), "author", "teacher")
    not_taken(check, "signature_locks_others", upload, ours)


def test_a_timestamp_over_the_file_is_ours_to_make(office, once, ours, check):
    not_taken(check, "something_else_added", office.stamp(once), ours)


@pytest.mark.parametrize("attack", FALSIFIED, ids=lambda one: one.__name__)
def test_nothing_may_be_changed_behind_the_signature(office, once, check, attack):
    twice = office.sign(once, "review", "leader")
    not_taken(check, _FALSIFIED, attack(twice), once, "leader", "review", author="teacher")


@pytest.mark.parametrize("attack", FALSIFIED_UNSIGNED, ids=lambda one: one.__name__)
def test_nothing_may_be_changed_before_the_first_signature(office, ours, check, attack):
    """The author is the attacker: what was changed is signed with the rest, and no one objects."""
    changed = attack(ours)
    assert changed != ours
    not_taken(check, "something_else_added", office.sign(changed, "author", "teacher"), ours)


def test_a_file_of_its_own_behind_ours_is_no_extension_of_it(office, ours, check):
    """Its table knows nothing of what stands before it; readers would show another paper."""
    upload = ours + behind(files.with_fields(tabled(paper())), len(ours))
    upload = office.sign(upload, "author", "teacher")
    assert examine(upload, office.trust, at=AT).signatures[0].holds
    not_taken(check, "something_else_added", upload, ours)


def tabled(pdf):
    """Written anew with a plain table of references."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def behind(pdf, length):
    """The same file, with every place in it counted from this far in front of it."""
    rows = re.sub(
        rb"^(\d{10})(?= \d{5} n)",
        lambda one: b"%010d" % (int(one[0]) + length),
        pdf,
        flags=re.MULTILINE,
    )
    places = re.compile(rb"(?<=startxref\n)\d+|(?<=/Prev )\d+")
    return places.sub(lambda one: b"%d" % (int(one[0]) + length), rows)
