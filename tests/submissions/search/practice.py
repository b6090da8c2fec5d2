"""The practitioners' set: what they type, and which fictional methods answer it.

Written before the search was. Its odd lines may be looked at when weights are chosen; the even
ones are held out, and a test holds the search to them.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from django.conf import settings

from submissions import searching
from submissions.actions import known
from submissions.actions.known import KnownSubmission
from submissions.models import Kind
from submissions.search.folding import tokens

FOLDER = Path(__file__).with_name("practitioners")
REFERENCE = Path(settings.BASE_DIR) / "submissions" / "reference"
DEPTH = 5


@dataclass(frozen=True)
class Query:
    kind: str
    typed: str
    answers: frozenset[str]  # titles


@dataclass(frozen=True)
class Score:
    recall: float  # of the answers, those among the first five; of more than five, five are enough
    mrr: float  # one over the place of the first answer


def queries(*, held_out: bool) -> list[Query]:
    return _queries(_rows("queries.csv")[held_out::2])


def later_queries() -> list[Query]:
    """Written when the search was done, and looked at by nobody who chose a weight or a synonym.

    They ask for methods of our own and for those that municipalities have shared, of many of which
    only the title is known.
    """
    return _queries(_rows("later_queries.csv"))


def publish_methods() -> None:
    for row in _rows("methods.csv"):
        known.bring_in(
            known=KnownSubmission(
                kind=Kind.METHOD,
                report_type="",
                title=row["title"],
                municipality="0766",
                publisher="Hedensted",
                year=2024,
                texts={"practice": row["text"]},
            ),
            source="Prøve",
            now=datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
        )


def texts() -> list[str]:
    """The titles and texts of the methods."""
    return [f"{row['title']} {row['text']}" for row in _rows("methods.csv")]


def words() -> list[str]:
    """Every word of the methods."""
    return sorted({token.text for text in texts() for token in tokens(text)})


def found(typed: str) -> list[str]:
    """Titles of the first results, as the API gives them."""
    return [result.title.plain for result in searching.search(typed, limit=DEPTH).results]


def score(asked: Iterable[Query]) -> Score:
    answers = [(query, found(query.typed)) for query in asked]
    return Score(
        recall=mean(_recall(query, titles) for query, titles in answers),
        mrr=mean(_reciprocal_rank(query, titles) for query, titles in answers),
    )


def _recall(query: Query, titles: list[str]) -> float:
    return len(query.answers & set(titles)) / min(DEPTH, len(query.answers))


def _reciprocal_rank(query: Query, titles: list[str]) -> float:
    places = [place for place, title in enumerate(titles, start=1) if title in query.answers]
    return 1 / places[0] if places else 0.0


def _queries(rows: Iterable[dict[str, str]]) -> list[Query]:
    titles = {row["id"]: row["title"] for row in _rows("methods.csv")}
    titles |= {f"s{number:02}": title for number, title in enumerate(_shared_titles(), start=1)}
    return [
        Query(row["kind"], row["query"], frozenset(titles[each] for each in row["ids"].split()))
        for row in rows
    ]


def _shared_titles() -> list[str]:
    with (REFERENCE / "shared_methods.csv").open(encoding="utf-8") as file:
        return [row["title"] for row in csv.DictReader(file)]


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
