"""A small school with records in every state, told by means that every release has."""

from people.movements.models import Kind
from people.staffing.models import Staff
from tests.documents.records.plans import PIN, plan_of, sign
from tests.people.pupils_of import move, pupil
from tests.school import School, found, give_keys, take
from workflows import bulk
from workflows.loaded import StepRequest
from workflows.states import Step


def tell() -> School:
    """Written into the database at hand; the clock is the caller's."""
    school = found()
    give_keys(school, [school.dao], PIN)
    for name in ("Nguyễn Thị An", "Y Ngọc Niê", "Trần Văn Bình"):
        move(pupil(name), Kind.ADMISSION, school.class_3a, school.van)
    school.substitution(absent=school.minh, substitute=school.ngoc)
    _minutes(school)
    school.class_book()
    plan_of(school, school.phuc, lesson="Bản nháp của thầy Phúc")
    submitted = plan_of(school, school.dao)
    sign(Step.SUBMIT, submitted.approval, school.dao)
    return school


def _minutes(school: School) -> None:
    way: tuple[tuple[Step, Staff], ...] = (
        (Step.SUBMIT, school.dao),
        (Step.SIGN, school.minh),
        (Step.LOCK, school.thu),
        (Step.ISSUE, school.van),
    )
    for length in range(len(way) + 1):
        approval = school.minutes().approval
        for step, by in way[:length]:
            take(step, approval, by)
    take(Step.UNLOCK, approval, school.thu, note="Ghi sai ngày.")
    returned = school.minutes().approval
    take(Step.SUBMIT, returned, school.dao)
    take(Step.SEND_BACK, returned, school.minh, note="Thiếu một em.")
    many = [school.minutes().approval for _count in range(3)]
    for approval in many:
        take(Step.SUBMIT, approval, school.dao)
    chosen = [(approval, approval.version) for approval in many]
    bulk.take_many(StepRequest(Step.SIGN, school.minh), chosen, key="0" * 32)
