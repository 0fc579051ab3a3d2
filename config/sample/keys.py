"""Registers the sample school's keys, as a board does it: each person's papers seen, nobody's own."""

from collections.abc import Mapping

from config.sample.accounts import pin_of
from documents import signing
from people.models import Staff

_EVIDENCE = (
    "Đối chiếu căn cước công dân; Quyết định số 15/QĐ-THHS về cấp khóa ký số, danh sách kèm theo."
)
PRINCIPAL, CLERK = "thu", "van"


def give_keys(staff: Mapping[str, Staff]) -> None:
    """A key for everybody, opened by the PIN of the account."""
    for username, person in staff.items():
        by = staff[CLERK if username == PRINCIPAL else PRINCIPAL]
        signing.register(signing.Registration(staff=person, evidence=_EVIDENCE), by)
    signing.issue_many((person, pin_of(username)) for username, person in staff.items())
