"""Does the archive give back exactly what was put in, and say so when it cannot?"""

import hashlib
import os
import time
from datetime import timedelta

import pytest

from documents import archive

DATA = "Học bạ của em Nguyễn Thị Bưởi".encode()
DAY = timedelta(days=1)


@pytest.fixture
def path_of(settings):
    return lambda sha: settings.SOKY_ARCHIVE / sha[:2] / sha[2:4] / sha


def age(path, span):
    past = time.time() - span.total_seconds()
    os.utime(path, (past, past))


def test_what_is_put_is_found_under_its_hash(path_of):
    sha = archive.put(DATA)

    assert sha == hashlib.sha256(DATA).hexdigest()
    assert archive.exists(sha)
    assert archive.read(sha) == DATA
    assert path_of(sha).stat().st_mode & 0o777 == 0o400


def test_the_same_content_is_one_file(settings):
    assert archive.put(DATA) == archive.put(DATA)
    assert len(list(settings.SOKY_ARCHIVE.glob("??/??/*"))) == 1


def test_an_altered_file_is_never_handed_out_nor_silently_replaced(path_of):
    sha = archive.put(DATA)
    path_of(sha).chmod(0o600)
    path_of(sha).write_bytes(DATA + b" ")

    with pytest.raises(archive.Altered):
        archive.read(sha)
    with pytest.raises(archive.Altered):
        archive.put(DATA)


@pytest.mark.parametrize("name", ["0" * 64, "", "../../keys/pepper", "A" * 64])
def test_what_is_not_there_is_missing(name):
    with pytest.raises(archive.Missing):
        archive.read(name)


def test_a_crash_while_writing_leaves_no_file_under_the_name(monkeypatch, settings):
    def pulled(_handle):
        raise OSError("no power")

    monkeypatch.setattr(archive.os, "fsync", pulled)
    with pytest.raises(OSError, match="no power"):
        archive.put(DATA)

    assert not archive.exists(hashlib.sha256(DATA).hexdigest())
    leftover = next(settings.SOKY_ARCHIVE.glob("??/??/*"))
    age(leftover, 2 * DAY)
    assert archive.sweep(set(), DAY) == 1
    assert not leftover.exists()


def test_a_sweep_takes_only_old_files_without_a_row(path_of):
    kept, young, orphan, renewed = (archive.put(bytes([n])) for n in range(4))
    for sha in (kept, orphan, renewed):
        age(path_of(sha), 2 * DAY)
    archive.put(bytes([3]))

    assert archive.sweep({kept}, DAY) == 1
    assert [archive.exists(sha) for sha in (kept, young, orphan, renewed)] == [
        True,
        True,
        False,
        True,
    ]


def test_many_are_kept_at_once_and_the_disk_is_waited_for_twice(monkeypatch, path_of):
    waits = []
    monkeypatch.setattr(archive, "_syncfs", lambda handle: waits.append(handle) or 0)
    monkeypatch.setattr(archive.os, "fsync", lambda _handle: pytest.fail("one by one"))
    old = [DATA + bytes([number]) for number in range(20)]
    hashes = archive.put_many([*old, old[3]])
    assert [archive.read(sha) for sha in hashes] == [*old, old[3]]
    assert len(waits) == 2
    assert path_of(hashes[0]).stat().st_mode & 0o777 == 0o400


def test_where_the_system_cannot_wait_for_all_it_waits_for_each(monkeypatch):
    waits = []
    monkeypatch.setattr(archive, "_syncfs", None)
    monkeypatch.setattr(archive.os, "fsync", waits.append)
    archive.put_many([bytes([number]) for number in range(20)])
    assert len(waits) >= 40


def test_a_disk_that_fails_leaves_no_file_of_many_under_its_name(monkeypatch):
    files = [bytes([number]) for number in range(20)]
    monkeypatch.setattr(archive, "_syncfs", lambda _handle: -1)
    with pytest.raises(OSError, match="disk"):
        archive.put_many(files)
    assert not any(archive.exists(hashlib.sha256(data).hexdigest()) for data in files)


# What others go on from, as a paper does from signature to signature.

STAGES = [DATA, DATA + b" / ky 1", DATA + b" / ky 1 / ky 2"]


@pytest.fixture
def stages():
    """Three stages of one paper, the earlier ones kept as beginnings of the later."""
    hashes = archive.put_many(STAGES)
    archive.keep_as_beginnings({hashes[0]: hashes[1]})
    archive.keep_as_beginnings({hashes[1]: hashes[2]})
    return hashes


def test_beginnings_are_handed_out_though_only_the_last_stage_lies_there(stages, path_of):
    assert [path_of(sha).exists() for sha in stages] == [False, False, True]
    assert list(map(archive.read, stages)) == STAGES
    assert all(archive.exists(sha) and archive.is_as_kept(sha) for sha in stages)


def test_what_does_not_begin_so_keeps_its_own_file(path_of):
    short, other = archive.put_many([b"mot", b"hai ba"])
    archive.keep_as_beginnings({short: other, "0" * 64: other, other: "1" * 64})
    assert path_of(short).exists()
    assert path_of(other).exists()


def test_a_change_at_the_beginning_is_seen_in_every_stage_and_one_behind_it_in_the_later(
    stages, path_of
):
    last = path_of(stages[2])
    last.chmod(0o600)
    last.write_bytes(STAGES[2][:-1] + b"X")
    assert [archive.is_as_kept(sha) for sha in stages] == [True, True, False]
    last.write_bytes(b"X" + STAGES[2][1:])
    assert not any(archive.is_as_kept(sha) for sha in stages)


def test_a_note_that_says_nothing_hands_out_nothing(stages, path_of):
    note = path_of(stages[0]).with_suffix(archive.NOTE)
    note.chmod(0o600)
    note.write_text("x")
    with pytest.raises(archive.Altered):
        archive.read(stages[0])


def test_a_sweep_leaves_what_a_kept_beginning_needs_and_takes_the_notes_of_others(
    stages, path_of, settings
):
    for path in settings.SOKY_ARCHIVE.glob("??/??/*"):
        age(path, 2 * DAY)
    assert archive.sweep({stages[0]}, DAY) == 0
    assert archive.sweep(set(), DAY) == 3
    assert not archive.exists(stages[0])


def test_a_crash_before_the_shorter_file_goes_loses_nothing(monkeypatch, path_of):
    short, longer = archive.put_many(STAGES[:2])
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", lambda *_args, **_options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            archive.keep_as_beginnings({short: longer})
    assert path_of(short).exists()
    assert archive.read(short) == STAGES[0]
    assert archive.put(STAGES[0]) == short
