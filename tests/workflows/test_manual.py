"""The manual is whole: every page is explained by a chapter, every picture is there and used."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.school import School
from workflows import manual

PICTURES = manual.FOLDER / "pictures"
# What is sent or handed out, not read; and what is seen by who is not signed in.
NO_PAGES = {
    *("sign_in", "sign_in_again", "sign_in_second", "sign_out", "take_step", "chart"),
    *(
        "bulk_stop",
        "decide_opening",
        "gradebook:remind",
        "bulk_go_on",
        "audit_verify",
        "account_news_read",
        "signed_file",
        "bulk_progress",
    ),
    *("page_picture", "manual_chapter", "evidence", "key_picture_preview", "seal_preview"),
}


def names(patterns: list[URLPattern | URLResolver], before: str = "") -> set[str]:
    found = set()
    for each in patterns:
        if isinstance(each, URLResolver):
            space = f"{before}{each.namespace}:" if each.namespace else before
            found |= names(each.url_patterns, space)
        elif each.name:
            found.add(f"{before}{each.name}")
    return found


def test_every_chapter_names_pages_that_exist_and_no_page_has_two() -> None:
    known = names(get_resolver().url_patterns)
    told = [name for chapter in manual.chapters() for name in chapter.about]
    assert set(told) <= known
    assert len(told) == len(set(told))


def test_every_page_is_explained() -> None:
    known = names(get_resolver().url_patterns) - NO_PAGES
    told = {name for chapter in manual.chapters() for name in chapter.about}
    assert not known - told


def test_every_picture_of_a_chapter_is_there_and_every_picture_is_used() -> None:
    used = {
        name
        for chapter in manual.chapters()
        for name in re.findall(r"\(pictures/([\w.-]+)\)", chapter.text)
    }
    assert used == {path.name for path in PICTURES.iterdir()}


# In a chapter, italics name what stands on the screen, word for word, … for what differs; bold stresses.
ITALICS = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?!\*)")
DIFFERS = re.compile(r"%(?:\(\w+\))?[sd]")


def on_the_screen() -> tuple[set[str], list[re.Pattern[str]]]:
    """Vietnamese words as they are shown, and the patterns of those with something put in."""
    catalogue = polib.pofile(str(Path(settings.LOCALE_PATHS[0]) / "vi/LC_MESSAGES/django.po"))
    shown = {
        words.casefold().strip().removesuffix("…")
        for entry in catalogue
        if not entry.obsolete
        for words in (entry.msgstr, *entry.msgstr_plural.values())
    }
    split = [DIFFERS.split(words) for words in shown if DIFFERS.search(words)]
    patterns = [re.compile("(.+)".join(re.escape(part) for part in parts)) for parts in split]
    return shown, patterns


def test_every_button_and_page_of_the_manual_is_called_so_on_the_screen() -> None:
    shown, patterns = on_the_screen()

    def stands(term: str) -> bool:
        matches = [found for pattern in patterns if (found := pattern.fullmatch(term))]
        filled = any(shown.issuperset(set(found.groups()) - {"…"}) for found in matches)
        return term in shown or filled

    terms = {
        (chapter.slug, term)
        for chapter in manual.chapters()
        for term in ITALICS.findall(chapter.text)
    }
    assert len(terms) > 50
    assert not [one for one in sorted(terms) if not stands(one[1].casefold())]


def test_html_in_a_chapter_is_shown_and_not_obeyed() -> None:
    chapter = manual.Chapter("x", "X", frozenset(), "<script>alert(1)</script>\n\n**đậm**")
    assert "<script>" not in chapter.html
    assert "<strong>đậm</strong>" in chapter.html


@pytest.mark.parametrize(
    ("page", "slug"), [("teaching", "dau-nam-hoc"), ("attendance_day", "diem-danh")]
)
def test_the_link_of_a_page_leads_to_its_chapter(
    school: School, client: Client, page: str, slug: str
) -> None:
    client.force_login(school.dao, "people.accounts.backend.StaffBackend")
    answer = client.get(reverse("manual"), {"about": page})
    assert answer.headers["Location"] == reverse("manual_chapter", args=[slug])
    assert "?about=inbox" in client.get(reverse("inbox")).content.decode()


def test_every_chapter_is_a_page_with_its_pictures(school: School, client: Client) -> None:
    client.force_login(school.dao, "people.accounts.backend.StaffBackend")
    for chapter in manual.chapters():
        shown = client.get(reverse("manual_chapter", args=[chapter.slug])).content.decode()
        assert f"<h1>{chapter.title}</h1>" in shown
        assert ".md" not in shown
        assert 'src="pictures/' not in shown
    assert client.get(reverse("manual_chapter", args=["khong-co"])).status_code == 404
    assert client.get(reverse("manual"), {"about": "khong-co"}).status_code == 200
