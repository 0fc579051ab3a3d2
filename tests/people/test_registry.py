"""Is everything declared once, under a name, and before anybody asks?"""

import subprocess
import sys

import pytest
from django.conf import settings

from people.registry import NotDeclared, Registry

LATE = """
import gc, importlib, os, pathlib, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from people.registry import Registry
known = {id(one): (one._kind, set(one._declared)) for one in gc.get_objects() if type(one) is Registry}
for room in ("people", "workflows", "documents", "config"):
    for path in pathlib.Path(room).rglob("*.py"):
        if "migrations" not in path.parts and path.stem not in {"wsgi", "asgi", "settings"}:
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
for one in gc.get_objects():
    if type(one) is Registry:
        kind, before = known.pop(id(one), (one._kind, set()))
        print(kind, len(before), *sorted(set(one._declared) - before), sep="|")
"""


def test_nothing_is_declared_only_when_some_page_is_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [line.split("|") for line in done.stdout.splitlines()]
    assert len(found) >= 8, "nothing is looked at"
    assert not {kind: late for kind, _before, *late in found if late}
    assert all(int(before) for _kind, before, *_late in found)


def test_a_name_is_declared_once() -> None:
    registry = Registry[str]("word")
    assert registry.add("eins", "one") == "eins"
    with pytest.raises(ValueError, match="word one"):
        registry.add("noch eins", "one")
    assert registry.all() == ("eins",)
    assert registry.get("one") == "eins"
    assert "two" not in registry
    with pytest.raises(NotDeclared, match="word two"):
        registry.get("two")


def test_as_a_decorator_it_takes_the_name_of_the_function() -> None:
    registry = Registry[object]("question")

    @registry.add
    def who() -> None: ...

    assert registry.get(f"{__name__}.{who.__qualname__}") is who
