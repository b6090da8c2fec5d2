"""Triggers that keep what is public as it is, whoever writes: ORM, Django's admin or raw SQL.

The verbs refuse first, with a sentence; these refuse last. Both databases have the same rules.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from measurements.lifecycle import FROZEN, PUBLIC

# Of a public round only these may still change: it can be superseded or retracted.
MOVABLE = ("state", "version")
# Set by the move from published to retracted: the notice that stands where the figures stood.
SET_BY_RETRACTING = ("retracted_at", "retraction_reason")
# Set by the move from approved to published.
SET_BY_PUBLISHING = ("published_by_id", "published_at", "alone_reason")
# Forgotten when an approval is taken back.
SET_BY_APPROVING = ("approved_run_id", "approved_by_id", "approved_at", "no_hearing_reason")
TOLD = (
    "id",
    "series_id",
    "number",
    "slug",
    "title",
    "kind",
    "publisher",
    "contact",
    "period_from",
    "period_to",
    "horizon",
    "minimum_people",
    "success",
    "data_end",
    "simulated",
    "facts",
    "created_by_id",
    "created_at",
    "replaces_id",
    "correction_kind",
    "correction_reason",
    "hearing_until",
    "sitting",
)
ADDRESSED = ("id", "slug", "published_on", "published_precision")
DIGESTED = ("id", "round_id", "kind", "sha256", "name", "size", "uploaded_by_id", "uploaded_at")


def _quoted(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


_FROZEN, _PUBLIC = _quoted(FROZEN), _quoted(PUBLIC)


_ANY_IS_PUBLIC = (
    f"EXISTS (SELECT 1 FROM measurements_round r"
    f" WHERE r.kind = 'computed' AND r.state IN ({_PUBLIC}))"
)


def _is_frozen(round_id: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM measurements_round r"
        f" WHERE r.id = {round_id} AND r.state IN ({_FROZEN}))"
    )


def _is_public(round_id: str) -> str:
    return _is_frozen(round_id).replace(_FROZEN, _PUBLIC)


def _is_approved(run_id: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM measurements_round r"
        f" WHERE r.approved_run_id = {run_id} AND r.state IN ({_FROZEN}))"
    )


def _changed(*columns: str) -> str:
    """Whether any of them differs; `DIFFERS` is the word for it in the database's own tongue."""
    return "(" + " OR ".join(f"OLD.{name} DIFFERS NEW.{name}" for name in columns) + ")"


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuses an operation on a table when the condition holds."""

    name: str
    table: str
    operation: str  # INSERT, UPDATE or DELETE
    condition: str
    message: str


GUARDS = (
    Guard("event_kept", "event", "DELETE", "1 = 1", "the audit log is kept"),
    Guard("event_unchanged", "event", "UPDATE", "1 = 1", "the audit log does not change"),
    Guard(
        "publication_unchanged",
        "publication",
        "UPDATE",
        "1 = 1",
        "a frozen payload does not change",
    ),
    Guard(
        "publication_kept",
        "publication",
        "DELETE",
        _is_public("OLD.round_id"),
        "what has been public is kept",
    ),
    Guard(
        "round_kept",
        "round",
        "DELETE",
        f"OLD.state IN ({_FROZEN})",
        "what has been public is kept",
    ),
    Guard(
        "round_told_unchanged",
        "round",
        "UPDATE",
        f"OLD.state IN ({_FROZEN}) AND NEW.state IN ({_FROZEN}) AND {_changed(*TOLD)}",
        "a frozen round does not change",
    ),
    Guard(
        "round_approval_unchanged",
        "round",
        "UPDATE",
        f"OLD.state IN ({_FROZEN}) AND NEW.state IN ({_FROZEN}) AND {_changed(*SET_BY_APPROVING)}",
        "an approval does not change",
    ),
    Guard(
        "round_publication_unchanged",
        "round",
        "UPDATE",
        f"OLD.state IN ({_PUBLIC}) AND {_changed(*SET_BY_PUBLISHING)}",
        "a publication does not change",
    ),
    Guard(
        "round_retraction_unchanged",
        "round",
        "UPDATE",
        f"OLD.state = 'retracted' AND {_changed(*SET_BY_RETRACTING)}",
        "the notice of a retraction does not change",
    ),
    Guard(
        "round_not_born_public",
        "round",
        "INSERT",
        f"NEW.state IN ({_FROZEN}) AND (NEW.kind = 'computed' OR EXISTS"
        " (SELECT 1 FROM measurements_series s"
        " WHERE s.id = NEW.series_id AND s.current_id IS NOT NULL))",
        "a round begins as a draft",
    ),
    Guard(
        "round_stays_public",
        "round",
        "UPDATE",
        f"OLD.state IN ({_PUBLIC}) AND OLD.state <> NEW.state AND NOT"
        " (OLD.state = 'published' AND NEW.state IN ('superseded', 'retracted'))",
        "what has been public stays so",
    ),
    Guard(
        "round_published_from_approved",
        "round",
        "UPDATE",
        f"NEW.state IN ({_PUBLIC}) AND OLD.state NOT IN ({_FROZEN})",
        "only an approved round is published",
    ),
    Guard(
        "round_published_with_payload",
        "round",
        "UPDATE",
        f"NEW.state IN ({_PUBLIC}) AND NEW.kind = 'computed' AND NOT EXISTS"
        " (SELECT 1 FROM measurements_publication p WHERE p.round_id = NEW.id)",
        "only a frozen payload is published",
    ),
    Guard(
        "series_kept",
        "series",
        "DELETE",
        "OLD.current_id IS NOT NULL",
        "what has been public is kept",
    ),
    Guard(
        "series_address_unchanged",
        "series",
        "UPDATE",
        f"OLD.current_id IS NOT NULL AND {_changed(*ADDRESSED)}",
        "a public address does not change",
    ),
    Guard(
        "series_points_at_the_published",
        "series",
        "UPDATE",
        "(OLD.current_id IS NOT NULL AND NEW.current_id IS NULL) OR"
        " (OLD.current_id DIFFERS NEW.current_id AND NOT EXISTS"
        " (SELECT 1 FROM measurements_round r WHERE r.id = NEW.current_id"
        " AND r.series_id = NEW.id AND r.state = 'published'))",
        "the pointer moves to a published version only",
    ),
    Guard("run_kept", "run", "DELETE", _is_approved("OLD.id"), "an approved run is kept"),
    Guard(
        "run_unchanged", "run", "UPDATE", _is_approved("OLD.id"), "an approved run does not change"
    ),
    Guard(
        "run_inputs_kept",
        "run_inputs",
        "DELETE",
        _is_approved("OLD.run_id"),
        "an approved run keeps its files",
    ),
    Guard(
        "run_inputs_closed",
        "run_inputs",
        "INSERT",
        _is_approved("NEW.run_id"),
        "an approved run gets no further files",
    ),
    Guard(
        "run_inputs_unchanged",
        "run_inputs",
        "UPDATE",
        f"{_is_approved('OLD.run_id')} OR {_is_approved('NEW.run_id')}",
        "the files of an approved run do not change",
    ),
    Guard(
        "input_kept",
        "inputfile",
        "DELETE",
        _is_frozen("OLD.round_id"),
        "the digests of what was used are kept",
    ),
    Guard(
        "input_closed",
        "inputfile",
        "INSERT",
        _is_frozen("NEW.round_id"),
        "a frozen round gets no further files",
    ),
    Guard(
        "input_unchanged",
        "inputfile",
        "UPDATE",
        f"({_is_frozen('OLD.round_id')} OR {_is_frozen('NEW.round_id')}) AND {_changed(*DIGESTED)}",
        "the digests of what was used do not change",
    ),
    Guard(
        "hearing_kept",
        "hearing",
        "DELETE",
        _is_frozen("OLD.round_id"),
        "the hearing of a frozen round is kept",
    ),
    Guard(
        "hearing_unchanged",
        "hearing",
        "UPDATE",
        f"{_is_frozen('OLD.round_id')} OR {_is_frozen('NEW.round_id')}",
        "the hearing of a frozen round does not change",
    ),
    Guard(
        "hearing_closed",
        "hearing",
        "INSERT",
        _is_frozen("NEW.round_id"),
        "the hearing of a frozen round is over",
    ),
    # A payload knows municipalities by code; without the row, its figures would be shown nowhere.
    Guard(
        "municipality_kept",
        "municipality",
        "DELETE",
        _ANY_IS_PUBLIC,
        "a municipality with public figures is kept",
    ),
    Guard(
        "municipality_code_unchanged",
        "municipality",
        "UPDATE",
        f"{_changed('code')} AND {_ANY_IS_PUBLIC}",
        "the code of a municipality with public figures does not change",
    ),
)


# PostgreSQL empties a table at a stroke, and no trigger of a row hears of it.
NEVER_EMPTIED = (
    "event",
    "publication",
    "round",
    "series",
    "run",
    "run_inputs",
    "inputfile",
    "hearing",
    "municipality",
)


# SQLite lets a row take the place of another one with the same key (INSERT OR REPLACE), and tells the
# triggers that guard the other one only where a connection has asked for it. Ours have; a shell
# that opens the file has not.
KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "event": (("id",), ("previous_sha256",)),
    "publication": (("id",), ("round_id",), ("sha256",)),
    "round": (("id",), ("slug",), ("series_id", "number")),
    "series": (("id",), ("slug",)),
    "run": (("id",),),
    "inputfile": (("id",),),
    "hearing": (("id",), ("round_id", "sitting", "municipality_id")),
}


def guards_of(vendor: str) -> list[Guard]:
    """What is guarded row by row on this database."""
    return [*GUARDS, *_against_replacing()] if vendor == "sqlite" else list(GUARDS)


def install(connection: Any) -> None:
    """Put every guard in place; those that are there already are replaced."""
    remove(connection)
    with connection.cursor() as cursor:
        for guard in guards_of(connection.vendor):
            for statement in _statements(guard, connection.vendor):
                cursor.execute(statement)
        if connection.vendor == "postgresql":
            for table in NEVER_EMPTIED:
                cursor.execute(
                    f"CREATE TRIGGER guard_{table}_emptied BEFORE TRUNCATE ON measurements_{table}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION guard_event_kept()"
                )


def remove(connection: Any) -> None:
    """Take every guard away: to migrate, or to show what happens without them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in NEVER_EMPTIED:
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS guard_{table}_emptied ON measurements_{table}"
                )
        for guard in guards_of(connection.vendor):
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"DROP TRIGGER IF EXISTS guard_{guard.name} ON measurements_{guard.table}"
                )
                cursor.execute(f"DROP FUNCTION IF EXISTS guard_{guard.name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS guard_{guard.name}")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without the guards for a while. Only tests and migrations have a reason."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def _against_replacing() -> Iterator[Guard]:
    """Nothing is lost by them: without REPLACE a second row with a key is refused as well."""
    message = "a row does not take the place of another"
    for table, keys in KEYS.items():
        yield Guard(
            f"{table}_not_replaced",
            table,
            "INSERT",
            " OR ".join(_another_has(table, key) for key in keys),
            message,
        )
        yield Guard(
            f"{table}_not_overrun",
            table,
            "UPDATE",
            " OR ".join(f"({_changed(*key)} AND {_another_has(table, key)})" for key in keys),
            message,
        )


