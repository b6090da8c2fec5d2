"""The editions of a submission: which there are, what changed, how one was, and the next one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from submissions import addresses, signed
from submissions.actions import editions
from submissions.models import Submission
from submissions.permissions import Sender
from submissions.presenters import editions_page, notice_page


def editions_of(request: HttpRequest, slug: str) -> HttpResponse:
    """All public editions, and the differences between two: the last two until others are chosen."""
    current = _current(slug)
    if not current.is_published:
        return gone(request, current)
    ever = editions_page.of_code(current.code)
    found = editions_page.readable(ever)
    after = _chosen(request.GET.get("til"), found) or found[0]
    older = [each for each in found if each.edition < after.edition]
    before = _chosen(request.GET.get("fra"), found) or (older[0] if older else None)
    return render(
        request,
        "submissions/editions.html",
        {
            "submission": current,
            "lines": editions_page.lines(ever),
            "choices": [each.edition for each in found],
            "before": before,
            "after": after,
            "changes": editions_page.changes(before, after) if before else [],
        },
    )


def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One edition as it was, or that it was taken down; the current one has its own page."""
    current = _current(slug)
    if not current.is_published:
        return gone(request, current)
    if number == current.edition:
        return redirect(current)
    found = next((e for e in editions_page.of_code(current.code) if e.edition == number), None)
    if found is None:
        raise Http404
    if not editions_page.readable([found]):
        return _taken_down(request, current, found)
    return render(
        request,
        "submissions/edition.html",
        {"submission": current, "edition": editions_page.earlier(found)},
    )


@login_required
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on in the form, with the text that is public now."""
    submission = _current(slug)
    if not submission.is_published:
        raise Http404
    draft = editions.begin(submission=submission, by=request.user, now=timezone.now())
    return redirect("edit-submission", pk=draft.pk)


@require_POST
def begin_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for somebody without an account, who sent in the edition that is public."""
    try:
        submission = signed.submission_of(token, purpose=signed.STATUS)
    except signed.BadLink:
        return render(request, "submissions/bad_link.html", status=404)
    if not submission.is_published or not submission.sender_email:
        raise PermissionDenied
    draft = editions.begin(
        submission=submission,
        by=Sender(submission.pk),
        address=submission.sender_email,
        now=timezone.now(),
    )
    return redirect(signed.status_path(draft))


def gone(request: HttpRequest, submission: Submission) -> HttpResponse:
    """What was withdrawn is gone, and says so at its address."""
    notice = notice_page.of(submission)
    return render(request, "submissions/notice.html", {"notice": notice}, status=410)


def _taken_down(request: HttpRequest, current: Submission, found: Submission) -> HttpResponse:
    return render(
        request,
        "submissions/edition_gone.html",
        {"submission": current, "number": found.edition, "notice": notice_page.of(found)},
        status=410,
    )


def _current(slug: str) -> Submission:
    found = addresses.at(slug)
    if found is None:
        raise Http404
    return found


def _chosen(number: str | None, among: list[Submission]) -> Submission | None:
    return next((each for each in among if str(each.edition) == number), None)
