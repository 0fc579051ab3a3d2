"""Signed marks of how far the trail had come, kept outside the database: they show a cut or a rewrite."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from workflows import chain, outside, trail
from workflows.models import Event

ORIGIN = "so-ky"
# After so many events one is due, besides that of each day.
EVENTS = 1000


def folder() -> Path:
    return Path(settings.SOKY_HOME) / "checkpoints"


def take(to: Iterable[Path] = ()) -> tuple[dict[str, Any], list[Path]]:
    """Sign where the trail stands and write it to our own folder and to every other one named."""
    sequence, last = _head()
    kinds = Event.objects.filter(sequence__lte=sequence).order_by().values("kind")
    point: dict[str, Any] = {
        "origin": ORIGIN,
        "sequence": sequence,
        "hash": last,
        "at": timezone.now().isoformat(),
        "events": dict(kinds.annotate(number=Count("pk")).values_list("kind", "number")),
    }
    point["signature"] = _key().sign(chain.checkpoint_message(point)).hex()
    return point, [_write(place, point) for place in (folder(), *to)]


def take_where_due() -> None:
    """One a day and one after many events, each copied outside. Raises OSError where that fails."""
    sequence, _last = _head()
    files = outside.files_in(folder())
    if sequence and _is_due(sequence, files[-1] if files else None):
        take()
    outside.copy_there(outside.files_in(folder()))


def first_break(against: Iterable[Path] = ()) -> chain.Break | None:
    """Check the trail against our own checkpoints, those outside and those in the files named."""
    named = ((path.name, path.read_text(encoding="utf-8")) for path in against)
    points = []
    for name, text in (*outside.texts_in(folder()), *outside.checkpoints(), *named):
        point = _read(text)
        if not chain.is_signed(point, public_key()):
            reason = f"its checkpoint {name} carries no valid signature of this school."
            return chain.Break(_sequence_in(name), "not_ours", reason)
        points.append(point)
    return trail.first_break(points)


def public_key() -> bytes:
    """What a stranger needs to check our checkpoints: the public half, as PEM."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _write(place: Path, point: dict[str, Any]) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{point['sequence']:012d}-{point['at'][:19].replace(':', '')}.json"
    outside.write_whole(path, json.dumps(point, indent=1, sort_keys=True) + "\n")
    return path


def _head() -> tuple[int, str]:
    head = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return head or (0, chain.START)


def _is_due(sequence: int, last: Path | None) -> bool:
    point = _read(last.read_text(encoding="utf-8")) if last else {}
    if not point:
        return True
    taken_on = timezone.localdate(datetime.fromisoformat(point["at"]))
    return taken_on != timezone.localdate() or sequence - int(point["sequence"]) >= EVENTS


def _read(text: str) -> dict[str, Any]:
    """Nothing where it is no checkpoint: then it is not signed either."""
    try:
        point = json.loads(text)
    except ValueError:
        return {}
    return point if isinstance(point, dict) else {}


def _sequence_in(name: str) -> int:
    number = name.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _key() -> Ed25519PrivateKey:
    """The school's checkpoint key, made at the first checkpoint; its folder is not the database's."""
    path = Path(settings.SOKY_KEYS) / "checkpoint.pem"
    if not path.exists():
        _make_key(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is not an Ed25519 key.")
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
