"""Uses that are counted, without anything about who it was."""

from django.http import HttpRequest
from django.utils import timezone

from submissions.actions import counting
from submissions.models import Submission, Use


def count(request: HttpRequest, found: Submission, use: Use) -> None:
    if request.method == "GET":
        counting.count(
            submission=found,
            use=use,
            by=request.user if request.user.is_authenticated else None,
            agent=request.headers.get("User-Agent", ""),
            is_prefetch="prefetch" in request.headers.get("Sec-Purpose", ""),
            now=timezone.now(),
        )
