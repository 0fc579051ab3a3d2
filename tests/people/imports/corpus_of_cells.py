"""More of the corpus: what does a cell mean?"""

from tests.people.imports.corpus import NEW_AN, Case
from tests.people.imports.sheets import AN, BINH, CHI, HEADINGS, merged, xlsx

LISTED = ["Họ và tên", "Ngày sinh", "Giới tính"]
NAME_AND_DAY = slice(2, 4)


def ticked(mark: object, number: int) -> list[object]:
    """A girl whose gender is this mark."""
    return [f"Trần Thị {'ABCDEGHIKL'[number]}", BINH[3], mark]


CASES = [
    Case(
        "girls ticked in many ways in a column “Nữ”",
        lambda: xlsx(
            {
                "3A": [
                    ["Họ và tên", "Ngày sinh", "Nữ"],
                    *[ticked(mark, n) for n, mark in enumerate(["✓", "√", "✔", "ü", "•", "*", 1])],
                    [*AN[NAME_AND_DAY], "Không"],
                ],
                "3A ": [["Họ và tên", "Ngày sinh", "Nữ"], [*CHI[NAME_AND_DAY], "nữ"]],
            }
        ),
        [
            *[f"3A!{n + 2} new Trần Thị {'ABCDEGH'[n]}" for n in range(7)],
            "3A!9 new Nguyễn Văn An",
            "3A !2 new Lê Ngọc Chi",
        ],
        {"gender": "nữ"},
    ),
    Case(
        "“Nam” and “Nữ”, both or neither ticked",
        lambda: xlsx(
            {
                "3A": [
                    ["Họ và tên", "Ngày sinh", "Nam", "Nữ"],
                    [*AN[NAME_AND_DAY], "✓", ""],
                    [*BINH[NAME_AND_DAY], "x", "x"],
                    [*CHI[NAME_AND_DAY], "", "-"],
                ]
            }
        ),
        [
            NEW_AN,
            "3A!3 refused Trần Thị Bình | D3: “Nam” and “Nữ” are both ticked.",
            "3A!4 refused Lê Ngọc Chi | D4: neither “Nam” nor “Nữ” is ticked.",
        ],
        {"gender": "nam"},
    ),
    Case(
        "a code with a digit too many",
        lambda: xlsx({"3A": [HEADINGS, [AN[0], "791234567812", *AN[2:]]]}),
        ["3A!2 refused Nguyễn Văn An | B2: “791234567812” must have exactly 10 digits."],
    ),
    Case(
        "pupils who have left, by a column that says so",
        lambda: xlsx(
            {
                "3A": [
                    [*HEADINGS, "Trạng thái"],
                    [*AN, "Đang học"],
                    [*BINH, "Đã chuyển trường"],
                    [*CHI, "Thôi học"],
                    ["4", "7912345681", "Võ Văn Dũng", "7/2/2018", "Nam", "3A", ""],
                    ["5", "7912345682", "Võ Văn Em", "7/3/2018", "Nam", "3A", "Chuyển đến kỳ I"],
                ]
            }
        ),
        [
            NEW_AN,
            "3A!3 refused Trần Thị Bình | G3: “Đã chuyển trường”: not brought in as a new pupil.",
            "3A!4 refused Lê Ngọc Chi | G4: “Thôi học”: not brought in as a new pupil.",
            "3A!5 new Võ Văn Dũng",
            "3A!6 new Võ Văn Em",
        ],
    ),
    Case(
        "the code of a class to the left of its name",
        lambda: xlsx({"3A": [["Mã lớp", *HEADINGS], ["1", *AN], ["3A", *BINH[:5], ""]]}),
        [NEW_AN, "3A!3 refused Trần Thị Bình | G3: the class is missing."],
        {"class": "3A"},
        ["Columns that are not kept: Mã lớp."],
    ),
    Case(
        "the code of a class alone",
        lambda: xlsx({"x": [["Mã lớp", *HEADINGS[:5]], ["3A", *AN[:5]]]}),
        ["x!2 new Nguyễn Văn An"],
        {"class": "3A"},
    ),
    Case(
        "one column for both parents",
        lambda: xlsx(
            {
                "3A": [
                    [*LISTED, "Họ tên cha/mẹ", "Năm sinh", "Số điện thoại"],
                    [*AN[2:5], "Lê Thị Tư", "1990", "0912345678"],
                ]
            }
        ),
        [NEW_AN],
        {"father_name": "", "mother_name": "", "father_phone": "", "born_on": "2018-05-03"},
        ["Columns that are not kept: Họ tên cha/mẹ, Năm sinh, Số điện thoại."],
    ),
    Case(
        "a telephone of a father without a name",
        lambda: xlsx(
            {"3A": [[*LISTED, "Nghề nghiệp cha", "SĐT cha"], [*AN[2:5], "Nông", "0912345678"]]}
        ),
        [
            f"{NEW_AN} | D2: Father: occupation, Father: telephone:"
            " left out, for the name is missing."
        ],
        {"father_phone": ""},
    ),
    Case(
        "capitals with an apostrophe, a hyphen and a bracket",
        lambda: xlsx(
            {
                "3A": [
                    LISTED,
                    ["NGUYỄN VĂN AN (A)", *AN[3:5]],
                    ["H'MAI NIÊ", *BINH[3:5]],
                    ["ANNE-MARIE O’NEIL", *CHI[3:5]],
                ]
            }
        ),
        [
            "3A!2 new Nguyễn Văn An (A) | A2: written in capitals; read as Nguyễn Văn An (A).",
            "3A!3 new H'Mai Niê | A3: written in capitals; read as H'Mai Niê.",
            "3A!4 new Anne-Marie O’Neil | A4: written in capitals; read as Anne-Marie O’Neil.",
        ],
    ),
    Case(
        "marks of the direction of writing, formulas that failed, names from abroad",
        lambda: xlsx(
            {
                "3A": [
                    [*LISTED, "Nơi sinh"],
                    ["\u202eNguyễn\u200f Văn\u2066 An\u2069", *AN[3:5], "#N/A"],
                    ["#REF!", *BINH[3:5], ""],
                    ["Lê Müller", *CHI[3:5], "Hà Nội"],
                ]
            }
        ),
        [NEW_AN, "3A!3 refused  | A3: the name is missing.", "3A!4 new Lê Müller"],
        {"full_name": "Nguyễn Văn An", "birth_place": ""},
    ),
    Case(
        "the birth date below “Nam” or “Nữ”",
        lambda: xlsx(
            {
                "3A": [
                    ["STT", "Họ và tên", "x", "x"],
                    ["", "", "Nam", "Nữ"],
                    ["1", *AN[NAME_AND_DAY], ""],
                    ["2", "Trần Thị Bình", "", "20/10/2018"],
                    ["3", "Lê Ngọc Chi", "", ""],
                ]
            },
            merged(("3A", "C1:D1", "Ngày sinh")),
        ),
        [
            "3A!3 new Nguyễn Văn An",
            "3A!4 new Trần Thị Bình",
            "3A!5 refused Lê Ngọc Chi"
            " | row 5: the birth date is missing. row 5: the gender is missing.",
        ],
        {"born_on": "2018-05-03", "gender": "nam"},
    ),
    Case(
        "day, month and year of birth in three columns of one row",
        lambda: xlsx(
            {
                "3A": [["Họ và tên", "Ngày", "Tháng", "Năm sinh", "Nữ"], ["Võ An", 3, 5, 2018, ""]],
                "3B": [
                    ["Họ và tên", "Ngày sinh", "Tháng sinh", "Năm sinh", "Nữ"],
                    ["Võ Thị Bình", 20, 10, 2018, "x"],
                ],
                "3C": [
                    [*LISTED, "Ngày vào Đội", "Tháng", "Năm sinh", "Lớp"],
                    [*CHI[2:5], 9, 9, 2025, "3A"],
                ],
            }
        ),
        ["3A!2 new Võ An", "3B!2 new Võ Thị Bình", "3C!2 new Lê Ngọc Chi"],
        {"born_on": "2018-05-03"},
        options={"make_missing": True},
    ),
    Case(
        "two lists side by side",
        lambda: xlsx({"3A": [[*LISTED, "", *LISTED], [*AN[2:5], "", *BINH[2:5]]]}),
        [NEW_AN],
        notes=[
            "“3A”: A second list stands beside the first, from column E on; nobody in it was read."
            " Put it below the first or on a sheet of its own."
        ],
    ),
]
