"""A transcript in words, for whoever reviews it: whole, and in the few that a table has room for."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.assessment.rules import programme_2018 as programme
from documents.assessment.rules.written_comments import WRITTEN
from documents.assessment.terms import YearResult
from documents.records.transcript.facts import Facts
from workflows.record import Part


def parts(facts: Facts) -> Iterator[Part]:
    """Part by part, as on the form."""
    yield Part("pupil", _("Pupil"), _person(facts))
    yield Part("missed", _("Sessions missed"), _missed(facts))
    yield Part("body", _("Height and weight"), _body(facts))
    for subject in facts["subjects"]:
        said = [str(subject[name]) for name in ("level", "mark", "comment")]
        yield Part(subject["code"], subject["title"], " · ".join(filter(None, said)))
    levels = [f"{programme.title_of(code)}: {level}" for code, level in facts["traits"].items()]
    yield Part("traits", _("Qualities and competencies"), " · ".join(levels))
    for comment in WRITTEN:
        yield Part(comment.code, comment.title, facts["comments"][comment.code])
    yield Part("result", _("Result"), result_of(facts))
    yield Part("honours", _("Honours"), " · ".join(filter(None, _honours(facts))))
    yield Part("note", _("Note"), facts["note"])


def columns(facts: Facts) -> Iterator[Part]:
    """For the sheet of a class."""
    levels = Counter(subject["level"] for subject in facts["subjects"])
    traits = Counter(facts["traits"].values())
    marks = [subject["mark"] for subject in facts["subjects"] if subject["mark"] != ""]
    yield Part("levels", _("Subjects"), _counted(levels, "THC"))
    yield Part("marks", _("Marks"), " · ".join(map(str, marks)))
    yield Part("traits", _("Traits"), _counted(traits, "TĐC"))
    yield Part("missed", _("Sessions missed"), _missed(facts))
    yield Part("result", _("Result"), result_of(facts))
    yield Part("honours", _("Honours"), " · ".join(filter(None, _honours(facts))))


def result_of(facts: Facts) -> str:
    """With what follows from it: does the pupil move up?"""
    result = str(YearResult(facts["result"]).label) if facts["result"] else ""
    return " · ".join(filter(None, (result, _COMPLETIONS.get(facts["completion"], lambda: "")())))


_COMPLETIONS = {
    "completed_later": lambda: _("completed after the summer"),
    "moved_up": lambda: _("moves up by decision"),
    "kept_back": lambda: _("does not move up"),
}


def _person(facts: Facts) -> str:
    pupil = facts["pupil"]
    names = ("name", "gender", "born_on", "register_number", "personal_id", "mother", "father")
    return " · ".join(pupil[name] for name in names if pupil[name])


def _missed(facts: Facts) -> str:
    missed = facts["missed"]
    return _("%(excused)d excused, %(unexcused)d not") % missed


def _body(facts: Facts) -> str:
    body = facts["body"]
    return f"{body['height']} cm · {body['weight']} kg" if body["height"] else ""


def _counted(counts: Counter[str], order: str) -> str:
    return " · ".join(f"{counts[level]} {level}" for level in order if counts[level])


def _honours(facts: Facts) -> list[str]:
    return [facts["award"], *facts["praises"]]
