"""Signed marks of how far the trail had come, kept outside the database: they show a cut or a rewrite."""

import json
import os
from collections import Counter
from collections.abc import Iterable
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
from django.utils import timezone

from workflows import chain, trail
from workflows.models import Event

ORIGIN = "so-ky"


def folder() -> Path:
    return Path(settings.SOKY_HOME) / "checkpoints"


def take(to: Iterable[Path] = ()) -> tuple[dict[str, Any], list[Path]]:
    """Sign where the trail stands and write it to our own folder and to every other one named."""
    head = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, last = head or (0, chain.START)
    kinds = Event.objects.filter(sequence__lte=sequence).order_by().values_list("kind", flat=True)
    point: dict[str, Any] = {
        "origin": ORIGIN,
        "sequence": sequence,
        "hash": last,
        "at": timezone.now().isoformat(),
        "events": dict(Counter(kinds)),
    }
    point["signature"] = _key().sign(chain.checkpoint_message(point)).hex()
    return point, [_write(place, point) for place in (folder(), *to)]


def kept() -> list[dict[str, Any]]:
    """The checkpoints of our own folder, oldest first."""
    return [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder().glob("*.json"))
    ]


def first_break(against: Iterable[Path] = ()) -> chain.Break | None:
    """Check the trail against our own checkpoints and those in the files named."""
    points = kept() + [json.loads(path.read_text(encoding="utf-8")) for path in against]
    for point in points:
        if not chain.is_signed(point, public_key()):
            reason = "a checkpoint of it carries no valid signature of this school."
            return chain.Break(int(point.get("sequence", 0)), reason)
    return trail.first_break(points)


def public_key() -> bytes:
    """What a stranger needs to check our checkpoints: the public half, as PEM."""
    return _key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _write(place: Path, point: dict[str, Any]) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{point['sequence']:012d}-{point['at'][:19].replace(':', '')}.json"
    path.write_text(json.dumps(point, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


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
