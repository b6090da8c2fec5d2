"""The editors' pages: the queue, one screen for each submission, and what is in its files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import forms, permissions
from submissions.actions import editions, judging, merging, reviewing, sharing
from submissions.cautions import cautions_of
from submissions.lifecycle import Action, MoveRefused, State, Who
from submissions.models import Submission
from submissions.presenters import file_page, queue_page, review_page, submission_page
from submissions.views.sharing import posted_form, posted_version, without_nul

LONGEST_COMMENT = 5000  # letters
JUDGE = "judge"  # what a button asks for that is no move
_COMMENT_ON = "comment-"


def for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_moderator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@for_editors
def queue(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "submissions/queue.html",
        {
            "queue": queue_page.queue(now=timezone.now(), only=request.GET.get("vis", "")),
            "decided": queue_page.decided(),
        },
    )


@for_editors
def next_up(request: HttpRequest, pk: int) -> HttpResponse:
    """To the most pressing one beside this, or to the queue when it was the last."""
    row = queue_page.next_in_queue(now=timezone.now(), after=pk)
    return redirect("review-submission", pk=row.pk) if row else redirect("review")


@for_editors
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one submission, and the decision."""
    submission = _seen_by(request, pk)
    if request.method != "POST":
        return _review_page(request, submission)
    typed = Typed.of(request)
    try:
        said = _decide(request, submission, typed)
    except MoveRefused as refusal:
        now = _seen_by(request, pk)
        overtaken = posted_version(request) != now.version
        if not overtaken:
            messages.error(request, str(refusal))
        return _review_page(request, now, typed, overtaken=overtaken, status=409)
    messages.success(request, said)
    if request.POST.get("do") == JUDGE:
        return redirect("review-submission", pk=pk)
    return redirect("review")


@for_editors
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """What is in a file, as text and pictures: the file itself is nobody's before it is checked."""
    submission = _seen_by(request, pk)
    found = get_object_or_404(submission.attachments, pk=file)
    return render(
        request,
        "submissions/review_file.html",
        {
            "submission": submission,
            "file": found,
            "files": file_page.standings([found]),
            "pictures": found.pictures.all(),
            "pages": review_page.file_pages(found),
        },
    )


