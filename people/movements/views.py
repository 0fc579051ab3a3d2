"""The pages on which pupils come, change, leave and come back."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.door import may_do
from people.models import Pupil, RegisterEntry, SchoolClass, Staff
from people.movements import acts
from people.movements.arrivals import namesakes, take_in
from people.movements.closing import loose_ends
from people.movements.forms import LEAVING, MovementForm, ReversalForm, papers_of
from people.movements.models import BY_PERSON, Kind, Movement
from people.pages import for_act, form_page, powers_of, staff_of, succeeded
from people.pupils.forms import Family, PupilForm
from people.pupils.seeing import pupil_for, pupils_seen_by
from people.refusals import Refusal
from people.years.running import letterhead_on

_NEW = {kind.way: kind for kind in (Kind.ADMISSION, Kind.TRANSFER_IN)}
_OF_KNOWN = {kind.way: kind for kind in BY_PERSON}


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.ACTS[Kind.ADMISSION])
def pupil_new(request: HttpRequest, way: str) -> HttpResponse:
    """Somebody who has never been at this school: the pupil and the act that brings him or her."""
    if way not in _NEW:
        raise Http404
    kind, by = _NEW[way], staff_of(request)
    data = request.POST if request.method == "POST" else None
    form, family = PupilForm(data), Family(Pupil(), data)
    move = MovementForm(data, kind=kind, is_new=True)
    if (
        data is not None
        and _all_valid(form, family, move)
        and succeeded(move, lambda: _take_in(form.instance, family, move, by))
    ):
        messages.success(request, _("Taken in: %s") % form.instance)
        return redirect(form.instance)
    context = {"form": form, "family": family, "move": move, "kind": kind}
    context["known"] = namesakes(form.instance) if form.is_bound and form.is_valid() else ()
    status = 422 if data is not None else 200
    return render(request, "people/movements/new.html", context, status=status)


def _all_valid(*parts: Any) -> bool:
    answers = [part.is_valid() for part in parts]  # each is asked, to say why
    return all(answers)


def _take_in(pupil: Pupil, family: Family, move: MovementForm, by: Staff) -> None:
    number, is_another = (move.cleaned_data[of] for of in ("former_number", "is_another"))
    take_in(pupil, family.guardians(), move.movement(), by, number, is_another=is_another)


@require_http_methods(["GET", "HEAD", "POST"])
def pupil_move(request: HttpRequest, pupil: UUID, way: str) -> HttpResponse:
    by = staff_of(request)
    found, of = pupil_for(powers_of(request), pupil)
    kind = _OF_KNOWN.get(way)
    if kind is None:
        raise Http404
    if not may_do(acts.ACTS[kind], powers_of(request), (of.pk,) if of else ()):
        raise PermissionDenied
    form = MovementForm(request.POST if request.method == "POST" else None, kind=kind, leaving=of)
    loose = _left_open(found, form)
    if form.is_bound and succeeded(form, lambda: _move(found, form, by, loose)):
        messages.success(request, _("Recorded: %s") % kind.label)
        return redirect(_page_afterwards(request, found, of))
    return _move_page(request, found, of, form, loose)


def _page_afterwards(request: HttpRequest, pupil: Pupil, of: SchoolClass | None) -> Any:
    """The pupil's; the class's for its teacher, when another class has the pupil now."""
    is_seen = pupils_seen_by(powers_of(request)).filter(pk=pupil.pk).exists()
    return pupil if is_seen or of is None else reverse("class", args=[of.pk])


def _left_open(pupil: Pupil, form: MovementForm) -> list[str]:
    """By the day that was typed, else by today; nothing for who stays."""
    if form.kind not in LEAVING:
        return []
    typed = form.cleaned_data.get("on") if form.is_bound and not form.errors else None
    return loose_ends(pupil, typed or timezone.localdate())


def _move(pupil: Pupil, form: MovementForm, by: Staff, loose: list[str]) -> None:
    if loose and not form.cleaned_data["known"]:
        raise Refusal(
            _("Please look at what is still open, and tick that you have seen it."),
            "open_things_unseen",
        )
    movement = form.movement()
    movement.pupil = pupil
    acts.move(movement, by)


def _move_page(
    request: HttpRequest,
    pupil: Pupil,
    of: SchoolClass | None,
    form: MovementForm,
    loose: list[str],
) -> HttpResponse:
    if form.kind in LEAVING and not loose:
        del form.fields["known"]
    context = {
        "pupil": pupil,
        "school_class": of,
        "form": form,
        "kind": form.kind,
        "loose": loose,
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/movements/move.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_act(acts.REVERSE)
def movement_reverse(request: HttpRequest, movement: int) -> HttpResponse:
    row = get_object_or_404(Movement.objects.select_related("pupil"), pk=movement)
    form = ReversalForm(request.POST if request.method == "POST" else None)
    by = staff_of(request)
    if form.is_bound and succeeded(
        form, lambda: acts.reverse(row, by, form.cleaned_data["reason"])
    ):
        messages.success(request, _("Taken back: %s") % row)
        return redirect(row.pupil)
    context = {"subtitle": f"{row.pupil} · {row}", "back": row.pupil.get_absolute_url()}
    button = _("Take it back")
    return form_page(request, form, title=button, button=button, danger=True, **context)


@require_safe
def letter(request: HttpRequest, movement: int) -> HttpResponse:
    """The letter that goes with a pupil to the next school, to be printed, signed and sealed."""
    row = get_object_or_404(
        Movement.objects.select_related("pupil", "from_class__year", "reversal"),
        pk=movement,
        kind=Kind.TRANSFER_OUT,
        reversal=None,
    )
    pupil_for(powers_of(request), row.pupil.public_id)
    with translation.override(settings.LANGUAGE_CODE):  # a paper, whoever looks at it
        return render(request, "print/transfer_letter.html", _letter_context(row))


def _letter_context(row: Movement) -> dict[str, Any]:
    return {
        "movement": row,
        "pupil": row.pupil,
        "guardians": row.pupil.guardians.all(),
        "school": letterhead_on(row.on),
        "entry": RegisterEntry.objects.filter(pupil=row.pupil).select_related("register").first(),
        "papers": papers_of(row)[0],
        "back": reverse("pupil", args=[row.pupil.public_id]),
    }
