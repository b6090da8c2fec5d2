"""The search over many texts: how long a question takes, beside PostgreSQL's own on the same texts.

    python -m tests.bench.search make DOCUMENTS     publishes made-up texts and indexes them
    python -m tests.bench.search ask                asks, and prints what it took as JSON

Both keep to the database that DATABASE_URL or VAR_DIR names. Words come as often as in real texts:
the k-th most common one k times as rarely as the first, those of the practitioners' set in front.
"""

import itertools
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

WORDS, TITLE_WORDS, TEXT_WORDS = 30_000, 5, 70
QUESTIONS = 400
TURNS = 3  # each question counts by its fastest, so that other work on the machine disturbs little
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def make(documents: int) -> None:
    from django.core.management import call_command

    from submissions.actions import indexing

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    publish(documents)
    began = time.perf_counter()
    change = indexing.rebuild(now=NOW)
    seconds = time.perf_counter() - began
    _print(cpu=[time.process_time()], wall=[seconds], documents=change.added)


def ask() -> None:
    from django.db import connection

    from submissions import searching

    warm_up = _milliseconds(searching.warm_up)
    first = _milliseconds(_search, "praktik")
    milliseconds = _fastest(_search)
    found = {"milliseconds": milliseconds, "first": first, "warm_up": warm_up}
    found["one_more"] = _one_more()
    if connection.vendor == "postgresql":
        _prepare_full_text()
        found["full_text_and"] = _fastest(_full_text, " ")
        found["full_text_or"] = _fastest(_full_text, " or ")
    _print(cpu=[time.process_time()], wall=[sum(milliseconds) / 1000], **found)


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


def _fastest(search: Callable[..., None], *how: str) -> list[float]:
    """Milliseconds of each question; all are asked in turn before one is asked again."""
    turns = [[_milliseconds(search, q, *how) for q in questions()] for _ in range(TURNS)]
    return [min(times) for times in zip(*turns, strict=True)]


def _milliseconds(search: Callable[..., object], *what: str) -> float:
    began = time.perf_counter()
    search(*what)
    return 1000 * (time.perf_counter() - began)


def _search(typed: str) -> None:
    from submissions import searching

    searching.search(typed, limit=20)


def _one_more() -> list[float]:
    """Milliseconds to index one more text, or one that has changed."""
    from submissions.actions import indexing
    from submissions.models import Submission

    some = Submission.objects.order_by("pk").values_list("pk", flat=True)[:20]
    return [
        _milliseconds(partial(indexing.index_submission, submission_id=pk, now=NOW)) for pk in some
    ]


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
    else:
        ask()
