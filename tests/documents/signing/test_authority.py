"""Is the school's authority made once, and are its certificates what signing asks for?"""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import PolicyBuilder, Store

from documents.signing import authority

LONG = "Công Tằng Tôn Nữ Thị Phương Thảo Nguyễn Hoàng Khánh Ngọc Ánh"


def certificate_for(full_name):
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return authority.certify(public, full_name=full_name, serial=authority.new_serial(7))


def test_a_persons_certificate_is_for_signing_documents_and_nothing_else():
    certificate = certificate_for("Nguyễn Thị Đào")
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)

    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    lifetime = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert lifetime.days == 2 * 365


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["Nguyễn Thị Đào", LONG])
def test_names_are_kept_whole_and_composed(name, form):
    subject = certificate_for(unicodedata.normalize(form, name)).subject
    (common,) = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert common.value == name


def test_two_people_of_one_name_are_told_apart():
    one, other = (certificate_for("Nguyễn Thị Đào") for _ in range(2))
    assert one.subject != other.subject
    assert one.serial_number != other.serial_number


def test_the_chain_leads_from_the_person_to_the_root_and_says_test():
    root, issuing = authority.chain()
    person = certificate_for("Nguyễn Thị Đào")

    issuing.verify_directly_issued_by(root)
    person.verify_directly_issued_by(issuing)
    for certificate in (root, issuing):
        assert "Test" in certificate.subject.rfc4514_string()
    PolicyBuilder().store(Store([root])).build_client_verifier()


def test_it_is_made_once_though_many_come_at_the_same_moment(settings, monkeypatch):
    authority.of.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: authority.own(), range(8)))

    folder = settings.SOKY_KEYS / "authority"
    assert sorted(file.name for file in folder.iterdir()) == [
        *("issuing.crt", "issuing.key", "root.crt", "root.key")
    ]
    assert [other for other in settings.SOKY_KEYS.iterdir() if other != folder] == []
    certificate_for("Nguyễn Thị Đào").verify_directly_issued_by(authority.chain()[1])


def test_nobody_else_on_the_machine_reads_its_keys(settings):
    authority.chain()
    folder = settings.SOKY_KEYS / "authority"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
