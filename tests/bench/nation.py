"""A site as it may stand in ten years: ten rounds of 98 municipalities and 5,000 submissions.

    python -m tests.bench.nation ROUNDS SUBMISSIONS

The rounds are measured by the engine, each from simulated people of its own, and put straight into
the tables; so are the submissions. Links and index are made by the verbs that make them always.
Keeps to the database that DATABASE_URL or VAR_DIR names.
"""

import itertools
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

PEOPLE = 30_000
FIRST_YEAR = 1999
YEARS = 8  # that a round looks back upon
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
AT_ONCE = 1_000
TAKEN_UP = 10  # one of so many methods is taken up by another municipality


def make(*, rounds: int, submissions: int) -> None:
    from django.core.management import call_command

    from measurements.published import municipalities
    from portal.models import Role, User
    from submissions.actions import indexing, linking

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    codes = [place.code for place in municipalities()]
    by = User.objects.create_user("administrator@bench.example", role=Role.ADMINISTRATOR)
    began = time.perf_counter()
    for number in range(rounds):
        publish_round(number, codes=codes, by=by)
    publish_submissions(submissions, codes=codes, by=by)
    linking.rebuild(now=NOW)
    indexing.rebuild(now=NOW)
    found = {"cpu": [time.process_time()], "wall": [time.perf_counter() - began]}
    print(json.dumps(found))


def publish_round(number: int, *, codes: list[str], by: Any) -> None:
    """The rounds end a year apart, the first eight years after the first of all."""
    from tests.made_rounds import finished_round, make_public

    first = FIRST_YEAR + number
    measured, run = finished_round(
        slug=f"maaling-{first}-{first + YEARS}",
        by=by,
        outcome=outcome(seed=number + 1, codes=codes),
        title=f"Kommunernes integrationsindsats {first}-{first + YEARS} (simulerede data)",
        period_from=first,
        period_to=first + YEARS,
        simulated=True,
    )
    make_public(measured, run, by=by, at=NOW + timedelta(days=number))


def outcome(*, seed: int, codes: list[str]) -> dict[str, Any]:
    """What the engine releases of a country with this seed."""
    from measurements.engine import Spec, measure, release
    from measurements.engine.simulate import simulate_months

    country = simulate_months(people=PEOPLE, seed=seed, municipalities=codes)
    return release(measure(country.spells, country.labour_market, Spec())).as_dict()


def publish_submissions(count: int, *, codes: list[str], by: Any) -> None:
    """As many of each municipality, a report to four methods, one in five shared with another."""
    from submissions.models import Adoption, Submission

    rows = _submissions(count, codes)
    while batch := list(itertools.islice(rows, AT_ONCE)):
        made = Submission.objects.bulk_create(batch)
        further = Submission.further_municipalities.through
        further.objects.bulk_create(
            further(submission=row, municipality_id=_other(codes, row.municipality_id))
            for row in made[::5]
        )
        Adoption.objects.bulk_create(
            Adoption(
                code=row.code,
                municipality_id=_other(codes, row.municipality_id),
                from_year=2024,
                from_month=1,
                declared_by=by,
                declared_at=NOW,
                changed_at=NOW,
                story="Vi begyndte med to virksomheder.",
            )
            for row in made[1::TAKEN_UP]
        )


def _submissions(count: int, codes: list[str]) -> Iterator[Any]:
    from submissions.lifecycle import State
    from submissions.models import Experience, Kind, ReportType, Stage, Submission
    from submissions.search import subjects

    chance = random.Random(20261101)
    topics = [topic.slug for topic in subjects.TOPICS]
    for number, (title, text) in enumerate(itertools.islice(_texts(), count), start=1):
        is_report = number % 5 == 0
        owner = codes[number % len(codes)]
        when = NOW - timedelta(hours=number)
        of_both = {
            "code": f"IV-{number:04}",
            "slug": f"tekst-{number}",
            "state": State.PUBLISHED,
            "created_at": when,
            "changed_at": when,
            "submitted_at": when,
            "published_at": when,
            "title": title,
            "municipality_id": owner,
            "target_group": "Flygtninge og familiesammenførte",
            "contact": "Opdigtet kontakt, kun til prøve",
            "topics": chance.sample(topics, k=2),
        }
        if is_report:
            of_kind = {
                "kind": Kind.REPORT,
                "report_type": chance.choice(ReportType.values),
                "year": chance.randint(2000, 2026),
                "summary": text,
            }
        else:
            of_kind = {
                "kind": Kind.METHOD,
                "began_year": chance.randint(2000, 2024),
                "stage": chance.choice(Stage.values),
                "experience": chance.choice(Experience.values),
                "problem": text,
                "practice": f"{text}\n\n{text}",
                "results": text,
                "what_failed": text,
            }
        yield Submission(**of_both, **of_kind)


def _texts() -> Iterator[tuple[str, str]]:
    from tests.bench.search import made_up_texts

    return made_up_texts(AT_ONCE * 1_000)


def _other(codes: list[str], code: str) -> str:
    return codes[(codes.index(code) + 7) % len(codes)]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    make(rounds=int(sys.argv[1]), submissions=int(sys.argv[2]))
