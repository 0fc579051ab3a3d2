"""Why a step was not taken: the refusals that only records know."""

from django.utils.translation import gettext_lazy as _

from people.refusals import Refusal


class NotPossible(Refusal):
    """The record is not at a desk where this step can be taken."""

    status = 409


class Incomplete(Refusal):
    """Something is missing; each problem names the field."""


class AlreadyUsed(Refusal):
    """The key of this request belongs to something else that was done before."""

    status = 409
    code = "already_used"
    sentence = _("This form was already used for something else. Please open it again.")


class RecordIsClosed(Refusal):
    """Content can be changed at its author's desk only, in a school year that takes work."""

    status = 409
    code = "record_closed"
    sentence = _(
        "This record is no draft, or its school year is locked: its content stays as it is."
    )
