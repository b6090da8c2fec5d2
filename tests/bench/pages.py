"""How long the site's pages take and what they weigh, in the nation that `nation` made.

    python -m tests.bench.pages REQUESTS

Asks each page that everybody may read, by Django's test client through all middleware, as a browser
that takes compressed pages. No request is the same as the one before it where the site has more
than one such page. Prints JSON: for each page milliseconds, bytes and queries of every request.
"""

import gzip
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

TURNS = 3  # of each request; the fastest counts, for the machine has other work


@dataclass
class Asked:
    """A page, and what each request for it took."""

    name: str
    milliseconds: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)  # milliseconds of the first turn
    sizes: list[int] = field(default_factory=list)  # bytes, compressed
    queries: list[int] = field(default_factory=list)


def main(requests: int) -> None:
    from portal.warm_up import read_in_advance

    read_in_advance()  # as a web process does
    pages = {name: itertools.cycle(addresses) for name, addresses in addresses_of_pages().items()}
    found = [asked(name, addresses, requests) for name, addresses in pages.items()]
    seconds = sum(sum(page.milliseconds) for page in found) / 1000
    pages_as_json = [asdict(page) for page in found]
    printed = {"pages": pages_as_json, "assets": weight_of_assets()}
    print(json.dumps({"cpu": [time.process_time()], "wall": [seconds], **printed}))


def asked(name: str, addresses: Iterator[str], requests: int) -> Asked:
    from django.test import Client

    page, client = Asked(name), Client()
    _request(client, next(addresses), number=0)  # reads templates and the word list
    for number in range(requests):
        address = next(addresses)
        turns = [_request(client, address, number=number) for _turn in range(TURNS)]
        page.new.append(turns[0].milliseconds)
        page.milliseconds.append(min(turn.milliseconds for turn in turns))
        page.sizes.append(turns[0].size)
        page.queries.append(turns[-1].queries)
    return page


def weight_of_assets() -> int:
    """Bytes of all style sheets and scripts of the site, compressed."""
    from django.conf import settings

    ours = [
        path
        for app in ("portal", "submissions", "measurements")
        for path in (settings.BASE_DIR / app / "static").rglob("*")
        if path.suffix in {".css", ".js"}
    ]
    theirs = settings.BASE_DIR / "node_modules" / "dkfds" / "dist" / "css" / "dkfds.min.css"
    return sum(len(gzip.compress(path.read_bytes())) for path in [*ours, theirs])


@dataclass(frozen=True)
class Answer:
    milliseconds: float
    size: int
    queries: int


def _request(client: Any, address: str, *, number: int) -> Answer:
    from django.db import connection

    queries = Queries()
    with connection.execute_wrapper(queries):
        began = time.process_time()
        # Each from a neighbour of the last: the API lets nobody ask six hundred times a minute.
        answer = client.get(
            address,
            headers={"accept-encoding": "gzip"},
            REMOTE_ADDR=f"192.0.2.{number % 250}",
        )
        seconds = time.process_time() - began
    if connection.vendor != "sqlite":  # which works inside this process
        seconds += queries.waited
    if answer.status_code != 200:
        raise SystemExit(f"Stopped: {address} answered {answer.status_code}")
    return Answer(1000 * seconds, len(answer.content), queries.number)


class Queries:
    """Counts queries, and the seconds that this process waited for them without working itself.

    Their texts are not kept: that would cost time.
    """

    def __init__(self) -> None:
        self.number = 0
        self.waited = 0.0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.number += 1
        wall, worked = time.perf_counter(), time.process_time()
        try:
            return execute(sql, params, many, context)
        finally:
            self.waited += (time.perf_counter() - wall) - (time.process_time() - worked)


def addresses_of_pages() -> dict[str, list[str]]:
    """Every sort of page that everybody may read → addresses of many of them."""
    from measurements import published as measured
    from submissions import published
    from tests.bench.search import questions

    rounds = [r.slug for r in measured.rounds() if r.is_computed]
    stated = [r.slug for r in measured.rounds() if not r.is_computed]
    places = measured.municipalities()
    shared = published.as_published(published.listed()[::40])
    typed = questions()
    pairs = list(itertools.pairwise(rounds))
    return {
        "home": ["/"],
        "rounds": ["/maalinger/"],
        "round": [
            f"/maalinger/{slug}/?sorter={sort}" for sort in ("navn", "forskel") for slug in rounds
        ],
        "stated round": [f"/maalinger/{slug}/" for slug in stated],
        "versions of a round": [f"/maalinger/{slug}/udgaver/" for slug in rounds],
        "methods of a round": [f"/maalinger/{slug}/metoder/" for slug in rounds],
        "two rounds compared": [f"/maalinger/{a}/sammenlign/{b}/" for a, b in pairs],
        "how it was calculated": [f"/maalinger/{rounds[0]}/{p.slug}/saadan/" for p in places],
        "municipalities": ["/kommuner/"],
        "municipality": [f"/kommuner/{place.slug}/" for place in places],
        "learn from": [f"/kommuner/{place.slug}/laer-af/" for place in places],
        "submissions": [f"/bidrag/?side={page}" for page in range(1, 200)],
        "submissions of one": [f"/bidrag/?kommune={place.slug}" for place in places],
        "submission": [f"/bidrag/{each.slug}/" for each in shared],
        "search": [_with_query("/soeg/", q=text) for text in typed],
        "search, narrowed": [
            _with_query("/soeg/", q=text, kommune=place.slug)
            for text, place in zip(typed, itertools.cycle(places), strict=False)
        ],
        "method note": ["/metode/"],
        "share": ["/del-din-integrationsviden/metode/"],
        "about": ["/om/"],
        "privacy": ["/privatliv/"],
        "in English: home": ["/en/"],
        "in English: municipality": [f"/en/kommuner/{place.slug}/" for place in places],
        "API: rounds": ["/api/v1/rounds/"],
        "API: results": [f"/api/v1/rounds/{slug}/results/" for slug in rounds],
        "API: municipalities": ["/api/v1/municipalities/"],
        "API: municipality": [f"/api/v1/municipalities/{place.code}/" for place in places],
        "API: learn from": [f"/api/v1/municipalities/{p.code}/learn-from/" for p in places],
        "API: submissions": [
            _with_query("/api/v1/submissions/", offset=str(o)) for o in range(0, 4900, 100)
        ],
        "API: submission": [f"/api/v1/submissions/{each.code}/" for each in shared],
        "API: search": [_with_query("/api/v1/search", q=text, limit="5") for text in typed],
    }


def _with_query(path: str, **query: str) -> str:
    from django.utils.http import urlencode

    return f"{path}?{urlencode(query)}"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")  # the client's own
    main(int(sys.argv[1]))
