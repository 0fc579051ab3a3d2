"""The sample's sentences for comments: of the right levels, kind, and short enough for their boxes."""

from collections import Counter

import pytest

from config.sample.sentences import _by_subject, fill_the_bank
from documents import forms
from documents.assessment.columns import COMMENT, subject_columns, trait_columns
from documents.assessment.comments.checks import Child, ClassOfComments
from documents.assessment.comments.occasions import SUBJECTS, levels_of
from documents.assessment.models import BankSentence
from documents.assessment.terms import Period
from documents.forms import FormDesign
from documents.records.score_sheet import printed
from documents.records.score_sheet.models import ScoreSheet
from tests.school import School


def sentences() -> list[tuple[str, str, str]]:
    return [
        (about, level, text)
        for about, by_level in _by_subject().items()
        for level, texts in by_level.items()
        for text in texts
    ]


def test_every_sentence_has_a_level_of_its_kind_and_nothing_that_strikes() -> None:
    comments = ClassOfComments([Child("Lê An", "nữ"), Child("Lê Bình", "nam")], ())
    for about, level, text in sentences():
        assert level in levels_of(about), (about, text)
        assert comments.doubts(text, Child("Lê An", "nữ")) == []
        assert comments.doubts(text, Child("Lê Bình", "nam")) == []
    assert max(Counter(sentences()).values()) == 1


def test_every_sentence_has_room_in_the_narrowest_box_of_its_kind() -> None:
    subject, traits = subject_columns("TOAN", 3, Period.YEAR_END), trait_columns(5, Period.YEAR_END)
    for about, _level, text in sentences():
        is_traits = about not in SUBJECTS
        columns, code = (traits, about) if is_traits else (subject, COMMENT)
        shape = printed.measuring_shape(columns, is_traits=is_traits)
        design = FormDesign(ScoreSheet.print_template, {"school": {}, **shape})
        assert forms.fits(design, printed.slot_of(1, columns, code), text), text


@pytest.mark.django_db
def test_the_principal_puts_them_into_the_schools_bank(school: School) -> None:
    class Sample:
        staff = {"thu": school.thu}

    assert (
        fill_the_bank(Sample())
        == len(sentences())
        == BankSentence.objects.filter(owner=None).count()
    )
