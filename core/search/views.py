"""The page on which everything is found that somebody may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.search import asking, registry
from core.search.forms import SearchForm


@never_cache
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What was found by kind; a whole reference opens what it names."""
    form = SearchForm(request.GET)
    sources = registry.open_to(request.user)
    words, only = form.words, form.only(sources)
    results = None
    if not (words.is_empty or words.is_too_short):
        shown = asking.ALONE if only else asking.FIRST
        results = asking.ask(request.user, words, [only] if only else sources, shown=shown)
        if results.exact:
            return redirect(results.exact.url)
    context = {"form": form, "words": words, "only": only, "results": results, "sources": sources}
    if results and not results.groups:
        context["elsewhere"] = [
            (source.label, source.url(request.user, words)) for source in sources if source.find
        ]
    return render(request, "search/results.html", context)
