"""No other account of the machine looks into the school's home, and nothing lies about in it."""

import os
import stat
import time

import pytest

from people import home


@pytest.fixture
def umask():
    """The process of the tests gets its own back."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def school_home(settings, tmp_path, umask):
    settings.SOKY_HOME = tmp_path / "home"
    settings.SOKY_KEYS = tmp_path / "stick" / "keys"
    settings.FILE_UPLOAD_TEMP_DIR = str(settings.SOKY_HOME / "incoming")
    for name in ("home/incoming", "home/archive/ab", "stick/keys"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("home/so-ky.sqlite3", "home/archive/ab/abc", "stick/keys/pepper"):
        (tmp_path / name).write_text("x")
    return tmp_path


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_open_is_closed_and_what_is_made_afterwards_is_too(school_home):
    (school_home / "home/archive/ab/abc").chmod(0o444)
    assert mode(school_home / "home") == 0o755

    assert home.keep_private() == []

    assert mode(school_home / "home") == 0o700
    assert mode(school_home / "home/archive/ab") == 0o700
    assert mode(school_home / "home/so-ky.sqlite3") == 0o600
    assert mode(school_home / "home/archive/ab/abc") == 0o400
    assert mode(school_home / "stick/keys") == 0o700
    assert mode(school_home / "stick/keys/pepper") == 0o600
    assert mode(school_home / "stick") == 0o755, "not ours"
    (school_home / "home/new").write_text("x")
    assert mode(school_home / "home/new") == 0o600


def test_a_link_closes_nothing_elsewhere(school_home):
    (school_home / "elsewhere").write_text("x")
    (school_home / "home/link").symlink_to(school_home / "elsewhere")
    home.keep_private()
    assert mode(school_home / "elsewhere") == 0o644


def test_only_what_a_killed_server_left_is_swept(school_home):
    old, new = (school_home / "home/incoming" / name for name in ("old.upload", "new.upload"))
    for path in (old, new):
        path.write_text("x")
    now = time.time()
    os.utime(old, (now - 7200, now - 7200))
    os.utime(new, (now, now))  # the kernel's own clock may be another one
    home.sweep()
    assert (old.exists(), new.exists()) == (False, True)
