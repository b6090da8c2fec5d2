"""Whether the site is fit: answers 200 while it can read its database.

A broken seal is told as well, but is no reason to take the site down: its page says so itself.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from measurements import published

SEALS = {True: "hold", False: "broken", None: "not checked yet"}


def health(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seals = published.seals_hold()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok", "seals": SEALS[seals]})
