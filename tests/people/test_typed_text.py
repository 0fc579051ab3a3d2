"""What is typed or pasted into a line of a form."""

import pytest
from django import forms

from people.forms import DayField, NfcField
from tests.people.imports.test_legacy_fonts import FOREIGN, REAL, TCVN3, VNI

SENTENCES = ["Sốt 39°C", "Phòng 20 m²", "Theo §3", "Cao 1,2 m × 2", "Số 5–7 · tổ 3", "12/QĐ-THHS"]


@pytest.mark.parametrize("text", TCVN3 + VNI)
def test_text_of_an_old_font_is_refused(text: str) -> None:
    with pytest.raises(forms.ValidationError, match="TCVN3"):
        NfcField().clean(text)


@pytest.mark.parametrize("text", REAL + FOREIGN + SENTENCES)
def test_names_and_sentences_are_taken(text: str) -> None:
    assert NfcField().clean(text) == text


def test_what_is_no_text_does_not_come_in() -> None:
    assert NfcField().clean("Ốm\x00 \ud800nặng") == "Ốm nặng"
    with pytest.raises(forms.ValidationError):
        NfcField().clean("\x00")


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/1899", "01/01/2101", "31/12/9999"])
def test_a_year_that_nobody_means_is_refused(day: str) -> None:
    with pytest.raises(forms.ValidationError):
        DayField().clean(day)
