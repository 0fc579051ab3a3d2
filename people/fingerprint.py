"""A short mark of what somebody saw: another one means that it was changed since."""

import hashlib
import json


def fingerprint_of(*facts: object) -> str:
    canonical = json.dumps(facts, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
