"""An exported trail is checked by one file, on any machine, without this software."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from workflows import chain, checkpoints

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("home")]


@pytest.fixture
def exported(some_minutes: None, home: Path) -> Path:
    path = home / "trail.jsonl"
    home.mkdir(exist_ok=True)
    call_command("export_trail", path, stdout=io.StringIO())
    return path


def without_django(exported: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    verifier = exported.with_name("verify_trail.py")
    return subprocess.run(
        [sys.executable, str(verifier), str(exported), *map(str, arguments)],
        cwd=exported.parent,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_export_is_checked_by_one_file_without_this_software(exported: Path) -> None:
    assert "django" not in exported.with_name("verify_trail.py").read_text().lower().replace(
        "needs no django", ""
    )
    checked = without_django(exported)
    assert (checked.returncode, checked.stdout) == (0, "The trail is intact.\n")


def test_one_flipped_byte_of_an_export_is_found_without_this_software(exported: Path) -> None:
    data = bytearray(exported.read_bytes())
    data[data.index(b"submit")] ^= 1
    exported.write_bytes(data)
    checked = without_django(exported)
    assert (checked.returncode, checked.stderr) == (1, "")
    assert checked.stdout.startswith("Event 3: ")


def test_whichever_bit_is_flipped_it_is_found(
    exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = exported.read_bytes()
    for place in range(0, len(data), 7):
        spoilt = bytearray(data)
        spoilt[place] ^= 1 << place % 8
        exported.write_bytes(spoilt)
        assert chain.main([str(exported)]) == 1, (place, bytes(spoilt[place - 20 : place + 20]))
        assert capsys.readouterr().out.startswith("Event ")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:3] + lines[4:],
        lambda lines: lines[:2] + lines[3:1:-1] + lines[4:],
        lambda lines: lines[1:],
        lambda lines: lines[:4] + lines[3:],
    ],
    ids=["one left out", "two exchanged", "the first cut off", "one twice"],
)
def test_lines_cannot_be_moved(exported: Path, spoil: Callable[[list[str]], list[str]]) -> None:
    lines = exported.read_text().splitlines(keepends=True)
    exported.write_text("".join(spoil(lines)))
    assert chain.main([str(exported)]) == 1


def test_an_export_cut_short_is_found_by_a_checkpoint(exported: Path) -> None:
    checkpoint = checkpoints.take()[1][0]
    key = exported.with_name("checkpoint.pub")
    arguments = ("--against", checkpoint, "--public-key", key)
    assert without_django(exported, *arguments).returncode == 0

    lines = exported.read_text().splitlines(keepends=True)
    exported.write_text("".join(lines[:-2]))
    assert without_django(exported).returncode == 0
    cut = without_django(exported, *arguments)
    assert (cut.returncode, cut.stdout.partition(":")[0]) == (1, "Event 6")

    checkpoint.write_text(checkpoint.read_text().replace('"sequence": 7', '"sequence": 5'))
    forged = without_django(exported, *arguments)
    assert forged.returncode == 1
    assert "signature" in forged.stdout
