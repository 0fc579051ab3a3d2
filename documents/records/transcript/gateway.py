"""The port to a receiving gateway (specification v1.0, II.2): what is asked, and what an answer proves."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from documents.records.transcript.xml.packages import Package

Fields = Mapping[str, str | int]
_SUBMIT, _ASK = 1, 2
_LONGEST_ANSWER = 4 * 1024 * 1024


class Gateway(Protocol):
    """What a province's adaptor has: the way there, credentials and function names, and its codes."""

    codes_of_receipt: frozenset[str]
    """Values of ResponseCode that say "received": not in the public sources."""
    name_of_rows: str
    """Where the pupils stand in the answer to a question."""

    def exchange(self, fields: Fields) -> bytes:
        """The answer as it came. Raises OSError, HTTPException, TimeoutError where none came whole."""


class State(StrEnum):
    RECEIVED = "received"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    """It may have arrived: only a question under the same message id may follow."""


@dataclass(frozen=True, slots=True)
class Answer:
    state: State
    raw: bytes = b""
    """As it came, for whoever has to argue with the other side."""
    code: str = ""
    text: str = ""


class Verdict(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """Not named, named twice, or in words that the specification does not have."""


@dataclass(frozen=True, slots=True)
class PupilAnswer:
    verdict: Verdict
    error: str = ""
    field: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """Of each transcript by its look-up code."""

    raw: bytes
    pupils: Mapping[str, PupilAnswer]


def plugged_in() -> Gateway | None:
    """None: the office downloads its packages and hands them in elsewhere."""
    path = getattr(settings, "TRANSCRIPT_GATEWAY", "")
    make: Callable[[], Gateway] | None = import_string(path) if path else None
    return make() if make else None


def submit(gateway: Gateway, package: Package, school_code: str, year: int) -> Answer:
    """Send it under its own message id. Whatever does not clearly say yes or no is uncertain."""
    fields: Fields = {
        "ma_don_vi": school_code,
        "nam_hoc": year,
        "messageid": package.message_id,
        "type": _SUBMIT,
        "content": package.content,
    }
    raw = _exchanged(gateway, fields)
    answer = _object(raw)
    if _text(answer, "MessageId") != package.message_id:
        return Answer(State.UNCERTAIN, raw)
    return _judged(answer, raw, gateway)


def _judged(answer: Mapping[str, Any], raw: bytes, gateway: Gateway) -> Answer:
    error, code = _text(answer, "Error"), _text(answer, "ResponseCode")
    is_received = code in gateway.codes_of_receipt
    if error and not is_received:
        return Answer(State.REFUSED, raw, error, _text(answer, "ErrorDescription"))
    state = State.RECEIVED if is_received and not error else State.UNCERTAIN
    return Answer(state, raw, code, _text(answer, "ResponseDescription"))


def ask(gateway: Gateway, message_id: str, school_code: str, codes: Sequence[str]) -> Result:
    """What became of a package that holds these look-up codes: no verdict is read into silence."""
    fields: Fields = {"ma_don_vi": school_code, "messageid": message_id, "type": _ASK}
    raw = _exchanged(gateway, fields)
    answer = _object(raw)
    rows = answer.get(gateway.name_of_rows)
    if _text(answer, "MessageId") != message_id or not isinstance(rows, list):
        rows = []
    return Result(raw, {code: _of_pupil(code, rows) for code in codes})


def _of_pupil(code: str, rows: Sequence[Any]) -> PupilAnswer:
    named = [row for row in rows if isinstance(row, dict) and row.get("ma_tra_cuu_uuid") == code]
    if len(named) != 1:
        return PupilAnswer(Verdict.UNKNOWN)
    row = named[0]
    verdict = _VERDICTS.get(_text(row, "trang_thai"), Verdict.UNKNOWN)
    error, field = _text(row, "error"), _text(row, "error_field_title")
    return PupilAnswer(verdict, error, field, _text(row, "error_description"))


_VERDICTS = {"1": Verdict.APPROVED, "0": Verdict.REFUSED}


def _exchanged(gateway: Gateway, fields: Fields) -> bytes:
    """Nothing where the line broke: the other side may have read all of it, or none."""
    try:
        return gateway.exchange(fields)
    except (OSError, HTTPException):
        return b""


def _object(raw: bytes) -> Mapping[str, Any]:
    if len(raw) > _LONGEST_ANSWER:
        return {}
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _text(answer: Mapping[str, Any], name: str) -> str:
    """A word or a number; anything else says nothing."""
    value = answer.get(name)
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if is_plain else ""
