"""Digital transcripts for tests, signed with keys of a little authority of their own."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from documents.records.transcript.xml.building import Issue, data_of
from documents.records.transcript.xml.profile import V1_0
from documents.records.transcript.xml.signing import close, prepare, written
from documents.signing.backends import BasePen, Mechanism, raw
from tests.documents.records.transcripts import facts_of_grade

WHEN = datetime(2027, 5, 28, 9, 30, tzinfo=timezone(timedelta(hours=7)))
SLOTS = {slot.name: slot for slot in V1_0.slots}
PERSONAL_IDS = {"GVCN": "080090000001", "CBQL": "080090000002", "KY_PHAT_HANH": ""}


@dataclass
class TestPen(BasePen):
    """Answers hashes, and counts how often it was asked."""

    __test__ = False

    private: Any
    certificate: bytes
    mechanism: Mechanism
    backend: str = "own"
    chain: tuple[bytes, ...] = ()
    calls: list[int] = field(default_factory=list)

    def sign_hashes(self, hashed):
        self.calls.append(len(hashed))
        return [raw.sign(self.private, self.mechanism, each) for each in hashed]


@cache
def pen(kind: str = "p256", name: str = "Nguyễn Thị Thu") -> TestPen:
    made = {
        "p256": lambda: (ec.generate_private_key(ec.SECP256R1()), Mechanism.ECDSA),
        "rsa2048": lambda: (rsa.generate_private_key(65537, 2048), Mechanism.RSA_PKCS1),
        "rsa3072": lambda: (rsa.generate_private_key(65537, 3072), Mechanism.RSA_PKCS1),
        "pss": lambda: (rsa.generate_private_key(65537, 2048), Mechanism.RSA_PSS),
    }
    private, mechanism = made[kind]()
    return TestPen(private, _certificate(private, name), mechanism)


def _certificate(private: Any, name: str) -> bytes:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    return builder.sign(private, hashes.SHA256()).public_bytes(Encoding.DER)


def facts(grade: int = 3) -> dict[str, Any]:
    whole = facts_of_grade(grade)
    whole["pupil"] |= {"father": "Nguyễn Văn Ba"}
    whole["school"] |= {
        "department": "Sở GD&ĐT Tây Ninh",
        "department_code": "72",
        "school_code": "72000123",
    }
    whole["body"] = {"height": "138,5", "weight": "32"}
    return whole


def issue(number: int = 1) -> Issue:
    return Issue(
        code=str(UUID(int=(0x123456781234 << 80) | (4 << 76) | (0x8 << 60) | number)),
        key=f"{number:04d}-2026",
        head_name="Nguyễn Thị Thu",
        head_personal_id=PERSONAL_IDS["CBQL"],
        head_title="Hiệu trưởng",
        teacher_name="Lê Thị Đào",
        teacher_personal_id=PERSONAL_IDS["GVCN"],
        made_at=WHEN,
        issued_on=date(2027, 5, 28),
    )


def unsigned(number: int = 1, grade: int = 3) -> Any:
    root = etree.Element("HOC_BA")
    root.append(data_of(facts(grade), issue(number), V1_0))
    etree.SubElement(root, "DANH_SACH_THONG_TIN_KY")
    return root


def signed(number: int = 1, kind: str = "p256", names: tuple[str, ...] = tuple(SLOTS)) -> bytes:
    root = unsigned(number)
    for name in names:
        key = pen(kind)
        close([prepare(root, SLOTS[name], key, WHEN, PERSONAL_IDS[name], V1_0)], key)
    return written(root)
