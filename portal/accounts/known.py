"""A request of somebody who is logged in, for views behind `login_required`."""

from django.http import HttpRequest

from portal.models import User


class KnownRequest(HttpRequest):
    user: User
