"""Is this CMS structure a signature over exactly these bytes? (RFC 5652, RFC 3161)"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, tsp
from asn1crypto.x509 import Certificate
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    get_signing_cert_attr,
    validate_sig_integrity,
)
from pyhanko.sign.validation.utils import DEFAULT_ALGORITHM_USAGE_POLICY

from documents.signing.examination.hashes import UnknownMethod, new_hash

Digest = Callable[[str], bytes]


@dataclass(frozen=True)
class Signed:
    """A signature taken apart: by whom, with which certificates beside, and whether it is sound."""

    certificate: Certificate
    others: tuple[Certificate, ...]
    intact: bool
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stamped:
    """A timestamp token taken apart."""

    at: datetime
    signed: Signed
    is_for_this: bool
    """The token was made for what it stands beside."""

    @property
    def intact(self) -> bool:
        return self.signed.intact and self.is_for_this


def take_apart(data: cms.SignedData, digest: Digest) -> Signed:
    """A signature over content that lies elsewhere and has this digest.

    Raises whatever the library raises at a structure that is none.
    """
    content = data["encap_content_info"]
    if content["content"] is not core.VOID:
        raise ValueError("A detached signature carries no content.")
    info = extract_signer_info(data)
    return _checked(data, info, digest(info["digest_algorithm"]["algorithm"].native))


def take_timestamp_apart(data: cms.SignedData, digest: Digest) -> Stamped:
    """A timestamp token, which carries its content: the digest of what it confirms."""
    content = data["encap_content_info"]
    stamped = content["content"].parsed
    if not isinstance(stamped, tsp.TSTInfo):
        raise ValueError("This is no timestamp token.")  # noqa: TRY004 about the file, not the code
    info = extract_signer_info(data)
    algorithm = info["digest_algorithm"]["algorithm"].native
    imprint = stamped["message_imprint"]
    expected = digest(imprint["hash_algorithm"]["algorithm"].native)
    return Stamped(
        at=stamped["gen_time"].native,
        signed=_checked(data, info, new_hash(algorithm, bytes(content["content"])).digest()),
        is_for_this=imprint["hashed_message"].native == expected,
    )


def timestamp_inside(data: cms.SignedData) -> Stamped | None:
    """The timestamp over the signature itself, if it has one (RFC 3161, appendix A)."""
    info = extract_signer_info(data)
    signature = info["signature"].native
    for token in extract_tst_data_iter(info, signed=False):
        return take_timestamp_apart(token, lambda name: new_hash(name, signature).digest())
    return None


def _checked(data: cms.SignedData, info: cms.SignerInfo, digest: bytes) -> Signed:
    certificate, others = _certificates(data, info)
    try:
        intact, valid = validate_sig_integrity(
            info, certificate, data["encap_content_info"]["content_type"].native, digest
        )
    except (NotImplementedError, UnsupportedAlgorithm) as reason:
        raise UnknownMethod from reason
    why = () if _is_strong(info, certificate) else ("weak_algorithm",)
    return Signed(certificate, others, intact and valid, why)


def _certificates(
    data: cms.SignedData, info: cms.SignerInfo
) -> tuple[Certificate, tuple[Certificate, ...]]:
    """The signer's certificate and those beside it.

    PAdES names it by its hash; comparing hashes is much cheaper than comparing names.
    """
    all_of_them = [one.chosen for one in data["certificates"] if one.name == "certificate"]
    named = get_signing_cert_attr(info["signed_attrs"])
    if named is not None and isinstance(named, tsp.SigningCertificateV2):
        wanted = named["certs"][0]
        digest, algorithm = wanted["cert_hash"].native, wanted["hash_algorithm"]["algorithm"].native
        for one in all_of_them:
            if new_hash(algorithm, one.dump()).digest() == digest:
                return one, tuple(other for other in all_of_them if other is not one)
    found = extract_certs_for_validation(data)
    return found.signer_cert, tuple(found.other_certs)


def _is_strong(info: cms.SignerInfo, certificate: Certificate) -> bool:
    """No MD5 and no SHA-1, and the digests of attributes and content are of one kind."""
    policy, how = DEFAULT_ALGORITHM_USAGE_POLICY, info["signature_algorithm"]
    return bool(
        policy.signature_algorithm_allowed(how, None, certificate.public_key)
        and policy.digest_algorithm_allowed(info["digest_algorithm"], None)
        and policy.digest_combination_allowed(how, info["digest_algorithm"], None)
    )
