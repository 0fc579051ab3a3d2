"""A hand-over file comes out as it went in; whatever was done to it on the way is told."""

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from documents.handover import packing
from documents.handover.manifest import NAME, LeavingPupil
from documents.handover.packing import NotAHandover, pack, unpack
from tests.refused import refused

AN = LeavingPupil("Nguyễn Thị An", "2018-03-02", "080218000001", "8038120001")
SCHOOL = "Trường Tiểu học Tân Tập"
FILES = {"hoc-ba-2026.pdf": b"%PDF-1.7 " * 400, "index.html": b"<!doctype html>"}


def packed_anew(data: bytes, **changes: bytes) -> bytes:
    """The same entries, some with other bytes or added, as a stranger's program packs them."""
    with zipfile.ZipFile(io.BytesIO(data)) as bag:
        files = {name: bag.read(name) for name in bag.namelist()}
    return zipped([*{**files, **changes}.items()])


def zipped(entries: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, data in entries:
            bag.writestr(name, data)
    return file.getvalue()


def with_manifest(**changes: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack(SCHOOL, AN, FILES))) as bag:
        facts = json.loads(bag.read(NAME))
    return packed_anew(pack(SCHOOL, AN, FILES), **{NAME: json.dumps({**facts, **changes}).encode()})


def test_it_comes_out_as_it_went_in() -> None:
    opened = unpack(pack(SCHOOL, AN, FILES))
    assert opened.files == FILES
    assert (opened.manifest.school, opened.manifest.pupil) == (SCHOOL, AN)


def test_the_same_contents_give_the_same_bytes() -> None:
    backwards = dict(reversed(FILES.items()))
    assert pack(SCHOOL, AN, FILES) == pack(SCHOOL, AN, backwards)


def test_a_changed_a_missing_and_an_added_file_are_each_told() -> None:
    data = pack(SCHOOL, AN, FILES)
    with refused("handover_file_changed", naming="hoc-ba-2026.pdf"):
        unpack(packed_anew(data, **{"hoc-ba-2026.pdf": b"%PDF-1.7 X" * 360}))
    with refused("handover_file_unexpected", naming="more.pdf"):
        unpack(packed_anew(data, **{"more.pdf": b"%PDF"}))
    with refused("handover_file_missing", naming="index.html"):
        manifest = zipfile.ZipFile(io.BytesIO(data)).read(NAME)
        unpack(zipped([(NAME, manifest), ("hoc-ba-2026.pdf", FILES["hoc-ba-2026.pdf"])]))


@pytest.mark.parametrize(
    "name", ["../x.pdf", "/etc/x.pdf", "a/b.pdf", "a\\b.pdf", "C:x.pdf", ".hidden", "a\n.pdf"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with refused("handover_bad_name"):
        unpack(zipped([(name, b"x")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused() -> None:
    with refused("handover_bad_name"):
        unpack(zipped([("a.pdf", b"x"), ("a.pdf", b"y")]))


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    bomb = zipped([(f"{number}.bin", b"\0" * packing.MEGABYTE * 9) for number in range(5)])
    assert len(bomb) < packing.MEGABYTE
    with refused("handover_unpacks_too_large"):
        unpack(bomb)


def test_too_many_files_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with refused("handover_too_many_files"):
        unpack(zipped([(f"{number}.bin", b"") for number in range(packing.MOST_FILES + 1)]))
    monkeypatch.setattr(packing, "MOST_BYTES", 10)
    with refused("handover_too_large"):
        unpack(pack(SCHOOL, AN, FILES))


@pytest.mark.parametrize(
    "changes",
    [
        *({"version": 2}, {"format": "x"}, {"school": 3}, {"pupil": {"name": "An"}}),
        *({"pupil": None}, {"files": None}, {"files": [{"name": "x"}]}, {"files": 5}),
        {"files": [{"name": "index.html", "size": "3", "sha256": "x"}]},
    ],
)
def test_a_manifest_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with refused("not_a_handover"):
        unpack(with_manifest(**changes))


@given(at=some.integers(0, 3000), byte=some.integers(1, 255))
def test_a_flipped_byte_changes_no_file_in_silence(at: int, byte: int) -> None:
    """Where the container does not care for it, what comes out is still what went in."""
    data = bytearray(pack(SCHOOL, AN, FILES))
    data[at % len(data)] ^= byte
    try:
        opened = unpack(bytes(data))
    except NotAHandover:
        return
    assert (opened.files, opened.manifest.pupil) == (FILES, AN)


@given(some.binary(max_size=300))
def test_any_bytes_get_a_sentence(data: bytes) -> None:
    with refused("not_a_handover"):
        unpack(data)
