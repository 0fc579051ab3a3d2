"""Is text of the old fonts found out, and real Vietnamese never taken for it?"""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from people.imports.legacy import looks_legacy, with_real_d

TCVN3 = [
    "NguyÔn V¨n An",
    "TrÇn ThÞ B×nh",
    "Lª Ngäc Chi",
    "§ç Quang Minh",
    "Ph¹m ThÞ Hång",
    "T©n TËp",
]
VNI = [
    "Nguyeãn Vaên An",
    "Traàn Thò Bình",
    "Leâ Ngoïc Chi",
    "Ñoã Quang Minh",
    "Phaïm Thò Hoàng Vaân",
]
# One word each, whose only sign of an old font is a letter that other peoples have.
ONE_LETTER = [
    *("Ngäc", "Hång", "Bïi", "TrÇn", "NguyÖn", "Ngäc An", "TËp", "Qu¶ng", "Hiªn", "Tµi"),
    *("Ngoïc", "Phaïm", "Phöông", "Huyønh", "Löu", "Ñình", "ñaïo", "NGOÏC", "Huøng"),
]
FOREIGN = [
    *("Müller", "José Muñoz", "Françoise", "Nguyễn Müller An", "Zoë Müller", "Noël", "Jäger"),
    *("Björn Sørensen", "Peña", "Anaïs", "MÜLLER", "FRANÇOISE", "Åsa Ström", "Núñez", "Gül"),
    *("Iñaki Nuño", "Çelik", "Søren", "Weiß", "Jürgen Groß", "Raphaël", "Île de France"),
]
REAL = [
    *("Nguyễn Thị Quyên", "Trần Quốc Toản", "Lò Thị Giã", "Hoàng Quãng", "Y Bih Niê", "H'Hen Niê"),
    *("K'Brêl", "Ksor Ýt", "Giàng A Páo", "Đặng Thuý Loan", "Hoà Bình", "Huỳnh Khoẻ", "Bùi Uyển"),
    *("Lý Tuấn Khuê", "Tổ chuyên môn 3", "Số 5–7, ngõ 12 đường Nguyễn Huệ", "Mai Sao (Thuỷ)"),
]


@pytest.mark.parametrize("text", TCVN3 + VNI + ONE_LETTER)
def test_text_of_an_old_font_is_found_out(text: str) -> None:
    assert looks_legacy(text)


@pytest.mark.parametrize("text", REAL + FOREIGN)
def test_real_names_and_places_are_not(text: str) -> None:
    assert not looks_legacy(text)


def test_no_word_of_the_whole_catalogue_is_taken_for_an_old_font() -> None:
    catalogue = polib.pofile(str(Path(settings.BASE_DIR) / "locale/vi/LC_MESSAGES/django.po"))
    words = {word for entry in catalogue for word in re.findall(r"[^\W\d_]+", entry.msgstr)}
    assert len(words) > 400
    assert [word for word in words if looks_legacy(word)] == []


def test_the_icelandic_letter_at_the_head_of_a_word_becomes_ours() -> None:
    assert with_real_d("Ðặng ðình Ðông") == "Đặng đình Đông"
