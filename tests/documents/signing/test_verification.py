"""Is every change noticed, and does a hostile file never get further than a refusal?"""

import io
import random
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from documents import signing
from documents.signing import authority
from tests.documents.signing.conftest import AT, FIELDS
from tests.documents.signing.test_pades import changed_after


@pytest.fixture
def signed(prepared, sign_all):
    return sign_all(prepared)


def verdicts(pdf):
    return [found.ok for found in signing.examine_signatures(pdf)]


def test_who_signed_what_with_which_certificate(signed, people):
    found = signing.examine_signatures(signed)

    assert [one.field for one in found] == list(FIELDS)
    assert [one.signer for one in found] == [one.full_name for one in vars(people).values()]
    assert [one.fingerprint for one in found] == [
        person.signing_keys.get().fingerprint for person in vars(people).values()
    ]
    assert {one.signed_at for one in found} == {AT}
    assert [one.locks for one in found] == [False, False, False, True]
    assert verdicts(signed) == [True] * 4


def test_a_file_without_signatures_has_none(prepared):
    assert signing.examine_signatures(prepared) == ()


def test_a_changed_byte_breaks_every_signature_over_it(signed):
    place = 3000
    flipped = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert [one.intact for one in signing.examine_signatures(flipped)] == [False] * 4
    assert verdicts(flipped) == [False] * 4


def test_something_added_later_is_noticed_by_every_signature(signed):
    found = signing.examine_signatures(changed_after(signed))
    assert [one.intact for one in found] == [True] * 4
    assert [one.untouched_after for one in found] == [False] * 4


def test_even_blanks_behind_the_last_signature_are_noticed(signed):
    assert verdicts(signed + b"\n") == [True, True, True, False]


def test_a_file_rewritten_by_another_program_holds_no_more(signed):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as opened:
        opened.save(out)
    assert verdicts(out.getvalue()) == [False] * 4


def test_another_authority_of_the_same_name_is_not_ours(signed, settings, tmp_path):
    settings.SOKY_KEYS = tmp_path / "elsewhere"
    found = signing.examine_signatures(signed)
    assert [one.trusted for one in found] == [False] * 4
    assert [one.intact for one in found] == [True] * 4
    assert authority.chain()


def test_a_signature_still_holds_when_its_certificate_has_run_out(signed):
    with time_machine.travel(AT + timedelta(days=5 * 365)):
        assert verdicts(signed) == [True] * 4


def test_two_fields_cannot_share_one_signature(prepared, sign_all):
    once = sign_all(prepared, ("author",))
    with pikepdf.open(io.BytesIO(once)) as opened:
        fields = {str(field.T): field for field in opened.Root.AcroForm.Fields}
        fields["review"].V = fields["author"].V
        out = io.BytesIO()
        opened.save(out)
    with pytest.raises(signing.Unreadable):
        signing.examine_signatures(out.getvalue())


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 4))
def test_a_hostile_file_is_unreadable_or_does_not_hold_but_never_breaks_us(signed, seed, cuts):
    dice = random.Random(seed)
    hostile = bytearray(signed)
    for _ in range(cuts):
        place = dice.randrange(len(hostile))
        hostile[place : place + dice.randrange(1, 400)] = dice.randbytes(dice.randrange(0, 400))
    try:
        held = verdicts(bytes(hostile))
    except signing.Unreadable:
        return
    assert held != [True] * 4
