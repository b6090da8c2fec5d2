"""Whether the site is fit: answers 200 while it can read its database.

A broken seal and a queue that nobody serves are told as well, but are no reason to take the site
down: its pages say so themselves.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from measurements import published, queue

SEALS = {True: "hold", False: "broken", None: "not checked yet"}
RUNS = {True: "taken up", False: "nobody takes them up"}


def health(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seals = published.seals_hold()
        is_served = queue.is_served(now=timezone.now())
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok", "seals": SEALS[seals], "runs": RUNS[is_served]})
