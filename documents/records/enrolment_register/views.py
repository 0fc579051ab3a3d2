"""The pages of enrolment registers: all intake years, drawing one up, the draft."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents import drafting
from documents.records.enrolment_register import rules, told
from documents.records.enrolment_register.forms import IntakeForm
from documents.records.enrolment_register.models import EnrolmentRegister
from people.models import IntakeRegister, SchoolYear
from people.pages import tell
from people.refusals import Refusal
from workflows import registry, steps
from workflows.pages import Shell

TYPE = "enrolment_register"
PAGE = 50


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Every intake year with its numbers, and every register drawn up that this person may read."""
    shell = drafting.shell_for(request, EnrolmentRegister)
    rows = drafting.records_of(shell, EnrolmentRegister).order_by("-updated_at")
    context = {
        "page": drafting.page_of(rows, request, PAGE),
        "intakes": IntakeRegister.objects.all(),
        "may_draw_up": shell.may_begin(registry.get(TYPE)),
    }
    return render(request, "enrolment_register/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draw_up(request: HttpRequest) -> HttpResponse:
    """A draft as of today; one for each intake and school year, whoever asks."""
    shell = drafting.shell_for(request, EnrolmentRegister)
    if not shell.may_begin(registry.get(TYPE)):
        raise PermissionDenied
    form = IntakeForm(request.POST or None, initial={"intake": request.GET.get("intake")})
    if form.is_valid():
        return _draw_up(request, shell, form.cleaned_data["intake"], drafting.working_year())
    status = 422 if form.is_bound else 200
    return render(request, "enrolment_register/form.html", {"form": form}, status=status)


@transaction.atomic
def _draw_up(
    request: HttpRequest, shell: Shell, intake: IntakeRegister, year: SchoolYear
) -> HttpResponse:
    # Two people at once take their turns here.
    intake = IntakeRegister.objects.select_for_update().get(pk=intake.pk)
    there = EnrolmentRegister.objects.filter(register=intake, approval__school_year=year)
    if there.exists():
        messages.info(
            request,
            _("The register of intake %(intake)s is drawn up for %(year)s already.")
            % {"intake": intake, "year": year},
        )
        return redirect("enrolment_register:list")
    register = EnrolmentRegister(register=intake)
    register.draw_up(timezone.localdate())
    steps.open_approval(register, by=shell.staff, school_year=year)
    return redirect(register.get_edit_url())


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The lines as drawn up; taken over anew where the movements have gone on since."""
    register = drafting.own_draft(request, EnrolmentRegister, public_id)
    if request.method == "POST":
        register.draw_up(timezone.localdate())
        try:
            register.save()
        except Refusal as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("Drawn up as of today."))
        return redirect(register.approval)
    context = {
        "record": register,
        "approval": register.approval,
        "rows": [told.row_of(line, register.register.intake) for line in register.lines],
        "problems": rules.problems(register),
    }
    return render(request, "enrolment_register/draft.html", context)
