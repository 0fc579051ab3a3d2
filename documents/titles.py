"""Under which title somebody signs (NĐ 30/2020/NĐ-CP, Điều 13): the own duty, KT., or TUQ."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from documents.language import school_language
from people.duties import Capacity, Post, Roster
from people.models import Duty

# Deputies sign "ký thay" for their head; anybody else by authority given (thừa ủy quyền).
_DEPUTIES = {(Duty.PRINCIPAL, Duty.VICE_PRINCIPAL), (Duty.GROUP_LEADER, Duty.DEPUTY_LEADER)}
_BY_RANK = (
    *(Duty.PRINCIPAL, Duty.VICE_PRINCIPAL, Duty.GROUP_LEADER, Duty.DEPUTY_LEADER),
    *(Duty.CLERK, Duty.RECORDS_BOARD),
)
_TEACHERS = {Duty.HOMEROOM_TEACHER, Duty.SUBJECT_TEACHER}


def title_of(post: str, capacity: Capacity, roster: Roster) -> tuple[str, ...]:
    """The lines above a signature at this post; capitals, in Vietnamese."""
    with school_language():
        return tuple(line.upper() for line in _lines(post, capacity, roster))


def author_title(drafters: Iterable[Duty], person: int, roster: Roster) -> tuple[str, ...]:
    """The line above an author's signature: the duty by which the record was his or hers to draft."""
    held = _held(person, roster)
    with school_language():
        return (_label(next((duty for duty in drafters if duty in held), None)).upper(),)


def _lines(post: str, capacity: Capacity, roster: Roster) -> tuple[str, ...]:
    place = Post.parse(post)
    acting, own = roster.duty_in(place, capacity), _own_duty(capacity.person, roster)
    if capacity.acting_for:
        how = "KT." if (acting, own) in _DEPUTIES else "TUQ."
        head = f"{how} {_label(acting)}"
        return (head,) if own == acting else (head, _label(own))
    if (place.duty, acting) in _DEPUTIES:
        return f"KT. {_label(place.duty)}", _label(acting)
    return (_label(acting),)


def _own_duty(person: int, roster: Roster) -> Duty | None:
    held = _held(person, roster)
    return next((duty for duty in _BY_RANK if duty in held), None)


def _held(person: int, roster: Roster) -> set[Duty]:
    return {post.duty for post in roster.posts() if Capacity(person) in roster.holders(post)}


def _label(duty: Duty | None) -> str:
    return _("Teacher") if duty is None or duty in _TEACHERS else str(duty.label)
