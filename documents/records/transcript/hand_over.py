"""The hand-over file of a pupil: what was issued, a page to read, a receipt to sign."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy

from documents import rendering
from documents.handover.manifest import LeavingPupil, ListedFile, manifest_of
from documents.handover.packing import pack
from documents.records.transcript.issued_files import issued_years
from people.door import Act, change, declare, may_do
from people.models import Enrolment, Pupil, Staff
from people.offices import OFFICE
from people.powers import Powers
from people.pupils.links import PupilLink, offers_links
from people.years.running import letterhead_on

HAND_OVER = declare(
    Act(
        "handover_made",
        gettext_lazy("Hand-over file made"),
        gettext_lazy("%(who)s made the hand-over file of %(pupil)s."),
        OFFICE,
    )
)
_INDEX, _RECEIPT = "index.html", "bien-ban-giao-nhan.pdf"


@dataclass(frozen=True, slots=True)
class Contents:
    """The signed files by name, and the school years here of which there is none."""

    files: dict[str, bytes]
    missing: tuple[str, ...]

    @property
    def listed(self) -> tuple[ListedFile, ...]:
        return manifest_of("", LeavingPupil("", "", "", ""), self.files).files


def contents_of(pupil: Pupil) -> Contents:
    """Raises NotAsKept where the archive does not hand out what was signed."""
    files: dict[str, bytes] = {}
    issued = set()
    for each in issued_years(pupil):
        name = f"hoc-ba-{each.year.replace('–', '-')}"
        issued.add(each.year)
        files[f"{name}.pdf"] = each.pdf
        if each.xml:
            files[f"{name}.xml"] = each.xml
    spans = Enrolment.objects.filter(pupil=pupil).order_by("school_class__year__starts_on")
    years = dict.fromkeys(spans.values_list("school_class__year__name", flat=True))
    return Contents(files, tuple(year for year in years if year not in issued))


def bag_for(pupil: Pupil, by: Staff) -> bytes:
    """One ZIP file; that it was made is told to the trail. Raises Refusal."""
    contents, school = contents_of(pupil), letterhead_on().lines()
    context = {"school": school, "pupil": pupil, "contents": contents, "by": by}
    index = render_to_string("transcript/handover/print.html", context)
    receipt = rendering.render("transcript/receipt/print.html", context).pdf
    files = {**contents.files, _INDEX: index.encode(), _RECEIPT: receipt}
    leaving = LeavingPupil(
        pupil.full_name,
        pupil.born_on.isoformat(),
        pupil.personal_id or "",
        pupil.ministry_code or "",
    )
    with change(HAND_OVER, by, pupil=pupil.pk, files=len(files)):
        return pack(school["name"], leaving, files)


@offers_links
def hand_over_link(pupil: Pupil, powers: Powers) -> Iterator[PupilLink]:
    if may_do(HAND_OVER, powers):
        label = gettext_lazy("Hand-over file")
        yield PupilLink(label, reverse("transcript:hand_over", args=[pupil.public_id]))
