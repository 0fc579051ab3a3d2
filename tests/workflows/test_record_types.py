"""A record type is a folder; what it lacks is told by name before anything starts."""

import sys
from pathlib import Path

import pytest
from django.apps import AppConfig

import documents.records
from documents import checks as document_checks
from documents.checks import every_desk_has_its_box
from documents.records.lesson_plan import urls as lesson_plan_urls
from people.registry import NotDeclared
from workflows import checks, registry
from workflows.states import Step

FILES = (
    *("models.py", "rules.py", "flow.py", "forms.py", "views.py", "urls.py"),
    "migrations/__init__.py",
)
TEMPLATES = ("content.html", "form.html", "print.html")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole record type that was never declared, found where record types are looked for."""
    monkeypatch.setattr(documents.records, "__path__", [*documents.records.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "documents.records.reading_diary", raising=False)
    folder = tmp_path / "reading_diary"
    templates = folder / "templates" / "reading_diary"
    templates.mkdir(parents=True)
    for name in ("__init__.py", *FILES):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    for name in TEMPLATES:
        (templates / name).touch()
    return folder


def told(folder: Path) -> list[tuple[str, str]]:
    """What is found, by its code and its last word."""
    app = AppConfig.create(f"documents.records.{folder.name}")
    errors = list(checks.record_types_are_whole([app]))
    assert all("reading_diary" in error.msg for error in errors)
    return [(str(error.id), error.msg.split()[-1].rstrip(".")) for error in errors]


def test_a_whole_folder_that_no_flow_declares_is_told_so(folder: Path) -> None:
    assert told(folder) == [("workflows.E003", "declared")]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_told_by_its_name(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert ("workflows.E001", name) in told(folder)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_missing_template_is_told_by_its_name(folder: Path, name: str) -> None:
    next(folder.rglob(name)).unlink()
    assert ("workflows.E002", name) in told(folder)


def test_the_types_of_this_product_are_whole() -> None:
    assert list(checks.record_types_are_whole(None)) == []


def test_a_type_nobody_declared_is_refused_by_name() -> None:
    with pytest.raises(NotDeclared, match="reading_diary"):
        registry.get("reading_diary")


def test_a_clerks_desk_that_does_more_than_seal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(checks.who_judges_nothing_only_seals(None)) == []
    monkeypatch.setattr(registry.get("minutes").desks[-1], "step", Step.LOCK)
    [found] = checks.who_judges_nothing_only_seals(None)
    assert found.id == "workflows.E005"
    assert "minutes" in str(found.msg)


@pytest.mark.parametrize("name", ["list", "new", "edit"])
def test_an_address_that_the_menu_needs_is_asked_for_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert list(checks.record_types_have_their_addresses(None)) == []
    left = [each for each in lesson_plan_urls.urlpatterns if each.name != name]
    monkeypatch.setattr(lesson_plan_urls, "urlpatterns", left)
    [found] = checks.record_types_have_their_addresses(None)
    assert found.id == "workflows.E006"
    assert f"“{name}”" in str(found.msg)


@pytest.mark.parametrize("desk", ["author", "principal"])
def test_a_print_template_without_a_desks_box_is_told(
    monkeypatch: pytest.MonkeyPatch, desk: str
) -> None:
    assert list(every_desk_has_its_box(None)) == []
    boxes = document_checks.boxes_of("lesson_plan/print.html")
    assert boxes == {"author", "group_leader", "vice_principal", "principal"}
    monkeypatch.setattr(document_checks, "boxes_of", lambda template: boxes - {desk})
    found = [each for each in every_desk_has_its_box(None) if "lesson_plan" in str(each.msg)]
    assert [each.id for each in found] == ["documents.E002"]
    assert f"“{desk}”" in str(found[0].msg)
