"""Vietnamese names: one order everywhere, composed, taken apart and put together again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.models import Pupil, Staff
from people.names import key_of, nfc, split_name
from tests.depth import examples
from tests.people.pupils_of import pupil

IN_ORDER = [
    "Trần Văn An",
    "Nguyễn Thị Ánh",
    "Lê Thị Ân",
    "Bùi Văn Bảo",
    "Lê Văn Dũng",
    "Phạm Thị Đào",
    "Bùi Thu Hà",
    "Trần Thu Hà",
    "Nguyễn Văn Hạ",
    "Lê Thị Hạnh",
    "Đỗ Minh Khôi",
    "Trần Minh Khôi",
    "Nguyễn Ngọc Oanh",
    "Võ Thị Ổi",
    "Lê Thị Ơn",
    "Nguyễn Văn Tú",
    "Nguyễn Văn Tư",
    "Nguyễn Thị Vân",
    "Nguyễn Thị Như Ý",
]


def test_lists_are_sorted_by_given_name_then_surname_letters_before_tones() -> None:
    assert sorted(set(IN_ORDER), key=key_of) == IN_ORDER


@pytest.mark.both_databases
def test_both_databases_put_names_in_that_order_saved_one_by_one_or_in_bulk(db: None) -> None:
    for name in IN_ORDER[::2]:
        pupil(name)
    rest = [split_name(name) for name in reversed(IN_ORDER[1::2])]
    Pupil.objects.bulk_create(
        Pupil(surname=a, middle_name=b, given_name=c, gender="nữ", born_on="2018-01-01")
        for a, b, c in rest
    )
    assert [one.full_name for one in Pupil.objects.all()] == IN_ORDER


def test_a_changed_name_changes_its_place(db: None) -> None:
    staff = Staff.objects.create_user("an", "mat-khau", "Trần Văn An", address="thầy")
    Staff.objects.create_user("binh", "mat-khau", "Lê Văn Bình", address="thầy")
    staff.full_name = "Trần Văn Xuân"
    staff.save()
    assert [one.username for one in Staff.objects.all()] == ["binh", "an"]


@examples(100)
@given(st.sampled_from(IN_ORDER), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_however_it_was_typed_it_is_the_same_name(name: str, form: str) -> None:
    typed = f"  {unicodedata.normalize(form, name)}\u200b\u00a0 "  # type: ignore[arg-type]
    assert nfc(typed) == name
    assert key_of(typed) == key_of(name)
    assert " ".join(part for part in split_name(typed) if part) == name


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Nguyễn An", ("Nguyễn", "", "An")),
        ("Nguyễn Thị Như Ý", ("Nguyễn", "Thị Như", "Ý")),
        ("Ka", ("", "", "Ka")),
        ("", ("", "", "")),
    ],
)
def test_names_are_taken_apart(full: str, parts: tuple[str, str, str]) -> None:
    assert split_name(full) == parts


@pytest.mark.parametrize("unwanted", ["\x00", "\x07", "\x7f", "\x9f", "\ud800"])
def test_what_is_no_text_is_left_out(unwanted: str) -> None:
    assert nfc(f"Lê{unwanted} Văn An{unwanted}") == "Lê Văn An"
    nfc(unwanted).encode()


@pytest.mark.parametrize("space", ["\t", "\n", "\r\n", "\x85", "\u00a0", "\u2003"])
def test_spaces_of_all_kinds_part_words(space: str) -> None:
    assert nfc(f"Lê{space}Văn An{space}") == "Lê Văn An"


@examples(100)
@given(st.text(max_size=60))
def test_no_text_breaks_the_key_and_it_is_plain(text: str) -> None:
    assert set(key_of(text)) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWX")
