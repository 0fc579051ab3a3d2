"""An issued transcript and its false twins: page, command and the one offline file tell them apart alike."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from lxml import etree

from documents import archive
from documents.checking import crowd
from documents.checking.verdicts import Outcome
from documents.models import SignedFile
from documents.records.transcript.digital import DigitalFile
from documents.records.transcript.models import Transcript
from documents.records.transcript.xml.signing import written
from documents.signing.incremental import IncrementalUpdate
from documents.stages import shown_file
from tests.documents.checking.test_tampering import OF_OUR_FILES
from tests.documents.records.test_transcript import ask_back, withdraw
from tests.documents.records.transcripts import (
    AN,
    BINH,
    CUC,
    closed_year,
    drawn_up,
    go,
    known_to_the_ministry,
)
from tests.documents.transcript_xml.files import signed as signed_elsewhere
from tests.documents.transcript_xml.test_attacks import ATTACKS
from tests.school import School
from workflows.states import Step

pytestmark = pytest.mark.django_db

Files = dict[str, bytes]


@pytest.fixture
def transcripts(office: School) -> list[Transcript]:
    closed_year(office)
    known_to_the_ministry(office)
    return drawn_up(office)


@pytest.fixture
def program(tmp_path: Path) -> Callable[[Files], dict[str, str]]:
    """Built when it is called, and run as anybody runs it: one file, another home, no settings."""

    def check(files: Files) -> dict[str, str]:
        built, folder = tmp_path / "so-ky-check.pyz", tmp_path / "elsewhere"
        call_command("build_offline_check", built, verbosity=0)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        ended = subprocess.run(
            [sys._base_executable, "-I", built, "--json", *files],  # type: ignore[attr-defined] # outside any environment
            cwd=folder,
            env={"HOME": str(folder), "PATH": os.environ["PATH"]},
            capture_output=True,
            check=False,
        )
        assert not ended.stderr, ended.stderr.decode()
        return {each["file"]: each["outcome"] for each in json.loads(ended.stdout)}

    return check


def pdf_of(transcript: Transcript) -> bytes:
    return archive.read(shown_file(transcript).sha256)


def xml_of(transcript: Transcript) -> bytes:
    return archive.read(DigitalFile.objects.filter(approval=transcript.pk).latest("event").sha256)


def page_of_another(pdf: bytes, other: bytes) -> bytes:
    """The page of results of another pupil, put in place of this one's behind all signatures."""
    update = IncrementalUpdate(pdf)
    with pikepdf.open(io.BytesIO(other)) as paper:
        contents = paper.pages[2].Contents
        parts = contents if isinstance(contents, pikepdf.Array) else [contents]
        drawn = b"\n".join(part.read_bytes() for part in parts)
    update.change(update.paper.pages[2].obj, {"/Contents": update.add_stream("", drawn)})
    return bytes(update.finish())


def on_the_page(client: Any, data: bytes, name: str) -> str:
    file = SimpleUploadedFile(name, data)
    context = client.post("/verify/", {"file": file}).context
    return str(
        context["other"].outcome if "other" in context else context["report"].meaning.outcome
    )


def by_the_command(data: bytes, path: Path, capsys: Any) -> str:
    path.write_bytes(data)
    with pytest.raises(SystemExit):
        call_command("verify_file", path, "--json")
    return str(json.loads(capsys.readouterr().out)["outcome"])


@pytest.fixture
def insist(
    client: Any, tmp_path: Path, capsys: Any, program: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Files, dict[str, Outcome]], None]:
    """Page, command and program say this of these files."""
    monkeypatch.setattr(crowd, "A_MINUTE", 10_000)

    def insist(files: Files, expected: dict[str, Outcome]) -> None:
        assert {name: on_the_page(client, files[name], name) for name in files} == expected
        commands = {name: by_the_command(files[name], tmp_path / name, capsys) for name in files}
        assert commands == expected
        assert program(files) == {**expected, **stages_elsewhere(expected)}

    return insist


def stages_elsewhere(expected: dict[str, Outcome]) -> dict[str, Outcome]:
    """Nobody knows them there: on paper a place waits for its signature, in the data it is missing."""
    stages = (name for name, outcome in expected.items() if outcome == Outcome.SUPERSEDED)
    return {
        name: Outcome.UNFINISHED if name.endswith(".pdf") else Outcome.CHANGED for name in stages
    }


def test_what_is_genuine(transcripts: list[Transcript], office: School, insist: Any) -> None:
    for place in (AN, BINH, CUC):
        go(transcripts[place], office, Step.LOCK if place == CUC else Step.ISSUE)
    sealed = pdf_of(transcripts[AN])
    withdrawn = {"back.pdf": pdf_of(transcripts[BINH]), "back.xml": xml_of(transcripts[BINH])}
    withdraw(ask_back(transcripts[BINH], office.dao), office.thu)
    files = {
        "an.pdf": sealed,
        "an.xml": xml_of(transcripts[AN]),
        **withdrawn,
        "unsealed.pdf": pdf_of(transcripts[CUC]),
        "stage.pdf": archive.read(first_stage(transcripts[AN])),
    }
    expected = {
        "an.pdf": Outcome.CURRENT,
        "an.xml": Outcome.CURRENT,
        "back.pdf": Outcome.WITHDRAWN,
        "back.xml": Outcome.WITHDRAWN,
        "unsealed.pdf": Outcome.UNFINISHED,
        "stage.pdf": Outcome.SUPERSEDED,
    }
    insist(files, expected)


def first_stage(transcript: Transcript) -> str:
    return SignedFile.objects.filter(approval=transcript.pk).earliest("event").sha256


def test_what_is_false(transcripts: list[Transcript], office: School, insist: Any) -> None:
    for place in (AN, BINH):
        go(transcripts[place], office)
    pdf, xml, other = (pdf_of(transcripts[AN]), xml_of(transcripts[AN]), pdf_of(transcripts[BINH]))
    changed = {f"{attack.__name__}.pdf": attack(pdf) for attack in OF_OUR_FILES}
    changed["page_of_another.pdf"] = page_of_another(pdf, other)
    for attack in ATTACKS:
        root = etree.fromstring(xml)
        attack(root)
        changed[f"{attack.__name__}.xml"] = written(root)
    no_longer = {
        "entity.xml": b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><HOC_BA>&x;</HOC_BA>",
        "bomb.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'aa'>]><HOC_BA>&a;</HOC_BA>",
        "cut.pdf": pdf[:2000],
        "text.pdf": "Học bạ".encode(),
    }
    expected = {
        **dict.fromkeys(changed, Outcome.CHANGED),
        **dict.fromkeys(no_longer, Outcome.UNREADABLE),
        "seal_removed.xml": Outcome.SUPERSEDED,  # byte for byte the stage before
        "stranger.xml": Outcome.DOUBTFUL,
    }
    insist({**changed, **no_longer, "stranger.xml": signed_elsewhere()}, expected)
