"""The subjects and educational activities of the 2018 programme, as every school begins with them."""

from simple_history.utils import bulk_create_with_history

from people.models import Subject

# Code, name as the ministry's form has it, grades; in the order of that form.
PROGRAMME: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("TV", "Tiếng Việt", (1, 2, 3, 4, 5)),
    ("TOAN", "Toán", (1, 2, 3, 4, 5)),
    ("NN1", "Ngoại ngữ 1 (Tiếng Anh)", (3, 4, 5)),
    ("LSDL", "Lịch sử và Địa lí", (4, 5)),
    ("KH", "Khoa học", (4, 5)),
    ("TH", "Tin học và Công nghệ (Tin học)", (3, 4, 5)),
    ("CN", "Tin học và Công nghệ (Công nghệ)", (3, 4, 5)),
    ("DD", "Đạo đức", (1, 2, 3, 4, 5)),
    ("TNXH", "Tự nhiên và Xã hội", (1, 2, 3)),
    ("GDTC", "Giáo dục thể chất", (1, 2, 3, 4, 5)),
    ("AN", "Nghệ thuật (Âm nhạc)", (1, 2, 3, 4, 5)),
    ("MT", "Nghệ thuật (Mĩ thuật)", (1, 2, 3, 4, 5)),
    ("HDTN", "Hoạt động trải nghiệm", (1, 2, 3, 4, 5)),
)


def lay_down_programme() -> list[Subject]:
    subjects = [
        Subject(code=code, name=name, position=position, grades=list(grades))
        for position, (code, name, grades) in enumerate(PROGRAMME, start=1)
    ]
    bulk_create_with_history(subjects, Subject)
    return subjects