@for_editors
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as the author knows it, for putting right what is already public."""
    submission = _seen_by(request, pk)
    if not permissions.can_move(request.user, submission, Action.CORRECT):
        raise PermissionDenied
    if request.method != "POST":
        form = forms.FORMS[submission.kind](
            initial=forms.initial_of(submission), submission=submission
        )
        return _correct_page(request, submission, form)
    # What was published with gaps may be corrected without filling them.
    form = posted_form(request, submission.kind, submission=submission, draft=True)
    if form.is_valid() and form.cleaned_data["title"]:
        try:
            reviewing.correct(
                submission=submission,
                version=form.cleaned_data["version"] or 0,
                content=form.content(),
                by=request.user,
                now=timezone.now(),
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Rettelsen er offentliggjort."))
            return redirect("review-submission", pk=submission.pk)
    elif form.is_valid():
        form.add_error("title", _("Bidraget skal have en titel."))
    return _correct_page(request, submission, form, status=422)


@dataclass(frozen=True, slots=True)
class Typed:
    """All that an editor filled in, so that none of it is lost when a decision is refused."""

    comment: str
    comments: dict[str, str]  # on single fields, by name
    criteria: tuple[str, ...]
    accepted: tuple[str, ...]  # keys of cautions
    into: str  # code of the submission to merge with
    with_files: tuple[int, ...]
    reason: str  # for everybody, on the notice of what is taken down
    hide_title: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        post = request.POST
        return cls(
            comment=_text(post.get("comment", "")),
            comments={
                name.removeprefix(_COMMENT_ON): _text(text)
                for name, text in post.items()
                if name.startswith(_COMMENT_ON)
            },
            criteria=tuple(post.getlist("criterion")),
            accepted=tuple(post.getlist("accepted")),
            into=_text(post.get("into_code", "") or post.get("into", "")),
            with_files=tuple(int(key) for key in post.getlist("with_file") if _is_key(key)),
            reason=_text(post.get("reason", "")),
            hide_title="hide_title" in post,
        )

    def said(self, submission: Submission) -> list[review_page.CommentBox]:
        """The comments that were typed, for reading again where nothing can be sent."""
        boxes = review_page.comment_boxes(submission, self.comments)
        return [box for box in boxes if box.text.strip()]


def _decide(request: HttpRequest, submission: Submission, typed: Typed) -> str:
    """Carry out what the button asked for. Returns what to tell the editor."""
    decision = next((each for each in _DECISIONS if each == request.POST.get("do")), None)
    if decision is None:
        raise MoveRefused(_("Vælg en afgørelse."))
    _DECISIONS[decision](request, submission, typed)
    return _said(decision, str(submission))


def _how(request: HttpRequest, submission: Submission, typed: Typed) -> dict[str, object]:
    """What every decision is made with."""
    return {
        "submission": submission,
        "version": posted_version(request),
        "by": request.user,
        "now": timezone.now(),
        "comment": typed.comment,
    }


def _return(request: HttpRequest, submission: Submission, typed: Typed) -> None:
    reviewing.return_with_comment(
        **_how(request, submission, typed), comments=typed.comments, criteria=typed.criteria
    )


def _publish(request: HttpRequest, submission: Submission, typed: Typed) -> None:
    reviewing.publish(
        **_how(request, submission, typed), accepted=typed.accepted, criteria=typed.criteria
    )


def _reject(request: HttpRequest, submission: Submission, typed: Typed) -> None:
    reviewing.reject(**_how(request, submission, typed))


def _merge(request: HttpRequest, submission: Submission, typed: Typed) -> None:
    merging.merge(
        **_how(request, submission, typed),
        into=merging.target(typed.into),
        with_files=typed.with_files,
    )


def _withdraw(request: HttpRequest, submission: Submission, typed: Typed) -> None:
    verb = editions.take_down if submission.state == State.REPLACED else sharing.withdraw
    verb(**_how(request, submission, typed), reason=typed.reason, hide_title=typed.hide_title)


def _judge(request: HttpRequest, submission: Submission, typed: Typed) -> None:
    judging.tick(
        submission=submission, criteria=typed.criteria, by=request.user, now=timezone.now()
    )


_DECISIONS: dict[str, Callable[[HttpRequest, Submission, Typed], None]] = {
    Action.RETURN: _return,
    Action.PUBLISH: _publish,
    Action.REJECT: _reject,
    Action.MERGE: _merge,
    Action.WITHDRAW: _withdraw,
    JUDGE: _judge,
}


def _said(decision: str, title: str) -> str:
    return {
        Action.RETURN: _("»%(title)s« er sendt tilbage med din kommentar."),
        Action.PUBLISH: _("»%(title)s« er offentliggjort."),
        Action.REJECT: _("»%(title)s« er afvist."),
        Action.MERGE: _("»%(title)s« er lagt sammen med det andet bidrag."),
        Action.WITHDRAW: _("»%(title)s« er trukket tilbage."),
        JUDGE: _("Vurderingen af »%(title)s« er gemt."),
    }[decision] % {"title": title}


def _review_page(
    request: HttpRequest,
    submission: Submission,
    typed: Typed | None = None,
    *,
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    """`overtaken`: somebody else was first, and what was typed is kept on the page."""
    may = {
        action: permissions.can_move(request.user, submission, Action(action))
        for action in (*_MOVES, Action.CORRECT)
    }
    attachments = submission.attachments.all()
    return render(
        request,
        "submissions/review.html",
        {
            "submission": submission,
            "page": submission_page.page(submission),
            "history": submission_page.history(submission),
            "state_label": submission.get_state_display(),
            "typed": typed,
            "overtaken": review_page.latest_decision(submission) if overtaken else None,
            "typed_comments": typed.said(submission) if typed else [],
            "is_own": permissions.stands_as(request.user, submission) is Who.AUTHOR,
            "may": may,
            "cautions": cautions_of(submission) if may[Action.PUBLISH] else [],
            "boxes": review_page.comment_boxes(submission, typed.comments if typed else {}),
            "criteria": review_page.criteria(submission, typed.criteria if typed else None),
            "changes": review_page.changes(submission),
            "past": review_page.past(submission),
            "similar": review_page.similar_lines(submission) if may[Action.PUBLISH] else [],
            "files": file_page.standings(attachments),
            "contents": review_page.files(submission),
        },
        status=status,
    )


_MOVES = [action for action in _DECISIONS if action != JUDGE]


def _text(posted: str) -> str:
    return without_nul(posted)[:LONGEST_COMMENT]


def _is_key(posted: str) -> bool:
    return posted.isascii() and posted.isdecimal() and len(posted) < 10


def _seen_by(request: HttpRequest, pk: int) -> Submission:
    submission = get_object_or_404(
        Submission.objects.select_related("municipality", "author", "replaces", "merged_into"),
        pk=pk,
    )
    if not submission.was_sent_in or not permissions.can_see(request.user, submission):
        raise Http404
    return submission


def _correct_page(
    request: HttpRequest, submission: Submission, form: forms.SubmissionForm, *, status: int = 200
) -> HttpResponse:
    form.fields.pop("criteria")  # the sender's own
    return render(
        request,
        "submissions/form.html",
        {
            "form": form,
            "submission": submission,
            "is_correction": True,
            "is_method": submission.is_method,
        },
        status=status,
    )
