"""Text that was posted after the log-in had ended: kept in the session until its form is back."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from measurements import strangers
from submissions.forms.fields import LONGEST_TEXT
from submissions.lifecycle import MoveRefused
from submissions.models import CONTENT

_KEY = "unsent"
_NAMES = {"municipality", "further", "email", "version", "key"}.union(*CONTENT.values())


def may_leave_something(request: HttpRequest) -> bool:
    """Whether there is still room for text that somebody without a log-in leaves with us."""
    return strangers.may(request, strangers.Act.LEAVE_TEXT, now=timezone.now())


def check_may_write_to(request: HttpRequest) -> None:
    """Raises MoveRefused where too many mails have been asked for from one network address."""
    if not strangers.may(request, strangers.Act.MAIL, now=timezone.now()):
        raise MoveRefused(_("Der er bedt om for mange mails herfra. Prøv igen om en time."))


def after_the_log_in(request: HttpRequest) -> HttpResponse:
    """To the log-in and back, with what was typed; a script is told where the log-in is."""
    if wants_json(request):
        login = f"{reverse('log-in')}?{urlencode({'next': reverse('my-submissions')})}"
        return JsonResponse({"log_in": login}, status=401)
    if request.method == "POST" and may_leave_something(request):
        request.session[_KEY] = {"path": request.path, "text": _text_of(request)}
    return redirect_to_login(request.path)


def take(request: HttpRequest) -> QueryDict | None:
    """What was typed into this page before the log-in, once."""
    left = request.session.get(_KEY)
    if not left or left["path"] != request.path:
        return None
    del request.session[_KEY]
    return QueryDict(left["text"])


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _text_of(request: HttpRequest) -> str:
    """Only what our forms ask for, and no more of it than they take."""
    kept = QueryDict(mutable=True)
    for name in _NAMES & set(request.POST):
        kept.setlist(
            name, [text[: LONGEST_TEXT + 1000] for text in request.POST.getlist(name)[:50]]
        )
    return kept.urlencode()
