"""The administration pages: what they say, what their buttons do."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from measurements import payload, published
from measurements.actions import execution, rounds, runs
from measurements.actions.refusals import NotPossible
from measurements.models import (
    CorrectionKind,
    Event,
    InputKind,
    Round,
    RoundState,
    Run,
    RunState,
)

from .conftest import DIGEST
from .spell_file import LABOUR_MARKET, SPELLS

DESCRIPTION = {
    "title": "En anden måling",
    "period_from": "1999",
    "period_to": "2007",
    "horizon": "72",
    "minimum_people": "80",
    "success": "work_2_months",
    "publisher": "Ministeriet",
}
WARNING = {"code": "drift_not_newer", "da": "Er det den nyeste fil?", "en": "Newest?"}


@pytest.fixture(autouse=True)
def nothing_read_before():
    payload.sealed.cache_clear()


@pytest.fixture
def as_anna(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def as_astrid(client, astrid):
    client.force_login(astrid)
    return client


@pytest.fixture
def computed(in_process, anna, upload, draft):
    """A run computed by the real engine, on small files."""
    upload(SPELLS)
    upload(LABOUR_MARKET, kind=InputKind.LABOUR_MARKET, name="kommuner_aar.csv")
    for ask in (runs.request_validation, runs.request_run):
        run = ask(measured=draft, by=anna, now=timezone.now())
        execution.execute(run_id=run.pk, clock=timezone.now)
        draft.refresh_from_db()
    run.refresh_from_db()
    return run


# --- the list


def test_without_rounds_the_list_says_how_to_begin(as_anna):
    assert "Opret den første" in text(as_anna.get(reverse("manage-rounds")))


def test_the_list_says_where_each_round_stands_and_what_to_do_next(as_anna, finished):
    page = text(as_anna.get(reverse("manage-rounds")))

    assert "Beregnet" in page
    assert "Se forhåndsvisningen" in page
    assert "Ændret for" in page


def test_the_list_shows_one_group_at_a_time(as_anna, public):
    working = text(as_anna.get(reverse("manage-rounds"), {"vis": "i-gang"}))
    there = text(as_anna.get(reverse("manage-rounds"), {"vis": "offentlige"}))

    assert public.title not in working
    assert "ingen målinger i denne gruppe" in working
    assert public.title in there


def test_the_list_begins_with_a_group_that_has_rounds(as_anna, public):
    assert public.title in text(as_anna.get(reverse("manage-rounds")))
    assert public.title in text(as_anna.get(reverse("manage-rounds"), {"vis": "findes-ikke"}))


def test_the_list_asks_as_often_for_ten_rounds_as_for_one(
    as_anna, anna, draft, description, now, django_assert_max_num_queries
):
    address = reverse("manage-rounds")
    with django_assert_max_num_queries(20) as one:
        as_anna.get(address)
    for number in range(9):
        rounds.create_round(description=description, by=anna, now=now + timedelta(minutes=number))

    with django_assert_max_num_queries(20) as ten:
        as_anna.get(address)

    assert len(ten) == len(one)


# --- creating, describing, discarding


def test_creating_leads_to_the_new_rounds_page(as_anna):
    answer = as_anna.post(reverse("manage-round-create"), DESCRIPTION, follow=True)

    assert "Målingen er oprettet som kladde" in text(answer)
    assert Round.objects.get().title == "En anden måling"


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(as_anna):
    typed = DESCRIPTION | {"period_to": "1990"}

    page = text(as_anna.post(reverse("manage-round-create"), typed))

    assert "Ret dette, og send igen" in page
    assert 'value="En anden måling"' in page
    assert not Round.objects.exists()


def test_a_number_beyond_what_a_database_counts_is_refused_by_the_form(as_anna):
    typed = DESCRIPTION | {"minimum_people": "9" * 30}

    page = text(as_anna.post(reverse("manage-round-create"), typed))

    assert "Ret dette, og send igen" in page
    assert not Round.objects.exists()


def test_describing_saves(as_anna, draft):
    as_anna.post(address("describe", draft), DESCRIPTION)

    draft.refresh_from_db()
    assert draft.title == "En anden måling"


def test_discarding_asks_first(as_anna, draft):
    assert "Det kan ikke fortrydes" in text(as_anna.get(address("discard", draft)))
    assert Round.objects.exists()

    assert "er slettet" in text(as_anna.post(address("discard", draft), follow=True))
    assert not Round.objects.exists()


# --- files


def test_uploading_the_files_has_them_checked(as_anna, draft):
    answer = as_anna.post(
        address("files", draft),
        {"spells": a_file("forloeb.csv", SPELLS), "labour_market": a_file("k.csv", LABOUR_MARKET)},
        follow=True,
    )

    run = Run.objects.get()
    draft.refresh_from_db()
    assert draft.state == RoundState.VALIDATING
    assert [file.name for file in draft.current_inputs] == ["forloeb.csv", "k.csv"]
    assert set(run.inputs.all()) == set(draft.current_inputs)
    assert "kontrollen er sat i kø" in text(answer)


def test_a_script_that_shows_the_progress_is_told_where_to_go(as_anna, draft):
    answer = as_anna.post(
        address("files", draft),
        {"spells": a_file("forloeb.csv", SPELLS)},
        headers={"Accept": "application/json"},
    )

    assert answer.json() == {"url": reverse("manage-round", args=[draft.slug])}


def test_a_file_that_could_be_kept_is_not_lost_when_another_is_refused(as_anna, draft):
    files = {"spells": a_file("forloeb.csv", SPELLS), "labour_market": a_file("k.pdf", b"x")}

    answer = as_anna.post(address("files", draft), files)

    assert answer.status_code == 422
    assert "Resten er gemt" in text(answer)
    assert [file.name for file in draft.current_inputs] == ["forloeb.csv"]
    assert not Run.objects.exists()

    as_anna.post(address("files", draft), {"labour_market": a_file("k.csv", LABOUR_MARKET)})
    assert Run.objects.get().inputs.count() == 2


def test_an_extract_needs_its_last_day_and_all_its_files(as_anna, draft):
    extract = address("files", draft) + "?maade=udtraek"

    page = text(as_anna.post(extract, {"persons": a_file("p.csv", b"x"), "data_end": "2007-12-31"}))

    draft.refresh_from_db()
    assert str(draft.data_end) == "2007-12-31"
    assert page.count("Filen mangler. Vælg den.") == 2 * 3  # in the summary and at the field
    assert [file.kind for file in draft.current_inputs] == ["persons"]


def test_the_last_day_of_data_is_asked_for_before_anything_is_sent(as_anna, draft):
    assert "Sidste dag i data" in text(as_anna.get(address("files", draft) + "?maade=udtraek"))
    assert "Sidste dag i data" not in text(as_anna.get(address("files", draft) + "?maade=forloeb"))


def test_another_way_of_delivery_says_what_goes_out_of_use(as_anna, draft, upload):
    upload(SPELLS)

    page = text(as_anna.get(address("files", draft) + "?maade=arkiv"))

    assert "går de filer, der er her nu, ud af brug: Forløb" in page


def test_the_same_file_again_changes_nothing_and_says_so(as_anna, draft, validated):
    file = a_file("forloeb.csv", b"person_id;...")

    answer = as_anna.post(address("files", draft), {"spells": file}, follow=True)

    draft.refresh_from_db()
    assert "de samme som før" in text(answer)
    assert draft.state == RoundState.VALIDATED


def test_files_are_not_taken_while_a_run_is_live(as_anna, draft, waiting):
    files = {"spells": a_file("forloeb.csv", SPELLS)}

    answer = as_anna.post(address("files", draft), files, follow=True)

    assert "Målingen bliver beregnet" in text(answer)
    assert draft.inputs.count() == 1


def test_an_upload_without_a_file_shows_the_page_with_the_fault(as_anna, draft):
    answer = as_anna.post(address("files", draft))

    assert answer.status_code == 422
    assert "Ret dette, og send igen" in text(answer)


# --- a run under way


def test_a_live_run_is_followed_with_a_script_and_without(as_anna, draft, waiting):
    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert f'data-progress="{address("progress", draft)}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert ">Opdater</a>" in page


def test_a_finished_run_is_not_followed(as_anna, draft, finished):
    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert "data-progress" not in page
    assert "http-equiv" not in page


def test_the_fragment_says_whether_to_go_on_looking(as_anna, draft, waiting):
    assert as_anna.get(address("progress", draft))["Run-Is-Live"] == "yes"

    now = timezone.now()
    Run.objects.update(state=RunState.FINISHED, started_at=now, finished_at=now, outcome_sha256="x")

    answer = as_anna.get(address("progress", draft))
    assert answer["Run-Is-Live"] == "no"
    assert answer["Cache-Control"] == "no-store"


def test_every_part_of_the_progress_can_be_swapped(as_anna, draft, waiting):
    """The script finds each part of the fragment on the page."""
    fragment = text(as_anna.get(address("progress", draft)))
    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    for part in ("kind", "state", "stage", "bar", "percent", "time", "explanation"):
        assert f'data-part="{part}"' in fragment
        assert f'data-part="{part}"' in page


def test_stopping_and_computing_again(as_anna, draft, waiting):
    as_anna.post(address("stop", draft))
    waiting.refresh_from_db()
    assert waiting.state == RunState.FAILED

    as_anna.post(address("compute", draft))
    assert Run.objects.first().state == RunState.WAITING


def test_stopping_nothing_is_no_fault(as_anna, draft):
    answer = as_anna.post(address("stop", draft), follow=True)

    assert "intet at stoppe" in text(answer)


@pytest.mark.parametrize("name", ["validate", "compute"])
def test_what_cannot_be_done_yet_is_explained(as_anna, draft, name):
    answer = as_anna.post(address(name, draft), follow=True)

    assert "alert-error" in text(answer)
    assert not Run.objects.exists()


# --- the validation report


def test_before_a_validation_there_is_no_report(as_anna, draft):
    answer = as_anna.get(address("report", draft), follow=True)

    assert "Målingen er en kladde uden filer" in text(answer)


def test_faults_stand_in_a_table_and_in_a_list_to_hand_on(as_anna, draft, refused):
    page = text(as_anna.get(address("report", draft)))
    listed = as_anna.get(address("faults", draft))

    assert "250 fejl i filerne" in page
    assert "“31-02-2004”" in page
    assert "31-02-2004" not in text(listed)
    assert listed["Content-Disposition"].endswith('-fejl.csv"')


def test_without_faults_there_is_no_list_of_them(as_anna, draft, finished):
    assert as_anna.get(address("faults", draft)).status_code == 404


def test_text_from_a_file_is_text_on_the_page(as_anna, draft, refused):
    hostile = "<script>alert(1)</script>"
    fault = refused.report["faults"][0]
    told = {"found": hostile, "expected": hostile, "text": hostile}
    refused.report["faults"] = [fault | {"da": told, "file": hostile, "column": hostile}]
    refused.save()

    page = text(as_anna.get(address("report", draft)))

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == 4


def test_a_warning_is_seen_by_name_and_then_the_round_goes_on(as_anna, draft, validated):
    run = validated.newest_run
    Run.objects.filter(pk=run.pk).update(warnings=[WARNING])
    as_anna.post(address("compute", draft))
    draft.refresh_from_db()
    assert draft.state == RoundState.VALIDATED

    accept = reverse("manage-round-accept", args=[draft.slug, run.pk])
    page = text(as_anna.post(accept, {"code": WARNING["code"]}, follow=True))

    assert "Set af Anna" in page
    assert "Jeg har set det" not in page
    as_anna.post(address("compute", draft))
    draft.refresh_from_db()
    assert draft.state == RoundState.COMPUTING


def test_a_warning_of_another_round_is_not_accepted_here(
    as_anna, anna, validated, description, now
):
    other = rounds.create_round(description=description, by=anna, now=now)
    run = validated.newest_run
    Run.objects.filter(pk=run.pk).update(warnings=[WARNING])

    answer = as_anna.post(reverse("manage-round-accept", args=[other.slug, run.pk]))

    run.refresh_from_db()
    assert answer.status_code == 404
    assert run.accepted == {}


@pytest.mark.django_db(transaction=True)
def test_what_was_read_stands_in_the_report(as_anna, draft, computed):
    page = text(as_anna.get(address("report", draft)))

    assert "CSV, UTF-8, semikolon mellem kolonnerne" in page
    assert "fra 1. maj 2003 til 1. maj 2003" in page
    assert "unemployment" in page


# --- no personal numbers where nothing can be taken out again

SOMEBODY = "Karen 010170-1234"


def test_a_round_is_not_called_after_a_person(as_anna, db):
    page = text(as_anna.post(reverse("manage-round-create"), DESCRIPTION | {"title": SOMEBODY}))

    assert "CPR-nummer" in page
    assert SOMEBODY in page  # what was typed is still there
    assert not Round.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("field", ["title", "publisher", "contact"])
def test_a_round_is_not_described_by_a_person(as_anna, draft, field):
    lines = Event.objects.count()

    page = text(as_anna.post(address("describe", draft), DESCRIPTION | {field: SOMEBODY}))

    draft.refresh_from_db()
    assert "CPR-nummer" in page
    assert getattr(draft, field) != SOMEBODY
    assert Event.objects.count() == lines


def test_a_reason_that_holds_a_person_is_not_kept(as_anna, approved):
    page = text(as_anna.post(address("reopen", approved), {"reason": SOMEBODY}))

    approved.refresh_from_db()
    assert "CPR-nummer" in page
    assert approved.state == RoundState.APPROVED
    assert not Event.objects.filter(reason__contains=SOMEBODY).exists()


def test_a_file_that_is_called_after_a_person_is_not_kept(upload, draft, settings):
    with pytest.raises(NotPossible, match="Filens navn"):
        upload(name=f"{SOMEBODY}.csv")

    assert not draft.inputs.exists()
    assert not Path(settings.INPUT_ROOT).exists()


# --- looking, approving, publishing


@pytest.mark.parametrize("name", ["preview", "approve", "publish"])
def test_before_there_are_figures_there_is_nothing_to_see_or_publish(as_anna, draft, waiting, name):
    answer = as_anna.get(address(name, draft), follow=True)

    assert "Målingen bliver beregnet" in text(answer)


@pytest.mark.django_db(transaction=True)
def test_the_preview_is_the_public_page_before_it_is_public(as_anna, astrid, draft, computed):
    for warning in computed.open_warnings:
        as_anna.post(
            reverse("manage-round-accept", args=[draft.slug, computed.pk]),
            {"code": warning["code"]},
        )
    public = reverse("round", args=[draft.series.slug])
    preview = text(as_anna.get(address("preview", draft)))
    assert as_anna.get(public).status_code == 404

    draft.refresh_from_db()
    as_anna.post(
        address("approve", draft),
        {
            "version": draft.version,
            "outcome_sha256": computed.outcome_sha256,
            "no_hearing_reason": "Kun en prøve.",
        },
    )
    assert as_anna.get(public).status_code == 404
    as_anna.force_login(astrid)
    draft.refresh_from_db()
    as_anna.post(
        address("publish", draft), {"seal": draft.publication.sha256, "period": "1999-2007"}
    )

    page = text(as_anna.get(public))
    table = page[page.index("<tbody") : page.index("</tbody>")]
    assert table in preview


def test_the_page_of_approval_lists_what_becomes_public(as_anna, draft, finished):
    page = text(as_anna.get(address("approve", draft)))

    assert "Resultater for 98 kommuner med 30.000 personer" in page
    assert reverse("round", args=[draft.series.slug]) in page
    assert finished.outcome_sha256 in page


def test_approving_without_a_hearing_needs_its_reason(as_anna, draft, finished):
    page = text(as_anna.post(address("approve", draft), {"outcome_sha256": DIGEST}))

    draft.refresh_from_db()
    assert "Ret dette, og send igen" in page
    assert draft.state == RoundState.COMPUTED


def test_approving_other_figures_than_were_seen_is_refused(as_anna, draft, finished):
    typed = {
        "version": draft.version,
        "outcome_sha256": "e" * 64,
        "no_hearing_reason": "Kun en prøve.",
    }

    page = text(as_anna.post(address("approve", draft), typed))

    draft.refresh_from_db()
    assert "ikke dem, du så" in page
    assert draft.state == RoundState.COMPUTED


def test_a_page_that_was_open_while_the_title_changed_approves_nothing(
    as_anna, astrid, draft, finished, description, now
):
    shown = {"version": draft.version, "outcome_sha256": DIGEST}
    rounds.describe_round(
        measured=draft, description=replace(description, title="Ny titel"), by=astrid, now=now
    )

    page = text(as_anna.post(address("approve", draft), shown | {"no_hearing_reason": "Prøve."}))

    draft.refresh_from_db()
    assert "En anden har ændret målingen imens" in page
    assert "Prøve." in page
    assert draft.state == RoundState.COMPUTED

    as_anna.post(
        address("approve", draft),
        shown | {"version": draft.version, "no_hearing_reason": "Prøve."},
    )
    draft.refresh_from_db()
    assert draft.state == RoundState.APPROVED


def test_warnings_that_nobody_has_seen_lead_to_the_report(as_anna, draft, finished):
    Run.objects.filter(pk=finished.pk).update(warnings=[WARNING])

    page = text(as_anna.get(address("approve", draft), follow=True))

    assert "Jeg har set det, og vi går videre" in page


def test_whoever_approved_finds_no_button_to_publish(as_anna, approved):
    page = text(as_anna.get(address("publish", approved), follow=True))

    assert "En anden administrator end dig" in page
    assert address("publish", approved) not in page


def test_a_second_administrator_types_the_period_to_publish(as_astrid, approved):
    seal = approved.publication.sha256
    page = text(as_astrid.get(address("publish", approved)))
    assert "Anna godkendte målingen" in page
    assert seal in page

    refused = as_astrid.post(address("publish", approved), {"seal": seal, "period": "1999-2006"})
    assert "Er det den rigtige måling" in text(refused)
    assert published.rounds() == []

    as_astrid.post(address("publish", approved), {"seal": seal, "period": "1999-2007"})
    assert [each.title for each in published.rounds()] == [approved.title]


def test_publishing_another_seal_than_was_seen_is_refused(as_astrid, approved):
    typed = {"seal": "e" * 64, "period": "1999-2007"}

    assert "ikke den, du så" in text(as_astrid.post(address("publish", approved), typed))
    assert published.rounds() == []


def test_where_one_person_may_do_both_the_reason_is_asked_for(as_anna, approved, settings):
    settings.TWO_PEOPLE_PUBLISH = False
    typed = {"seal": approved.publication.sha256, "period": "1999-2007"}

    assert "Hvorfor er du alene om det?" in text(as_anna.post(address("publish", approved), typed))
    assert published.rounds() == []

    as_anna.post(address("publish", approved), typed | {"alone_reason": "Ferie."})
    assert len(published.rounds()) == 1


# --- taking back, correcting, retracting


def test_taking_back_needs_a_reason_and_keeps_it(as_anna, approved):
    as_anna.post(address("reopen", approved), {"reason": ""})
    approved.refresh_from_db()
    assert approved.state == RoundState.APPROVED

    as_anna.post(address("reopen", approved), {"reason": "En kommune ringede."})
    approved.refresh_from_db()
    assert approved.state == RoundState.COMPUTED
    assert Event.objects.filter(action="round.reopened", reason="En kommune ringede.").exists()


def test_a_correction_leads_to_its_own_page(as_anna, public):
    typed = {"kind": CorrectionKind.CORRECTION, "reason": "En kommune var talt to gange."}

    page = text(as_anna.post(address("correct", public), typed, follow=True))

    assert "Udgave 2" in page
    assert "En kommune var talt to gange." in page
    assert Round.objects.get(number=2).replaces == public


def test_a_second_correction_is_explained(as_anna, public):
    typed = {"kind": CorrectionKind.CORRECTION, "reason": "En kommune var talt to gange."}
    as_anna.post(address("correct", public), typed)

    assert "allerede begyndt en udgave 2" in text(as_anna.post(address("correct", public), typed))
    assert Round.objects.count() == 2


def test_what_a_correction_changes_stands_on_the_page_of_approval(
    as_anna, anna, public, finished, now
):
    correction = rounds.begin_correction(
        measured=public, kind=CorrectionKind.CORRECTION, reason="Talt to gange.", by=anna, now=now
    )
    municipality = finished.outcome["municipalities"][0] | {"people": 40, "events": 20}
    run = Run.objects.create(
        round=correction,
        kind="computation",
        settings={},
        state=RunState.FINISHED,
        requested_at=now,
        outcome=finished.outcome | {"municipalities": [municipality]},
        outcome_sha256="f" * 64,
    )
    Round.objects.filter(pk=correction.pk).update(state=RoundState.COMPUTED)

    page = text(as_anna.get(address("approve", correction)))

    assert run.outcome_sha256 in page
    assert "Listen over 2 tal, der er ændret siden udgave 1" in page
    assert "“Talt to gange.”" in page


def test_retracting_needs_a_reason_and_the_period(as_anna, public):
    as_anna.post(address("retract", public), {"reason": "Forkerte år."})
    public.refresh_from_db()
    assert public.state == RoundState.PUBLISHED

    as_anna.post(address("retract", public), {"reason": "Forkerte år.", "period": "1999-2007"})
    public.refresh_from_db()
    assert (public.state, public.retraction_reason) == (RoundState.RETRACTED, "Forkerte år.")


def test_a_published_round_offers_no_way_to_change_it(as_anna, public):
    page = text(as_anna.get(reverse("manage-round", args=[public.slug])))

    assert "Se målingen" in page
    for name in ("files", "describe", "discard", "compute", "publish", "approve", "reopen"):
        assert address(name, public) not in page
        assert as_anna.post(address(name, public), follow=True).status_code == 200
    public.refresh_from_db()
    assert public.state == RoundState.PUBLISHED


def test_the_page_of_a_round_asks_as_often_after_many_events(
    as_anna, anna, draft, description, now, django_assert_max_num_queries
):
    page = reverse("manage-round", args=[draft.slug])
    with django_assert_max_num_queries(25) as one:
        as_anna.get(page)
    for _time in range(10):
        rounds.describe_round(measured=draft, description=description, by=anna, now=now)

    with django_assert_max_num_queries(25) as many:
        as_anna.get(page)

    assert len(many) == len(one)


# --- the log


def test_the_log_tells_everything_the_newest_first(as_anna, approved):
    page = lines_of(as_anna.get(reverse("manage-log")))

    assert page.index("blev godkendt og låst") < page.index("En fil blev uploadet")
    assert "Kun en prøve." in page
    assert DIGEST in page


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ({"handling": "input.stored"}, "En fil blev uploadet", "blev godkendt og låst"),
        ({"person": "programmet"}, "ingen linjer, der passer", "En fil blev uploadet"),
        ({"maaling": "999"}, "blev godkendt og låst", "ingen linjer"),  # no such choice
    ],
)
def test_the_log_is_narrowed(as_anna, approved, asked, shown, hidden):
    lines = lines_of(as_anna.get(reverse("manage-log"), asked))

    assert shown in lines
    assert hidden not in lines


def test_the_log_of_one_round_is_a_link_on_its_page(as_anna, anna, draft, description, now):
    other = rounds.create_round(description=description, by=anna, now=now)
    link = f"{reverse('manage-log')}?maaling={draft.pk}"
    assert link in text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    lines = lines_of(as_anna.get(link))

    assert f"/{draft.slug}/" in lines
    assert f"/{other.slug}/" not in lines


def test_the_log_comes_by_the_page_and_keeps_what_was_chosen(
    as_anna, anna, draft, description, now
):
    for _time in range(60):
        rounds.describe_round(measured=draft, description=description, by=anna, now=now)

    page = text(as_anna.get(reverse("manage-log"), {"handling": "round.described"}))

    assert "Side 1 af 2" in page
    assert "?handling=round.described&amp;side=2" in page


def test_the_log_asks_as_often_for_many_lines(
    as_anna, anna, draft, description, now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as one:
        as_anna.get(reverse("manage-log"))
    for _time in range(20):
        rounds.describe_round(measured=draft, description=description, by=anna, now=now)

    with django_assert_max_num_queries(12) as many:
        as_anna.get(reverse("manage-log"))

    assert len(many) == len(one)


def address(name, measured):
    return reverse(f"manage-round-{name}", args=[measured.slug])


def lines_of(answer):
    """The log below its filter, which names every action and everybody."""
    return text(answer).split('class="log-filter"')[1].split("</form>")[1]


def a_file(name, content):
    return SimpleUploadedFile(name, content)


def text(answer):
    return answer.content.decode()
