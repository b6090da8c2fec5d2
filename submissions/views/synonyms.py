"""The list of synonyms as editors keep it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.actions import synonyms
from submissions.forms.synonym_form import SynonymForm
from submissions.models import Synonym
from submissions.views.reviewing import for_editors


@for_editors
def word_list(request: HttpRequest) -> HttpResponse:
    """All lines, and a form for one more."""
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        synonyms.save_line(line=form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("Linjen er tilføjet og gælder fra næste søgning."))
        return redirect("synonyms")
    lines = Synonym.objects.select_related("changed_by")
    return render(request, "submissions/synonyms.html", {"form": form, "lines": lines})


@for_editors
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line, to be changed or deleted."""
    found = get_object_or_404(Synonym, pk=pk)
    form = SynonymForm(request.POST or None, instance=found)
    if request.method == "POST" and request.POST.get("do") == "delete":
        synonyms.delete_line(line=found, by=request.user)
        messages.success(request, _("Linjen er slettet."))
        return redirect("synonyms")
    if request.method == "POST" and form.is_valid():
        synonyms.save_line(line=form.instance, by=request.user, now=timezone.now())
        messages.success(request, _("Linjen er rettet og gælder fra næste søgning."))
        return redirect("synonyms")
    return render(request, "submissions/synonym.html", {"form": form, "line": found})
