"""A compared table is taken over: exactly what was shown, as one change, or nothing at all."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.changes import Author
from documents.assessment.entering import Sheet, enter
from documents.assessment.incoming.comparing import Comparison
from people.refusals import ChangedMeanwhile, Refusal
from workflows.models import Approval

CompareNow = Callable[[], tuple[Sheet, Comparison]]


class NoLongerSo(ChangedMeanwhile):
    """What would be changed now is not what was shown."""

    sentence = gettext_lazy(
        "The sheet has changed since this was compared, or the columns were chosen otherwise."
        " Nothing was taken over: below is what would change now. Please look at it again."
    )


def apply(
    approval: Approval,
    compare: CompareNow,
    seen: str,
    author: Author,
    means: str,
    *,
    only_matching: bool = False,
) -> Comparison:
    """`seen` is the fingerprint of what was shown; `only_matching` leaves the refused rows out.

    Compared again behind a lock, so that nobody writes between comparing and taking over. Raises Refusal.
    """
    with transaction.atomic():
        Approval.objects.select_for_update().get(pk=approval.pk)
        sheet, compared = compare()
        if compared.fingerprint != seen:
            raise NoLongerSo
        _check(compared, only_matching=only_matching)
        answers = enter(sheet, compared.typed(), author, means)
        if any(answer.is_refused for answer in answers.values()):
            raise NoLongerSo
    return compared


def _check(compared: Comparison, *, only_matching: bool) -> None:
    if compared.problems:
        raise Refusal(compared.problems)
    if compared.refused and not only_matching:
        raise Refusal(
            _("Some rows cannot be taken: put them right, or take over the others alone."),
            "rows_refused",
        )
    if not compared.changing:
        raise Refusal(_("There is nothing to take over."), "nothing_to_apply")
