"""Changing the bank: the school's sentences by a duty, one's own by nobody else."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.assessment.models import BankSentence
from people.door import Act, change, declare
from people.models import Duty, Staff
from people.refusals import NotYours, Refusal

CHANGE_SENTENCES = declare(
    Act(
        "sentences_changed",
        gettext_lazy("The school's sentences for comments"),
        gettext_lazy(
            "%(who)s changed the school's sentences for comments: %(added)d added, %(changed)d changed,"
            " %(removed)d removed."
        ),
        (Duty.VICE_PRINCIPAL, Duty.PRINCIPAL),
        in_person=False,
    )
)


def put(sentence: BankSentence, by: Staff) -> None:
    """A new sentence, or one that was changed. Raises Refusal where the bank has it already."""
    is_new = sentence.pk is None
    with _bank_of(sentence.owner_id, by, added=int(is_new), changed=int(not is_new)):
        if same_as(sentence).exclude(pk=sentence.pk).exists():
            raise Refusal(_("The bank has this sentence already."), "sentence_there", "text")
        sentence.save()


def add_all(sentences: Iterable[BankSentence], owner: int | None, by: Staff) -> int:
    """Those that the bank does not have yet; tells how many."""
    with _bank_of(owner, by) as facts:
        fresh = {key_of(each): each for each in sentences}
        for there in BankSentence.objects.filter(owner=owner):
            fresh.pop(key_of(there), None)
        for each in fresh.values():
            each.owner_id = owner
        BankSentence.objects.bulk_create(fresh.values())
        facts["added"] = len(fresh)
    return len(fresh)


def remove(sentence: BankSentence, by: Staff) -> None:
    """What was written with it stays as it is."""
    with _bank_of(sentence.owner_id, by, removed=1):
        sentence.delete()


def key_of(sentence: BankSentence) -> tuple[str, str, int, str, str]:
    """By which two sentences of one bank are the same."""
    return sentence.about, sentence.level, sentence.grade, sentence.period, sentence.text


def same_as(sentence: BankSentence) -> QuerySet[BankSentence]:
    fields = ("about", "level", "grade", "period", "text")
    facts = dict(zip(fields, key_of(sentence), strict=True))
    return BankSentence.objects.filter(owner=sentence.owner_id, **facts)


@contextmanager
def _bank_of(owner: int | None, by: Staff, **facts: int) -> Iterator[dict[str, Any]]:
    """One transaction; told to the trail where it is the school's. Raises NotYours."""
    counts: dict[str, Any] = {"added": 0, "changed": 0, "removed": 0, **facts}
    if owner is None:
        with change(CHANGE_SENTENCES, by, **counts) as about:
            yield about
        return
    if owner != by.pk:
        raise NotYours(_("These sentences are another teacher's."))
    with transaction.atomic():
        yield counts
