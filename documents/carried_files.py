"""Files that a paper carries inside it, put there before anybody signs (ISO 19005-3, 6.8)."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name

from documents import archive
from documents.paper import saved
from documents.signing.incremental import text
from documents.signing.signature import moment


@dataclass(frozen=True)
class CarriedFile:
    """A signed PDF of the archive that another paper shall carry."""

    name: str
    """ASCII, ends with .pdf, no other file of the paper has it."""
    sha256: str
    description: str
    at: datetime
    """When it was signed; today's clock would make other bytes each time."""


def carrying(paper: bytes, files: Sequence[CarriedFile]) -> bytes:
    """The paper with these files inside: the same bytes for the same files. Raises archive.NotAsKept."""
    if not files:
        return paper
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        listed, associated = Array(), Array()
        for file in sorted(files, key=lambda each: each.name):
            specification = _specification(pdf, file)
            listed.extend([pikepdf.String(file.name), specification])
            associated.append(specification)
        # Objects of their own: each signature writes the catalog anew.
        tree = pdf.make_indirect(Dictionary(Names=listed))
        pdf.Root.Names = pdf.make_indirect(Dictionary(EmbeddedFiles=tree))
        pdf.Root.AF = pdf.make_indirect(associated)
        return saved(pdf)


def _specification(pdf: pikepdf.Pdf, file: CarriedFile) -> pikepdf.Object:
    """A source: what the paper says was drawn from it. A supplement would only add to it."""
    stream = _stream(pdf, file)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=pikepdf.String(file.name),
            UF=pikepdf.String(file.name),
            Desc=pikepdf.Object.parse(text(file.description).encode()),
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
        )
    )


def _stream(pdf: pikepdf.Pdf, file: CarriedFile) -> pikepdf.Object:
    data, at = archive.read(file.sha256), pikepdf.Object.parse(moment(file.at).encode())
    return pdf.make_stream(
        data,
        Type=Name.EmbeddedFile,
        Subtype=Name("/application/pdf"),
        Params=Dictionary(
            Size=len(data),
            CreationDate=at,
            ModDate=at,
            # No protection: the format asks for it, and the paper's signatures cover all of it.
            CheckSum=pikepdf.String(hashlib.md5(data, usedforsecurity=False).digest()),
        ),
    )
