"""The maps of a round: every municipality once on each, in the verdict of the table."""

import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import reverse

from deploy import outlines as drawn_by
from measurements import published
from measurements.charts import country, sketch
from measurements.models import Municipality, Verdict

KILOBYTE = 1000
WITHOUT_CAPITAL = 90  # of the 98 a round may leave some out


@pytest.fixture(scope="session")
def outlines(tmp_path_factory):
    """What `deploy/outlines.py` makes of the package."""
    file = tmp_path_factory.mktemp("build") / "outlines.json"
    script = drawn_by.PACKAGE.read_text(encoding="utf-8")
    names = {tile.code: tile.name for tile in sketch.tiles()}
    file.write_text(json.dumps(drawn_by.drawing(script, names=names)), encoding="utf-8")
    return file


@pytest.fixture
def page_of(client, settings, outlines):
    settings.MAP_OUTLINES = outlines

    def get():
        return client.get(reverse("round", args=["maaling-1999-2007"])).content.decode()

    return get


class Drawn(HTMLParser):
    """What a page shows of each municipality: links and verdicts in table and tiles, areas of the map."""

    def __init__(self, page):
        super().__init__()
        self.areas, self.tiles, self.rows, self.styled = [], [], [], []
        self._tile = self._row = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        classes = (has.get("class") or "").split()
        if "style" in has:
            self.styled.append(tag)
        if tag == "path" and "area" in classes:
            self.areas.append((has["data-code"], classes[1].removeprefix("verdict-"), has["fill"]))
        if "tile" in classes:
            self._tile = [has.get("href"), classes[1].removeprefix("tile-"), ""]
            self.tiles.append(self._tile)
        elif tag == "tr":
            self._row = []
        elif self._row is not None and tag == "a":
            self._row.append(has["href"])
        elif self._row and "verdict" in classes:
            self.rows.append((self._row[0], classes[1].removeprefix("verdict-")))

    def handle_data(self, data):
        if self._tile:
            self._tile[2] += data

    def handle_endtag(self, tag):
        if tag == "li":
            self._tile = None
        if tag == "table":
            self._row = None


@pytest.mark.django_db
def test_every_municipality_stands_once_on_each_map_in_the_verdict_of_the_table(
    page_of, make_round, figures
):
    make_round(figures())

    drawn = Drawn(page_of())

    links = {reverse("municipality", args=[m.slug]): m.code for m in published.municipalities()}
    table = {links[link]: verdict for link, verdict in drawn.rows}
    assert len(drawn.rows) == len(table) == 98
    assert Counter({(links[link], verdict) for link, verdict, _ in drawn.tiles}) == Counter(
        table.items()
    )
    assert Counter((code, verdict) for code, verdict, _ in drawn.areas) == Counter(table.items())
    assert len(drawn.tiles) == 98


@pytest.mark.django_db
def test_a_changed_verdict_changes_both_maps(page_of, make_round, figures):
    rows = figures()
    one = next(row for row in rows if row.verdict == "as_expected")
    make_round([replace(row, verdict="slower") if row is one else row for row in rows])

    drawn = Drawn(page_of())

    slug = published.municipality(code=one.code).slug
    assert (one.code, "slower", "url(#area-slower)") in drawn.areas
    assert next(v for link, v, _ in drawn.tiles if link.endswith(f"/{slug}/")) == "slower"


@pytest.mark.django_db
def test_a_tile_tells_name_and_verdict_in_words(page_of, make_round, figures):
    rows = figures()
    make_round([replace(r, verdict="faster") if r.code == "0147" else r for r in rows])

    link, _verdict, said = next(t for t in Drawn(page_of()).tiles if "frederiksberg" in t[0])

    assert link == "/kommuner/frederiksberg/"
    assert " ".join(said.split()) == "◀ Frb Frederiksberg: hurtigere end forventet"


