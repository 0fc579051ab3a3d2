"""Who works at the sample school: written by hand, because tests and pictures know them by name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.models import Duty

CO, THAY = "cô", "thầy"
OFFICE = "Tổ văn phòng"
SUBJECT_GROUPS = tuple(f"Tổ {grade}" for grade in range(1, 6))


@dataclass(frozen=True, slots=True)
class Member:
    username: str
    full_name: str
    address: str
    group: str = ""
    homeroom: str = ""
    specialist: str = ""  # code of the one subject taught in many classes
    duties: tuple[Duty, ...] = ()

    def described(self) -> str:
        """What this person does here, in one line."""
        parts = [str(duty.label) for duty in self.duties]
        if self.homeroom:
            parts.append(_("Homeroom teacher of %(class)s") % {"class": self.homeroom})
        if self.specialist:
            parts.append(_("Subject teacher (%(subject)s)") % {"subject": self.specialist})
        if self.group:
            parts.append(self.group)
        return ", ".join(parts)


_LEADER = (Duty.GROUP_LEADER,)
_DEPUTY = (Duty.DEPUTY_LEADER,)

CAST = (
    Member("thu", "Nguyễn Thị Thu", CO, duties=(Duty.PRINCIPAL,)),
    Member("minh", "Đỗ Quang Minh", THAY, duties=(Duty.VICE_PRINCIPAL,)),
    Member("ngoc", "Phạm Thị Ngọc", CO, duties=(Duty.VICE_PRINCIPAL, Duty.RECORDS_BOARD)),
    Member("van", "Võ Thị Vân", CO, OFFICE, duties=(Duty.CLERK, Duty.RECORDS_BOARD)),
    Member("lien", "Trần Thị Kim Liên", CO, "Tổ 1", "1A", duties=_LEADER),
    Member("hanh", "Nguyễn Thị Mỹ Hạnh", CO, "Tổ 1", "1B", duties=_DEPUTY),
    Member("tham", "Phan Thị Hồng Thắm", CO, "Tổ 1", "1C"),
    Member("nhung", "Lê Thị Cẩm Nhung", CO, "Tổ 1", "1D"),
    Member("diem", "Huỳnh Thị Ngọc Diễm", CO, "Tổ 1", "1E"),
    Member("suong", "Bùi Thị Thu Sương", CO, "Tổ 2", "2A", duties=_LEADER),
    Member("loan", "Đặng Thị Bích Loan", CO, "Tổ 2", "2B", duties=_DEPUTY),
    Member("yen", "Nguyễn Thị Hải Yến", CO, "Tổ 2", "2C"),
    Member("phuong", "Trương Thị Minh Phượng", CO, "Tổ 2", "2D"),
    Member("tuyet", "Phạm Thị Ánh Tuyết", CO, "Tổ 2", "2E"),
    Member("dao", "Lê Thị Đào", CO, "Tổ 3", "3A"),
    Member("hoa", "Trần Thị Hoa", CO, "Tổ 3", "3B", duties=_LEADER),
    Member("nam", "Lê Văn Nam", THAY, "Tổ 3", "3C", duties=_DEPUTY),
    Member("xuan", "Ngô Thị Thanh Xuân", CO, "Tổ 3", "3D"),
    Member("cuc", "Hồ Thị Thu Cúc", CO, "Tổ 3", "3E"),
    Member("khanh", "Võ Minh Khánh", THAY, "Tổ 4", "4A", duties=_LEADER),
    Member("bich", "Dương Thị Ngọc Bích", CO, "Tổ 4", "4B", duties=_DEPUTY),
    Member("trang", "Nguyễn Thị Thùy Trang", CO, "Tổ 4", "4C"),
    Member("nga", "Đinh Thị Thúy Nga", CO, "Tổ 4", "4D"),
    Member("hue", "Lâm Thị Kim Huệ", CO, "Tổ 4", "4E"),
    Member("thanh", "Phan Văn Thành", THAY, "Tổ 5", "5A", duties=_LEADER),
    Member("huong", "Cao Thị Lan Hương", CO, "Tổ 5", "5B", duties=_DEPUTY),
    Member("quyen", "Mai Thị Lệ Quyên", CO, "Tổ 5", "5C"),
    Member("tam", "Trần Thị Minh Tâm", CO, "Tổ 5", "5D"),
    Member("dung", "Nguyễn Hữu Dũng", THAY, "Tổ 5", "5E"),
    Member("thao", "Lý Thị Phương Thảo", CO, "Tổ 3", specialist="NN1"),
    Member("vy", "Nguyễn Ngọc Tường Vy", CO, "Tổ 4", specialist="NN1"),
    Member("lam", "Trần Hoàng Lâm", THAY, "Tổ 5", specialist="NN1"),
    Member("tuan", "Huỳnh Anh Tuấn", THAY, "Tổ 4", specialist="TH", duties=(Duty.RECORDS_BOARD,)),
    Member("hai", "Bùi Thanh Hải", THAY, "Tổ 5", specialist="CN"),
    Member("son", "Phạm Thái Sơn", THAY, "Tổ 1", specialist="GDTC"),
    Member("long", "Võ Thành Long", THAY, "Tổ 2", specialist="GDTC"),
    Member("ngan", "Châu Thị Kim Ngân", CO, "Tổ 1", specialist="AN"),
    Member("truc", "Hà Thị Thanh Trúc", CO, "Tổ 2", specialist="MT"),
)
