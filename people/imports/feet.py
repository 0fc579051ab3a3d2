"""What stands beneath a list and is nobody: totals, signatures and dates; and the class of a title."""

import re
from collections.abc import Sequence

from people.imports.headings import plain
from people.names import nfc

# With their tones: Tống, Tòng, Cống and Công are names of people.
_TOTAL = re.compile(
    r"(?:tổng(?: cộng| số)?|cộng|danh sách (?:này )?(?:có|gồm)|lớp|trong đó|ấn định|duyệt)\b.*"
)
# Without any, where it can be nothing else: alone, or with a number or the pupils behind it.
_TYPED_BARE = re.compile(
    r"(?:tong(?: cong| so)?|cong)(?: (?:\d|hs\b|hoc sinh\b).*)?|(?:lop|trong do|an dinh)\b.*|duyet"
)
_SIGNED = re.compile(
    r"(?:nguoi (?:lap|nhap)|lap bieu|(?:pho )?hieu truong|kt hieu truong|giao vien chu nhiem|gvcn|"
    r"thu truong|xac nhan|ky ten|.*\bngay (?:\d+ )?thang (?:\d+ )?nam(?: \d+)?)\b.*"
)
_SUM = re.compile(r"(?:tong|cong|trong do|an dinh)\b")
_CLASS = re.compile(
    r"\bl(?:ớp|op)\s*:?\s*(\d[\w/. -]{0,9}?)(?=$|[,;:()–]|\s+[^\W\d]{2,}|\s+-)", re.IGNORECASE
)


def is_foot(text: str) -> bool:
    if _SIGNED.fullmatch(plain(text)):
        return True
    if text.isascii():
        return bool(_TYPED_BARE.fullmatch(plain(text)))
    return bool(_TOTAL.fullmatch(" ".join(re.findall(r"\w+", nfc(text).lower()))))


def class_of_title(texts: Sequence[str]) -> str:
    """The class that a row of few words names: "Lớp 1A" and "I | Lớp 1A | 35"; a total names none."""
    for text in texts:
        is_title = len(texts) == 1 and not _SUM.match(plain(text))
        if is_title or plain(text).startswith("lop"):
            return class_in(text)
    return ""


def class_in(text: str) -> str:
    """The class that a title names: "Danh sách học sinh lớp 3A"."""
    found = _CLASS.search(nfc(text))
    return found[1].strip() if found else ""
