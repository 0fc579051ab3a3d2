"""What a signed PDF proves by itself, whoever it comes from. Needs neither settings nor database."""

from documents.signing.examination.examiner import examine
from documents.signing.examination.findings import (
    CertificateFinding,
    Examination,
    FileInside,
    SignatureFinding,
    Standing,
    TimestampFinding,
    Verdict,
)
from documents.signing.examination.trust import Trust

__all__ = [
    "CertificateFinding",
    "Examination",
    "FileInside",
    "SignatureFinding",
    "Standing",
    "TimestampFinding",
    "Trust",
    "Verdict",
    "examine",
]
