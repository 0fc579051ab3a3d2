"""Does a wrong setting stop the start, with a sentence?"""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(
    ("said", "meant"), [(None, "p-256"), ("rsa-3072", "rsa-3072"), (" P-256 ", "p-256")]
)
def test_a_choice_is_one_of_its_words_and_else_the_first(monkeypatch, said, meant):
    monkeypatch.delenv("SOKY_KEY_KIND", raising=False)
    if said:
        monkeypatch.setenv("SOKY_KEY_KIND", said)
    assert env.choice("SOKY_KEY_KIND", "p-256", "rsa-3072") == meant


def test_any_other_word_stops_the_start(monkeypatch):
    monkeypatch.setenv("SOKY_KEY_KIND", "rsa-1024")
    with pytest.raises(ImproperlyConfigured, match="SOKY_KEY_KIND must be one of p-256, rsa-3072"):
        env.choice("SOKY_KEY_KIND", "p-256", "rsa-3072")


def test_processes_that_start_together_in_a_new_home_share_its_secret(tmp_path: Path) -> None:
    moment = threading.Barrier(8)

    def read(number: int) -> set[str]:
        moment.wait()
        return {env.secret(tmp_path / f"{each}") for each in range(20)}

    with ThreadPoolExecutor(8) as starting:
        first, *others = starting.map(read, range(8))
    assert len(first) == 20
    assert all(each == first for each in others)


def test_a_secret_that_was_never_written_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pepper").touch()
    assert len(env.secret(tmp_path / "pepper")) == 64
