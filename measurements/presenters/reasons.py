"""Why a figure is absent, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS = {
    "fewer_than_ranked": gettext_lazy(
        "under %(minimum_people)s personer: vises, men vurderes ikke"
    ),
    "fewer_than_shown": gettext_lazy("under %(minimum_shown)s personer: ingen tal vises"),
    "few_outcomes": gettext_lazy(
        "næsten ingen eller næsten alle begyndte i arbejde eller uddannelse: tallene vises ikke"
    ),
    "no_events": gettext_lazy("ingen er begyndt i arbejde eller uddannelse"),
    "nobody_at_risk_at_horizon": gettext_lazy("ingen er fulgt i alle %(horizon)s måneder"),
    "few_at_risk_at_horizon": gettext_lazy("for få er fulgt i alle %(horizon)s måneder"),
    "not_estimable": gettext_lazy("data er for spinkle til et skøn"),
    "no_other_ranked": gettext_lazy("ingen anden kommune at sammenligne med"),
    "not_followed": gettext_lazy("endnu ikke fulgt så længe"),
    "small_cell": gettext_lazy("for få personer"),
}


def in_words(code: str, spec: dict[str, Any]) -> str:
    """The reason with the limits of the run; a code without words of its own is still a reason."""
    return str(REASONS.get(code, _("for få til at sige"))) % spec
