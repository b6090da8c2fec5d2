"""What is public refuses change whoever writes: by ORM, by bulk, and by raw SQL."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from measurements import guards
from measurements.models import (
    Event,
    Hearing,
    InputFile,
    Municipality,
    Publication,
    Round,
    RoundKind,
    RoundState,
    Run,
    Series,
)
from tests.made_rounds import MADE_AT, finished_round, finished_run, make_public

OUTCOME = {"municipalities": []}


@pytest.fixture
def public(anna):
    measured, run = finished_round(slug="maaling", by=anna, outcome=OUTCOME, title="Måling")
    make_public(measured, run, by=anna)
    return measured


def refuses(change):
    """Whether the database says no, and nothing of it stays."""
    try:
        with transaction.atomic():
            change()
    except (IntegrityError, ProtectedError):
        return True
    return False


def ways_to_change(model, pk, column, value):
    """The ORM's ways and SQL's to write one column of one row."""
    row = model.objects.get(pk=pk)

    def by_save():
        setattr(row, column, value)
        row.save()

    def by_saving_one_field():
        setattr(row, column, value)
        row.save(update_fields=[column])

    def by_bulk():
        setattr(row, column, value)
        model.objects.bulk_update([row], [column])

    def by_sql():
        field = model._meta.get_field(column)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET {field.column} = %s WHERE id = %s",
                [field.get_db_prep_save(getattr(value, "pk", value), connection), pk],
            )

    return {
        "save": by_save,
        "save one field": by_saving_one_field,
        "update": lambda: model.objects.filter(pk=pk).update(**{column: value}),
        "bulk_update": by_bulk,
        "update_or_create": lambda: model.objects.update_or_create(pk=pk, defaults={column: value}),
        "sql": by_sql,
    }


def ways_to_delete(model, pk, key="id"):
    def by_sql():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {key} = %s", [pk])

    return {
        "delete": lambda: model.objects.get(pk=pk).delete(),
        "delete many": lambda: model.objects.filter(pk=pk).delete(),
        "sql": by_sql,
    }


FROZEN_COLUMNS = [
    (Publication, "payload", "{}"),
    (Publication, "sha256", "f" * 64),
    (Round, "title", "En anden titel"),
    (Round, "horizon", 36),
    (Round, "facts", {"a": 1}),
    (Round, "state", RoundState.DRAFT),
    (Round, "published_at", MADE_AT + timedelta(days=1)),
    (Round, "alone_reason", "Ingen andre hjemme"),
    (Round, "approved_at", MADE_AT + timedelta(days=1)),
    (Run, "outcome", {"municipalities": [1]}),
    (Run, "outcome_sha256", "f" * 64),
    (Series, "slug", "en-anden-adresse"),
    (Series, "current", None),
    (Series, "published_precision", "year"),
    (InputFile, "sha256", "f" * 64),
    (InputFile, "size", 2),
]


def _pk(model, measured):
    of_round = {
        Publication: lambda: measured.publication.pk,
        Round: lambda: measured.pk,
        Run: lambda: measured.approved_run_id,
        Series: lambda: measured.series_id,
        InputFile: lambda: measured.inputs.get().pk,
    }
    return of_round[model]()


@pytest.mark.parametrize(("model", "column", "value"), FROZEN_COLUMNS)
def test_P05_what_is_public_does_not_change(public, model, column, value):
    pk = _pk(model, public)
    before = model.objects.values().get(pk=pk)

    for way, change in ways_to_change(model, pk, column, value).items():
        assert refuses(change), f"{model.__name__}.{column} was changed by {way}"

    assert model.objects.values().get(pk=pk) == before


@pytest.mark.parametrize("model", [Publication, Round, Run, Series, InputFile])
def test_P05_what_has_been_public_is_kept(public, model):
    pk = _pk(model, public)

    for way, delete in ways_to_delete(model, pk).items():
        assert refuses(delete), f"{model.__name__} was deleted by {way}"

    assert model.objects.filter(pk=pk).exists()


def test_the_audit_log_neither_changes_nor_shrinks(draft_event):
    for way, change in ways_to_change(Event, draft_event.pk, "reason", "Noget andet").items():
        assert refuses(change), way
    for way, delete in ways_to_delete(Event, draft_event.pk).items():
        assert refuses(delete), way


@pytest.fixture
def draft_event(public, anna):
    from measurements.actions.trace import record

    record(action="round.created", of=public, by=anna, at=MADE_AT)
    return Event.objects.get(action="round.created")


@pytest.mark.parametrize(("model", "column", "value"), FROZEN_COLUMNS)
def test_without_the_guards_all_of_it_could_be_changed(public, model, column, value):
    pk = _pk(model, public)

    with guards.lifted(connection):
        changed = {
            way: not refuses(change)
            for way, change in ways_to_change(model, pk, column, value).items()
        }

    # A check constraint of its own may stand behind a guard; raw SQL shows whether one does.
    assert any(changed.values()), (model, column)


def test_every_column_of_a_round_is_classed():
    columns = {field.column for field in Round._meta.concrete_fields}

    classed = [
        *guards.TOLD,
        *guards.MOVABLE,
        *guards.SET_BY_RETRACTING,
        *guards.SET_BY_APPROVING,
        *guards.SET_BY_PUBLISHING,
    ]

    assert sorted(classed) == sorted(columns)


def test_every_column_of_a_file_is_classed():
    columns = {field.column for field in InputFile._meta.concrete_fields}

    assert columns - set(guards.DIGESTED) == {"in_use", "deleted_at"}


def test_a_public_round_may_be_superseded_or_retracted(public):
    assert not refuses(
        lambda: Round.objects.filter(pk=public.pk).update(
            state=RoundState.RETRACTED, retracted_at=MADE_AT, retraction_reason="En fejl"
        )
    )
    assert refuses(lambda: Round.objects.filter(pk=public.pk).update(state=RoundState.PUBLISHED))


def test_the_notice_of_a_retraction_does_not_change(public):
    Round.objects.filter(pk=public.pk).update(
        state=RoundState.RETRACTED, retracted_at=MADE_AT, retraction_reason="En fejl"
    )
    others = {"retraction_reason": "En bagatel", "retracted_at": MADE_AT + timedelta(days=1)}

    for column, value in others.items():
        for way, change in ways_to_change(Round, public.pk, column, value).items():
            assert refuses(change), f"{column} was changed by {way}"


@pytest.mark.parametrize("kind", RoundKind.values)
def test_no_version_is_born_public(public, anna, kind):
    """A row put straight into the table, and the pointer moved to it, would replace what is public."""

    def replace():
        born = Round.objects.create(
            **_born_public(public, by=anna), kind=kind, state=RoundState.PUBLISHED
        )
        Series.objects.filter(pk=public.series_id).update(current=born)

    assert refuses(replace)
    assert Series.objects.get(pk=public.series_id).current == public

    with guards.lifted(connection):
        assert not refuses(replace)


def _born_public(public, *, by):
    """A second version with all that the check constraints ask for, and with no payload."""
    return {
        "series": public.series,
        "number": 2,
        "slug": "maaling-udgave-2",
        "title": "En anden titel",
        "publisher": "Prøve",
        "period_from": 1999,
        "period_to": 2007,
        "created_at": MADE_AT,
        "replaces": public,
        "correction_reason": "Ingen",
        "approved_run": public.approved_run,
        "approved_at": MADE_AT,
        "published_by": by,
        "published_at": MADE_AT,
    }


@pytest.mark.parametrize("column", ["run_id", "inputfile_id"])
def test_an_approved_run_is_not_told_to_have_read_another_file(public, anna, column):
    other, run = finished_round(slug="anden", by=anna, outcome=OUTCOME, title="Anden")
    own = {"run_id": public.approved_run_id, "inputfile_id": public.inputs.get().pk}
    foreign = {"run_id": run.pk, "inputfile_id": other.inputs.get().pk}
    read = Run.inputs.through.objects

    assert refuses(lambda: read.filter(run_id=own["run_id"]).update(**{column: foreign[column]}))
    assert refuses(lambda: read.filter(run_id=foreign["run_id"]).update(run_id=own["run_id"]))


@pytest.mark.parametrize("model", [Hearing, InputFile])
def test_nothing_is_moved_into_a_frozen_round(public, anna, model):
    draft, _run = finished_round(slug="anden", by=anna, outcome=OUTCOME, title="Anden")
    Hearing.objects.create(round=draft, sitting=0, municipality_id="0766")

    assert refuses(lambda: model.objects.filter(round=draft).update(round=public))


def test_a_municipality_with_public_figures_is_kept(public):
    for way, delete in ways_to_delete(Municipality, "0766", key="code").items():
        assert refuses(delete), way
    assert refuses(lambda: Municipality.objects.filter(code="0766").update(code="0999"))

    assert not refuses(lambda: Municipality.objects.filter(code="0766").update(name="Nyt navn"))


def test_nothing_is_published_that_was_not_approved(anna, municipalities):
    measured, _run = finished_round(slug="anden", by=anna, outcome=OUTCOME, title="Anden")

    published = {"state": RoundState.PUBLISHED, "published_by": anna, "published_at": MADE_AT}
    approved = {"state": RoundState.APPROVED, "approved_run": _run, "approved_at": MADE_AT}

    assert refuses(lambda: Round.objects.filter(pk=measured.pk).update(**{**approved, **published}))
    Round.objects.filter(pk=measured.pk).update(**approved)
    assert refuses(lambda: Round.objects.filter(pk=measured.pk).update(**published))  # no payload


def test_the_pointer_moves_to_published_versions_of_its_own_series_only(public, anna):
    other, _run = finished_round(slug="anden", by=anna, outcome=OUTCOME, title="Anden")

    assert refuses(lambda: Series.objects.filter(pk=public.series_id).update(current=other))
    assert refuses(lambda: Series.objects.filter(pk=other.series_id).update(current=public))


def test_the_hearing_of_a_frozen_round_is_over(public):
    assert refuses(lambda: Hearing.objects.create(round=public, sitting=1, municipality_id="0766"))


def test_an_approved_run_keeps_its_files(public, anna):
    run = public.approved_run
    other, _run = finished_round(slug="anden", by=anna, outcome=OUTCOME, title="Anden")
    further = other.inputs.get()

    assert refuses(lambda: run.inputs.clear())
    assert refuses(lambda: run.inputs.add(further))


def test_a_frozen_round_gets_no_further_files(public):
    row = InputFile.objects.values().get(round=public)

    assert refuses(lambda: InputFile.objects.create(**row | {"id": None, "in_use": False}))


def test_the_bytes_of_a_file_may_be_deleted_and_its_digest_stays(public):
    file = public.inputs.get()

    InputFile.objects.filter(pk=file.pk).update(deleted_at=MADE_AT, in_use=False)

    assert InputFile.objects.get(pk=file.pk).sha256 == "0" * 64


def test_another_version_can_be_made_and_published(public, anna, now):
    from measurements.actions import rounds

    newer = rounds.begin_correction(
        measured=public, kind="correction", reason="En fejl", by=anna, now=now
    )
    make_public(newer, finished_run(newer, by=anna, outcome=OUTCOME), by=anna)

    public.refresh_from_db()
    assert public.state == RoundState.SUPERSEDED
    assert Series.objects.get(pk=public.series_id).current == newer


@pytest.mark.parametrize("model", [Publication, Round, Series])
def test_P05_what_is_public_is_not_replaced_by_a_row_of_the_same_number(public, model):
    """INSERT OR REPLACE deletes in silence; the other database knows it as an upsert."""
    pk, table = _pk(model, public), model._meta.db_table
    before = model.objects.values().get(pk=pk)

    def replace():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", [pk]
                )
            else:
                cursor.execute(
                    f"INSERT INTO {table} SELECT * FROM {table} WHERE id = %s"
                    " ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id + 1000",
                    [pk],
                )

    assert refuses(replace)
    assert model.objects.values().get(pk=pk) == before


REPLACING = [
    "INSERT OR REPLACE INTO measurements_publication (round_id, payload, sha256, frozen_at)"
    " SELECT round_id, '{{}}', '', frozen_at FROM measurements_publication",
    "INSERT OR REPLACE INTO measurements_series (id, slug, published_precision)"
    " SELECT id, 'nyt', 'day' FROM measurements_series WHERE id = {series}",
    "INSERT OR REPLACE INTO measurements_event SELECT * FROM measurements_event",
    "INSERT OR REPLACE INTO measurements_run SELECT * FROM measurements_run WHERE id = {run}",
    "INSERT OR REPLACE INTO measurements_hearing (id, round_id, sitting, municipality_id, position,"
    " comment, file_sha256, file_name, version, response)"
    " SELECT id, {draft}, 1, '0766', '', '', '', '', 0, '' FROM measurements_hearing",
    "UPDATE OR REPLACE measurements_round SET id = {round} WHERE id = {draft}",
    "UPDATE OR REPLACE measurements_round SET slug = 'maaling' WHERE id = {draft}",
    "UPDATE OR REPLACE measurements_round SET series_id = {series} WHERE id = {draft}",
    "UPDATE OR REPLACE measurements_series SET slug = 'maaling' WHERE id <> {series}",
]


@pytest.fixture
def shell(public, anna):
    """A way to the database that has asked for nothing: triggers sleep while a row is replaced."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows no REPLACE")
    draft, _run = finished_round(slug="anden", by=anna, outcome=OUTCOME, title="Anden")
    with guards.lifted(connection):
        Hearing.objects.create(round=public, sitting=1, municipality_id="0766")
    numbers = {
        "round": public.pk,
        "series": public.series_id,
        "run": public.approved_run_id,
        "draft": draft.pk,
    }

    def write(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**numbers))

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")
        yield write
        cursor.execute("PRAGMA recursive_triggers = ON")


