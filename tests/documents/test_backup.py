"""What was backed up is a school again: the trail holds, every file is there; the keys stayed at home."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from documents import archive
from documents.files_in_use import files_in_use
from tests.documents.records.conftest import signing_school  # noqa: F401 a fixture
from tests.documents.records.plans import locked_plan
from tests.school import School
from workflows.models import Event


@pytest.fixture
def filled_home(
    real_commits: None,
    signing_school: School,  # noqa: F811
    settings,
    tmp_path,
) -> Path:
    """Committed: a database that is being written to is copied a moment later."""
    settings.SOKY_HOME = tmp_path / "home"
    settings.SOKY_ARCHIVE = settings.SOKY_HOME / "archive"
    locked_plan(signing_school)
    call_command("checkpoint_trail")
    return settings.SOKY_HOME


def manage(home: Path, settings, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Another machine, to which the keys were brought by another way."""
    environment = {"SOKY_HOME": str(home), "SOKY_KEYS": str(settings.SOKY_KEYS)}
    run = [sys.executable, "manage.py", *map(str, arguments)]
    return subprocess.run(
        run, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )


@pytest.mark.only_on("sqlite")
def test_a_school_that_burnt_down_is_there_again(filled_home, settings, tmp_path):
    copy, events = tmp_path / "stick", Event.objects.count()
    call_command("back_up", to=copy)
    files = files_in_use()
    (checkpoint,) = (copy / "checkpoints").iterdir()
    shutil.rmtree(filled_home)

    new = tmp_path / "new machine"
    shutil.copytree(copy, new)
    (new / "so-ky.sqlite3").chmod(0o644)
    migrated = manage(new, settings, "migrate", "--verbosity=0")
    assert migrated.returncode == 0, migrated.stderr
    verified = manage(new, settings, "verify_trail", "--against", checkpoint)
    assert verified.returncode == 0, verified.stderr
    assert str(events) in verified.stdout
    settings.SOKY_ARCHIVE = new / "archive"
    assert len(files) >= 4
    assert all(archive.read(sha256) for sha256 in files)
    assert (new / "so-ky.sqlite3").stat().st_mode & 0o077 == 0


@pytest.mark.only_on("sqlite")
def test_a_trail_that_was_cut_in_the_copy_is_noticed_after_the_restore(
    filled_home, settings, tmp_path
):
    call_command("back_up", to=tmp_path / "stick")
    with closing(sqlite3.connect(tmp_path / "stick/so-ky.sqlite3")) as database:
        database.execute("DROP TRIGGER so_ky_event_delete")
        database.execute("DELETE FROM workflows_event WHERE sequence = 3")
        database.commit()
    (tmp_path / "stick/checkpoints").rename(tmp_path / "outside")
    verified = manage(tmp_path / "stick", settings, "verify_trail")
    assert verified.returncode == 1


def test_no_key_leaves_the_machine(filled_home, settings, tmp_path):
    call_command("back_up", to=tmp_path / "stick")
    copied = b"".join(
        path.read_bytes() for path in (tmp_path / "stick").rglob("*") if path.is_file()
    )
    secrets = [path.read_bytes() for path in settings.SOKY_KEYS.rglob("*") if path.is_file()]
    private = [secret for secret in secrets if b"PRIVATE KEY" in secret]
    assert private
    for secret in (*private, settings.SOKY_PEPPER.encode(), settings.SECRET_KEY.encode()):
        assert secret not in copied


def test_an_altered_file_never_takes_the_place_of_its_good_copy(filled_home, tmp_path):
    call_command("back_up", to=tmp_path / "stick")
    first, second = sorted(filled_home.glob("archive/??/??/*"))[:2]
    for path in (first, second):
        path.chmod(0o600)
        path.write_bytes(b"%PDF-1.7 something else")
    good = tmp_path / "stick" / first.relative_to(filled_home)
    content = good.read_bytes()
    (tmp_path / "stick" / second.relative_to(filled_home)).unlink()

    with pytest.raises(SystemExit) as ended:
        call_command("back_up", to=tmp_path / "stick")

    assert ended.value.code == 1
    assert good.read_bytes() == content
    assert not (tmp_path / "stick" / second.relative_to(filled_home)).exists()


def test_a_copy_inside_the_archive_is_refused(filled_home):
    with pytest.raises(CommandError):
        call_command("back_up", to=filled_home / "archive" / "copy")
