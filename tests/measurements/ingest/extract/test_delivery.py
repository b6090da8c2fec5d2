"""What was uploaded is either a file of spells or a whole extract, with or without a labour market."""

import zipfile
from datetime import date

import pytest

from measurements.ingest.delivery import read_input
from measurements.ingest.extract.success import Success
from measurements.ingest.refused import InputRefused
from measurements.ingest.source import Source

from ..conftest import LABOUR_MARKET, SPELLS
from .conftest import DATA_END, TODAY


def read(files, *, success=Success.WORK_2_MONTHS, data_end=DATA_END):
    return read_input(files, success=success, data_end=data_end, today=TODAY)


def refusals(files):
    with pytest.raises(InputRefused) as refused:
        read(files)
    return [(each.kind, each.file, fault.code)
            for each in refused.value.refused for fault in each.faults]  # fmt: skip


@pytest.fixture
def spells(store):
    return Source(store(SPELLS.encode(), "spells.csv"), "forloeb.csv")


@pytest.fixture
def labour_market(store):
    return Source(store(LABOUR_MARKET.encode(), "labour.csv"), "kommuner_aar.csv")


def test_a_file_of_spells_is_read_as_before(spells):
    found = read({"spells": spells}, data_end=None)

    assert found.spells.report.people == 5
    assert found.spells.report.extract is None
    assert found.labour_market is None


def test_the_labour_market_comes_with_either(spells, labour_market, extract):
    flat = read({"spells": spells, "labour_market": labour_market})
    derived = read({**extract.sources(), "labour_market": labour_market})

    assert len(flat.labour_market.frame) == len(derived.labour_market.frame) == 5


def test_nothing_is_no_delivery(labour_market):
    assert refusals({"labour_market": labour_market}) == [("", "", "no_files")]


def test_spells_and_an_extract_are_not_mixed(spells, extract):
    assert refusals({"spells": spells, **extract.sources()}) == [("", "", "mixed_parts")]


@pytest.mark.parametrize("part", ["persons", "residences", "activities", "exits"])
def test_each_missing_part_of_an_extract_is_named(extract, part):
    sources = extract.sources()
    del sources[part]

    assert refusals(sources) == [("", "", f"missing_{part}")]


def test_two_missing_parts_are_both_named(extract):
    sources = extract.sources()

    told = refusals({"persons": sources["persons"], "exits": sources["exits"]})

    assert told == [("", "", "missing_residences"), ("", "", "missing_activities")]


def test_faults_of_all_files_are_told_at_once_each_with_its_file(store, extract, labour_market):
    extract.rows["exits"][1][2] = "moved"
    bad_market = Source(store(b"municipality_code;year\n0101;2004\n", "bad.csv"), "ledighed.csv")

    told = refusals({**extract.sources(), "labour_market": bad_market})

    assert told == [
        ("exits", "exits.csv", "unknown_value"),
        ("labour_market", "ledighed.csv", "missing_column"),
    ]


def test_all_faults_are_counted_also_those_that_are_not_shown(extract):
    persons = extract.rows["persons"]
    extract.rows["persons"] = persons[:1] + [[f"p{i}", "?", *persons[1][2:]] for i in range(250)]

    with pytest.raises(InputRefused) as refused:
        read(extract.sources())

    assert refused.value.total == 250


def test_the_last_day_counts_for_an_extract_only(spells):
    assert read({"spells": spells}, data_end=date(2000, 1, 1)).spells.report.people == 5


@pytest.fixture
def zipped(tmp_path):
    def zipped(members: dict[str, bytes], name="levering.zip") -> Source:
        path = tmp_path / "levering"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return Source(path, name)

    return zipped


def test_an_extract_in_an_archive_is_the_same_extract(extract, zipped):
    sources = extract.sources()
    archive = zipped({source.name: source.path.read_bytes() for source in sources.values()})

    packed, loose = read({"archive": archive}), read(sources)

    assert packed.spells.frame.equals(loose.spells.frame)


def test_the_labour_market_may_lie_beside_the_archive(zipped, labour_market):
    archive = zipped({"forloeb.csv": SPELLS.encode()})

    found = read({"archive": archive, "labour_market": labour_market})

    assert found.spells.report.people == len(found.labour_market.frame) == 5


def test_a_file_in_the_archive_and_beside_it_is_one_too_many(zipped, spells):
    archive = zipped({"forloeb.csv": SPELLS.encode()})

    assert refusals({"archive": archive, "spells": spells}) == [("", "", "archive_beside_files")]


def test_an_archive_that_cannot_be_opened_is_refused_by_name(store):
    broken = Source(store(b"PK\x03\x04 and then nothing", "broken"), "levering.zip")

    assert refusals({"archive": broken}) == [("archive", "levering.zip", "unreadable_zip")]


def test_a_fault_in_an_archive_tells_the_file_in_it_and_what_was_uploaded(extract, zipped):
    extract.rows["persons"][1][1] = "?"
    sources = extract.sources()
    archive = zipped({source.name: source.path.read_bytes() for source in sources.values()})

    assert refusals({"archive": archive}) == [("archive", "persons.csv", "unknown_value")]
