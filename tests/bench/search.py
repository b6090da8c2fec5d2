"""The search over many texts: how long a question takes, beside PostgreSQL's own on the same texts.

    python -m tests.bench.search make DOCUMENTS          publishes made-up texts and indexes them
    python -m tests.bench.search copy DOCUMENTS FILE     publishes the same; their index is in FILE
    python -m tests.bench.search ask                     asks, and prints what it took as JSON

Both keep to the database that DATABASE_URL or VAR_DIR names. Words come as often as in real texts:
the k-th most common one k times as rarely as the first, those of the practitioners' set in front.
"""

import itertools
import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

WORDS, TITLE_WORDS, TEXT_WORDS = 30_000, 5, 70
QUESTIONS = 400
TURNS = 3  # each question counts by its fastest
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def make(documents: int) -> None:
    from django.core.management import call_command

    from submissions.actions import indexing

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    publish(documents)
    began, processor = time.perf_counter(), time.process_time()
    change = indexing.rebuild(now=NOW)
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    _print(cpu=[processor], wall=[seconds], documents=change.added, indexed=processor)


def copy(documents: int, source: Path) -> None:
    """Into PostgreSQL, from SQLite: what each text weighs is the same, and copying is ten times as fast."""
    from django.core.management import call_command
    from django.core.management.color import no_style
    from django.db import connection

    from submissions.models import SearchDocument, SearchIdf, SearchState, SearchTerm, SearchWord

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    publish(documents)
    with closing(sqlite3.connect(source)) as indexed, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the rows fit: they did before
        for model in (SearchDocument, SearchTerm, SearchIdf, SearchWord, SearchState):
            _copy(indexed, cursor, model._meta)
        for statement in connection.ops.sequence_reset_sql(no_style(), [SearchDocument]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    _print(cpu=[time.process_time()], wall=[0.0], documents=SearchDocument.objects.count())


def _copy(indexed: sqlite3.Connection, cursor: Any, table: Any) -> None:
    columns = ", ".join(field.column for field in table.concrete_fields if field.column)
    rows = indexed.execute(f"SELECT {columns} FROM {table.db_table}")
    with cursor.copy(f"COPY {table.db_table} ({columns}) FROM STDIN") as copied:
        for row in rows:
            copied.write_row(row)


def ask() -> None:
    from django.db import connection

    from portal.warm_up import read_in_advance

    began = time.process_time()
    read_in_advance()
    warm_up = 1000 * (time.process_time() - began)
    first = _spent(partial(_search, "praktik")).processor
    if connection.vendor == "postgresql":
        _keep_to_one_process()
    asked = _fastest(_search)
    found = {"this": asked, "first": first, "warm_up": warm_up, "one_more": _one_more()}
    found["load"] = os.getloadavg()[0]
    if connection.vendor == "postgresql":
        _prepare_full_text()
        found["full_text_and"] = _fastest(_full_text, " ")
        found["full_text_or"] = _fastest(_full_text, " or ")
    _print(cpu=[time.process_time()], wall=[sum(asked["clock"]) / 1000], **found)


def publish(documents: int) -> None:
    """Rows as the verbs leave them; the verbs themselves would take an hour for so many."""
    from submissions.lifecycle import State
    from submissions.models import Kind, Submission

    texts = made_up_texts(documents)
    for first in range(1, documents + 1, 1_000):
        Submission.objects.bulk_create(
            Submission(
                kind=Kind.METHOD,
                code=f"IV-{number:06}",
                slug=f"tekst-{number}",
                state=State.PUBLISHED,
                created_at=NOW,
                changed_at=NOW,
                published_at=NOW,
                title=title,
                municipality_id="0766",
                year=2000 + number % 26,
                practice=text,
            )
            for number, (title, text) in enumerate(itertools.islice(texts, 1_000), start=first)
        )


def made_up_texts(documents: int) -> Iterator[tuple[str, str]]:
    chance = random.Random(20261101)
    words = _vocabulary(chance)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    for _ in range(documents):
        drawn = chance.choices(words, cum_weights=weights, k=TITLE_WORDS + TEXT_WORDS)
        yield " ".join(drawn[:TITLE_WORDS]).capitalize(), " ".join(drawn[TITLE_WORDS:])


def _vocabulary(chance: random.Random) -> list[str]:
    from django.conf import settings

    from submissions.search.compounds import read_hunspell
    from tests.submissions.search import practice

    own = sorted({word.lower() for word in practice.words()})
    chance.shuffle(own)
    known = {*own, *(word for word in read_hunspell(settings.WORD_LIST) if word.islower())}
    return own + chance.sample(sorted(known - set(own)), WORDS - len(own))


def questions() -> list[str]:
    """What practitioners type, and as often two words drawn as the texts are."""
    from tests.submissions.search import practice

    asked = [q.typed for half in (False, True) for q in practice.queries(held_out=half)]
    drawn = [title.rsplit(" ", 3)[0] for title, _text in made_up_texts(QUESTIONS)]
    return [*asked, *drawn][:QUESTIONS]


def _fastest(search: Callable[..., None], *how: str) -> dict[str, list[float]]:
    """Milliseconds of each question; all are asked in turn before one is asked again.

    processor  of this process and of the database's: other work on the machine disturbs it little
    clock      what somebody would wait for meanwhile
    """
    turns = [[_spent(partial(search, q, *how)) for q in questions()] for _ in range(TURNS)]
    by_question = list(zip(*turns, strict=True))
    return {
        "processor": [min(each.processor for each in spent) for spent in by_question],
        "clock": [min(each.clock for each in spent) for spent in by_question],
    }


@dataclass(frozen=True)
class _Spent:
    """Milliseconds."""

    processor: float
    clock: float


def _spent(work: Callable[[], object]) -> _Spent:
    processor, clock = _processor(), time.perf_counter()
    work()
    return _Spent(_processor() - processor, 1000 * (time.perf_counter() - clock))


def _processor() -> float:
    """Milliseconds of processor that this process and the database's process for it have had."""
    backend = _schedule_of_backend()
    of_backend = int(backend.read_text().split()[0]) / 1e6 if backend else 0.0
    return 1000 * time.process_time() + of_backend


@cache
def _schedule_of_backend() -> Path | None:
    """Where Linux counts the time of PostgreSQL's process for us; SQLite runs within our own."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")


def _keep_to_one_process() -> None:
    """PostgreSQL may share a question out among processes, whose time would go uncounted."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")


def _search(typed: str) -> None:
    from submissions import searching

    searching.search(typed, limit=20)


def _one_more() -> list[float]:
    """Milliseconds of processor to index one more text, or one that has changed."""
    from submissions.actions import indexing
    from submissions.models import Submission

    some = Submission.objects.order_by("pk").values_list("pk", flat=True)[:20]
    index = partial(indexing.index_submission, now=NOW)
    return [_spent(partial(index, submission_id=pk)).processor for pk in some]


def _prepare_full_text() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE full_text AS SELECT id, setweight(to_tsvector('danish', title), 'A') "
            "|| setweight(to_tsvector('danish', practice), 'D') AS words FROM submissions_submission"
        )
        cursor.execute("CREATE INDEX ON full_text USING gin (words)")
        cursor.execute("ANALYZE")


def _full_text(typed: str, between: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM full_text, websearch_to_tsquery('danish', %s) AS query "
            "WHERE words @@ query ORDER BY ts_rank(words, query) DESC LIMIT 20",
            [between.join(typed.split())],
        )
        cursor.fetchall()


def _print(**found: object) -> None:
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    elif sys.argv[1] == "copy":
        copy(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        ask()