@pytest.mark.parametrize("statement", REPLACING)
def test_P05_a_shell_replaces_nothing_either(shell, statement):
    assert refuses(lambda: shell(statement))


def test_without_their_own_guards_a_shell_would_replace_most_of_it(shell, monkeypatch):
    guards.remove(connection)
    monkeypatch.setattr(guards, "KEYS", {})
    guards.install(connection)

    passed = []
    for statement in REPLACING:
        with suppress(IntegrityError), transaction.atomic():
            shell(statement)
            passed.append(statement)
            transaction.set_rollback(True)

    assert len(passed) >= 6, passed


@pytest.mark.parametrize("table", guards.NEVER_EMPTIED)
def test_P05_what_is_public_is_not_emptied_at_a_stroke(public, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE: its DELETE is guarded row by row")

    def empty():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or it fails for another reason
            cursor.execute(f"TRUNCATE measurements_{table} CASCADE")

    assert refuses(empty)


def test_the_guards_come_back_after_migrations(db):
    from django.core.management import call_command

    guards.remove(connection)
    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE name LIKE 'guard\\_%' ESCAPE '\\'"
            )
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'guard\\_%%'")
        emptied = len(guards.NEVER_EMPTIED) if connection.vendor == "postgresql" else 0
        assert cursor.fetchone()[0] == len(guards.guards_of(connection.vendor)) + emptied
