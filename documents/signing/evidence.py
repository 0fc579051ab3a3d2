"""What proves a certificate long after its authority is gone: chain and revocation data (B-LT)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    RevokedError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from documents.signing import anchors, authority, revocation
from documents.signing.keys import SigningKey
from documents.signing.proof import Evidence
from documents.signing.refusals import CannotSign

# How the school takes it when nobody tells whether a certificate was revoked.
_INSISTENCE = {
    "require": RevocationCheckingRule.CHECK_IF_DECLARED,
    "prefer": RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,
}
_UNASKED = RevocationCheckingRule.NO_CHECK
_MOST_KNOWN = 1000
_known: dict[tuple[bytes, datetime], "Evidence"] = {}


def of(certificate: bytes, chain: Sequence[bytes], at: datetime) -> Evidence:
    """The evidence for this certificate; proof at the same time that it holds at this moment.

    For certificates of others their authorities are asked, once an hour. Raises CannotSign where
    the certificate has ended or is revoked, or where nobody answers and the school insists on it
    (``SOKY_REVOCATION`` is "require").
    """
    if x509.load_der_x509_certificate(certificate).issuer == authority.chain()[1].subject:
        return _own(certificate, at)
    return _asked_for(certificate, chain, at)


def of_own_authority(at: datetime) -> Evidence:
    """Both certificates of the school's authority, and its lists as they are now."""
    root, issuing = (one.public_bytes(Encoding.DER) for one in authority.chain())
    return Evidence((issuing, root), revocation.lists(_revoked(), at))


def _revoked() -> revocation.Revoked:
    rows = SigningKey.objects.filter(revoked_at__isnull=False).values_list(
        "certificate", "revoked_at"
    )
    return frozenset(
        (x509.load_der_x509_certificate(bytes(certificate)).serial_number, moment)
        for certificate, moment in rows
        if moment
    )


def _own(certificate: bytes, at: datetime) -> Evidence:
    parsed = x509.load_der_x509_certificate(certificate)
    if at < parsed.not_valid_before_utc:
        raise _refusal(NotYetValidError)
    if at > parsed.not_valid_after_utc:
        raise _refusal(ExpiredError)
    if parsed.serial_number in {serial for serial, moment in _revoked() if moment <= at}:
        raise _refusal(RevokedError)
    return of_own_authority(at).with_certificates(certificate)


def _asked_for(certificate: bytes, chain: Sequence[bytes], at: datetime) -> Evidence:
    key = (certificate, at.replace(minute=0, second=0, microsecond=0))
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = asyncio.run(_gathered(certificate, chain, at))
    return _known[key]


def forget() -> None:
    """Ask every authority anew."""
    _known.clear()


async def _gathered(certificate: bytes, chain: Sequence[bytes], at: datetime) -> Evidence:
    services = AIOHttpFetcherBackend(per_request_timeout=settings.SOKY_REVOCATION_SECONDS)
    rule = _INSISTENCE[settings.SOKY_REVOCATION]
    try:
        return await _found(certificate, _context(chain, at, rule, services))
    except TimeoutError:
        # The library takes an answer that comes too late for an error of its own.
        if settings.SOKY_REVOCATION == "require":
            raise _refusal(InsufficientRevinfoError) from None
        return await _found(certificate, _context(chain, at, _UNASKED, services))
    finally:
        await services.close()


def _context(
    chain: Sequence[bytes],
    at: datetime,
    rule: RevocationCheckingRule,
    services: AIOHttpFetcherBackend,
) -> ValidationContext:
    trust = anchors.trust()
    return ValidationContext(
        trust_roots=[Certificate.load(one) for one in trust.anchors],
        other_certs=[Certificate.load(one) for one in (*trust.others, *chain)],
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy(rule, rule)),
        allow_fetching=True,
        fetcher_backend=services,
        moment=at,
    )


async def _found(certificate: bytes, context: ValidationContext) -> Evidence:
    try:
        signer = Certificate.load(certificate)
        paths = context.path_builder.async_build_paths_lazy(signer)
        path = await find_valid_path(signer, paths, validation_context=context)
    except TimeoutError:
        raise
    except Exception as reason:  # noqa: BLE001 other people's servers answer whatever they like
        raise _refusal(type(reason)) from None
    return Evidence(
        tuple(one.dump() for one in path.iter_certs(include_root=True)),
        tuple(one.dump() for one in context.crls),
        tuple(one.dump() for one in context.ocsps),
    )


def _refusal(reason: type[Exception]) -> CannotSign:
    for kind, code, sentence in (
        (RevokedError, "certificate_revoked", _("This certificate has been revoked.")),
        (ExpiredError, "certificate_expired", _("This certificate has expired.")),
        (NotYetValidError, "certificate_not_yet_valid", _("This certificate is not valid yet.")),
        (
            InsufficientRevinfoError,
            "authority_silent",
            _("The authority does not say whether this certificate still holds. Try again later."),
        ),
    ):
        if issubclass(reason, kind):
            return CannotSign(sentence, code)
    said = _("This certificate comes from no authority that the school trusts.")
    return CannotSign(said, "certificate_not_trusted")
