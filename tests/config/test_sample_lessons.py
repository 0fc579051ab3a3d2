"""The sample lesson plans are whole: every subject, every part, the minutes add up."""

import unicodedata

import pytest

from config.sample.lessons import MINUTES_A_PERIOD, lessons
from people.years.programme import PROGRAMME


def test_there_are_enough_of_every_subject():
    written = {lesson.subject for lesson in lessons()}
    assert written == {code for code, _name, _grades in PROGRAMME}
    assert len(lessons()) >= 40
    assert {lesson.grade for lesson in lessons()} == {1, 2, 3, 4, 5}


def test_a_lesson_is_of_a_subject_its_grade_has():
    grades = {code: grades for code, _name, grades in PROGRAMME}
    assert all(lesson.grade in grades[lesson.subject] for lesson in lessons())


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.title)
def test_a_lesson_has_every_part_and_fills_its_time(lesson):
    minutes = sum(activity.minutes for activity in lesson.activities)
    assert minutes == MINUTES_A_PERIOD * lesson.periods
    texts = [lesson.goals, lesson.materials, *(each.text for each in lesson.activities)]
    assert 150 <= len(" ".join(texts).split()) <= 450
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)
    assert len(lesson.activities) == 4
