"""Figures and dates as a Danish reader writes them. Built into every template."""

from datetime import date

from django import template
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from measurements.wording import listing, months, percent, signed_months, whole

register = template.Library()

for written in (months, signed_months, whole, percent, listing):
    register.filter(written)


@register.simple_tag
def danish() -> SafeString:
    """The language of what people wrote, where the page around it speaks another: `<h1{% danish %}>`.

    A screen reader would otherwise read it aloud as if it were English.
    """
    return SafeString("" if get_language() == "da" else ' lang="da"')


@register.filter
def in_danish(text: str) -> str:
    """The same for words inside a sentence: `{% blocktranslate with title=round.title|in_danish %}`."""
    return text if get_language() == "da" else format_html('<span lang="da">{}</span>', text)


@register.filter
def published_date(value: date, precision: str = "day") -> str:
    """A date as exactly as it is known: 4. marts 2009, marts 2009, or 2009."""
    formats = {"day": "DATE_FORMAT", "month": "F Y", "year": "Y"}
    return date_format(value, formats[precision])


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether a form field is drawn as `checkbox`, `choices` or `select`."""
    widget_type = getattr(field.field.widget, "input_type", "")
    many = type(field.field.widget).__name__ in {"RadioSelect", "CheckboxSelectMultiple"}
    kinds = {
        "choices": many,
        "checkbox": widget_type == "checkbox" and not many,
        "select": widget_type == "select" and not many,
    }
    return kinds[kind]


@register.filter
def with_class(field: BoundField, css: str) -> str:
    """The widget with a class and the ids of its hint and error, for screen readers."""
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    attributes: dict[str, str | bool] = {"class": css}
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)
