"""What the house promises of itself: whole record types, fresh diagrams, every word in Vietnamese."""

import ast
import os
import re
import shutil
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from tests.conftest import require
from workflows import registry
from workflows.flows import AuthorDesk, Desk
from workflows.management.commands.draw_states import into
from workflows.states import FINAL

ROOT = Path(settings.BASE_DIR)
ROOMS = ("config", "people", "workflows", "documents")
CATALOGUE = ROOT / "locale/vi/LC_MESSAGES/django.po"
# The paper speaks the school's language by itself: its words are those of the ministry's forms.
PAPER = re.compile(r"templates/(print/|.*/print\.html)")
LONGEST_LINE = 110  # characters of a template
TOP = {
    *{".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "manage.py"},
    *{"pyproject.toml", "requirements.lock", "requirements-test.lock"},
    *{"benchmarks", "config", "docs", "documents", "locale", "people"},
    *{"static", "templates", "tests", "workflows"},
}


def sources() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def templates(*, with_paper: bool = False) -> list[Path]:
    folders = [ROOT / "templates", *sorted((ROOT / "documents").glob("**/templates"))]
    pages = [path for folder in folders for path in sorted(folder.rglob("*.html"))]
    return [p for p in pages if with_paper or not PAPER.search(str(p.relative_to(ROOT)))]


def test_the_readme_shows_the_states_as_they_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert into(readme) == readme, "run manage.py draw_states"


def test_the_engine_knows_no_record_type() -> None:
    own = [kind.name for kind in registry.all_types() if kind.model.__module__.startswith("doc")]
    assert own
    files = [*(ROOT / "workflows").rglob("*.py"), *(ROOT / "templates/workflows").rglob("*.html")]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [name for name in own if name in text or name.title() in text], path


@pytest.mark.parametrize("kind", list(registry.all_types()), ids=lambda kind: kind.name)
def test_every_record_type_keeps_its_contract(kind: registry.RecordType) -> None:
    assert isinstance(kind.flow.draft, AuthorDesk)
    assert all(isinstance(desk, Desk) for desk in kind.desks)
    assert kind.final_state in FINAL
    assert kind.flow.lock_impl.nowait is False
    assert hasattr(kind.model, "history")


@pytest.mark.django_db
def test_no_migration_is_missing_and_the_checks_are_clean() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    call_command("check", "--database", "default", "--fail-level", "WARNING")


def test_the_repository_holds_nothing_but_its_own_sources() -> None:
    """No built package, no download, no leftover of a day's work at the top."""
    require("git")
    if not (ROOT / ".git").exists():
        pytest.skip("this is a copy of the sources, not a repository")
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True)
    tops = {line.split("/")[0] for line in listing.stdout.decode().splitlines()}
    assert tops == TOP


def test_every_file_begins_by_saying_what_it_is_for() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if text.strip():
            assert ast.get_docstring(ast.parse(text)), f"{path} says nothing of itself"


def test_nothing_grows_too_long() -> None:
    long = set()
    for path in sources():
        name = str(path.relative_to(ROOT))
        if path.read_text(encoding="utf-8").count("\n") > 250:
            long.add(name)
        for node in functions_in(path):
            assert arguments_of(node) <= 6, f"{name}: {node.name} takes too much at once"
            if lines_of(node) > 25:
                long.add(f"{name}: {node.name}")
    assert not long, "a file wants to be two, or an idea its own name"


def functions_in(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def lines_of(node: ast.FunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def arguments_of(node: ast.FunctionDef) -> int:
    names = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([name for name in names if name.arg not in {"self", "cls"}])


def test_no_template_line_is_longer_than_a_hundred_and_ten() -> None:
    for path in templates(with_paper=True):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert len(line) <= LONGEST_LINE, f"{path}:{number} says more than one thing"


def test_no_string_is_left_untranslated(tmp_path: Path) -> None:
    """Collect the words anew from a copy of the sources; each must stand in the catalogue."""
    require("xgettext")
    for room in (*ROOMS, "templates", "locale"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    words = [*["makemessages", "--locale", "vi", "--no-obsolete", "--add-location", "file"]]
    # Without settings, so that it is the copy that is read.
    subprocess.run(
        [sys.executable, "-m", "django", *words],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
    )
    fresh = polib.pofile(str(tmp_path / "locale/vi/LC_MESSAGES/django.po"))
    lost = [entry.msgid for entry in fresh if not entry.translated() or entry.fuzzy]
    assert not lost, f"run make messages and translate: {lost}"
    assert {entry.msgid for entry in fresh} == {
        entry.msgid for entry in polib.pofile(str(CATALOGUE))
    }


def test_translations_keep_their_placeholders() -> None:
    places = re.compile(r"%\(\w+\)(?:[sd]|\.\df)|%[sd]|</?\w+>")
    for entry in polib.pofile(str(CATALOGUE)):
        for said in entry.msgstr_plural.values() or [entry.msgstr]:
            source = entry.msgid_plural or entry.msgid
            assert sorted(places.findall(said)) == sorted(places.findall(source)), entry.msgid


def test_no_template_says_anything_past_the_catalogue() -> None:
    allowed = {"Sổ", "Ký", "Ctrl", "F", "S", "SHA"}  # the name, and what stands on keys
    for path in templates():
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{% blocktranslate.*?endblocktranslate %}", " ", text, flags=re.DOTALL)
        text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>|&\w+;", " ", text)
        words = set(re.findall(r"[^\W\d_]+", text)) - allowed
        assert not words, f"{path} says {sorted(words)} to nobody's translator"


def test_the_sets_of_duties_stand_once() -> None:
    """Who audits who may do what reads one file; what takes over from whom stands with the duties."""
    allowed = {ROOT / "people/offices.py", ROOT / "people/duties.py", ROOT / "documents/titles.py"}
    for path in (path for path in sources() if path not in allowed and "sample" not in path.parts):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple | ast.Call):
                duties = re.findall(r"Duty\.[A-Z_]+", ast.unparse(node.value))
                is_set = isinstance(node.value, ast.Tuple) or "frozenset" in ast.unparse(node.value)
                assert not (is_set and len(duties) > 1), f"{path}: {ast.unparse(node.targets[0])}"


def test_no_import_goes_in_a_circle() -> None:
    """Those for the type checker included: a circle of names is one of thoughts."""
    graph = grimp.build_graph(*ROOMS, exclude_type_checking_imports=False, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    TopologicalSorter(imports).prepare()  # raises CycleError, which names them
