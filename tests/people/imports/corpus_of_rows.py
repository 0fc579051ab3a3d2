"""More of the corpus: which rows of a sheet are people, and of which class?"""

from datetime import date

from tests.people.imports.corpus import NEW_AN, Case
from tests.people.imports.sheets import AN, BINH, CHI, HEADINGS, xlsx

TONG = ["2", "7912345681", "Tống Thị Hoa", date(2018, 2, 1), "Nữ", "3A"]
LISTED = ["Họ và tên", "Ngày sinh", "Giới tính"]

CASES = [
    Case(
        "surnames that look like a total without their tones",
        lambda: xlsx(
            {
                "3A": [
                    ["STT", *LISTED],
                    ["1", "Tống Thị Hoa", date(2018, 2, 1), "Nữ"],
                    ["2", "Cống Văn Công", "", ""],
                    ["", "Tòng Văn Số", date(2018, 2, 2), ""],
                    ["", "CONG VAN NAM", "", "Nam"],
                    ["", "Tòng Công Lớp", "", ""],
                    ["6", *AN[2:5]],
                ]
            }
        ),
        [
            "3A!2 new Tống Thị Hoa",
            "3A!3 refused Cống Văn Công"
            " | C3: the birth date is missing. D3: the gender is missing.",
            "3A!4 refused Tòng Văn Số | D4: the gender is missing.",
            "3A!5 refused Cong Van Nam | B5: written in capitals; read as Cong Van Nam."
            " C5: the birth date is missing.",
            "3A!6 refused Tòng Công Lớp"
            " | C6: the birth date is missing. D6: the gender is missing.",
            "3A!7 new Nguyễn Văn An",
        ],
    ),
    Case(
        "surname and given name apart, the given name like a foot",
        lambda: xlsx(
            {
                "3A": [
                    ["STT", "Họ và tên đệm", "Tên"],
                    ["1", "Nguyễn Văn", "Duyệt"],
                    ["", "Trần Văn", "Cộng"],
                    ["", "Tổng", ""],
                ]
            }
        ),
        [
            "3A!2 refused Nguyễn Văn Duyệt | row 2: the birth date is missing."
            " row 2: the gender is missing.",
            "3A!3 refused Trần Văn Cộng | row 3: the birth date is missing."
            " row 3: the gender is missing.",
        ],
        notes=["“3A”: Rows passed over as titles, totals or signatures: 4."],
    ),
    Case(
        "subtotals between the pupils, typed in several ways",
        lambda: xlsx(
            {
                "3A": [
                    HEADINGS,
                    AN,
                    ["", "", "Cộng: 1 nam"],
                    TONG,
                    ["", "", "Tong cong: 1"],
                    ["TỔNG CÔNG", "", "1"],
                    BINH,
                    ["35", "", "Tổng cộng"],
                    ["", "", "Người lập biểu"],
                    ["", "", "Võ Thị Vân"],
                ]
            }
        ),
        [NEW_AN, "3A!4 new Tống Thị Hoa", "3A!7 new Trần Thị Bình"],
        notes=["“3A”: Rows passed over as titles, totals or signatures: 3, 5–6, 8–10."],
    ),
    Case(
        "rows that name the class of those below, under one heading",
        lambda: xlsx(
            {
                "Khối 3": [
                    HEADINGS[:5],
                    ["Lớp 3A"],
                    AN[:5],
                    ["", "", "Cộng: 1"],
                    ["", "", "Tổng số chuyển từ lớp 3C: 1"],
                    ["", "", "Trần Văn Dũng", date(2018, 4, 1), "Nam"],
                    ["II", "", "Lớp 3B", 2],
                    BINH[:5],
                    CHI[:5],
                ]
            }
        ),
        [
            "Khối 3!3 new Nguyễn Văn An",
            "Khối 3!6 new Trần Văn Dũng",
            "Khối 3!8 refused Trần Thị Bình | row 8: there is no class “3B” in 2026–2027.",
            "Khối 3!9 refused Lê Ngọc Chi | row 9: there is no class “3B” in 2026–2027.",
        ],
        {"class": "3A"},
        ["“Khối 3”: Rows passed over as titles, totals or signatures: 2, 4–5, 7."],
    ),
    Case(
        "a class 1/2 that the spreadsheet took for a date",
        lambda: xlsx({"DS": [HEADINGS, [*AN[:5], date(2026, 2, 1)]]}),
        [
            "DS!2 refused Nguyễn Văn An"
            " | F2: the spreadsheet took the class for a date: type it as text."
        ],
    ),
]
