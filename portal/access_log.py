"""The web server's log: who asked for which page when, without what somebody searched for or may open.

A query string holds search words; a signed link holds an address, and is itself the permission.
Gunicorn asks for this class by name: deploy/gunicorn.conf.py.
"""

import re
from typing import Any

from gunicorn.glogging import Logger

# Method, path and protocol, not the whole line; and not where the reader came from.
FORMAT = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms "%(a)s"'
HIDDEN = "-"
# Tokens of Django's signing have colons, which no address of ours has; a link to a new password
# names the person and a token with a hyphen.
_PROOFS = re.compile(r"(?<=/)[^/]*:[^/]*|(?<=/ny-adgangskode/)[^/]+/[^/]+")


class PlainLogger(Logger):
    """Gunicorn's own, with the proofs taken out of the path."""

    def atoms(self, *about: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*about)
        return {**found, "U": without_proofs(found["U"])}


def without_proofs(path: str) -> str:
    return _PROOFS.sub(HIDDEN, path)
