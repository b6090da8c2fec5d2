"""The demonstration rounds: one country at two times, made by the same verbs as any round."""

import csv
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from measurements import demonstration, doorbell, published
from measurements.actions import execution
from measurements.models import Event, Message, Round, Run
from tests.made_rounds import MADE_AT, finished_round, make_public

SPELLS = """person_id;municipality_code;permit_date;from_date;to_date;end_reason
1;0101;05-03-2004;05-03-2004;01-06-2005;employment
2;0101;05-03-2004;05-03-2004;01-06-2007;education
3;0101;05-03-2006;05-03-2006;01-06-2006;employment
4;0101;05-03-2004;05-03-2004;01-02-2007;moved
4;0461;05-03-2004;01-02-2007;31-10-2007;end_of_data
"""
YEARS = "municipality_code;year;unemployment\n0101;2006;4,3\n0101;2007;4,1\n"


@pytest.fixture
def seen_then(tmp_path):
    """The country as it was seen at the end of October 2006."""
    (tmp_path / "forloeb.csv").write_text(SPELLS, encoding="utf-8-sig")
    (tmp_path / "kommuner_aar.csv").write_text(YEARS, encoding="utf-8-sig")
    then = tmp_path / "then"
    demonstration.write_as_seen(country=tmp_path, last_day=date(2006, 10, 31), folder=then)
    return {path.name: read(path) for path in then.iterdir()}


def test_an_event_that_had_happened_is_kept(seen_then):
    assert ("1", "01-06-2005", "employment") in ends(seen_then)


def test_what_had_not_happened_yet_is_cut_at_the_day(seen_then):
    assert ("2", "31-10-2006", "end_of_data") in ends(seen_then)
    assert ("4", "31-10-2006", "end_of_data") in ends(seen_then)


def test_people_of_the_last_year_and_spells_not_begun_are_left_out(seen_then):
    assert [person for person, _day, _reason in ends(seen_then)] == ["1", "2", "4"]


def test_years_after_the_day_are_left_out(seen_then):
    assert [row["year"] for row in seen_then["kommuner_aar.csv"]] == ["2006"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_process")
def test_both_rounds_are_made_once_and_the_later_says_what_repeats(anna, astrid, monkeypatch):
    """A worker stands in: whoever rings computes."""
    monkeypatch.setattr(demonstration, "PEOPLE", 8000)
    monkeypatch.setattr(doorbell.current_app, "send_task", compute)

    call_command("load_demo_round")
    call_command("load_demo_round")

    newest = published.newest_computed_round()
    assert (newest.period_to, newest.simulated) == (2007, True)
    assert published.previous_of(newest).period_to == 2006
    assert Run.objects.filter(kind="computation").count() == 3
    assert Event.objects.filter(action="round.approved", by=anna).count() == 2
    assert Event.objects.filter(action="round.published", by=astrid).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_process", "astrid")
def test_the_later_round_is_held_against_the_earlier_and_nothing_is_amiss(anna, monkeypatch):
    monkeypatch.setattr(demonstration, "PEOPLE", 3000)
    monkeypatch.setattr(doorbell.current_app, "send_task", compute)

    call_command("load_demo_round")

    _heard, later, earlier = Run.objects.filter(kind="validation").order_by("-pk")
    assert later.report["compared_with"]["title"] == earlier.round.title
    assert later.warnings == []
    assert "compared_with" not in earlier.report


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_process", "anna", "astrid", "karen")
def test_the_third_is_derived_from_a_register_extract_and_waits_for_the_municipalities(monkeypatch):
    monkeypatch.setattr(demonstration, "PEOPLE", 3000)
    monkeypatch.setattr(doorbell.current_app, "send_task", compute)

    call_command("load_demo_round")

    heard = Round.objects.get(state="hearing")
    checked = heard.newest_of("validation")
    assert {file.kind for file in checked.inputs.all()} >= {"persons", "residences", "activities"}
    assert checked.report["spells"]["extract"]["success"] == "work_26_weeks"
    assert len(heard.current_hearings) == len(heard.newest_run.outcome["municipalities"])
    assert Message.objects.filter(to="karen@example.com").count() == 1


def test_rounds_that_were_taken_further_are_left_as_they_are(anna):
    """Whoever tries the demonstration publishes and retracts; the next start must still come up."""
    for wanted in demonstration.ROUNDS:
        title = wanted.description.title
        measured, run = finished_round(
            slug=title.replace(" ", "-"), by=anna, outcome={"municipalities": []}, title=title
        )
        make_public(measured, run, by=anna)
        Round.objects.filter(pk=measured.pk).update(
            state="retracted", retracted_at=MADE_AT, retraction_reason="Prøve"
        )

    call_command("load_demo_round")  # would ask for a second administrator

    assert Round.objects.count() == len(demonstration.ROUNDS)


@pytest.mark.usefixtures("anna", "astrid")
def test_without_a_worker_it_says_how_it_goes_on(monkeypatch):
    monkeypatch.setattr(demonstration, "PEOPLE", 3000)

    with pytest.raises(CommandError, match="goes on by itself"):
        call_command("load_demo_round", timeout=0)


@pytest.mark.usefixtures("anna", "karen")
def test_without_a_second_administrator_it_says_so():
    with pytest.raises(CommandError, match="two administrators"):
        call_command("load_demo_round")


def compute(task, arguments, connection):
    if task == doorbell.EXECUTE_RUN:
        execution.execute(run_id=arguments[0])


def ends(seen):
    return [(row["person_id"], row["to_date"], row["end_reason"]) for row in seen["forloeb.csv"]]


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
