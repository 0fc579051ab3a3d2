"""What a file carries to prove its certificates: the document security store (ISO 32000-2, 12.8.4.3)."""

from collections.abc import Sequence

import pikepdf

from documents.signing.incremental import IncrementalUpdate, reference_of
from documents.signing.proof import Evidence

# The entries of the catalog that every signature writes anew, in this order.
ENTRIES = ("/Extensions", "/Perms", "/DSS")
EXTENSIONS = "<< /ESIC << /Type /DeveloperExtensions /BaseVersion /1.7 /ExtensionLevel 1 >> >>"


def embed(update: IncrementalUpdate, proof: Evidence, *, certified_by: str | None = None) -> None:
    """Add this evidence to what the file carries, each piece once, and write the catalog anew.

    `certified_by` is the reference of the signature that certifies the file, if it is this one.
    """
    root = update.paper.Root
    if "/Perms" in root:
        certified_by = reference_of(root.Perms.DocMDP)
    store = _store(update, root.get("/DSS"), proof)
    permissions = f"<< /DocMDP {certified_by} >>" if certified_by else ""
    values = zip(ENTRIES, (EXTENSIONS, permissions, store), strict=True)
    update.change(root, {name: value for name, value in values if value})


def _store(update: IncrementalUpdate, old: pikepdf.Object | None, proof: Evidence) -> str:
    kinds = {
        "/Certs": proof.certificates,
        "/CRLs": proof.revocation_lists,
        "/OCSPs": proof.answers,
    }
    arrays = {name: _array(update, old, name, pieces) for name, pieces in kinds.items()}
    entries = " ".join(f"{name} [{array}]" for name, array in arrays.items() if array)
    return update.add(f"<< /Type /DSS {entries} >>".encode())[0] if entries else ""


def _array(
    update: IncrementalUpdate, old: pikepdf.Object | None, name: str, pieces: Sequence[bytes]
) -> str:
    streams = list(old.get(name, ())) if old is not None else []
    there = {bytes(one.read_bytes()) for one in streams}
    new = [update.add_stream("", piece) for piece in pieces if piece not in there]
    return " ".join([*map(reference_of, streams), *new])
