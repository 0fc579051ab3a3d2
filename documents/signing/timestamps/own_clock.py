"""The school's own clock: a timestamp authority (RFC 3161) in this process, for tests and trials."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from documents.signing import authority, cms, evidence
from documents.signing.backends import Mechanism
from documents.signing.encoding import Mould
from documents.signing.proof import Evidence

_CONTENT_TYPE = "tst_info"
# Below the arc of random numbers (ITU-T X.667) a policy of our own needs nobody's leave.
_POLICY = "2.25.174219843057180945329874310258961200741"
_IMPRINT, _NUMBER = bytes(range(32)), bytes(range(0x40, 0x48))
_AT = datetime(2026, 9, 5, tzinfo=UTC)


def _token_info() -> Mould:
    """What a token says, but for imprint, number and moment."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": _IMPRINT,
            },
            "serial_number": int.from_bytes(_NUMBER),
            "gen_time": _AT,
            "accuracy": {"seconds": 1},
        }
    )
    return Mould(info.dump(), _IMPRINT, _NUMBER, _written(_AT))


def _written(moment: datetime) -> bytes:
    """To the second, in UTC, as a GeneralizedTime has it."""
    return f"{moment.astimezone(UTC):%Y%m%d%H%M%SZ}".encode()


class OwnClock:
    """Says what this machine's clock says, with a certificate of the school's own authority."""

    name = "own-clock"

    def __init__(self, certificate: x509.Certificate, key: authority.AuthorityKey) -> None:
        self._certificate = certificate.public_bytes(Encoding.DER)
        self._key = key
        self._info = _token_info()
        self._signatory = cms.Signatory(
            self._certificate, (_issuer(),), Mechanism.ECDSA, content_type=_CONTENT_TYPE
        )

    def stamp_many(self, hashes: Sequence[bytes]) -> list[bytes]:
        return [self._stamp(one) for one in hashes]

    def evidence(self) -> Evidence:
        return evidence.of_own_authority(timezone.now()).with_certificates(self._certificate)

    def size(self) -> int:
        return self._signatory.size + 200

    def _stamp(self, imprint: bytes) -> bytes:
        number = (1 << 62) | secrets.randbits(62)  # of eight bytes, whatever comes
        now = _written(timezone.now())
        info = self._info.filled(imprint, number.to_bytes(8), now)
        attributes = self._signatory.attributes(hashlib.sha256(info).digest())
        raw = self._key.sign(attributes, ec.ECDSA(authority.HASH))
        return self._signatory.signature(attributes, raw, content=info)


def own_clock() -> OwnClock:
    """The clock of this school, made at the first call and kept beside the authority's keys."""
    return _of(settings.SOKY_KEYS / "clock")


@cache
def _of(folder: Path) -> OwnClock:
    authority.keep_once(folder, _new)
    return OwnClock(*authority.read_pair(folder / "clock"))


def _issuer() -> bytes:
    return authority.chain()[1].public_bytes(Encoding.DER)


def _new() -> Iterable[tuple[str, bytes]]:
    key = ec.generate_private_key(ec.SECP256R1())
    return authority.write_pair("clock", authority.certify_clock(key.public_key()), key)
