"""What the forms accept, and what they say when they do not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from measurements.actions.rounds import RoundDescription
from measurements.ingest import archive, labour_market, spells, traits
from measurements.ingest.extract import dated, persons_file, register
from measurements.manage.forms import (
    ApproveForm,
    CorrectionForm,
    FilesForm,
    PublishForm,
    RetractForm,
    RoundForm,
    TypedPeriodForm,
)
from measurements.manage.ways import CONTENTS, NAMES_IN_ARCHIVE, WAYS
from measurements.models import InputKind, Round

GOOD = {
    "title": "Måling 1999-2007",
    "period_from": "1999",
    "period_to": "2007",
    "horizon": "72",
    "minimum_people": "80",
    "success": "work_2_months",
    "publisher": "Ministeriet",
    "contact": "",
    "simulated": "on",
}


def test_a_good_form_becomes_a_description():
    form = RoundForm(GOOD)

    assert form.is_valid()
    assert form.description() == RoundDescription(
        title="Måling 1999-2007",
        period_from=1999,
        period_to=2007,
        publisher="Ministeriet",
        simulated=True,
    )


@pytest.mark.parametrize("name", ["title", "period_from", "period_to", "horizon", "publisher"])
def test_what_must_be_filled_in_is_asked_for(name):
    form = RoundForm(GOOD | {name: ""})

    assert list(form.errors) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x" * 201),
        ("period_from", "1985"),
        ("period_to", "2101"),
        ("period_to", "snart"),
        ("horizon", "11"),
        ("horizon", "121"),
        ("minimum_people", "19"),
        ("success", "job"),
        ("data_end", "31-02-2007"),
        ("publisher", "x" * 201),
        ("contact", "x" * 201),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(name, value):
    form = RoundForm(GOOD | {name: value})

    assert list(form.errors) == [name]


def test_the_period_runs_forward():
    form = RoundForm(GOOD | {"period_from": "2007", "period_to": "1999"})

    assert "Byt om på årene" in form.errors["period_to"][0]


def test_the_usual_rules_are_filled_in_beforehand():
    form = RoundForm()

    assert (form["horizon"].value(), form["minimum_people"].value()) == (72, 80)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_the_first_upload_needs_every_file_of_its_way(way):
    form = files_form(way, data_end="31-12-2007")

    assert list(form.errors) == [kind.value for kind in way.needed]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_later_a_field_left_empty_keeps_its_file(way):
    first = way.kinds[0]
    form = files_form(way, here=way.needed, data_end="31-12-2007", **{first: a_file(first)})

    assert form.is_valid()
    assert list(form.chosen) == [first]


def test_nothing_chosen_at_all_is_told():
    form = files_form(SPELLS, here=SPELLS.needed)

    assert form.non_field_errors() == ["Vælg mindst én fil."]


def test_an_extract_says_when_its_data_end_before_it_is_sent():
    assert "data_end" in files_form(EXTRACT).errors
    assert "data_end" not in files_form(ARCHIVE).errors
    assert "data_end" not in files_form(SPELLS).fields


def test_what_can_be_kept_is_kept_although_another_file_is_refused():
    form = files_form(
        SPELLS, spells=a_file("spells"), labour_market=SimpleUploadedFile("k.pdf", b"x")
    )

    assert list(form.errors) == ["labour_market"]
    assert list(form.chosen) == ["spells"]


@pytest.mark.parametrize("name", ["forloeb.pdf", "forloeb.zip", "forloeb.csv.gz", "forloeb"])
def test_a_file_of_another_kind_is_refused_by_its_name(name):
    form = files_form(SPELLS, spells=SimpleUploadedFile(name, b"x"))

    assert "skal ende på .csv" in form.errors["spells"][0]


@pytest.mark.parametrize("name", ["f.csv", "f.XLSX", "f.parquet", "f.txt", "f.tsv"])
def test_every_kind_of_table_is_welcome(name):
    assert files_form(SPELLS, spells=SimpleUploadedFile(name, b"x")).is_valid()


@pytest.mark.parametrize("name", ["spells", "labour_market"])
@pytest.mark.parametrize(("size", "words"), [(0, "tom"), (2**20 + 1, "højst fylde 1 MB")])
def test_a_file_that_cannot_be_kept_is_refused_at_its_field(settings, name, size, words):
    settings.MAX_INPUT_MEGABYTES = 1

    form = files_form(
        SPELLS, here=SPELLS.needed, **{name: SimpleUploadedFile("f.csv", b"x" * size)}
    )

    assert words in form.errors[name][0]


def test_a_file_just_within_the_limit_is_kept(settings):
    settings.MAX_INPUT_MEGABYTES = 1

    assert files_form(SPELLS, spells=SimpleUploadedFile("f.csv", b"x" * 2**20)).is_valid()


@pytest.mark.parametrize("typed", ["1999-2007", " 1999 - 2007 ", "1999–2007"])
def test_the_period_is_typed_to_confirm(typed):
    assert TypedPeriodForm(MEASURED, {"period": typed}).is_valid()


@pytest.mark.parametrize("typed", ["", "ja", "1999-2006", "1999", "2007-1999"])
def test_another_period_confirms_nothing(typed):
    assert list(TypedPeriodForm(MEASURED, {"period": typed}).errors) == ["period"]


def test_whoever_publishes_alone_says_why():
    alone = PublishForm(MEASURED, {"period": "1999-2007"}, is_alone=True)
    together = PublishForm(MEASURED, {"period": "1999-2007"}, is_alone=False)

    assert list(alone.errors) == ["alone_reason"]
    assert together.is_valid()


def test_retracting_needs_both_a_reason_and_the_period():
    assert list(RetractForm(MEASURED, {}).errors) == ["reason", "period"]


def test_a_correction_says_what_kind_it_is_and_why():
    assert list(CorrectionForm({}).errors) == ["kind", "reason"]


def test_without_a_hearing_approval_needs_a_reason():
    assert list(ApproveForm({}, was_heard=False).errors) == ["no_hearing_reason"]
    assert ApproveForm({}, was_heard=True).is_valid()


READ_BY = {
    InputKind.SPELLS: spells.REQUIRED,
    InputKind.PERSONS: persons_file.REQUIRED,
    InputKind.RESIDENCES: dated.RESIDENCES,
    InputKind.ACTIVITIES: dated.ACTIVITIES,
    InputKind.EXITS: dated.EXITS,
    InputKind.LABOUR_MARKET: labour_market.REQUIRED,
}
VALUES = {
    (InputKind.SPELLS, "end_reason"): spells.END_REASONS,
    (InputKind.SPELLS, "permit_basis"): traits.PERMIT_BASES,
    (InputKind.PERSONS, "permit_basis"): traits.PERMIT_BASES,
    (InputKind.ACTIVITIES, "type"): register.ACTIVITY_TYPES,
    (InputKind.EXITS, "kind"): register.EXIT_KINDS,
}


def test_the_page_tells_the_columns_that_the_reader_demands():
    assert set(READ_BY) == set(CONTENTS)
    for kind, columns in READ_BY.items():
        assert set(CONTENTS[kind].columns) == set(columns), kind


def test_the_page_tells_the_values_that_the_reader_accepts():
    told = {
        (kind, column): set(values)
        for kind, contents in CONTENTS.items()
        for column, values in contents.values.items()
    }

    assert told == {key: set(values) for key, values in VALUES.items()}


def test_the_page_tells_names_by_which_an_archive_knows_its_files():
    assert {name: kind.value for kind, name in NAMES_IN_ARCHIVE.items()}.items() <= dict(
        archive.NAMES
    ).items()


MEASURED = Round(period_from=1999, period_to=2007)
SPELLS, EXTRACT, ARCHIVE = WAYS


def a_file(kind):
    return SimpleUploadedFile("f.zip" if kind == "archive" else "f.csv", b"x")


def files_form(way, *, here=(), data_end="", **files):
    uploaded = MultiValueDict({name: [file] for name, file in files.items()})
    return FilesForm(way, {"data_end": data_end}, uploaded, here=here)
