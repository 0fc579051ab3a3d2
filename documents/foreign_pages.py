"""The bare pages of an uploaded PDF, as `people.sandbox` runs it: what is drawn, and nothing that acts."""

import io
from collections.abc import Mapping
from typing import Any

import pikepdf

# What a page needs to be drawn; the rest acts, points elsewhere, or speaks to programs.
_KEPT = frozenset(
    (
        *("/Type", "/Parent", "/Contents", "/Resources", "/Group", "/UserUnit"),
        *("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate"),
    )
)
# Elsewhere in what is drawn: actions, and contents that lie in other files or other forms.
_DROPPED = frozenset(
    ("/A", "/AA", "/PA", "/JS", "/OPI", "/Ref", "/Alternates", "/PieceInfo", "/Metadata")
)


def answer(_request: Mapping[str, Any], pdf: bytes) -> bytes:
    bare, out = pikepdf.new(), io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as uploaded:
        bare.pages.extend(uploaded.pages)
        for page in bare.pages:
            _drop(page.obj, {*page.obj.keys()} - _KEPT)
        bare.remove_unreferenced_resources()
        for thing in bare.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                _drop(thing, _DROPPED)
        bare.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _drop(holder: pikepdf.Object, keys: frozenset[str] | set[str]) -> None:
    for key in keys & {*holder.keys()}:
        del holder[key]
