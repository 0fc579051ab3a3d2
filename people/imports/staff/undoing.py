"""May an import of staff be taken back, and how."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from people.imports.staff.judging import current_values
from people.imports.staff.writing import change
from people.models import Staff, SubjectGroup
from people.refusals import Problem, Refusal


def depending_on(made: Mapping[str, Any]) -> Iterator[Problem]:
    signed_in = Q(last_login__isnull=False) | Q(password_set_on__isnull=False)
    for person in Staff.objects.filter(signed_in, pk__in=made["new"])[:5]:
        yield Problem(_("%s has an account in use.") % person, "account_in_use")
    now = current_values(int(pk) for pk in made["changed"])
    for pk, changes in made["changed"].items():
        if any(now[int(pk)][key] != new for key, _old, new in changes):
            yield Problem(
                _("The data of %s were changed since.") % now[int(pk)]["full_name"],
                "staff_changed_since",
            )


def take_back(made: Mapping[str, Any], by: Staff) -> None:
    """Who was new is taken out again while nothing refers to them; groups stay where they are used."""
    before = {
        int(pk): {key: old for key, old, _new in changes} for pk, changes in made["changed"].items()
    }
    change(before, by)
    try:
        for person in Staff.objects.filter(pk__in=made["new"]):
            person._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 read by the history
            person.delete()
    except ProtectedError as error:
        kinds = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
        raise Refusal(
            _("These people are in use already: %s.") % ", ".join(kinds), "people_in_use"
        ) from None
    _remove_unused_groups(made["groups"])


def _remove_unused_groups(groups: list[int]) -> None:
    for group in SubjectGroup.objects.filter(pk__in=groups):
        try:
            with transaction.atomic():
                group.delete()
        except ProtectedError:
            continue
