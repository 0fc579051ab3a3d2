"""What another school gave, typed from its papers: a field for each level and mark of that period."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from documents.assessment.columns import LEVEL, MARK, Column, subject_columns, trait_columns
from documents.assessment.rules import programme_2018 as programme
from documents.assessment.terms import Period


class BroughtForm(forms.Form):
    """As many fields as the period asks for in our own school; each may stay empty."""

    def __init__(
        self, data: Any, *, grade: int, period: Period, now: Mapping[str, str | int]
    ) -> None:
        super().__init__(data)
        self._columns = dict(_columns(grade, period))
        for key, column in self._columns.items():
            title = programme.title_of(key.partition(".")[0])
            label = f"{title}, {column.title.lower()}" if "." in key else title
            self.fields[key] = forms.CharField(
                label=label,
                required=False,
                max_length=20,
                initial=now.get(key, ""),
                widget=forms.TextInput(attrs={"size": 4}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key, column in self._columns.items():
            typed = column.read(data.get(key, ""))
            if typed.is_refused:
                self.add_error(key, forms.ValidationError(typed.sentence, code=typed.code))
            data[key] = typed.value
        return data

    def values(self) -> dict[str, str | int]:
        return {key: value for key, value in self.cleaned_data.items() if value is not None}


def _columns(grade: int, period: Period) -> Iterator[tuple[str, Column]]:
    """By the keys of the book; words are not taken over."""
    for row in (*programme.rows_of(grade), *programme.electives_of(grade)):
        for column in subject_columns(row.code, grade, period):
            if column.code in {LEVEL, MARK}:
                yield f"{row.code}.{column.code}", column
    for column in trait_columns(grade, period):
        if column.is_short:
            yield column.code, column
