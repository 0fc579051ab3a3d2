"""The words that many kinds of data share in the register of processing: grounds, retention, safeguards."""

from django.utils.translation import gettext_lazy

SCHOOL_ACT = gettext_lazy(
    "Legal function of the school: Decree 88/2026/NĐ-CP, Article 4; no consent is needed."
)
EMPLOYER = gettext_lazy("Legal function of the school as employer; the school's regulation.")
ACCOUNTABLE = gettext_lazy(
    "Duty to protect personal data and to prove it: Law 91/2025/QH15, Decree 356/2025/NĐ-CP."
)
FAMILY = gettext_lazy("The family, by the papers of admission.")
AUTHORITIES = gettext_lazy(
    "The education authorities by their data base; the next school at a transfer."
)
NOBODY = gettext_lazy("Nobody.")
PERMANENT = gettext_lazy("Permanent (Decree 88/2026/NĐ-CP, Article 8).")
PROVES = gettext_lazy("Permanent, as long as the records that it proves.")
NOT_SET = gettext_lazy("Not set yet: the clerk takes it from Circular 08/2025/TT-BGDĐT.")
TRAIL = gettext_lazy("Personal accounts, rights by duty, history of every change, audit trail.")
LOOKS = gettext_lazy("A page of its own; every look is written down; few may open it.")
LIFELONG = gettext_lazy(
    "These data belong to the lifelong learning record, which the law keeps permanently"
    " (Decree 88/2026/NĐ-CP, Article 8; Law on Archives 33/2024/QH15). They may be corrected;"
    " they may not be erased."
)
PROOF = gettext_lazy(
    "These data prove how personal data were protected (Law 91/2025/QH15, Decree"
    " 356/2025/NĐ-CP). They may not be erased."
)
PERSONNEL = gettext_lazy(
    "These data belong to the personnel and archive records of the school (Law on Archives"
    " 33/2024/QH15). They may be corrected; they may not be erased."
)
