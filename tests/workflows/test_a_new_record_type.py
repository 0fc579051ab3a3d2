"""A stranger makes a new record type after the README: a green start, pages, papers, signatures."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("config", "documents", "people", "workflows", "templates", "static", "locale", "tests")
LIFE = """
from django.test import Client
from django.urls import reverse
from documents.records.group_plan.models import GroupPlan
from tests.documents.records.plans import PIN, sign
from tests.school import found, give_keys
from workflows.models import Approval
from workflows.states import Step

school = found()
give_keys(school, [school.dao, school.minh, school.thu], PIN)
client = Client()
client.force_login(school.dao)
for name in ("inbox", "group_plan:list", "group_plan:new"):
    page = client.get(reverse(name))
    assert page.status_code == 200, (name, page.status_code)
assert client.post(reverse("group_plan:new"), {"subject": ""}).status_code == 422
answer = client.post(reverse("group_plan:new"), {"subject": "Tuần 12", "stay": "1"})
assert answer.status_code == 302, answer.content
approval = Approval.objects.get()
saved = {"subject": "Tuần 12", "text": "Cả tổ thống nhất.", "seen": approval.version}
answer = client.post(answer.headers["Location"], saved, headers={"X-Autosave": "1"})
assert answer.status_code == 200, answer.content
assert GroupPlan.objects.get().text == "Cả tổ thống nhất."
for step, by in ((Step.SUBMIT, school.dao), (Step.SIGN, school.minh), (Step.LOCK, school.thu)):
    sign(step, approval, by)
assert client.get(approval.get_absolute_url()).status_code == 200
print(approval.state)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the house, in which a folder may be added."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / "house" / room, ignore=ignored)
    shutil.copy(ROOT / "manage.py", tmp_path / "house")
    (tmp_path / "house/docs/manual/pictures").mkdir(parents=True)
    return tmp_path / "house"


def manage(checkout: Path, *words: str, given: str = "") -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "SOKY_TESTED_HOME": str(checkout.parent / "home"),
        "SOKY_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    run = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        run, cwd=checkout, env=environment, input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_from_the_command_to_a_locked_record(checkout: Path) -> None:
    manage(checkout, "start_record_type", "group_plan")
    manage(checkout, "makemigrations", "group_plan")
    manage(checkout, "migrate", "--verbosity=0")
    manage(checkout, "check", "--database=default", "--fail-level=WARNING")
    assert manage(checkout, "shell", "--verbosity=0", given=LIFE).strip().endswith("locked")


def test_a_missing_urls_py_is_told_in_a_sentence(checkout: Path) -> None:
    manage(checkout, "start_record_type", "group_plan")
    (checkout / "documents/records/group_plan/urls.py").unlink()
    with pytest.raises(AssertionError, match=r"group_plan has no urls\.py"):
        manage(checkout, "check")


@pytest.mark.parametrize("name", ["GroupPlan", "group-plan", "lesson_plan", "1a"])
def test_a_name_that_cannot_be_is_refused(checkout: Path, name: str) -> None:
    with pytest.raises(AssertionError, match="CommandError"):
        manage(checkout, "start_record_type", name)
