"""Figures and dates as a Danish reader writes them. Built into every template."""

from datetime import date

from django import template
from django.forms import BoundField
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def months(value: float | None) -> str:
    """A number of months with one decimal, no sign unless negative (with a real minus)."""
    return "" if value is None else number_format(round(value, 1), 1).replace("-", "−")


@register.filter
def signed_months(value: float | None) -> str:
    """A difference in months, always with its sign: +1,5 or −2,0."""
    if value is None:
        return ""
    sign = "+" if round(value, 1) > 0 else ""
    return sign + months(value)


@register.filter
def whole(value: int | None) -> str:
    """A count with its thousands apart: 30.000. Years are not counts and need no filter."""
    return "" if value is None else number_format(value, 0, force_grouping=True)


@register.filter
def percent(value: float | None) -> str:
    """A share between 0 and 1 as whole per cent."""
    return "" if value is None else f"{number_format(round(100 * value), 0)} %"


@register.filter
def published_date(value: date, precision: str = "day") -> str:
    """A date as exactly as it is known: 4. marts 2009, marts 2009, or 2009."""
    formats = {"day": "DATE_FORMAT", "month": "F Y", "year": "Y"}
    return date_format(value, formats[precision])


@register.filter
def listing(names: list[str]) -> str:
    """Names as a sentence has them: A, B og C."""
    names = [str(name) for name in names]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s og %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether a form field is drawn as `checkbox`, `choices`, `select`, `textarea` or `file`."""
    widget_type = getattr(field.field.widget, "input_type", "textarea")
    many = type(field.field.widget).__name__ in {"RadioSelect", "CheckboxSelectMultiple"}
    kinds = {
        "choices": many,
        "checkbox": widget_type == "checkbox" and not many,
        "select": widget_type == "select" and not many,
        "textarea": widget_type == "textarea",
        "file": widget_type == "file",
    }
    return kinds[kind]


@register.filter
def with_class(field: BoundField, css: str) -> str:
    """The widget with a class and the ids of its hint and error, for screen readers."""
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    attributes = {"class": css}
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)
