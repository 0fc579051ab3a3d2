"""Spreadsheets as schools really have them, each with one defect, and the verdict on every row.

A row is told as "sheet!row outcome name | changes | remarks and reasons".
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.people.imports.sheets import AN, BINH, CHI, HEADINGS, csv, merged, ods, xls, xlsx

NEW_AN = "3A!2 new Nguyễn Văn An"
NEW_BINH = "3A!3 new Trần Thị Bình"


@dataclass(frozen=True)
class Case:
    defect: str
    make: Callable[[], bytes]
    told: list[str]
    values: dict[str, str] = field(default_factory=dict)  # of the first row
    notes: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


def one(*cells: Any, headings: list[str] = HEADINGS, sheet: str = "3A", **options: Any) -> bytes:
    return xlsx({sheet: [headings, list(cells)]}, **options)


def an(**others: Any) -> list[Any]:
    """An's row with other cells, by the number of the column: c3=…"""
    return [others.get(f"c{place}", cell) for place, cell in enumerate(AN)]


TCVN3 = "NguyÔn V¨n An"
VNI = "Nguyeãn Vaên An"

CASES = [
    Case("a clean list", lambda: xlsx({"3A": [HEADINGS, AN, BINH]}), [NEW_AN, NEW_BINH]),
    Case(
        "titles above, merged over the table",
        lambda: xlsx(
            {"3A": [["x"] * 6, ["x"], [], ["", "", "Lớp: 3A"], [], HEADINGS, AN]},
            merged(
                ("3A", "A1:F1", "TRƯỜNG TIỂU HỌC HOA SEN"), ("3A", "A2:F2", "DANH SÁCH HỌC SINH")
            ),
        ),
        ["3A!7 new Nguyễn Văn An"],
    ),
    Case(
        "the class stands in a title only",
        lambda: xlsx(
            {"Sheet1": [["Danh sách học sinh lớp 3A, năm học 2026-2027"], [], HEADINGS[:5], AN[:5]]}
        ),
        ["Sheet1!4 new Nguyễn Văn An"],
        {"class": "3A"},
    ),
    Case(
        "one class a sheet, named by the sheet",
        lambda: xlsx({"Lớp 3A": [HEADINGS[:5], AN[:5]], "3B": [HEADINGS[:5], BINH[:5]]}),
        [
            "Lớp 3A!2 new Nguyễn Văn An",
            "3B!2 refused Trần Thị Bình | row 2: there is no class “3B” in 2026–2027.",
        ],
    ),
    Case(
        "the same with classes to be made",
        lambda: xlsx({"3B": [HEADINGS[:5], BINH[:5]], "5 c (30)": [HEADINGS[:5], AN[:5]]}),
        ["3B!2 new Trần Thị Bình", "5 c (30)!2 new Nguyễn Văn An"],
        {"class": "3B"},
        options={"make_missing": True},
    ),
    Case(
        "totals and signatures below",
        lambda: xlsx(
            {
                "3A": [
                    HEADINGS,
                    AN,
                    ["", "", "Tổng số: 1 học sinh, trong đó nữ: 0"],
                    [],
                    ["", "", "", "Tân Tập, ngày 5 tháng 9 năm 2026"],
                    ["", "", "Người lập", "", "HIỆU TRƯỞNG"],
                    ["", "", "Võ Thị Vân", "", "Nguyễn Thị Thu"],
                ]
            }
        ),
        [NEW_AN],
        notes=["“3A”: Rows passed over as titles, totals or signatures: 3, 5–7."],
    ),
    Case(
        "numbers of the columns below the headings",
        lambda: xlsx({"3A": [HEADINGS, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], AN]}),
        ["3A!3 new Nguyễn Văn An"],
    ),
    Case(
        "headings repeated on every printed page",
        lambda: xlsx({"3A": [HEADINGS, AN, [], HEADINGS, BINH]}),
        [NEW_AN, "3A!5 new Trần Thị Bình"],
    ),
    Case(
        "several classes below one another",
        lambda: xlsx(
            {
                "Khối 3": [
                    ["Lớp 3A"],
                    HEADINGS[:5],
                    AN[:5],
                    ["Tổng cộng: 1"],
                    ["Lớp 3B"],
                    HEADINGS[:5],
                    BINH[:5],
                ]
            }
        ),
        [
            "Khối 3!3 new Nguyễn Văn An",
            "Khối 3!7 refused Trần Thị Bình | row 7: there is no class “3B” in 2026–2027.",
        ],
    ),
    Case(
        "headings in two rows, parents merged",
        lambda: xlsx(
            {
                "3A": [
                    ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "x", "x", "x", "x"],
                    ["", "", "", "", "Họ tên", "Năm sinh", "Họ tên", "SĐT"],
                    ["1", *AN[2:5], "Nguyễn Văn Ba", 1988, "Lê Thị Tư", 912345678],
                ]
            },
            merged(
                ("3A", "A1:A2", "STT"),
                ("3A", "B1:B2", "Họ và tên"),
                ("3A", "C1:C2", "Ngày sinh"),
                ("3A", "D1:D2", "Giới tính"),
                ("3A", "E1:F1", "Cha"),
                ("3A", "G1:H1", "Thông tin mẹ"),
            ),
        ),
        ["3A!3 new Nguyễn Văn An | H3: zeros in front had been lost; read as 0912345678."],
        {
            "father_name": "Nguyễn Văn Ba",
            "father_born_year": "1988",
            "mother_name": "Lê Thị Tư",
            "mother_phone": "0912345678",
        },
    ),
    Case(
        "parents' columns that do not say whose they are",
        lambda: one(
            *["1", *AN[2:5], "Nguyễn Văn Ba", "1988", "Nông", "Lê Thị Tư", "1990", "Thợ may"],
            headings=[
                *["STT", "Họ tên", "Ngày sinh", "Giới tính"],
                *["Họ tên bố", "Năm sinh", "Nghề nghiệp", "Họ tên mẹ", "Năm sinh", "Nghề nghiệp"],
            ],
        ),
        [NEW_AN],
        {"father_born_year": "1988", "mother_born_year": "1990", "mother_occupation": "Thợ may"},
    ),
    Case(
        "surname and given name in two columns under one heading",
        lambda: xlsx(
            {
                "3A": [
                    ["STT", "x", "", "Ngày sinh", "Giới tính"],
                    ["1", "Nguyễn Văn", "An", *AN[3:5]],
                ]
            },
            merged(("3A", "B1:C1", "Họ và tên học sinh")),
        ),
        [NEW_AN],
    ),
    Case(
        "surname with middle name, and given name, each with a heading",
        lambda: one(
            *["1", "Nguyễn Văn", "An", *AN[3:5]],
            headings=["STT", "Họ và tên đệm", "Tên", "Ngày sinh", "GT"],
        ),
        [NEW_AN],
    ),
    Case(
        "dates as texts in many ways",
        lambda: xlsx(
            {
                "3A": [
                    HEADINGS,
                    an(c3="03/05/2018"),
                    [*BINH[:3], "20-10-18", *BINH[4:]],
                    [*CHI[:3], "2018-01-15", *CHI[4:]],
                    ["4", "7912345681", "Võ Văn Dũng", "7.2.2018", "Nam", "3A"],
                    ["5", "7912345682", "Võ Văn Em", "ngày 8 tháng 3 năm 2018", "Nam", "3A"],
                    ["6", "7912345683", "Võ Văn Phi", "'09/04/2018", "Nam", "3A"],
                    ["7", "7912345684", "Võ Thị Giang", "2018-04-10 00:00:00", "Nữ", "3A"],
                ]
            }
        ),
        [
            NEW_AN,
            NEW_BINH,
            "3A!4 new Lê Ngọc Chi",
            "3A!5 new Võ Văn Dũng",
            "3A!6 new Võ Văn Em",
            "3A!7 new Võ Văn Phi",
            "3A!8 new Võ Thị Giang",
        ],
        {"born_on": "2018-05-03"},
    ),
    Case(
        "dates as serial numbers", lambda: one(*an(c3=43223)), [NEW_AN], {"born_on": "2018-05-03"}
    ),
    Case(
        "serial numbers of an old Mac",
        lambda: one(*an(c3=43223 - 1462), date_1904=True),
        [NEW_AN],
        {"born_on": "2018-05-03"},
    ),
    Case(
        "the year alone, no such day, month first, born in the future",
        lambda: xlsx(
            {
                "3A": [
                    HEADINGS,
                    an(c3=2018),
                    [*BINH[:3], "31/02/2018", *BINH[4:]],
                    [*CHI[:3], "05/23/2018", *CHI[4:]],
                    an(c1="7912345681", c3=date(2081, 5, 3)),
                ]
            }
        ),
        [
            "3A!2 refused Nguyễn Văn An | D2: “2018” is a year; day and month are missing.",
            "3A!3 refused Trần Thị Bình"
            " | D3: “31/02/2018” is no day of the calendar (day/month/year).",
            "3A!4 refused Lê Ngọc Chi"
            " | D4: “05/23/2018” is no day of the calendar (day/month/year).",
            "3A!5 refused Nguyễn Văn An | D5: no pupil is born on 03/05/2081.",
        ],
    ),
    Case(
        "day, month and year in three columns",
        lambda: xlsx(
            {
                "3A": [
                    ["STT", "Họ và tên", "x", "x", "x", "Nữ"],
                    ["", "", "Ngày", "Tháng", "Năm", ""],
                    [1, "Nguyễn Văn An", 3, 5, 2018, ""],
                    [2, "Trần Thị Bình", 20, 10, 2018, "x"],
                ]
            },
            merged(("3A", "C1:E1", "Ngày sinh")),
        ),
        ["3A!3 new Nguyễn Văn An", "3A!4 new Trần Thị Bình"],
        {"born_on": "2018-05-03", "gender": "nam"},
    ),
    Case(
        "personal IDs read as numbers, without their zero",
        lambda: xlsx(
            {
                "3A": [
                    ["Họ và tên", "Ngày sinh", "Giới tính", "Số định danh cá nhân"],
                    [*AN[2:5], 79218001234],
                    [*BINH[2:5], "079.318.005.678"],
                ]
            }
        ),
        [
            f"{NEW_AN} | D2: zeros in front had been lost; read as 079218001234.",
            NEW_BINH,
        ],
        {"personal_id": "079218001234"},
    ),
    Case(
        "a personal ID whose lost digits would be a guess",
        lambda: xlsx(
            {
                "3A": [
                    ["Họ và tên", "Ngày sinh", "Giới tính", "CCCD"],
                    [*AN[2:5], "7.9218E+10"],
                    [*BINH[2:5], 79218001234],
                    [*CHI[2:5], "079218001299"],
                ]
            }
        ),
        [
            "3A!2 refused Nguyễn Văn An"
            " | D2: “7.9218E+10” was shortened by the spreadsheet; the digits are lost.",
            "3A!3 refused Trần Thị Bình | D3: zeros in front had been lost; read as 079218001234."
            " D3: “079218001234” is no personal ID: its fourth digit belongs to the other gender.",
            "3A!4 new Lê Ngọc Chi"
            " | D4: please check the personal ID: its fourth digit belongs to the other gender.",
        ],
    ),
    Case(
        "ministry codes read as numbers",
        lambda: xlsx({"3A": [HEADINGS, an(c1=112345678), [*BINH[:1], 7912345679.0, *BINH[2:]]]}),
        [f"{NEW_AN} | B2: zeros in front had been lost; read as 0112345678.", NEW_BINH],
        {"ministry_code": "0112345678"},
    ),
    Case(
        "“Mã định danh” with twelve digits, “Mã học sinh” of another software",
        lambda: one(
            *["HS0017", "079218001234", *AN[2:5]],
            headings=["Mã học sinh", "Mã định danh", "Họ và tên", "Ngày sinh", "Giới tính"],
        ),
        [NEW_AN],
        {"personal_id": "079218001234", "ministry_code": ""},
        notes=["Columns that are not kept: Mã học sinh."],
    ),
    Case(
        "letters taken apart, as a Mac writes them",
        lambda: one(
            *[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in AN]
        ),
        [NEW_AN],
        {"full_name": "Nguyễn Văn An"},
    ),
    Case(
        "double, hard and invisible spaces, an Icelandic Ð",
        lambda: one(*an(c2="\u200b Nguyễn\u00a0 Văn   Ðông\ufeff", c4=" nu ")),
        ["3A!2 new Nguyễn Văn Đông"],
        {"full_name": "Nguyễn Văn Đông", "gender": "nữ"},
    ),
    Case(
        "typed for the fonts .VnTime and VNI-Times",
        lambda: xlsx({"3A": [HEADINGS, an(c2=TCVN3), [*BINH[:2], VNI, *BINH[3:]]]}),
        [
            f"3A!2 refused  | C2: “{TCVN3}” was typed for an old font (TCVN3, VNI)."
            " Convert the file to Unicode. C2: the name is missing.",
            f"3A!3 refused  | C3: “{VNI}” was typed for an old font (TCVN3, VNI)."
            " Convert the file to Unicode. C3: the name is missing.",
        ],
    ),
    Case(
        "names in capitals",
        lambda: one(*an(c2="NGUYỄN VĂN AN")),
        [f"{NEW_AN} | C2: written in capitals; read as Nguyễn Văn An."],
    ),
    Case(
        "gender in unusual words",
        lambda: xlsx(
            {"3A": [HEADINGS, an(c4="M"), [*BINH[:4], "F", "3A"], [*CHI[:4], "khác?", "3A"]]}
        ),
        [NEW_AN, NEW_BINH, "3A!4 refused Lê Ngọc Chi | E4: “khác?” is neither “nam” nor “nữ”."],
        {"gender": "nam"},
    ),
    Case(
        "the same pupil twice",
        lambda: xlsx({"3A": [HEADINGS, AN, BINH, an(c1="")], "Sheet2": [HEADINGS, BINH]}),
        [
            NEW_AN,
            NEW_BINH,
            "3A!4 refused Nguyễn Văn An | C4: the same pupil stands in row 2 of “3A” already.",
            "Sheet2!2 refused Trần Thị Bình | B2: the same pupil stands in row 3 of “3A” already.",
        ],
    ),
    Case(
        "what is needed is missing",
        lambda: xlsx(
            {"3A": [HEADINGS, an(c2=""), [*BINH[:3], "", "", "3A"], an(c1="7912345681", c5="9Z")]}
        ),
        [
            "3A!2 refused  | C2: the name is missing.",
            "3A!3 refused Trần Thị Bình"
            " | D3: the birth date is missing. E3: the gender is missing.",
            "3A!4 refused Nguyễn Văn An | F4: there is no class “9Z” in 2026–2027.",
        ],
    ),
    Case(
        "the class merged over its pupils",
        lambda: xlsx(
            {"DS": [["Lớp", *HEADINGS[:5]], ["x", *AN[:5]], ["", *BINH[:5]]]},
            merged(("DS", "A2:A3", "3A")),
        ),
        ["DS!2 new Nguyễn Văn An", "DS!3 new Trần Thị Bình"],
        {"class": "3A"},
    ),
    Case(
        "a hidden sheet with lists, another without a table",
        lambda: xlsx(
            {"3A": [HEADINGS, AN], "DanhMuc": [HEADINGS, BINH], "Hướng dẫn": [["Đọc kỹ"]]},
            lambda _book, made: made["DanhMuc"].hide(),
        ),
        [NEW_AN],
        notes=["Sheets without such a table were left aside: Hướng dẫn."],
    ),
    Case(
        "protected facts, ticks and refusals in words",
        lambda: one(
            *[*AN[2:5], "Kinh", "x", "Không", "Hộ nghèo"],
            headings=[
                "Họ và tên",
                "Ngày sinh",
                "Giới tính",
                "Dân tộc",
                "Khuyết tật",
                "Tôn giáo",
                "Diện chính sách",
            ],
        ),
        [NEW_AN],
        {"ethnicity": "Kinh", "disability": "có", "religion": "", "priority": "Hộ nghèo"},
    ),
    Case(
        "an OpenDocument file with a million empty rows below",
        lambda: ods({"3A": [HEADINGS, AN, BINH]}, empty_rows_below=1_048_000),
        [NEW_AN, NEW_BINH],
    ),
    Case("a real Excel 97 file", lambda: xls("3A", [HEADINGS, AN, BINH]), [NEW_AN, NEW_BINH]),
    Case(
        "separated by semicolons, in UTF-8 with a mark",
        lambda: csv([HEADINGS, AN, BINH], "utf-8-sig", ";"),
        ["!2 new Nguyễn Văn An", "!3 new Trần Thị Bình"],
    ),
    Case(
        "separated by tabs, in UTF-16, as Excel saves “Unicode text”",
        lambda: csv([HEADINGS, AN], "utf-16", "\t"),
        ["!2 new Nguyễn Văn An"],
    ),
    Case(
        "in Windows-1258, with commas and old line ends",
        lambda: csv(
            [[*map(in_1258, HEADINGS)], [in_1258(str(cell)) for cell in an(c3="3/5/2018")]],
            "cp1258",
            ending="\r",
        ),
        ["!2 new Nguyễn Văn An"],
    ),
    Case(
        "commas and line ends inside quotation marks, and “sep=”",
        lambda: (
            'sep=,\r\nHọ và tên,Ngày sinh,Giới tính,"Chỗ ở\nhiện nay",Lớp\r\n'
            'Nguyễn Văn An,3/5/2018,Nam,"Ấp 1, xã Tân Tập",3A\r\n'.encode()
        ),
        ["!3 new Nguyễn Văn An"],
        {"residence": "Ấp 1, xã Tân Tập"},
    ),
]


def in_1258(text: str) -> str:
    """Letters with their shape composed and their tone behind, as Windows-1258 has them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    found = ""
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in tones)
        bare = "".join(mark for mark in apart if mark not in tones)
        found += unicodedata.normalize("NFC", bare) + tone
    return found
