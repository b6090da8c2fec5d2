"""What may be known of the robustness panel: differences of the municipalities that are shown."""

from dataclasses import fields, replace
from typing import Any

from measurements.engine.disclosure.policy import POLICY, Policy
from measurements.engine.outcome import plain
from measurements.engine.robustness import Panel, Variant

Json = dict[str, Any]


def released_panel(panel: Panel, *, outcome: Json, policy: Policy = POLICY) -> Json:
    """The panel beside a released outcome. Whoever is left out there is left out here, and whose
    few outcomes a variant rests on is left out of that variant.
    """
    shown = {row["code"] for row in outcome["municipalities"] if row["difference"] is not None}
    variants = [_public(each, shown, policy) for each in panel.variants]
    lost = {
        code
        for before, after in zip(panel.variants, variants, strict=True)
        for code in (before.differences or {}).keys() - (after.differences or {}).keys()
    }
    ranges = [plain(each) for each in panel.ranges if each.code in shown - lost]
    return {"variants": [_form(each) for each in variants], "ranges": ranges}


def _public(variant: Variant, shown: set[str], policy: Policy) -> Variant:
    if variant.differences is None or variant.fewest is None:
        return variant
    left = {
        code: months
        for code, months in variant.differences.items()
        if code in shown and variant.fewest[code] >= policy.smallest_cell
    }
    return replace(variant, differences=left)


def _form(variant: Variant) -> Json:
    told = (field.name for field in fields(variant) if field.name != "fewest")
    return {name: plain(getattr(variant, name)) for name in told}
