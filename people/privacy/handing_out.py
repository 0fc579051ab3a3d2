"""A copy of everything kept on a pupil: a page to be printed and data for machines, in one file."""

import hashlib
import io
import json
import zipfile
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from people.door import change
from people.models import DataCopy, Pupil, Reading, Staff
from people.privacy.acts import HAND_OUT
from people.privacy.kept import Table, everything_on
from people.years.running import letterhead_on

PAGE, DATA = "ban-in.html", "du-lieu.json"


def hand_out(copy: DataCopy, by: Staff) -> bytes:
    """A .zip for the person named. It counts as a look at the protected facts. Raises Refusal."""
    with change(HAND_OUT, by, pupil=copy.pupil_id) as about:
        Reading.objects.create(pupil=copy.pupil, by=by, purpose=Reading.Purpose.EXPORT)
        copy.by = by
        data = _packed(copy)
        copy.sha256 = hashlib.sha256(data).hexdigest()
        copy.save(force_insert=True)
        about |= {"copy": copy.pk, "file": copy.sha256[:16]}
    return data


def _packed(copy: DataCopy) -> bytes:
    file = io.BytesIO()
    # In the language of the paper, whatever language the person works in.
    with override("vi"), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bag:
        tables = everything_on(copy.pupil)
        bag.writestr(PAGE, render_to_string("people/privacy/print.html", _page(copy, tables)))
        bag.writestr(DATA, json.dumps(_plain(copy, tables), ensure_ascii=False, indent=1))
    return file.getvalue()


def _page(copy: DataCopy, tables: list[Table]) -> dict[str, Any]:
    return {
        "copy": copy,
        "pupil": copy.pupil,
        "school": letterhead_on(),
        "now": timezone.localtime(),
        "tables": tables,
    }


def _plain(copy: DataCopy, tables: list[Table]) -> dict[str, Any]:
    return {
        "school": letterhead_on().name,
        "pupil": _name_and_codes(copy.pupil),
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "made_by": str(copy.by),
        "given_to": copy.given_to,
        "relation": copy.relation,
        "reason": copy.reason,
        "tables": {table.name: table.plain() for table in tables},
    }


def _name_and_codes(pupil: Pupil) -> dict[str, str | None]:
    return {
        "full_name": pupil.full_name,
        "ministry_code": pupil.ministry_code,
        "personal_id": pupil.personal_id,
    }
