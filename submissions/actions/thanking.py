"""What came of sharing, told to who shared: once a month, and only where something happened."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import ngettext, override

from submissions import contacts, signed
from submissions.actions import mailing
from submissions.lifecycle import State
from submissions.models import Adoption, AdoptionState, DayCount, Question, Submission, Use

FEWEST_READS = 5  # fewer are no news
LAST_DAY = 5  # of the month: a mail that could not be written by then is not written late


def thank_authors(*, now: datetime) -> int:
    """Mail each owner what happened in the month before. Returns how many; a month is told once."""
    today = timezone.localdate(now, timezone=timezone.get_default_timezone())
    if today.day > LAST_DAY:
        return 0
    last = today.replace(day=1) - timedelta(days=1)
    happened = _happened(last.replace(day=1), last)
    public = Submission.objects.filter(state=State.PUBLISHED, code__in=happened)
    return sum(
        _thank(each, happened[each.code or ""], last, now)
        for each in public.select_related("author")
    )


def _happened(first: date, last: date) -> dict[str, Counter[str]]:
    """By code: how much of what, in these days."""
    found: dict[str, Counter[str]] = {}
    reads = DayCount.objects.filter(day__range=(first, last), use=Use.READ).values("code")
    for row in reads.annotate(sum=Sum("number")).filter(sum__gte=FEWEST_READS):
        found.setdefault(row["code"], Counter())["reads"] = row["sum"]
    adopted = Adoption.objects.exclude(state=AdoptionState.WITHDRAWN)
    for code in adopted.filter(declared_at__date__range=(first, last)).values_list(
        "code", flat=True
    ):
        found.setdefault(code, Counter())["adoptions"] += 1
    asked = Question.objects.filter(asked_at__date__range=(first, last))
    for code in asked.values_list("code", flat=True):
        found.setdefault(code, Counter())["questions"] += 1
    return found


def _thank(submission: Submission, happened: Counter[str], month: date, now: datetime) -> bool:
    address = contacts.owner_address(submission)
    if not address:
        return False
    path = signed.status_path(submission)
    with override(settings.LANGUAGE_CODE):
        told = _in_words(happened)
    mailing.tell(
        to=address,
        template="thanks",
        context={
            "submission": submission,
            "month": month,
            "told": told,
            "url": settings.BASE_URL + path,
        },
        line=f"{submission.title} ({submission.code}): {'; '.join(told)}",
        path=path,
        now=now,
        key=f"thanks/{submission.code}/{month:%Y-%m}",
    )
    return True


def _in_words(happened: Counter[str]) -> list[str]:
    words = {
        "reads": lambda n: ngettext("læst %(n)s gang", "læst %(n)s gange", n),
        "adoptions": lambda n: ngettext(
            "taget i brug af %(n)s kommune", "taget i brug af %(n)s kommuner", n
        ),
        "questions": lambda n: ngettext("%(n)s spørgsmål", "%(n)s spørgsmål", n),
    }
    return [
        say(happened[what]) % {"n": happened[what]} for what, say in words.items() if happened[what]
    ]
