"""A remote service as the Vietnamese ones are: hashes in, a phone rings, signatures are polled."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from documents.signing import CannotSign
from documents.signing.backends import Mechanism


class Phone:
    """Its owner confirms when looked at for so many times; never, if that is None."""

    backend = "phone"
    mechanism = Mechanism.ECDSA

    def __init__(self, key: ec.EllipticCurvePrivateKey, *, rings: int | None, at_once: int = 3):
        self.at_once = at_once
        self.declined_from = None
        self.shown: list[list[str]] = []
        self.looks = 0
        self._key, self._rings = key, rings

    def request(self, hashes, descriptions):
        self.looks = 0
        self.shown.append(list(descriptions))
        return list(hashes)

    def poll(self, transaction):
        if self.declined_from is not None and len(self.shown) >= self.declined_from:
            raise CannotSign("Declined on the phone.", "declined")
        self.looks += 1
        if self._rings is None or self.looks <= self._rings:
            return None
        how = ec.ECDSA(Prehashed(hashes.SHA256()))
        return [self._key.sign(hashed, how) for hashed in transaction]
