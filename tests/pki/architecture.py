"""Who is certified by whom, as certomancer wants to be told."""

from typing import Any

ARCHITECTURE = "truong"
SCHOOL_CA = "CA Trường Tiểu học Kim Đồng"

AUTHORITIES = ("root", "school", "foreign-root", "foreign-school")
PEOPLE = {
    "teacher": "Nguyễn Thị Hường",
    "leader": "Trần Văn Đức",
    "vice": "Lê Thị Quỳnh Như",
    "principal": "Phạm Ngọc Ẩn",
}
_OTHERS = {
    "revoked": "Đỗ Thị Thu Hồi",
    "superseded": "Hồ Thị Thay",
    "expired": "Bùi Văn Hết Hạn",
    "outsider": "Nguyễn Thị Hường",
}
RSA = (*(f"{person}-rsa" for person in PEOPLE), "tsa-rsa")
"""Certificates with a key of RSA-3072; all others have one of P-256."""
KEYS = (*AUTHORITIES, *PEOPLE, *_OTHERS, "ocsp", "tsa-ec", *RSA)

_DECADES = ("2020-01-01", "2060-01-01")
_PRESENT = ("2024-01-01", "2034-01-01")
_PAST = ("2022-01-01", "2024-01-01")


def configuration() -> dict[str, Any]:
    """Two roots with an issuing authority each, both of the same name; everybody else below.

    ``revoked`` lost a key on 1 January 2026; ``superseded`` is good until 1 October 2026;
    ``expired`` ended with 2023; ``outsider`` has the teacher's name, from the foreign authority.
    """
    keys = {name: {"path": f"{name}.pem"} for name in KEYS}
    return {
        "keysets": {"keys": {"keys": keys}},
        "pki-architectures": {
            ARCHITECTURE: {
                "keyset": "keys",
                "entity-defaults": {
                    "country-name": "VN",
                    "organization-name": "Trường Tiểu học Kim Đồng",
                },
                "entities": _entities(),
                "certs": {**_authorities(), **_people(), **_responders()},
                "services": _services(),
            }
        },
    }


def _entities() -> dict[str, Any]:
    names = {
        "root": "CA gốc thử nghiệm",
        "school": SCHOOL_CA,
        "foreign-root": "CA gốc lạ",
        "foreign-school": SCHOOL_CA,
        "tsa-rsa": "Dấu thời gian RSA",
        "tsa-ec": "Dấu thời gian EC",
        "ocsp": "OCSP",
        **PEOPLE,
        **_OTHERS,
    }
    return {label: {"common-name": name} for label, name in names.items()}


def _authorities() -> dict[str, Any]:
    depths = {"root": 1, "school": 0, "foreign-root": 1, "foreign-school": 0}
    return {
        name: _certificate(
            name,
            name if depth else name.replace("school", "root"),
            _DECADES,
            {"profiles": [{"id": "simple-ca", "params": {"max-path-len": depth}}]},
        )
        for name, depth in depths.items()
    }


def _people() -> dict[str, Any]:
    signs = {"profiles": ["digsig-commitment"]}
    lost = {"revoked-since": "2026-01-01T00:00:00+0000", "reason": "key_compromise"}
    replaced = {"revoked-since": "2026-10-01T00:00:00+0000", "reason": "superseded"}
    return {
        **{
            name: _certificate(name, "school", _PRESENT, signs)
            for person in PEOPLE
            for name in (person, f"{person}-rsa")
        },
        "revoked": _certificate("revoked", "school", _PRESENT, {**signs, "revocation": lost}),
        "superseded": _certificate(
            "superseded", "school", _PRESENT, {**signs, "revocation": replaced}
        ),
        "expired": _certificate("expired", "school", _PAST, signs),
        "outsider": _certificate("outsider", "foreign-school", _PRESENT, signs),
    }


def _responders() -> dict[str, Any]:
    usage = {"schema": "key-usage", "params": ["digital_signature"]}
    stamps = {
        "extensions": [
            {"id": "key_usage", "critical": True, "smart-value": usage},
            {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
        ]
    }
    return {
        "ocsp": _certificate("ocsp", "school", _PRESENT, {"profiles": ["ocsp-responder"]}),
        "tsa-rsa": _certificate("tsa-rsa", "school", _PRESENT, stamps),
        "tsa-ec": _certificate("tsa-ec", "school", _PRESENT, stamps),
    }


def _services() -> dict[str, Any]:
    return {
        "ocsp": {"school": {"for-issuer": "school", "responder-cert": "ocsp"}},
        "crl-repo": {
            name: {"for-issuer": name, "signing-key": name, "simulated-update-schedule": "P1D"}
            for name in AUTHORITIES
        },
        "cert-repo": {name: {"for-issuer": name} for name in AUTHORITIES},
        "time-stamping": {
            "rsa": {"signing-cert": "tsa-rsa"},
            "ec": {"signing-cert": "tsa-ec"},
        },
    }


def _certificate(
    name: str, issuer: str, years: tuple[str, str], what: dict[str, Any]
) -> dict[str, Any]:
    since, until = (f"{day}T00:00:00+0000" for day in years)
    extensions = what.get("extensions", [])
    if issuer != name:
        extensions = [*extensions, *_pointers(issuer)]
    return {
        **what,
        "subject": name if name.startswith("tsa") else name.removesuffix("-rsa"),
        "subject-key": name,
        "issuer": issuer,
        "validity": {"valid-from": since, "valid-to": until},
        "extensions": extensions,
    }


def _pointers(issuer: str) -> list[dict[str, Any]]:
    """Where the CRL, the issuer's certificate and OCSP (the school's only) are found."""
    access: dict[str, Any] = {"ca-issuer-links": [{"repo": issuer}]}
    if issuer == "school":
        access["ocsp-responder-names"] = [issuer]
    lists = {"crl-repo-names": [issuer]}
    return [
        {
            "id": "crl_distribution_points",
            "smart-value": {"schema": "crl-dist-url", "params": lists},
        },
        {
            "id": "authority_information_access",
            "smart-value": {"schema": "aia-urls", "params": access},
        },
    ]