def _another_has(table: str, key: tuple[str, ...]) -> str:
    same = " AND ".join(f"other.{column} = NEW.{column}" for column in key)
    return f"EXISTS (SELECT 1 FROM measurements_{table} other WHERE {same})"


def _statements(guard: Guard, vendor: str) -> list[str]:
    if vendor == "postgresql":
        return _in_postgresql(guard)
    if vendor == "sqlite":
        return [_in_sqlite(guard)]
    raise NotImplementedError(f"no guards for {vendor}: the site runs on SQLite or PostgreSQL")


def _in_sqlite(guard: Guard) -> str:
    condition = guard.condition.replace("DIFFERS", "IS NOT")
    return (
        f"CREATE TRIGGER guard_{guard.name} BEFORE {guard.operation}"
        f" ON measurements_{guard.table} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _in_postgresql(guard: Guard) -> list[str]:
    """A condition that looks into other tables must stand in a function, not in WHEN."""
    condition = guard.condition.replace("DIFFERS", "IS DISTINCT FROM")
    answer = "OLD" if guard.operation == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION guard_{guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{guard.message}'"
        f" USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {answer}; END $$",
        f"CREATE TRIGGER guard_{guard.name} BEFORE {guard.operation}"
        f" ON measurements_{guard.table} FOR EACH ROW EXECUTE FUNCTION guard_{guard.name}()",
    ]
