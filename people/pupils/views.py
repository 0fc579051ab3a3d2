"""The pages of classes and of pupils."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.attendance.acts import TAKE
from people.door import may_do
from people.duties import in_force
from people.forms import DayField
from people.measuring.acts import MEASURE
from people.models import Pupil, Reading, RegisterEntry, SchoolClass, SchoolYear
from people.movements.acts import ACTS, REVERSE
from people.movements.enrolments import pupils_in
from people.movements.forms import papers_of
from people.movements.models import BY_PERSON, Kind
from people.movements.standing import POSSIBLE_FROM, standing_after
from people.names import nfc
from people.new_year.outcomes import DECIDE
from people.pages import form_page, powers_of, seen_on, staff_of, succeeded
from people.powers import Place, Powers
from people.pupils import acts
from people.pupils.forms import Family, ProtectedForm, PupilForm
from people.pupils.left_open import lacking, with_facts
from people.pupils.links import links_for
from people.pupils.seeing import classes_seen_by, pupil_for, pupils_seen_by
from people.pupils.seen import protected_fingerprint, vitae_fingerprint
from people.searching import holding
from people.staffing.teaching import homeroom_on
from people.years.running import last_day_of, running_year

PAGE, _LONGEST_NAME = 50, 100
# The charter's norm (Điều lệ trường tiểu học); often exceeded, so it is said and not enforced.
CLASS_NORM = 35


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The classes of a year that this person may see; searching for a pupil among all of them."""
    seen = classes_seen_by(powers_of(request))
    years = list(dict.fromkeys(one.year for one in seen.order_by("-year__starts_on")))
    of = _chosen_year(request, years)
    listed = _with_numbers(seen.filter(year=of), last_day_of(of)) if of else []
    sought = nfc(request.GET.get("q", ""))[:_LONGEST_NAME]
    context: dict[str, Any] = {
        "year": of,
        "years": years,
        "classes": listed,
        "has_sites": any(one.site for one in listed),
        "q": sought,
        "found": _found(request, sought) if sought else None,
        "may_admit": may_do(ACTS[Kind.ADMISSION], powers_of(request)),
        "norm": CLASS_NORM,
    }
    return render(request, "people/pupils/classes.html", context)


def _chosen_year(request: HttpRequest, years: list[SchoolYear]) -> SchoolYear | None:
    """What was asked for, else the running one, else the newest of these."""
    chosen = next((one for one in years if str(one.pk) == request.GET.get("year")), None)
    running = running_year()
    return chosen or (running if running in years else next(iter(years), None))


def _with_numbers(classes: QuerySet[SchoolClass], day: date) -> list[SchoolClass]:
    """Each with the number of its `pupils` and the name of who leads it, its `homeroom`."""
    there = Count("enrolments", filter=in_force(day, "enrolments__"))
    return list(classes.annotate(pupils=there, homeroom=homeroom_on(day)))


def _found(request: HttpRequest, sought: str) -> Any:
    """A page of pupils, each beside the class that is his or her place."""
    by_code = Q(ministry_code=sought) | Q(personal_id=sought)
    by_name = holding(sought, "surname", "middle_name", "given_name")
    rows = pupils_seen_by(powers_of(request)).filter(by_code | by_name)
    page: Any = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    places = [one.place for one in page]
    classes = SchoolClass.objects.select_related("year").in_bulk(places)
    page.object_list = [(one, classes.get(place)) for one, place in zip(page, places, strict=True)]
    return page


@require_safe
def school_class(request: HttpRequest, school_class: int) -> HttpResponse:
    powers = powers_of(request)
    of = classes_seen_by(powers).filter(pk=school_class).first()
    if of is None:
        raise Http404
    day = _asked_day(request, of.year)
    may_measure = may_do(MEASURE, powers, (of.pk,))
    there = pupils_in(of, day)
    pupils = list(with_facts(there) if may_measure else there)
    context = {
        "school_class": of,
        "day": day,
        "pupils": pupils,
        "girls": sum(pupil.gender == "nữ" for pupil in pupils),
        "norm": CLASS_NORM,
        "lacking": [(one, lacking(one)) for one in pupils if lacking(one)] if may_measure else [],
        "may_measure": may_measure,
        "may_attend": may_do(TAKE, powers, (of.pk,)),
        "may_decide": may_do(DECIDE, powers, (of.pk,)),
    }
    return render(request, "people/pupils/class.html", context)


