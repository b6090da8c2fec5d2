"""A difference as one line of text, shown when its mark is pointed at."""

from django.utils.translation import gettext as _

from measurements.published import Verdict
from measurements.wording import signed_months


def told(
    *, name: str, value: float, low: float | None, high: float | None, verdict: Verdict
) -> str:
    """Months. A difference has an interval; None is only what the types allow."""
    return _("%(name)s: %(difference)s måneder (%(low)s til %(high)s), %(verdict)s") % {
        "name": name,
        "difference": signed_months(value),
        "low": signed_months(low),
        "high": signed_months(high),
        "verdict": verdict.label,
    }
