"""Readers see one version or the next, never a mix, while versions are published under them.

Version n says of each municipality that it received 1000 + n people and is n months from what was
expected: a response that mixes two versions contradicts itself.
"""

import csv
import io
import json
import re
import threading
import time
from collections import Counter
from hashlib import sha256
from itertools import count, cycle

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from measurements import exports, payload, published
from measurements.actions import publication, rounds, runs
from measurements.models import Event, Notice, Publication, Round, Series
from tests.made_rounds import MADE_AT, finished_round, finished_run, make_approved
from tests.measurements.pages.conftest import Figures, outcome_of

SLUG = "maaling"
CODES = ("0101", "0147", "0151")
PUBLICATIONS = 50
READS = 10_000
READERS = 4

pytestmark = pytest.mark.django_db(transaction=True)


def figures_of(version):
    return outcome_of([Figures(code, float(version), people=1000 + version) for code in CODES])


def agree(version, people):
    """Whether every figure is of the version that the response says it is."""
    return set(people) == {1000 + version}


@pytest.fixture
def agnes(make_user):
    return make_user("agnes@example.com", "administrator")


@pytest.fixture
def approve_next(anna):
    """One version more, approved: `(round, seal)`."""

    def approve():
        newest = Round.objects.order_by("-number").first()
        measured, run = _first(anna) if newest is None else _next(newest, anna)
        run.settings = runs.settings_of(measured)
        run.save()
        with transaction.atomic():
            return measured, make_approved(measured, run, by=anna)

    return approve


@pytest.fixture
def publish_next(approve_next, agnes, bells):
    """Publishes one version more, by the verb, each by two people."""

    def publish():
        measured, seal = approve_next()
        publication.publish_round(measured=measured, approved_sha256=seal, by=agnes, now=MADE_AT)
        return measured.number

    return publish


def _first(anna):
    return finished_round(slug=SLUG, by=anna, outcome=figures_of(1), title="Måling")


def _next(newest, anna):
    measured = rounds.begin_correction(
        measured=newest, kind="correction", reason="En fejl.", by=anna, now=MADE_AT
    )
    return measured, finished_run(measured, by=anna, outcome=figures_of(measured.number))


# --- the readers: each asks once and says whether what it got is of one version


def through_the_door(client):
    found = published.round_by_slug(SLUG)
    return agree(found.version, (row["people"] for row in found.outcome["municipalities"]))


def by_municipality(client):
    found = published.results_of(CODES[0])
    return all(agree(each.round.version, [each.people]) for each in found)


def as_csv(client):
    text = exports.results_csv(published.round_by_slug(SLUG), dialect=exports.PLAIN)
    rows = list(csv.DictReader(io.StringIO(text)))
    (version,) = {int(row["udgave"]) for row in rows}
    return agree(version, (int(row["personer"]) for row in rows))


def by_api(client):
    rows = client.get(reverse("api-results", args=[SLUG])).json()["results"]
    (version,) = {row["version"] for row in rows}
    return agree(version, (row["people"] for row in rows))


def as_json(client):
    response = client.get(reverse("round-json", args=[SLUG]))
    frozen = json.loads(response.content)
    is_sealed = response["ETag"] == f'"{sha256(response.content).hexdigest()}"'
    named = f"udgave-{frozen['version']}.json" in response["Content-Disposition"]
    people = (row["people"] for row in frozen["outcome"]["municipalities"])
    return is_sealed and named and agree(frozen["version"], people)


def on_the_page(client):
    text = client.get(reverse("round", args=[SLUG])).content.decode()
    version = int(re.search(r"[Uu]dgave (\d+)", text)[1])  # it may be told that it was superseded
    table = text.split('<table class="table results">')[1].split("</table>")[0]
    people = re.findall(r"<td class=\"number\">(1\.\d{3})</td>", table)
    return agree(version, (int(each.replace(".", "")) for each in people))


def naively(client):
    """Asks for the version, and then for the figures of the round: two questions."""
    version = Series.objects.values_list("current__number", flat=True).get(slug=SLUG)
    time.sleep(0.001)
    text = Publication.objects.values_list("payload", flat=True).get(
        round=Series.objects.values("current").get(slug=SLUG)["current"]
    )
    return agree(version, (row["people"] for row in json.loads(text)["outcome"]["municipalities"]))


