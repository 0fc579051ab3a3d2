"""The examination in plain sentences, for somebody who has never heard of a certificate."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from documents.checking.headings import ADVICE, HEADINGS
from documents.checking.verdicts import KnownFile, Meaning, Outcome, Progress, Row
from documents.signing.examination.findings import Standing, TimestampFinding, Verdict

_STANDINGS = {
    Standing.REVOKED: gettext_noop("The certificate had been revoked."),
    Standing.EXPIRED: gettext_noop("The certificate has expired."),
    Standing.NOT_YET_VALID: gettext_noop("The certificate was not valid yet."),
    Standing.UNTRUSTED: gettext_noop("The certificate comes from no authority the school trusts."),
    Standing.REVOCATION_UNKNOWN: gettext_noop(
        "The file does not say whether the certificate had been revoked."
    ),
}
_CODES = {
    "time_only_claimed": gettext_noop("The time is only what the signer's computer said."),
    "weak_algorithm": gettext_noop("It was made by a method that is no longer safe."),
    "wrong_purpose": gettext_noop("The certificate is not meant for signing documents."),
    "unknown_method": gettext_noop("It was made by a method that is not known here."),
    "encrypted": gettext_noop("The file is encrypted."),
    "hybrid": gettext_noop("The file is written so that old and new programs read it differently."),
    "unknown_kind": gettext_noop("The file is written in a way that is not known here."),
    "exhausting": gettext_noop("The file is too large or too entangled to be checked."),
    "too_large": gettext_noop("The file is larger than what is checked here."),
    "unreadable_signature": gettext_noop("The signature cannot be read."),
    "trailing_bytes": gettext_noop("Something stands behind the end of the file."),
    "not_whole_file": gettext_noop("Something was added after the last signature."),
    "filled_padding": gettext_noop("Something is hidden beside a signature."),
    "evidence_removed": gettext_noop(
        "What proved the signatures' certificates was taken away after signing."
    ),
    "shared_signature": gettext_noop("Two places show one and the same signature."),
    "foreign_field": gettext_noop("The file is a form: what is typed into it is not signed."),
    "javascript": gettext_noop("The file contains a program."),
    "open_action": gettext_noop("The file does something when it is opened."),
    "additional_action": gettext_noop("The file does something when it is read."),
    "launch": gettext_noop("The file starts other programs."),
    "active_annotation": gettext_noop("The file contains films, sounds or the like."),
    "attachment": gettext_noop("The file has other files inside it that readers may not show."),
    "uncertified_files": gettext_noop("The file has other files inside it; nobody certified them."),
    "file_added": gettext_noop("A file was put inside it after signing."),
    "file_removed": gettext_noop("A file inside it was taken out after signing."),
    "file_exchanged": gettext_noop("A file inside it was exchanged after signing."),
}


def translated(sentence: str) -> str:
    return _(sentence)


def heading(outcome: Outcome) -> str:
    return _(HEADINGS[outcome])


def advice(meaning: Meaning) -> str:
    if meaning.outcome.is_genuine and _further_stamps(meaning):
        return _("Nothing was changed after signing but that further stamps were laid on pages.")
    return _(ADVICE[meaning.outcome])


def faults(meaning: Meaning) -> list[str]:
    """What was found about the file as a whole."""
    codes = [_(_CODES[code]) for code in meaning.examination.faults if code in _CODES]
    if meaning.outcome.is_genuine and not meaning.rows:
        codes.append(_("It is known by its bytes alone; its signatures were not taken apart."))
    return [*codes, *_further_stamps(meaning)]


def _further_stamps(meaning: Meaning) -> list[str]:
    """A person may sign on any page later on: whoever reads it shall look at what lies there."""
    return [
        _("A further stamp was laid on page %(page)d after others had signed, by %(name)s.")
        % {"page": page, "name": row.name}
        for row in meaning.rows
        for page in row.finding.new_stamp_on
    ]


def files(meaning: Meaning) -> str:
    """How many files it carries inside it, and whether they are those that were signed."""
    number = len(meaning.files)
    if not number:
        return ""
    if not meaning.rows or meaning.examination.verdict == Verdict.CHANGED:
        said = ngettext("Carries %d file", "Carries %d files", number)
    else:
        said = ngettext(
            "Carries %d file, unchanged since the first signature",
            "Carries %d files, unchanged since the first signature",
            number,
        )
    return said % number


def known_file(file: KnownFile) -> str:
    """What the school knows of a file inside: of which type and revision, never of whom."""
    if not file.record_type:
        return _("The school keeps no such file.")
    said = (
        _("%(type)s, revision %(revision)d, exactly as the school keeps it.")
        if file.is_newest
        else _("%(type)s, revision %(revision)d; the school keeps a newer file of it.")
    )
    kind = file.record_type[:1].upper() + file.record_type[1:]
    return said % {"type": kind, "revision": file.revision}


def reasons(row: Row) -> list[str]:
    """Why a signature does not hold; where it does, what should be known about it."""
    return list(_reasons(row))


def _reasons(row: Row) -> Iterator[str]:
    finding = row.finding
    is_read = not {"unreadable_signature", "unknown_method"} & {*finding.why}
    if is_read and not finding.intact:
        yield _("The file was changed after this signature.")
    elif is_read and not finding.untouched_after:
        yield _("Something was added after this signature that is no signature.")
    if is_read and finding.trust != Standing.TRUSTED and "weak_algorithm" not in finding.why:
        yield _(_STANDINGS[finding.trust])
    if row.is_revoked:
        yield _("The school had revoked this signer's key.")
    if not row.is_as_recorded:
        yield _("The school has recorded another signer in this place.")
    yield from (_(_CODES[code]) for code in finding.why if code in _CODES)


def verdict(row: Row) -> str:
    if row.holds:
        return _("Valid")
    if row.finding.is_unjudged or (row.finding.intact and row.finding.untouched_after):
        return _("Doubtful")
    return _("Not valid")


def progress(progress: Progress) -> str:
    """The stage in one sentence, without the record's name."""
    return _("%(type)s, revision %(revision)d of %(school)s, signed up to: %(duty)s") % {
        "type": progress.record_type[:1].upper() + progress.record_type[1:],
        "revision": progress.revision,
        "school": progress.school,
        "duty": progress.reached,
    }


