"""Requests about personal data for tests."""

from datetime import date
from typing import Any

from people.models import DataRequest, Pupil
from people.powers import Powers
from people.privacy import answering
from people.pupils.seeing import pupil_for
from tests.school import School


def data_request(school: School, of: Pupil, **facts: Any) -> DataRequest:
    """The mother asks on this Monday; the homeroom teacher writes it down."""
    asked = {
        "kind": DataRequest.Kind.CORRECT,
        "category": "contact",
        "asked_by": "Trần Thị Bích",
        "relation": "mother",
        "asked_on": date(2026, 11, 23),
        "way": DataRequest.Way.IN_PERSON,
        "what": "Số điện thoại đã đổi.",
        **facts,
    }
    _pupil, place = pupil_for(Powers(school.dao), of.public_id)
    new = DataRequest(pupil=of, **asked)
    return answering.enter(new, school.dao, place.pk if place else None)
