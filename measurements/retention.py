"""How long files about people are kept: a table. What is deleted leaves its digest and a trace."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Rule:
    """Files of a class are deleted when this long has passed since `since`."""

    name: str
    what: Promise
    keep: timedelta
    since: Promise


REPLACED = Rule(
    "replaced",
    _("Filer, der er erstattet af nyere, og som intet er godkendt på"),
    timedelta(days=30),
    _("upload"),
)
UNFINISHED = Rule(
    "unfinished",
    _("Filer til målinger, der ikke er blevet offentliggjort"),
    timedelta(days=365),
    _("upload"),
)
PUBLISHED = Rule(
    "published",
    _("Filer, som en offentliggjort måling er beregnet af"),
    timedelta(days=365),
    _("offentliggørelse"),
)
HALF_RECEIVED = Rule(
    "half_received",
    _("Filer, der aldrig nåede helt frem"),
    timedelta(days=1),
    _("upload"),
)

RULES = (HALF_RECEIVED, REPLACED, UNFINISHED, PUBLISHED)
