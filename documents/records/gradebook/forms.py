"""Which book is to be drawn up: a class and a period."""

from collections.abc import Iterable

from django import forms

from documents.records.gradebook.board import BookPlace


class BookForm(forms.Form):
    """Sent by the button beside a period."""

    school_class = forms.IntegerField()
    period = forms.IntegerField()

    def place_among(self, places: Iterable[BookPlace]) -> BookPlace | None:
        """The one that was meant, of those that are this person's."""
        if not self.is_valid():
            return None
        wanted = self.cleaned_data["school_class"], self.cleaned_data["period"]
        return next(
            (each for each in places if (each.school_class.pk, each.period.pk) == wanted), None
        )