def _asked_day(request: HttpRequest, year: SchoolYear) -> date:
    """The day asked for, if it lies in the year; else the last one that has been."""
    field = DayField(required=False)
    try:
        asked = field.clean(request.GET.get("day", ""))
    except ValidationError:
        asked = None
    return asked if asked and year.starts_on <= asked <= year.ends_on else last_day_of(year)


@require_safe
def pupil(request: HttpRequest, pupil: UUID) -> HttpResponse:
    powers = powers_of(request)
    child, of = pupil_for(powers, pupil)
    place, today = (of.pk,) if of else (), timezone.localdate()
    entries = RegisterEntry.objects.filter(pupil=child).select_related("register")
    context = {
        "pupil": child,
        "school_class": of,
        "is_here": any(enrolment.covers(today) for enrolment in child.enrolments.all()),
        "entry": entries.first(),
        "guardians": child.guardians.all(),
        "links": links_for(child, powers),
        **_movements_of(child, powers, place),
        "may_change": may_do(acts.CHANGE_PUPIL, powers, place),
        "may_read": may_do(acts.CHANGE_PROTECTED, powers, place),
        "may_reverse": may_do(REVERSE, powers),
    }
    return render(request, "people/pupils/pupil.html", context)


def _movements_of(pupil: Pupil, powers: Powers, place: Place) -> dict[str, Any]:
    """What happened to this pupil so far, and what may happen next by this person's hand."""
    people = ("from_class", "to_class__year", "by", "acting_for", "reversal__by")
    movements = list(pupil.movements.select_related(*people))
    counting = [movement for movement in movements if not movement.is_reversed]
    state = standing_after(counting)
    kinds = [kind for kind in BY_PERSON if state in POSSIBLE_FROM[kind]]
    return {
        "movements": [(movement, *papers_of(movement)) for movement in movements],
        "last": counting[-1] if counting else None,
        "kinds": [kind for kind in kinds if may_do(ACTS[kind], powers, place)],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def pupil_edit(request: HttpRequest, pupil: UUID) -> HttpResponse:
    by = staff_of(request)
    found, of = pupil_for(powers_of(request), pupil, acts.CHANGE_PUPIL)
    data = request.POST if request.method == "POST" else None
    form, family = PupilForm(data, instance=found), Family(found, data)
    place, seen = of.pk if of else 0, request.POST.get("seen", "")
    save = partial(acts.save_pupil, form.instance, by=by, school_class=place, seen=seen)
    if (
        form.is_bound
        and family.is_valid()
        and succeeded(form, lambda: save(guardians=family.guardians()))
    ):
        messages.success(request, _("Saved: %s") % form.instance)
        return redirect(found)
    context = {
        "form": form,
        "family": family,
        "title": found.full_name,
        "seen": seen_on(form, vitae_fingerprint(found)),
        "back": reverse("pupil", args=[pupil]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/pupils/edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def protected(request: HttpRequest, pupil: UUID) -> HttpResponse:
    """What is sensitive; opening this page is written down, and the page says so."""
    by = staff_of(request)
    found, of = pupil_for(powers_of(request), pupil, acts.CHANGE_PROTECTED)
    purpose = Reading.Purpose.CHANGE if request.method == "POST" else Reading.Purpose.PAGE
    facts = acts.read_protected(found, by, purpose)
    form = ProtectedForm(request.POST if request.method == "POST" else None, instance=facts)
    place, seen = of.pk if of else 0, request.POST.get("seen", "")
    save = partial(acts.save_protected, form.instance, by, place, seen=seen)
    if form.is_bound and succeeded(form, save):
        messages.success(request, _("Saved: %s") % found)
        return redirect(found)
    return form_page(
        request,
        form,
        title=_("Protected data"),
        subtitle=found.full_name,
        intro=_("Whoever opens this page is written down: here you are, now."),
        button=_("Save"),
        seen=seen_on(form, protected_fingerprint(found)),
        back=reverse("pupil", args=[pupil]),
    )


@require_safe
def readers(request: HttpRequest, pupil: UUID) -> HttpResponse:
    """Who looked at what is protected."""
    found, _of = pupil_for(powers_of(request), pupil, acts.CHANGE_PROTECTED)
    rows = Reading.objects.filter(pupil=found).select_related("by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "people/pupils/readers.html", {"pupil": found, "page": page})
