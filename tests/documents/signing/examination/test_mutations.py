"""Half a thousand files damaged by chance or by craft: none breaks us, holds us up, or passes."""

import random
import re

import pytest

from documents.signing.examination import Verdict, examine
from tests import cpu
from tests.documents.signing.office import AT
from tests.documents.signing.tampering import outside_the_last_signature

ROUNDS, EACH = 25, 20
_TOKENS = re.compile(rb"/[A-Z][A-Za-z]+|\d+ \d+ R|\d{2,}|obj|endobj|stream|xref|startxref|<<|>>")
_KEYWORDS = (
    *(b"/Sig", b"/V", b"/Kids", b"/Prev 0", b"/Type", b"/ByteRange", b"<<", b">>", b"[", b"]"),
    *(b"0 0 R", b"1 0 R", b"9999999999", b"-1", b"obj", b"endstream", b"null", b"/XRefStm 1"),
)


def bytes_changed(dice, pdf, _others):
    changed = bytearray(pdf)
    for _ in range(dice.randrange(1, 9)):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def pieces_replaced(dice, pdf, _others):
    changed = bytearray(pdf)
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(changed))
        changed[place : place + dice.randrange(1, 300)] = dice.randbytes(dice.randrange(300))
    return bytes(changed)


def tokens_replaced(dice, pdf, _others):
    found = list(_TOKENS.finditer(pdf))
    for one in sorted(dice.sample(found, 3), key=lambda one: one.start(), reverse=True):
        pdf = pdf[: one.start()] + dice.choice(_KEYWORDS) + pdf[one.end() :]
    return pdf


def tokens_replaced_in_place(dice, pdf, _others):
    """Offsets stay right, so the damage gets deep into the reader."""
    found = list(_TOKENS.finditer(pdf))
    for one in dice.sample(found, 2):
        other = dice.choice(_KEYWORDS)[: len(one[0])].ljust(len(one[0]))
        pdf = pdf[: one.start()] + other + pdf[one.end() :]
    return pdf


def truncated(dice, pdf, _others):
    return pdf[: dice.randrange(len(pdf))]


def revisions_spliced(dice, pdf, others):
    """The end of one stage behind the beginning of another, at the ends of revisions."""
    other = dice.choice(others)
    here, there = (
        [one.end() for one in re.finditer(rb"%%EOF\s?", whole)] for whole in (pdf, other)
    )
    return pdf[: dice.choice(here)] + other[dice.choice(there) :] + dice.choice((b"", other[-900:]))


def pieces_moved(dice, pdf, _others):
    start, end, to = sorted(dice.randrange(len(pdf)) for _ in range(3))
    return pdf[:start] + pdf[end:to] + pdf[start:end] + pdf[to:]


MUTATIONS = (
    bytes_changed,
    pieces_replaced,
    tokens_replaced,
    tokens_replaced_in_place,
    truncated,
    revisions_spliced,
    pieces_moved,
)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_mutation_passes_breaks_or_holds_us_up(office, stages, seed):
    dice = random.Random(seed)
    known = set(map(outside_the_last_signature, stages))
    for number in range(EACH):
        mutate = MUTATIONS[(seed * EACH + number) % len(MUTATIONS)]
        pdf = mutate(dice, dice.choice(stages), stages)
        with cpu.at_most(5):
            found = examine(pdf, office.trust, at=AT)
        if outside_the_last_signature(pdf) not in known:
            assert found.verdict != Verdict.GENUINE, (mutate.__name__, seed, number)
