"""Whatever somebody may type has a most number of letters, which the server holds with a sentence."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django import forms
from django.apps import apps
from django.db import models

import documents
import people
import workflows
from documents.records.lesson_plan.models import MOST_LETTERS

ROOMS = (people, workflows, documents)
# What Sổ Ký itself writes, of parts that have their ends.
OWN_WORDS = {
    "workflows.Event.body",
    "workflows.Submission.content",
    "workflows.Notice.sentence",
    "workflows.BulkItem.reason",
    "documents.Registration.chain",
}
# What comes through a form that holds the end.
HELD_BY_FORMS = {
    "workflows.BulkRun.note",
    "workflows.Remark.text",
    "workflows.Remark.answer",
    "documents.Registration.evidence",
    "documents.Registration.reason",
}


def rooms_models() -> Iterator[type[models.Model]]:
    names = {room.__name__ for room in ROOMS}
    for model in apps.get_models():
        if model.__module__.split(".")[0] in names and not hasattr(model, "history_object"):
            yield model


def test_a_text_of_the_database_ends_somewhere() -> None:
    endless = {
        f"{model._meta.label}.{field.name}"
        for model in rooms_models()
        for field in model._meta.fields
        if isinstance(field, models.TextField | models.CharField) and not field.max_length
    }
    assert endless == OWN_WORDS | HELD_BY_FORMS


def all_forms() -> Iterator[type[forms.BaseForm]]:
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if module.name.rpartition(".")[2] == "forms" and "new_record_type" not in module.name:
                import_module(module.name)
    yield from below(forms.BaseForm)


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def test_a_text_of_a_form_ends_somewhere() -> None:
    rooms = tuple(f"{room.__name__}." for room in ROOMS)
    found = [form for form in all_forms() if form.__module__.startswith(rooms)]
    endless = {
        f"{form.__name__}.{name}"
        for form in found
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField) and field.max_length is None
    }
    assert len(found) > 30
    assert not endless
    assert MOST_LETTERS < 100_000
