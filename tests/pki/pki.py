"""The little PKI itself: its certificates, its keys and its services."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.wrappers import Request

from tests.pki import architecture
from tests.pki.misbehaviour import Misbehaviour
from tests.pki.server import Loopback

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Pki:
    """Lives in an empty folder and answers on loopback until it is left (``with``).

    Names are those of tests.pki.architecture: ``teacher`` has a key of P-256, ``teacher-rsa`` one
    of RSA-3072. Its clock is the test's: whoever travels in time takes it along.
    """

    def __init__(self, folder: Path) -> None:
        self.keys = _new_keys(folder)
        self._loopback = Loopback()
        self.config = CertomancerConfig(
            {**architecture.configuration(), "external-url-prefix": self._loopback.url},
            key_search_dir=str(folder),
            lazy_load_keys=True,
        )
        self._architecture = self.config.get_pki_arch(architecture.ARCHITECTURE)
        # Issued at the first asking otherwise: by two threads at once, twice and in pieces.
        self._issued = {
            name: self._architecture.get_cert(name).dump() for name in architecture.KEYS
        }
        self._loopback.application = _Services(
            AnimatorArchStore(self.config.pki_archs), with_web_ui=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._loopback.__exit__()

    def certificate(self, name: str) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.der(name))

    def der(self, name: str) -> bytes:
        """The certificate in DER."""
        return self._issued[name]

    def chain(self, name: str) -> list[bytes]:
        """The authorities above this certificate in DER, its issuer first, the root last."""
        return [self.der(above) for above in self._architecture.get_chain(name)]

    def private_key(self, name: str) -> PrivateKey:
        return self.keys[name]

    @property
    def root(self) -> x509.Certificate:
        return self.certificate("root")

    def path(self, service: str) -> str:
        """``tsa/rsa``, ``tsa/ec``, ``ocsp/school``, ``crls/school``, ``certs/school``."""
        return f"/{architecture.ARCHITECTURE}/{service}"

    def url(self, service: str) -> str:
        """The address of ``tsa/rsa`` and the like; of a CRL with ``/latest.crl``."""
        return self._loopback.url + self.path(service)

    def misbehaving(self, service: str, how: Misbehaviour) -> AbstractContextManager[None]:
        """Meanwhile this service fails in this way; ``crls`` means all of them."""
        return self._loopback.misbehaving(self.path(service), how)

    def down(self) -> AbstractContextManager[None]:
        """Meanwhile connections to all its services are refused."""
        return self._loopback.down()


class _Services(Animator):
    """One request after the other: what they are made of is read by one thread at a time."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._turn:
            return super().__call__(environ, start_response)

    def at_time(self, request: Request) -> datetime:
        """In whole seconds, as RFC 6960 wants them."""
        return super().at_time(request).replace(microsecond=0)


def _new_keys(folder: Path) -> dict[str, PrivateKey]:
    with ThreadPoolExecutor() as pool:
        keys = dict(zip(architecture.KEYS, pool.map(_new_key, architecture.KEYS), strict=True))
    for name, key in keys.items():
        (folder / f"{name}.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    return keys


def _new_key(name: str) -> PrivateKey:
    if name in architecture.RSA:
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ec.generate_private_key(ec.SECP256R1())
