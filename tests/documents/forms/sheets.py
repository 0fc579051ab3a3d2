"""A table of many short cells with a comment a row: what a form is filled with, pupil by pupil."""

import random

from documents.forms import Filling, FormDesign

ADDRESS = "https://truong.example/v/Ab3dEfGh1jKlMnOpQrStUv"
FIELDS = ("author", "review")
COLUMNS = 9
_FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
_MIDDLE = ("Thị", "Văn", "Ngọc Minh", "Gia", "Hữu", "Quỳnh Như", "Thanh", "Bảo", "Khánh", "Đức")
_GIVEN = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hường",
    "Khôi",
    "Linh",
    "Mỹ",
    "Nhi",
    "Oanh",
    "Phượng",
    "Quân",
    "Sương",
    "Thảo",
    "Ẩn",
    "Ơn",
    "Ưng",
]
_SAID = (
    "Đọc to, rõ ràng, diễn cảm; chữ viết đều nét.",
    "Biết giải bài toán có lời văn bằng hai bước tính.",
    "Hiểu bài, tích cực tham gia thảo luận nhóm.",
    "Cần mạnh dạn hơn khi phát biểu ý kiến.",
    "Có nhiều tiến bộ trong học kì II.",
)


def design(rows: int = 45, fields: tuple[str, ...] = FIELDS) -> FormDesign:
    headings = [f"Cột {number}" for number in range(1, COLUMNS + 1)]
    school = {"authority": "UBND XÃ TÂN TẬP", "name": "Trường Tiểu học Hoa Sen", "place": "Tân Tập"}
    shape = {"school": school, "rows": list(range(1, rows + 1)), "headings": headings}
    return FormDesign("print/sheet.html", shape, fields)


def filling(seed: int, rows: int = 45) -> Filling:
    """Another class for each seed, always the same for the same."""
    chance = random.Random(seed)
    texts = {"class": f"3{chance.choice('ABCDE')}", "remarks": "Lớp học tốt.\n\nCả lớp cố gắng."}
    for row in range(1, rows + 1):
        name = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
        texts |= {f"number-{row}": str(row), f"name-{row}": name}
        texts |= {
            f"cell-{row}-{column}": chance.choice(["T", "H", "C", "10", "9", "8", ""])
            for column in range(1, COLUMNS + 1)
        }
        texts[f"comment-{row}"] = " ".join(chance.sample(_SAID, 2))
    return Filling(design(rows).shape, texts, f"Phiếu điểm {seed} <&> Ơ")
