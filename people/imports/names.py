"""A person's name as a list writes it: in one column, in two, or in capitals."""

import re

from django.utils.translation import gettext as _

from people.imports.rows import Reading

_WORD = re.compile(r"[^\s'’(\[./–-]+")


def read_name(reading: Reading, most: int) -> str:
    """In one piece. What is only half said is refused; capitals are turned into a name, and that is said."""
    whole_name, family = reading.text("full_name", most), reading.text("family_name", most)
    given = reading.text("given_name", most)
    name = _joined(whole_name or family, given)
    if not name or name.isdecimal():
        reading.refuse(_where(reading), _("the name is missing."))
        return ""
    if any(sign.isdecimal() for sign in name) or "@" in name:
        reading.refuse(_where(reading), _("“%s” is no name.") % name[:40])
        return ""
    if name.isupper() and len(name) > 3:
        name = _as_a_name(name)
        reading.remark(_where(reading), _("written in capitals; read as %s.") % name)
    return name


def _joined(first: str, given: str) -> str:
    """Some lists write the whole name and repeat the given name in a column to sort by."""
    if not given or (first.lower() + " ").endswith(f" {given.lower()} "):
        return first
    return f"{first} {given}".strip()


def _where(reading: Reading) -> str:
    places = reading.line.places
    return next((key for key in ("full_name", "given_name") if key in places), "full_name")


def _as_a_name(capitals: str) -> str:
    """A capital stays behind an apostrophe, a hyphen and a bracket, too: "H'MAI (A)" is "H'Mai (A)"."""
    return _WORD.sub(lambda found: found[0][:1] + found[0][1:].lower(), capitals)