# A page takes ten times as long to draw as a figure takes to fetch.
OFTEN = (through_the_door,) * 18 + (as_csv, by_municipality)
SELDOM = (by_api, as_json, on_the_page)


class Readers:
    """Threads that read until they are stopped, and count what they saw."""

    def __init__(self, *mixes):
        self.seen = Counter()
        self.torn = Counter()
        self.problems = []
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._read, args=(mix,)) for mix in mixes]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *problem):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    @property
    def reads(self):
        return sum(self.seen.values())

    def _read(self, mix):
        client = Client()
        try:
            for read in cycle(mix):
                if self.stopped.is_set():
                    return
                self.torn[read.__name__] += not read(client)
                self.seen[read.__name__] += 1
        except Exception as problem:
            self.problems.append(problem)
            raise
        finally:
            connection.close()


def test_no_read_is_torn_while_fifty_versions_are_published(publish_next):
    payload.sealed.cache_clear()
    publish_next()
    mixes = [OFTEN] * (READERS - 1) + [OFTEN + SELDOM]

    with Readers(*mixes) as readers:
        for number in range(1, PUBLICATIONS + 1):
            publish_next()
            wait_for(lambda n=number: readers.reads >= n * READS / PUBLICATIONS, readers)

    assert readers.problems == []
    assert readers.reads >= READS
    assert {read.__name__ for read in OFTEN + SELDOM} == {*readers.seen}
    assert sum(readers.torn.values()) == 0
    assert published.round_by_slug(SLUG).version == PUBLICATIONS + 1


def test_a_reader_who_asks_twice_does_see_a_mix(publish_next):
    """The negative control: the same publications, read in two questions."""
    publish_next()

    with Readers((naively,), (naively,)) as readers:
        for _number in range(PUBLICATIONS):
            publish_next()

    assert readers.problems == []
    assert readers.torn["naively"] > 0


def test_what_was_found_before_a_publication_stays_what_it_was(publish_next):
    payload.sealed.cache_clear()
    publish_next()
    found = published.round_by_slug(SLUG)

    publish_next()

    assert agree(found.version, (result.people for result in found.results))
    assert published.round_by_slug(SLUG).version == 2


def test_the_pages_of_a_list_stay_with_the_version_they_began_with(publish_next, client):
    publish_next()
    first = client.get(reverse("api-results", args=[SLUG]), {"limit": 2}).json()

    publish_next()
    second = client.get(first["next"]).json()

    rows = first["results"] + second["results"]
    assert sorted(row["municipality"]["code"] for row in rows) == list(CODES)
    assert {(row["version"], row["people"]) for row in rows} == {(1, 1001)}
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_a_crash_at_any_statement_of_a_publication_leaves_the_version_before_it(
    publish_next, approve_next, agnes
):
    publish_next()
    measured, seal = approve_next()
    words = {"measured": measured, "approved_sha256": seal, "by": agnes, "now": MADE_AT}
    before = everything_public()

    for statement in count(1):
        measured.refresh_from_db()
        try:
            with connection.execute_wrapper(Crash(statement)):
                publication.publish_round(**words)
            break
        except Crashed:
            assert everything_public() == before, statement
            assert through_the_door(None)

    assert statement > 10  # it did crash on the way
    assert published.round_by_slug(SLUG).version == 2


class Crashed(Exception):
    pass


class Crash:
    """Ends the work at the nth statement that it sends to the database."""

    def __init__(self, statement):
        self.left = statement

    def __call__(self, execute, sql, parameters, many, context):
        self.left -= 1
        if not self.left:
            raise Crashed
        return execute(sql, parameters, many, context)


def everything_public():
    return (
        published.round_by_slug(SLUG),
        published.versions_of(SLUG),
        Event.objects.count(),
        Notice.objects.count(),
    )


def wait_for(condition, readers):
    while not condition() and not readers.problems:
        time.sleep(0.001)
