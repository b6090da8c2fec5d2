"""Where a text stands in the database: every column of every table, whatever it is called.

For what a person may ask: what is kept about an address, and that it be erased. A table that is
added later is looked through without being told.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One column of one row."""

    table: str  # "submissions.Submission"
    column: str
    pk: str


def places(tables: Iterable[type[models.Model]], text: str) -> list[Place]:
    """Where the text stands, in capital or small letters."""
    return sorted(
        Place(table=table._meta.label, column=field.name, pk=str(row.pk))
        for table in tables
        for field in _text_columns(table)
        for row in _rows(table, field, text).only("pk")
    )


def rows_with(table: type[models.Model], text: str) -> Iterator[models.Model]:
    """Its rows with the text in any column; a row with it in two columns comes twice."""
    for field in _text_columns(table):
        yield from _rows(table, field, text)


def replace(tables: Iterable[type[models.Model]], text: str, *, by: str) -> None:
    """Put something else in its place, wherever the database lets it be changed."""
    for table in tables:
        for field in _text_columns(table):
            for row in _rows(table, field, text):
                _replace_in(row, field, text, by=by)


def _text_columns(table: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    kinds = (models.CharField, models.TextField, models.JSONField)
    return (field for field in table._meta.concrete_fields if isinstance(field, kinds))


def _rows(
    table: type[models.Model], field: "models.Field[Any, Any]", text: str
) -> QuerySet[models.Model]:
    """Rows with the text in this column. JSON is searched as it is written, escapes and all."""
    rows = table._base_manager.order_by("pk")
    if not isinstance(field, models.JSONField):
        return rows.filter(**{f"{field.name}__icontains": text})
    written = rows.annotate(written=Cast(field.name, models.TextField()))
    escaped = json.dumps(text)[1:-1]
    return written.filter(Q(written__icontains=text) | Q(written__icontains=escaped))


def _replace_in(row: models.Model, field: "models.Field[Any, Any]", text: str, *, by: str) -> None:
    """A row that must not change, such as a line of a sealed log, stays and is found again."""
    changed = _replaced(getattr(row, field.attname), text, by)
    same = type(row)._base_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            same.update(**{field.attname: changed})
    except DatabaseError:
        return


def _replaced(value: Any, text: str, by: str) -> Any:
    """In a string, or in every string of what JSON holds, keys as well."""
    if isinstance(value, str):
        return re.sub(re.escape(text), lambda _found: by, value, flags=re.IGNORECASE)
    if isinstance(value, list):
        return [_replaced(each, text, by) for each in value]
    if isinstance(value, dict):
        return {_replaced(k, text, by): _replaced(v, text, by) for k, v in value.items()}
    return value
