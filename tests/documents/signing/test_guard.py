"""Does nobody sign on top of a falsified paper, out of turn, or after the lock?"""

import pikepdf
import pytest

from documents import signing
from documents.paper import Box, Rendered
from documents.signing.examination import reading
from documents.signing.own_hand import look_at
from documents.signing.revisions import NotOurs, history
from people import sandbox
from tests.documents.signing import office, tampering
from tests.documents.signing.conftest import AT, DUTIES, FIELDS, sign
from tests.refused import refused

FALSIFIED = [
    *tampering.IN_PLACE,
    *tampering.BEHIND_THE_END,
    *tampering.REVISIONS,
    *tampering.WITH_AN_EMPTY_FIELD,
    *tampering.ANEW,
    tampering.encrypted,
]
# One knows an uncompressed page, the other takes away the very last signature.
FALSIFIED.remove(tampering.bit_flipped_in_a_mark)
FALSIFIED.remove(tampering.value_deleted)


@pytest.fixture
def stages(keys, school_home):
    """A paper of the office, signed by our own hand: unsigned, and after each signature."""
    boxes = tuple(
        Box(name, 1, (60 + 130 * place, 80, 180 + 130 * place, 170))
        for place, name in enumerate(FIELDS)
    )
    made = [signing.prepare(Rendered(office.paper(), boxes), FIELDS)]
    for field, key, duty in zip(FIELDS, keys, DUTIES, strict=True):
        made.append(sign(made[-1], field, key, duty=duty))
    return made


@pytest.mark.parametrize("attack", FALSIFIED, ids=lambda one: one.__name__)
def test_nobody_signs_on_top_of_a_falsified_paper(stages, keys, attack):
    false = attack(stages[2])
    assert false != stages[2]
    with pytest.raises(signing.CannotSign) as refusal:
        sign(false, "sign", keys[2])
    assert str(refusal.value)


@pytest.mark.parametrize("attack", FALSIFIED, ids=lambda one: one.__name__)
def test_no_falsified_file_is_taken_for_our_own_hand(stages, attack):
    """The quick look needs no second opinion: what it does not know byte for byte it refuses."""
    with pytest.raises(NotOurs):
        look_at(attack(stages[2]))


def test_a_genuine_file_is_our_own_hand_at_every_stage(stages):
    for number, pdf in enumerate(stages):
        look = look_at(pdf)
        assert [one.field for one in look.signatures] == list(FIELDS[:number])
        assert list(look.empty) == list(FIELDS[number:])
    assert [one.is_timestamp for one in history(stages[-1]).revisions] == [False] * 4 + [True]
    with pytest.raises(NotOurs):
        look_at(tampering.value_deleted(stages[-1]))


def test_no_signed_byte_can_be_changed_unnoticed(stages):
    """Every byte around the signature, in steps that hit each kind of place."""
    pdf, paper = stages[1], stages[0]
    (revision,) = history(pdf).revisions
    for place in set(range(len(paper) - 50, len(pdf), 5)) - set(range(*revision.hole)):
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        with pytest.raises(NotOurs):
            look_at(changed)


def test_a_file_that_has_lost_its_last_signature_does_not_carry_what_it_should(stages, keys):
    signers = signing.signers_of(stages[3])
    order = signing.Order(stages[2], "lock", "HT", stamp(keys[3]))
    (made,) = signing.sign_many([signing.Request(order, signers)], keys[3], AT)
    assert isinstance(made, signing.CannotSign)


def test_another_person_in_a_field_is_not_what_it_should_carry(stages, keys):
    wrong = sign(stages[0], "author", keys[1])
    expected = signing.signers_of(stages[1])
    order = signing.Order(wrong, "review", "TT", stamp(keys[1]))
    (made,) = signing.sign_many([signing.Request(order, expected)], keys[1], AT)
    assert isinstance(made, signing.CannotSign)


def test_one_bad_file_among_many_is_refused_alone(stages, keys):
    files = [stages[2], tampering.page_turned(stages[2]), stages[2]]
    requests = [signing.Request(signing.Order(pdf, "sign", "PHT", stamp(keys[2]))) for pdf in files]
    made = signing.sign_many(requests, keys[2], AT)
    assert [isinstance(one, signing.Signed) for one in made] == [True, False, True]
    assert made[0].pdf.startswith(stages[2])


@pytest.fixture
def refused_to_read(monkeypatch):
    """Both readers refuse the bytes of a stranger in this process; the sandbox is another one."""

    def look_out(module, name, marks):
        real = getattr(module, name)

        def watched(file, *rest, **options):
            data = file.getvalue()
            assert marks not in data, "a stranger's revision is read outside the sandbox"
            return real(file, *rest, **options)

        monkeypatch.setattr(module, name, watched)

    def refuse(marks):
        look_out(pikepdf, "open", marks)
        monkeypatch.setattr(reading, "opened", lambda _pdf: pytest.fail("examined in the server"))

    return refuse


def test_who_signed_a_file_of_another_program_is_found_out_in_the_sandbox(stages, refused_to_read):
    """Neither reader of this process is given what another program wrote behind our signatures."""
    strange = tampering.page_turned(stages[2])
    refused_to_read(strange[len(stages[2]) :][-200:])
    with pytest.raises(signing.CannotSign):
        signing.signers_of(strange)


def test_without_time_to_examine_it_nothing_is_signed(stages, keys, monkeypatch):
    monkeypatch.setattr(sandbox, "_PATIENCE", 1e-6)
    with refused("machine_busy_nothing_signed"):
        sign(tampering.page_turned(stages[2]), "sign", keys[2])


class _Garbler:
    """A pen whose device gives back garbage."""

    def __init__(self, pen):
        self.backend, self.certificate, self.chain = pen.backend, pen.certificate, pen.chain
        self.mechanism = pen.mechanism

    def sign_hashes(self, hashes):
        return [bytes(70) for _hash in hashes]

    def close(self):
        pass


def test_a_raw_signature_that_does_not_hold_is_never_believed(stages, keys):
    with pytest.raises(signing.CannotSign):
        sign(stages[2], "sign", _Garbler(keys[2]))


def stamp(key):
    return signing.Stamp(("GIÁO VIÊN",), signing.name_in(key.certificate), AT)
