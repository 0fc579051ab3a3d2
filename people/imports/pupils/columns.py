"""The columns of pupils' lists, as software and offices in Vietnam head them."""

from collections.abc import Iterator

from people.imports.headings import Column
from people.imports.kin import KIN

NEEDED = ("full_name", "given_name")
_NAME = "ho (?:va )?ten"
_PHONE = "(?:so )?(?:dien thoai|dt|sdt|dtdd|di dong)(?: di dong| lien (?:he|lac))?"
_ID = "(?:so |ma )?(?:so )?(?:cccd|cmnd|can cuoc(?: cong dan)?|dinh danh ca nhan|ddcn)(?: (?:cccd|cmnd))*"
_OF = {
    "name": f"(?:{_NAME}|ten)",
    "born_year": "(?:nam|ngay(?: thang)?(?: nam)?) sinh",
    "occupation": "(?:nghe(?: nghiep)?|cong viec)",
    "phone": _PHONE,
    "personal_id": _ID,
}


def _of_kin() -> Iterator[Column]:
    for kin, who in KIN.items():
        yield Column(
            f"{kin}_name", rf"{who}|(?:{_NAME}|ten) (?:cua )?{who}.{{0,12}}|{who} {_OF['name']}"
        )
        for key, said in list(_OF.items())[1:]:
            yield Column(f"{kin}_{key}", rf"{said} (?:cua )?{who}|{who} {said}")


COLUMNS = (
    Column("number", r"stt|so tt|so thu tu|tt|so"),
    Column(
        "ministry_code",
        r"ma (so )?dinh danh (cua )?(bo|hoc sinh|hs|nganh|csdl)\b.*|ma (so )?(bo|csdl|moet)\b.*|"
        r"ma (hoc sinh|hs) (bo|csdl|moet)\b.*",
    ),
    Column("pupil_code", r"ma( so)? (hoc sinh|hs)"),
    Column("identity", r"ma (so )?dinh danh"),
    Column("personal_id", rf"{_ID}( (cua )?(hs|hoc sinh))?|so dinh danh|{_ID} ma dinh danh.*"),
    Column(
        "full_name", rf"{_NAME}( (cua )?(hoc sinh|hs|tre))?|ten hoc sinh|hoc sinh|{_NAME} khai sinh"
    ),
    Column("family_name", r"ho|ho (va )?(ten )?(dem|lot|chu lot)|ho ten (dem|lot)"),
    Column("given_name", rf"ten|{_NAME} ten"),
    Column("born_day", r"ngay (thang nam )?sinh ngay|ngay"),
    Column("born_month", r"ngay (thang nam )?sinh thang|thang( sinh)?"),
    # "Năm", or "Nam" beside "Nữ": without tones they are one.
    Column("born_year", r"ngay (thang nam )?sinh nam"),
    Column("girl_born_on", r"ngay (thang nam )?sinh nu"),
    Column("year_of_birth", r"nam sinh", stands_for="born_on"),
    Column(
        "born_on",
        r"(ngay )?(thang )?(nam )?sinh|sinh ngay|ngay thang nam sinh.*|"
        r"ngay sinh (?!.*(cha|bo|me|ho)$).{0,20}",
    ),
    Column("gender", r"gioi tinh|gt|phai|nam nu|gioi"),
    Column("female", r"(gioi tinh |hs |hoc sinh |la )?nu( x)?"),
    Column("male", r"(gioi tinh |hs |hoc sinh |la )?nam( x)?"),
    Column("class", r"lop( hoc)?|ten lop"),
    Column("class_code", r"ma lop( hoc)?", stands_for="class"),
    Column("state", r"(trang thai|tinh trang)( (hoc tap|hoc|hoc sinh|hs|theo hoc))?"),
    Column("grade", r"khoi( lop| hoc)?"),
    Column("former_number", r"(so )?(so )?dang bo( cu)?"),
    Column("nationality", r"quoc tich"),
    Column("birth_place", r"noi sinh( .{0,30})?"),
    Column("home_place", r"que quan|nguyen quan|que"),
    Column(
        "residence", r"(cho|noi) o( hien (nay|tai))?|dia chi( (hien (nay|tai)|lien (he|lac)|nha))?"
    ),
    Column(
        "permanent",
        r"(noi )?(dang ky )?(ho khau )?thuong tru|ho khau( thuong tru)?|hktt|dia chi thuong tru",
    ),
    Column("ethnicity", r"dan toc"),
    Column("religion", r"ton giao"),
    Column("disability", r"(loai |dang |tinh trang |hs |hoc sinh )?khuyet tat"),
    Column("priority", r"(thuoc )?(dien|doi tuong) (chinh sach|uu tien|cs)|chinh sach|doi tuong"),
    Column("health", r"(tinh trang |the trang )?suc khoe"),
    Column("note", r"ghi chu"),
    *_of_kin(),
)
