"""Of which class transcripts are to be drawn up."""

from collections.abc import Iterable

from django import forms

from people.models import SchoolClass


class ClassForm(forms.Form):
    """Sent by the button above the class's sheet."""

    school_class = forms.IntegerField()

    def class_among(self, classes: Iterable[SchoolClass]) -> SchoolClass | None:
        """The one that was meant, of those that are this person's."""
        if not self.is_valid():
            return None
        wanted = self.cleaned_data["school_class"]
        return next((each for each in classes if each.pk == wanted), None)
