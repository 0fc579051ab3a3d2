"""The one file at work: enough of Django for words and dates, then files by their names."""

import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.conf import settings

from documents.signing.no_network import without_network

_LANGUAGES = ("vi", "en")


def run(arguments: Sequence[str], house: Path) -> int:
    """The exit code: 0 all genuine, 1 one is not, 2 nothing can be said of one."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # both are text files
    settings.configure(
        LANGUAGE_CODE=_LANGUAGES[0],
        LANGUAGES=[(code, code) for code in _LANGUAGES],
        LOCALE_PATHS=[str(house / "locale")],
        TIME_ZONE="Asia/Ho_Chi_Minh",
    )
    django.setup()  # of no application: it only finds the words
    without_network()
    from documents.checking.offline.answers import answer  # noqa: PLC0415 after the above

    return answer(arguments, house)
