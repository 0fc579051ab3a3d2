"""Names that children of a Vietnamese primary school bear; nobody real is meant."""

from random import Random

# A family name and how many of a hundred families bear it.
FAMILIES = {
    "Nguyễn": 33, "Trần": 11, "Lê": 10, "Phạm": 7, "Huỳnh": 5, "Phan": 4, "Võ": 4, "Đặng": 3,
    "Bùi": 3, "Đỗ": 2, "Hồ": 2, "Ngô": 2, "Dương": 2, "Trương": 2, "Đinh": 1, "Lý": 1, "Lâm": 1,
    "Cao": 1, "Mai": 1, "Châu": 1, "Tô": 1, "Hà": 1, "Thái": 1, "Quách": 1,
}  # fmt: skip
# Middle and given names that go together.
GIRLS = """
Ngọc Ánh|Bảo Anh|Quỳnh Anh|Minh Anh|Phương Anh|Thùy Anh|Bảo Châu|Minh Châu|Ngọc Diệp|Thùy Dung
Mỹ Duyên|Thùy Dương|Linh Đan|Khánh Đoan|Hương Giang|Ngân Hà|Thu Hà|Ngọc Hân|Gia Hân|Bảo Hân
Thúy Hằng|Diệu Hiền|Thanh Hoa|Thu Huyền|Khánh Huyền|Thiên Hương|Mai Khanh|Bảo Khánh|Tuệ Lâm
Ngọc Lan|Thùy Linh|Khánh Linh|Mỹ Linh|Phương Linh|Gia Linh|Kim Loan|Trúc Ly|Khánh Ly|Thanh Mai
Ngọc Mai|Trà My|Hà My|Thảo My|Kiều My|Thúy Nga|Kim Ngân|Bảo Ngân|Thanh Ngân|Bảo Ngọc|Khánh Ngọc
Như Ngọc|Thảo Nguyên|Khôi Nguyên|Minh Nguyệt|Thanh Nhàn|Yến Nhi|Tuyết Nhi|Phương Nhi|Uyên Nhi
Quỳnh Như|Tâm Như|Hồng Nhung|Kiều Oanh|Diễm Phúc|Hoài Phương|Mai Phương|Thanh Phương|Như Quỳnh
Trúc Quỳnh|Thanh Tâm|Minh Tâm|Phương Thảo|Thanh Thảo|Thu Thảo|Anh Thư|Minh Thư|Bảo Thy|Cát Tiên
Thủy Tiên|Bảo Trâm|Ngọc Trâm|Bích Trâm|Bảo Trân|Huyền Trân|Thùy Trang|Thu Trang|Kiều Trinh
Thanh Trúc|Nhã Trúc|Cẩm Tú|Thanh Tuyền|Ánh Tuyết|Nhã Uyên|Phương Uyên|Tường Vân|Thảo Vân
Tường Vi|Hà Vy|Thảo Vy|Khánh Vy|Tường Vy|Như Ý|Hải Yến|Phi Yến|Ngọc Yến|Bảo Yến
"""
BOYS = """
Bảo An|Phúc An|Trường An|Tuấn Anh|Đức Anh|Nhật Anh|Hoàng Anh|Gia Bảo|Quốc Bảo|Thiên Bảo|Chí Bảo
Thái Bình|Minh Chiến|Chí Công|Thành Công|Mạnh Cường|Quốc Cường|Hải Đăng|Minh Đăng|Khánh Đăng
Thành Danh|Tiến Đạt|Thành Đạt|Tấn Đạt|Minh Đức|Trung Đức|Anh Dũng|Tiến Dũng|Quang Duy|Khánh Duy
Đức Duy|Hải Dương|Trường Giang|Minh Hải|Hoàng Hải|Nhật Hào|Gia Hào|Trung Hậu|Minh Hiếu
Trung Hiếu|Đức Hiếu|Huy Hoàng|Minh Hoàng|Việt Hoàng|Gia Huy|Quang Huy|Nhật Huy|Đức Huy
Tuấn Hưng|Gia Hưng|Quốc Hưng|Gia Khang|Minh Khang|Bảo Khang|Duy Khánh|Quốc Khánh|Anh Khoa
Đăng Khoa|Minh Khoa|Anh Khôi|Minh Khôi|Đăng Khôi|Trung Kiên|Tuấn Kiệt|Anh Kiệt|Hoàng Lâm
Tùng Lâm|Gia Lập|Hoàng Long|Thành Long|Bảo Long|Tấn Lộc|Phước Lộc|Đức Mạnh|Tuấn Minh|Nhật Minh
Quang Minh|Hoàng Nam|Nhật Nam|Phương Nam|Trọng Nghĩa|Hữu Nghĩa|Bảo Nguyên|Khôi Nguyên|Phúc Nguyên
Thiện Nhân|Trọng Nhân|Hoài Nhân|Minh Nhật|Hoàng Phi|Tấn Phát|Gia Phát|Thanh Phong|Đình Phong
Gia Phú|Hồng Phúc|Thiên Phúc|Hoàng Phúc|Minh Phước|Việt Phương|Minh Quân|Anh Quân|Hoàng Quân
Minh Quang|Nhật Quang|Phú Quý|Thanh Sang|Thái Sơn|Hoàng Sơn|Tấn Tài|Đức Tài|Minh Tâm|Nhật Tân
Quốc Thái|Đức Thắng|Toàn Thắng|Tiến Thành|Duy Thành|Phúc Thịnh|Quốc Thịnh|Minh Thiện|Đức Thiện
Trung Tín|Minh Toàn|Đức Toàn|Minh Trí|Đức Trí|Quốc Triệu|Thành Trung|Quốc Trung|Minh Tuấn
Anh Tuấn|Thanh Tùng|Sơn Tùng|Cát Tường|Quốc Việt|Thành Vinh|Quang Vinh|Anh Vũ|Minh Vương
"""
GIRL, BOY = "nữ", "nam"
_GIVEN = {GIRL: GIRLS.replace("\n", "|").strip("|").split("|"),
          BOY: BOYS.replace("\n", "|").strip("|").split("|")}  # fmt: skip


def pupil_name(chance: Random, gender: str) -> str:
    """A full name; of a whole school some bear the same one, as everywhere."""
    family = chance.choices(list(FAMILIES), list(FAMILIES.values()))[0]
    given = chance.choice(_GIVEN[gender])
    if gender == GIRL and chance.random() < 0.3:
        return f"{family} Thị {given.rsplit(' ', 1)[-1]}"
    return f"{family} {given}"