@pytest.mark.django_db
def test_verdicts_differ_without_colour(page_of, make_round, figures):
    make_round(figures())

    page = page_of()

    signs = {verdict: said.split()[0] for _, verdict, said in Drawn(page).tiles}
    patterns = dict(re.findall(r'<pattern id="area-([a-z_]+)"[^>]*>(.*?)</pattern>', page))
    assert set(signs) == set(Verdict.values)
    assert len(set(signs.values())) == len(signs)
    assert len(set(patterns.values())) == len(patterns) == 5
    assert {fill for _, _, fill in Drawn(page).areas} == {f"url(#area-{v})" for v in signs}


@pytest.mark.django_db
def test_a_municipality_outside_the_round_is_drawn_and_not_linked(page_of, make_round, figures):
    make_round(figures(WITHOUT_CAPITAL))

    page = page_of()

    drawn = Drawn(page)
    outside = [said for link, verdict, said in drawn.tiles if link is None]
    assert len(outside) == [v for _, v, _ in drawn.areas].count("not_measured") == 8
    assert "Hjørring: ikke med i målingen" in " ".join(" ".join(outside).split())
    assert "ikke med i målingen: 8" in page


@pytest.mark.django_db
def test_the_map_is_named_and_counts_in_words(page_of, make_round, figures):
    rows = figures()
    counts = Counter(row.verdict for row in rows)
    make_round(rows)

    page = page_of()

    svg = page[page.index('class="country"') :]
    assert 'aria-labelledby="country-title country-description"' in svg
    assert '<title id="country-title">Kommunernes vurdering på et kort over Danmark</title>' in svg
    assert f"{counts['faster']} er vurderet »hurtigere end forventet«" in svg
    assert f"{counts['too_few']} er vurderet »for få til at sige«" in svg
    assert "Skitse: grænserne er forenklede." in page


@pytest.mark.django_db
def test_the_maps_are_styled_by_classes_only(page_of, make_round, figures):
    make_round(figures())

    assert Drawn(page_of()).styled == []


@pytest.mark.django_db
def test_without_outlines_the_tiles_stand_alone(page_of, settings, tmp_path, make_round, figures):
    settings.MAP_OUTLINES = tmp_path / "never-drawn.json"
    make_round(figures())

    page = page_of()

    assert Drawn(page).areas == []
    assert len(Drawn(page).tiles) == 98
    assert "skitse" not in page.lower()


@pytest.mark.django_db
def test_a_round_with_all_its_charts_is_light(page_of, make_round, figures):
    make_round(figures())

    page = page_of()

    assert 'class="country"' in page
    assert 'class="caterpillar"' in page
    assert len(gzip.compress(page.encode())) < 150 * KILOBYTE


@pytest.mark.django_db
def test_all_98_have_a_tile_of_their_own(municipalities):
    tiles = sketch.tiles()

    assert {(t.code, t.name) for t in tiles} == set(
        Municipality.objects.values_list("code", "name")
    )
    assert len(tiles) == 98
    assert len({(tile.column, tile.row) for tile in tiles}) == 98
    assert len({tile.short for tile in tiles}) == 98
    assert {len(tile.short) for tile in tiles} == {3}


def test_tiles_are_walked_as_they_are_read():
    places = [(tile.row, tile.column) for tile in sketch.tiles()]

    assert places == sorted(places)


def test_every_tile_has_its_rule_in_the_stylesheet():
    css = Path("measurements/static/measurements/measurements.css").read_text(encoding="utf-8")

    for tile in sketch.tiles():
        assert f".tiles .column-{tile.column} {{ grid-column: {tile.column + 1}; }}" in css
        assert f".tiles .row-{tile.row} {{ grid-row: {tile.row + 1}; }}" in css


def test_a_country_without_results_has_nobody_to_link_to(settings, outlines):
    settings.MAP_OUTLINES = outlines

    assert {place.slug for place in country([]).places} == {""}
