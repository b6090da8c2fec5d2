"""Everything that is kept about an address, for the person it belongs to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from measurements import text_places

SECRETS = {"password", "session_data", "session_key", "token", "token_secret", "secret"}
HIDDEN = "(gemmes, men vises ikke)"
_OF_MODELS_THAT_ARE_ALL_SECRET = {"mfa.Authenticator": {"data"}}
# What hangs on something of the person's, though it names nobody.
_PARTS = {"submissions.Submission": ("moves", "attachments")}


@dataclass(frozen=True, slots=True)
class Kept:
    """One row, with the columns that hold something."""

    table: str  # "submissions.Submission"
    what: str  # "bidrag"
    pk: str
    fields: dict[str, object]


def kept_about(address: str) -> list[Kept]:
    """Every row that names the address or points to its account, and the parts of those."""
    account = get_user_model().objects.filter(email__iexact=address.strip()).first()
    found: dict[tuple[str, str], models.Model] = {}
    for table in apps.get_models():
        for row in _rows_of(table, address.strip(), account):
            for each in (row, *_parts(row)):
                found.setdefault((each._meta.label, str(each.pk)), each)
    return [_kept(row) for row in found.values()]


def as_json(address: str, rows: list[Kept]) -> str:
    told = {
        "address": address,
        "rows": [{"table": r.table, "key": r.pk, "fields": r.fields} for r in rows],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"


def as_text(address: str, rows: list[Kept]) -> str:
    """For reading: one paragraph a row."""
    lines = [f"Det, der er gemt om {address}: {len(rows)} poster", ""]
    for row in rows:
        lines += [f"{row.what} ({row.table} {row.pk})"]
        lines += [f"  {name}: {value}" for name, value in row.fields.items()]
        lines += [""]
    return "\n".join(lines)


def _rows_of(
    table: type[models.Model], address: str, account: models.Model | None
) -> Iterator[models.Model]:
    yield from text_places.rows_with(table, address)
    if account is None:
        return
    if table is type(account):
        yield account
    for field in table._meta.concrete_fields:
        if field.is_relation and field.related_model is type(account):
            yield from table._base_manager.filter(**{field.name: account})


def _parts(row: models.Model) -> Iterator[models.Model]:
    for name in _PARTS.get(row._meta.label, ()):
        yield from getattr(row, name).all()


def _kept(row: models.Model) -> Kept:
    secret = SECRETS | _OF_MODELS_THAT_ARE_ALL_SECRET.get(row._meta.label, set())
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return Kept(
        table=row._meta.label,
        what=str(row._meta.verbose_name),
        pk=str(row.pk),
        fields={
            name: HIDDEN if name in secret else value
            for name, value in values.items()
            if value not in (None, "", [], {})
        },
    )
