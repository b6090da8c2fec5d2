"""What the two forms accept, and what they say when they do not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from measurements.actions.rounds import RoundDescription
from measurements.manage.forms import FilesForm, RoundForm

GOOD = {
    "title": "Måling 1999-2007",
    "period_from": "1999",
    "period_to": "2007",
    "horizon": "72",
    "minimum_people": "80",
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


def test_the_first_upload_needs_spells():
    assert list(files_form().errors) == ["spells"]


def test_later_a_field_left_empty_keeps_its_file():
    form = files_form(has_spells=True)

    assert form.is_valid()
    assert form.cleaned_data == {"spells": None, "labour_market": None}


@pytest.mark.parametrize("name", ["spells", "labour_market"])
@pytest.mark.parametrize(("size", "words"), [(0, "tom"), (2**20 + 1, "højst fylde 1 MB")])
def test_a_file_that_cannot_be_kept_is_refused_at_its_field(settings, name, size, words):
    settings.MAX_INPUT_MEGABYTES = 1

    form = files_form(has_spells=True, **{name: SimpleUploadedFile("f.csv", b"x" * size)})

    assert words in form.errors[name][0]


def test_a_file_just_within_the_limit_is_kept(settings):
    settings.MAX_INPUT_MEGABYTES = 1

    assert files_form(spells=SimpleUploadedFile("f.csv", b"x" * 2**20)).is_valid()


def files_form(*, has_spells=False, **files):
    uploaded = MultiValueDict({name: [file] for name, file in files.items()})
    return FilesForm({}, uploaded, has_spells=has_spells)
