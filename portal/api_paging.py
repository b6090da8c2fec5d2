"""How the API cuts long lists into pages."""

from rest_framework.pagination import LimitOffsetPagination


class Pages(LimitOffsetPagination):
    """At most a hundred rows at a time, however many are asked for: enough for all municipalities.

    A limit beyond what a database can count would be an error of ours, not of whoever asked.
    """

    max_limit = 100
