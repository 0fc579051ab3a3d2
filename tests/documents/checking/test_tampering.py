"""The attacks on our own files, through the sandbox: what the command and the page will say."""

import json
import random

import pytest
from django.core.management import call_command

from documents.checking import crowd, meaning
from documents.checking import words as words_of
from documents.checking.verdicts import Outcome
from documents.signing import anchors, sandboxed
from documents.signing.examination import Verdict, examine
from tests.documents.checking.test_verify_page import upload
from tests.documents.signing import tampering
from tests.documents.signing.examination.test_mutations import MUTATIONS

OF_OUR_FILES = [
    attack
    for attack in tampering.OF_A_FINISHED_FILE
    # These know the paper of the office: its marks, its cover, the names of its fields.
    if attack.__name__.split("_")[0] not in {"mark", "content", "shadow", "metadata"}
    and attack
    not in {
        tampering.bit_flipped_in_a_mark,
        tampering.values_swapped,
        tampering.stamps_swapped,
        tampering.value_deleted,
        tampering.signed_field_moved,
    }
]


def test_the_command_tells_every_attack_on_a_finished_file_as_a_change(files, tmp_path, capsys):
    told = {}
    for attack in OF_OUR_FILES:
        (tmp_path / "file.pdf").write_bytes(attack(files[-1]))
        with pytest.raises(SystemExit) as end:
            call_command("verify_file", tmp_path / "file.pdf", "--json")
        told[attack.__name__] = end.value.code, json.loads(capsys.readouterr().out)["outcome"]
    assert len(told) >= 20
    assert told == dict.fromkeys(told, (1, Outcome.CHANGED))


def test_the_page_tells_every_attack_on_a_finished_file_as_a_change(files, client, monkeypatch):
    monkeypatch.setattr(crowd, "A_MINUTE", 1000)
    words = words_of.HEADINGS[Outcome.CHANGED]
    for attack in OF_OUR_FILES:
        answer = upload(client, attack(files[-1]))
        assert words in answer.content.decode(), attack.__name__


def test_no_mutation_of_our_own_files_passes(files):
    trust, dice = anchors.trust(), random.Random(2026)
    known = set(map(tampering.outside_the_last_signature, files))
    for number in range(140):
        mutate = MUTATIONS[number % len(MUTATIONS)]
        pdf = mutate(dice, dice.choice(files), files)
        if tampering.outside_the_last_signature(pdf) not in known:
            assert examine(pdf, trust).verdict != Verdict.GENUINE, (mutate.__name__, number)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_each_earlier_stage_stands_for_itself_alone(files, cut):
    assert meaning.of(sandboxed.examine(files[-1][: len(files[-1 - cut])])).outcome == (
        Outcome.SUPERSEDED
    )
