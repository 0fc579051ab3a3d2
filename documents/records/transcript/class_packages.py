"""Packages of digital transcripts for the ministry's gateway: sealed, kept, handed out as they are."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import archive
from documents.records.transcript.digital import DigitalFile
from documents.records.transcript.models import Transcript
from documents.records.transcript.package_log import ClassPackage
from documents.records.transcript.xml.packages import packages_of
from documents.signing import Pen
from people.door import Act, change, declare
from people.models import Duty, SchoolClass, SchoolYear, Staff
from people.refusals import Refusal
from workflows.states import State

PACK = declare(
    Act(
        "transcripts_packed",
        gettext_lazy("Digital transcripts packed"),
        gettext_lazy("%(who)s packed the digital transcripts of %(school_class)s."),
        (Duty.CLERK,),
    )
)


def files_of_year(year: SchoolYear) -> dict[SchoolClass, list[str]]:
    """SHA-256 of every digital transcript that is issued and in force, by name; three queries."""
    rows = Transcript.objects.filter(
        year=year, approval__state=State.ISSUED, approval__erased_at=None
    )
    issued = rows.order_by("pupil__name_key", "pk")
    places = list(issued.values_list("pk", "approval__revision", "approval__school_class"))
    complete = DigitalFile.objects.filter(approval__in=issued.values("pk"), is_complete=True)
    hashes = {(row.approval_id, row.revision): row.sha256 for row in complete.order_by("event")}
    found: dict[int | None, list[str]] = defaultdict(list)
    for pk, revision, place in places:
        if sha256 := hashes.get((pk, revision)):
            found[place].append(sha256)
    return {of: found[of.pk] for of in SchoolClass.objects.filter(year=year) if of.pk in found}


def packages_of_year(
    files: Mapping[SchoolClass, Sequence[str]],
) -> dict[SchoolClass, list[ClassPackage]]:
    """Those made of exactly these files; one query."""
    prints = {_fingerprint(each): of for of, each in files.items()}
    made: dict[SchoolClass, list[ClassPackage]] = defaultdict(list)
    for row in ClassPackage.objects.filter(files__in=prints).order_by("part"):
        made[prints[row.files]].append(row)
    return made


def pack(classes: Collection[SchoolClass], by: Staff, seal: Pen) -> int:
    """Sealed anew only where the files are others than before; says how many packages. Raises Refusal."""
    year = next(iter(classes)).year if classes else None
    files = {of: each for of, each in files_of_year(year).items() if of in classes} if year else {}
    if not files:
        raise Refusal(_("No digital transcript of these classes is issued yet."), "nothing_to_pack")
    made = packages_of_year(files)
    return sum(_pack(of, each, by, seal) for of, each in files.items() if of not in made)


def _pack(of: SchoolClass, files: Sequence[str], by: Staff, seal: Pen) -> int:
    packages = packages_of([archive.read(each) for each in files], seal, timezone.localtime())
    hashes = archive.put_many([package.xml for package in packages])
    with change(PACK, by, school_class=of.pk, transcripts=len(files)):
        ClassPackage.objects.bulk_create(
            ClassPackage(
                school_class=of,
                message_id=package.message_id,
                files=_fingerprint(files),
                part=part,
                sha256=sha256,
                transcripts=package.count,
                by=by,
            )
            for part, (package, sha256) in enumerate(zip(packages, hashes, strict=True), 1)
        )
    return len(packages)


def _fingerprint(files: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(files).encode()).hexdigest()
