"""Whom an examination trusts, and how a certificate stood at a given moment.

Nothing is fetched: what a file does not carry with it, or the school does not keep, is not known.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from asn1crypto.x509 import Certificate
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    RevokedError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from documents.signing.examination.certificates import is_for
from documents.signing.examination.findings import Standing

_WITH_EVIDENCE, _IF_DECLARED, _OF_SIGNER, _WITHOUT = (
    CertRevTrustPolicy(
        RevocationCheckingPolicy(ee_certificate_rule=signer, intermediate_ca_cert_rule=others),
        # CarriedEvidence is usually obtained just after signing: it is younger than what it speaks about.
        retroactive_revinfo=True,
    )
    for signer, others in (
        (RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.CHECK_IF_DECLARED),
        (RevocationCheckingRule.CHECK_IF_DECLARED, RevocationCheckingRule.CHECK_IF_DECLARED),
        (RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK),
        (RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK),
    )
)


# Here the path to an anchor holds, and nothing speaks against it.
PROVEN = frozenset({Standing.TRUSTED, Standing.REVOCATION_UNKNOWN})


@dataclass(frozen=True)
class Trust:
    """The certificates, in DER, in which whoever asks for an examination has put trust."""

    anchors: tuple[bytes, ...]
    others: tuple[bytes, ...] = ()
    """Known certificates between a signer and an anchor; they are not trusted by themselves."""
    tests: frozenset[str] = frozenset()
    """SHA-256 of those anchors that vouch for a test only, hexadecimal."""


@dataclass
class CarriedEvidence:
    """What a file brings with it to prove its certificates, trusted by nobody for that."""

    certificates: list[Certificate] = field(default_factory=list)
    revocation_lists: list[CertificateList] = field(default_factory=list)
    answers: list[OCSPResponse] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.revocation_lists or self.answers)


@dataclass(frozen=True)
class Opinion:
    """What is to be thought of a certificate, used at a moment for a purpose."""

    standing: Standing
    chain: tuple[Certificate, ...]
    is_test_authority: bool = False
    has_evidence: bool = False
    """The file itself proves that the certificate was not revoked."""
    why: tuple[str, ...] = ()
    moment: datetime | None = None


class Judge:
    """Forms an opinion about certificates, each once as long as nothing speaks against that."""

    def __init__(self, trust: Trust, evidence: CarriedEvidence) -> None:
        self._anchors = [Certificate.load(one) for one in trust.anchors]
        self._others = _once(
            [*(Certificate.load(one) for one in trust.others), *evidence.certificates]
        )
        self._tests = trust.tests
        self._evidence = evidence
        self._formed: dict[tuple[bytes, int], Opinion] = {}

    def opinion(
        self, certificate: Certificate, use: KeyUsageConstraints, moment: datetime
    ) -> Opinion:
        """An opinion that is good is good for every earlier moment of the path's validity, too:
        who was not revoked then had not been revoked before.
        """
        key = (certificate.sha256, id(use))
        formed = self._formed.get(key)
        if formed is None or not _covers(formed, moment):
            formed = self._formed[key] = replace(
                self._form(certificate, use, moment), moment=moment
            )
        return formed

    def _form(
        self, certificate: Certificate, use: KeyUsageConstraints, moment: datetime
    ) -> Opinion:
        policies = (_WITH_EVIDENCE, _IF_DECLARED) if self._evidence else (_IF_DECLARED,)
        try:
            for policy in policies:
                with suppress(InsufficientRevinfoError):
                    path = self._path(certificate, moment, policy)
                    proven = policy is _WITH_EVIDENCE
                    return self._good(path, certificate, use, has_evidence=proven)
            return self._unknown(certificate, use, moment)
        except Exception as reason:  # noqa: BLE001 hostile certificates raise whatever they like
            return Opinion(_standing(reason), self._unproven(certificate))

    def _good(
        self,
        path: ValidationPath,
        certificate: Certificate,
        use: KeyUsageConstraints,
        *,
        has_evidence: bool,
    ) -> Opinion:
        chain = tuple(reversed(list(path.iter_certs(include_root=True))))
        is_test = chain[-1].sha256.hex() in self._tests
        why = () if has_evidence else ("revocation_not_checked",)
        if not is_for(certificate, use):
            return Opinion(Standing.UNTRUSTED, chain, is_test, why=("wrong_purpose",))
        return Opinion(Standing.TRUSTED, chain, is_test, has_evidence, why)

    def _unknown(
        self, certificate: Certificate, use: KeyUsageConstraints, moment: datetime
    ) -> Opinion:
        """A certificate says where its revocation is told, but the file has too little of that.

        Too little about an authority must not hide what is known about the signer.
        """
        try:
            path = self._path(certificate, moment, _OF_SIGNER)
        except InsufficientRevinfoError:
            path = self._path(certificate, moment, _WITHOUT)
        good = self._good(path, certificate, use, has_evidence=False)
        if good.standing != Standing.TRUSTED:
            return good
        return replace(good, standing=Standing.REVOCATION_UNKNOWN)

    def _path(
        self, certificate: Certificate, moment: datetime, policy: CertRevTrustPolicy
    ) -> ValidationPath:
        context = ValidationContext(
            trust_roots=self._anchors,
            other_certs=self._others,
            crls=self._evidence.revocation_lists,
            ocsps=self._evidence.answers,
            moment=moment,
            revinfo_policy=policy,
            allow_fetching=False,
        )
        paths = context.path_builder.async_build_paths_lazy(certificate)
        found: ValidationPath = asyncio.run(
            find_valid_path(certificate, paths, validation_context=context)
        )
        return found

    def _unproven(self, certificate: Certificate) -> tuple[Certificate, ...]:
        """The signer and whoever issued that certificate by name, for the reader's information."""
        known = {one.subject.dump(): one for one in self._others}
        issuer = known.get(certificate.issuer.dump())
        if issuer is None or issuer.sha256 == certificate.sha256:
            return (certificate,)
        return (certificate, issuer)


def _covers(formed: Opinion, moment: datetime) -> bool:
    if formed.moment == moment:
        return True
    if formed.moment is None or formed.standing not in PROVEN:
        return False
    return moment < formed.moment and all(
        one.not_valid_before <= moment <= one.not_valid_after for one in formed.chain
    )


def _standing(reason: Exception) -> Standing:
    for kind, standing in (
        (RevokedError, Standing.REVOKED),
        (ExpiredError, Standing.EXPIRED),
        (NotYetValidError, Standing.NOT_YET_VALID),
    ):
        if isinstance(reason, kind):
            return standing
    return Standing.UNTRUSTED


def _once(certificates: Iterable[Certificate]) -> list[Certificate]:
    return list({one.dump(): one for one in certificates}.values())
