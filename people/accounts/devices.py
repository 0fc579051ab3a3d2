"""From which machine somebody comes: a device that is known, its address, and its name in plain words."""

import re
import secrets
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from people.accounts.sealing import keyed_hash

COOKIE_AGE = timedelta(days=400)  # the longest a browser keeps one
_signer = Signer(salt="people.accounts.devices")

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone|iPad", "iPhone / iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X|Macintosh", "Mac"),
    ("Linux|X11", "Linux"),
)
_BROWSERS = (
    ("coc_coc_browser|CocCoc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|Chromium|CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def device_of(request: HttpRequest) -> str:
    """The hash by which this device is remembered; nothing where it brings no cookie of ours."""
    try:
        nonce = _signer.unsign(request.COOKIES.get(settings.SOKY_DEVICE_COOKIE, ""))
    except BadSignature:
        return ""
    return keyed_hash(nonce, "device")


def remember(request: HttpRequest) -> str:
    """The device of somebody who is signing in; one that is new gets its cookie with the answer."""
    known = device_of(request)
    if known:
        return known
    nonce = secrets.token_urlsafe(24)
    request.new_device = _signer.sign(nonce)  # type: ignore[attr-defined]
    return keyed_hash(nonce, "device")


def hand_out_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    value = getattr(request, "new_device", None)
    if value:
        response.set_cookie(
            settings.SOKY_DEVICE_COOKIE,
            value,
            max_age=COOKIE_AGE,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def address_of(request: HttpRequest) -> str | None:
    """The address somebody comes from: behind our own proxies, what the outermost of them saw.

    What stands further left in X-Forwarded-For anybody could have written there.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.SOKY_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        said = hops[-settings.SOKY_PROXIES] if len(hops) >= settings.SOKY_PROXIES else said
    try:
        return str(ip_address(said))
    except ValueError:
        return None


def network_of(address: str | None) -> str:
    """Who has one address of IPv6 has all of its /64: they count as one."""
    if address is None:
        return ""
    parsed = ip_address(address)
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Address(int(parsed) >> 64 << 64))


def in_words(user_agent: str) -> str:
    """Such as "Chrome, Windows"."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    return ", ".join(filter(None, (browser, system))) or _("unknown device")


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, user_agent)), "")