def missing(progress: Progress) -> list[str]:
    return [_("No signature yet of: %s") % duty for duty in progress.missing]


def since(progress: Progress) -> str:
    """What has become of the record since this stage."""
    if progress.withdrawn_at:
        return _withdrawn(progress, day(progress.withdrawn_at))
    return _replaced(progress) or _now(progress)


def _replaced(progress: Progress) -> str:
    if progress.is_replaced:
        return _("Revision %d has taken its place since.") % progress.newest_revision
    if not progress.is_newest:
        return _("The school keeps a later stage of it.")
    return ""


def _now(progress: Progress) -> str:
    if progress.corrected_since:
        return _("It is being corrected since %s.") % day(progress.corrected_since)
    if progress.is_outdated:
        return _("A record that it sums up was confirmed anew since.")
    if progress.is_final:
        return _("It is complete and closed.")
    return _("It is not complete yet.")


def _withdrawn(progress: Progress, on: str) -> str:
    if progress.is_replaced:
        said = _("It was withdrawn on %(day)s and replaced by revision %(revision)d.")
        return said % {"day": on, "revision": progress.newest_revision}
    return _("It was withdrawn on %s; no other one has been issued yet.") % on


def level(row: Row) -> str:
    return f"PAdES {row.finding.level}" if row.finding.level else _("not PAdES")


def stamp(finding: TimestampFinding) -> str:
    """Who confirms which time."""
    said = (
        _("%(authority)s confirms %(moment)s")
        if finding.holds
        else _("%(authority)s says %(moment)s")
    )
    return said % {"authority": finding.authority, "moment": moment(finding.at)}


def moment(at: datetime | None) -> str:
    """In the school's time zone, and saying so."""
    if at is None:
        return _("no time given")
    local = timezone.localtime(at)
    offset = local.strftime("%z")
    return f"{date_format(local, 'H:i:s d/m/Y')} {offset[:3]}:{offset[3:]}"


def day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "d/m/Y")
