"""Why something was not done: a code, and sentences for whoever tried it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not right yet; `field` is where it can be put right."""

    sentence: str
    code: str
    """The same in every language, for tests and for whoever is asked for help."""
    field: str = ""

    def __str__(self) -> str:
        return self.sentence

    def as_error(self) -> ValidationError:
        """The same for a form."""
        return ValidationError(self.sentence, code=self.code)


class Refusal(Exception):
    """Nothing was changed. `problems` says why, in words for the person who tried."""

    status = 422
    code = ""
    field = ""
    sentence: Any = ""

    def __init__(
        self, why: str | Problem | Iterable[str | Problem] = "", code: str = "", field: str = ""
    ) -> None:
        """A sentence or several, or problems; the class may have sentence, code and field already."""
        self.code, self.field = code or self.code, field or self.field
        reasons = [why or self.sentence] if isinstance(why, str | Problem) else why
        self.problems = tuple(
            each if isinstance(each, Problem) else Problem(str(each), self.code, self.field)
            for each in reasons
        )
        super().__init__(" ".join(map(str, self.problems)))

    def at(self, field: str) -> Self:
        """The same, to be put right in this field."""
        self.problems = tuple(replace(each, field=field) for each in self.problems)
        return self

    def as_error(self) -> ValidationError:
        """The same for a form."""
        return ValidationError([each.as_error() for each in self.problems])


class NotYours(Refusal):
    """The person does not hold the duty, or would act on own work."""

    status = 403
    code = "not_yours"


class ChangedMeanwhile(Refusal):
    """Somebody else changed what this was decided on; the sentences say what is kept now."""

    status = 409
    code = "changed_meanwhile"
    sentence = _("The record has changed since you opened it. Please look at it again.")


class Collided(Refusal):
    """Somebody else did the same, or took away what it stands on, at the same moment."""

    status = 409
    code = "collided"
    sentence = _(
        "Somebody else changed the same at this moment. This was not saved: please look again."
    )


class Unchanged(Refusal):
    """Everything stands already as it was sent: nothing is done, and nothing is told."""

    code = "unchanged"
    sentence = _("Everything stands so already: there is nothing to save.")


class RefusalMiddleware:
    """A refusal that no form could show becomes a page with its sentences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        context = {"problems": error.problems}
        return render(request, "people/refused.html", context, status=error.status)
