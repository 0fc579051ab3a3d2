"""The dated profile of the XML: places of signatures, algorithms and codes; another one is data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.signing.backends import Mechanism

DS = "http://www.w3.org/2000/09/xmldsig#"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a signature over the pupil's data."""

    name: str
    is_required: bool = True
    has_personal_id: bool = True
    """A person signs; else the school."""


@dataclass(frozen=True, slots=True)
class Profile:
    version: str
    circular: str
    slots: tuple[Slot, ...]
    canonical: str = "http://www.w3.org/2001/10/xml-exc-c14n#"
    digest: str = "http://www.w3.org/2001/04/xmlenc#sha256"
    time_namespace: str = "urn:so-ky:signing-time"
    methods: Mapping[Mechanism, str] = field(
        default_factory=lambda: {
            Mechanism.ECDSA: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            Mechanism.RSA_PKCS1: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        }
    )
    """RSASSA-PSS is refused by readers in use: it has no place here."""


V1_0 = Profile(
    version="1.0",
    circular="27/2020/TT-BGDĐT",
    slots=(
        Slot("GVCN", is_required=False),
        Slot("CBQL"),
        Slot("KY_PHAT_HANH", has_personal_id=False),
    ),
)

WITH_SUBJECT_TEACHERS = Profile(
    version="1.0",
    circular="27/2020/TT-BGDĐT",
    slots=(
        Slot("GVBM"),
        Slot("GVCN"),
        Slot("CBQL"),
        Slot("KY_PHAT_HANH", has_personal_id=False),
    ),
)
"""As provinces' systems have it in 2026: who teaches a subject signs its row of the marks."""

RESULTS = {"HTXS": "HTXS", "HTT": "HTT", "HT": "HT", "CHT": "CHT"}
GENDERS = {"nam": "1", "nữ": "0"}
LEVEL_OF_SCHOOLING = "1"  # tiểu học

OPEN: tuple[Any, ...] = (
    _("Names and order of the tables of marks, competencies and qualities, and the namespace."),
    _("The codes of subjects: the school's own are used, those of the ministry are not public."),
    _("The codes of levels, sex, result and promotion."),
    _("What stands in the field of the district since 1 July 2025: the commune is written again."),
    _("Sessions (buổi) are counted, as the field's name says; the paper names them, too."),
    _("Which algorithms the receiving gateway takes: exclusive C14N, SHA-256, ECDSA or PKCS#1."),
    _("How the moment of signing is written inside a signature."),
    _(
        "The name of the element around a list and its signature, and what the 10 MB are counted of."
    ),
    _(
        "Where subject teachers' signatures stand, and who covers them: here each covers a row alone."
    ),
)
"""What the public sources leave open (annexes of CV 2088 that were not published)."""
