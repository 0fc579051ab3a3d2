"""The arithmetic of the trail. Needs no Django: an exported trail is checked by this file alone.

    python chain.py trail.jsonl [--against checkpoint.json …] [--public-key checkpoint.pub]

Each line of the export is {"sequence", "previous", "hash", "version", "body"}; `body` is text, hashed
exactly as it was stored. Exit status 0: intact. 1: not intact, the first bad sequence number is named.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

VERSION = 1
START = "0" * 64


class Link(NamedTuple):
    sequence: int
    previous: str
    hash: str
    version: int
    body: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the trail stops being what was written, and how one sees it."""

    sequence: int
    code: str
    reason: str

    def __str__(self) -> str:
        return f"Event {self.sequence}: {self.reason}"


def canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(sequence: int, previous: str, version: int, body: str) -> str:
    return hashlib.sha256(f"{version}\n{sequence}\n{previous}\n{body}".encode()).hexdigest()


def first_break(
    links: Iterable[Link], checkpoints: Iterable[Mapping[str, Any]] = ()
) -> Break | None:
    """The first place where the chain, or a checkpoint of it, does not hold; None when intact."""
    # Several of one event: whoever rewrites the trail may take a checkpoint of it as well.
    awaited: dict[int, set[str]] = {}
    for point in checkpoints:
        awaited.setdefault(int(point["sequence"]), set()).add(str(point["hash"]))
    last, previous = 0, START
    for link in links:
        expected = (last + 1, previous, digest(last + 1, previous, link.version, link.body))
        if link[:3] != expected or last + 1 in awaited:
            found = _break_at(link, last + 1, previous, awaited)
            if found:
                return found
        last, previous = link.sequence, link.hash
    missing = [sequence for sequence in awaited if sequence > last]
    if missing:
        seen = f"missing; a checkpoint has seen the trail up to {max(missing)}."
        return Break(last + 1, "missing", seen)
    return None


def _break_at(
    link: Link, expected: int, previous: str, awaited: Mapping[int, set[str]]
) -> Break | None:
    if link.sequence != expected:
        return Break(expected, "missing", f"missing; the next one there is {link.sequence}.")
    if link.previous != previous:
        return Break(expected, "out_of_order", "does not follow from the event before it.")
    if link.hash != digest(link.sequence, link.previous, link.version, link.body):
        return Break(expected, "changed", "its content was changed after it was written.")
    if awaited.get(expected, {link.hash}) != {link.hash}:
        reason = "differs from the checkpoint taken of it; the trail was rewritten."
        return Break(expected, "rewritten", reason)
    return None


def checkpoint_message(point: Mapping[str, Any]) -> bytes:
    """What is signed of a checkpoint: everything but the signature, in canonical form."""
    return canonical({key: value for key, value in point.items() if key != "signature"}).encode()


def is_signed(point: Mapping[str, Any], public_key: bytes) -> bool:
    """Was this checkpoint signed with this Ed25519 key (PEM)?"""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 only where a key is given
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        load_pem_public_key,
    )

    key = load_pem_public_key(public_key)
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(bytes.fromhex(str(point.get("signature", ""))), checkpoint_message(point))
    except (InvalidSignature, ValueError):
        return False
    return True


def read_export(path: Path) -> Iterator[Link]:
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, 1):
            try:
                yield Link(**json.loads(line))
            except (ValueError, TypeError):
                yield Link(number, "", "", VERSION, "unreadable")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check an exported trail.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--against", type=Path, nargs="*", default=[], help="checkpoint files")
    parser.add_argument("--public-key", type=Path, help="who must have signed the checkpoints")
    options = parser.parse_args(arguments)
    points = [json.loads(path.read_text(encoding="utf-8")) for path in options.against]
    if options.public_key:
        key = options.public_key.read_bytes()
        for path, point in zip(options.against, points, strict=True):
            if not is_signed(point, key):
                sys.stdout.write(f"{path}: the signature of this checkpoint is not valid.\n")
                return 1
    found = first_break(read_export(options.export), points)
    sys.stdout.write(f"{found}\n" if found else "The trail is intact.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
