"""The web font is small, and has every Vietnamese letter."""

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)


@pytest.fixture
def fonts(tmp_path, settings):
    settings.SOKY_HOME = tmp_path
    call_command("build_fonts")
    return sorted((tmp_path / "fonts" / "web").iterdir())


def test_three_weights_in_seventy_kilobytes(fonts):
    assert [font.name for font in fonts] == [
        "BeVietnamPro-Bold.woff2",
        "BeVietnamPro-Medium.woff2",
        "BeVietnamPro-Regular.woff2",
    ]
    assert sum(font.stat().st_size for font in fonts) < 70_000


def test_every_vietnamese_letter_is_there(fonts):
    for path in fonts:
        with TTFont(path) as font:
            has = font.getBestCmap()
        assert {ord(letter) for letter in LETTERS + LETTERS.upper()} <= set(has)


def test_made_once_they_are_not_made_again(fonts):
    before = [font.stat().st_mtime_ns for font in fonts]
    call_command("build_fonts")
    assert [font.stat().st_mtime_ns for font in fonts] == before
