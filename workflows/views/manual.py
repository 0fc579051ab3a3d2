"""The manual inside Sổ Ký: its chapters, and the one that explains the page somebody comes from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from workflows import manual


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """All chapters; with `about`, straight to the one that explains that page."""
    chapter = manual.chapter_about(request.GET.get("about", ""))
    if chapter:
        return redirect("manual_chapter", chapter.slug)
    return render(request, "workflows/manual.html", {"chapters": manual.chapters()})


@require_safe
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    found = next((one for one in manual.chapters() if one.slug == slug), None)
    if found is None:
        raise Http404
    context = {"chapter": found, "chapters": manual.chapters()}
    return render(request, "workflows/chapter.html", context)
