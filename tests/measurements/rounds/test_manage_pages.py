"""The administration pages: who may see them, what they say, what their buttons do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from measurements import published
from measurements.actions import execution, rounds
from measurements.ingest import labour_market, spells
from measurements.models import InputKind, Round, RoundState, Run, RunState

from .spell_file import LABOUR_MARKET, SPELLS

GET_PAGES = [
    "manage-round",
    "manage-round-describe",
    "manage-round-progress",
    "manage-round-preview",
    "manage-round-publish",
    "manage-round-discard",
]
POST_PAGES = [
    "manage-round-describe",
    "manage-round-files",
    "manage-round-compute",
    "manage-round-stop",
    "manage-round-publish",
    "manage-round-discard",
]
EVERY_PAGE = [("get", name) for name in GET_PAGES] + [("post", name) for name in POST_PAGES]
DESCRIPTION = {
    "title": "En anden måling",
    "period_from": "1999",
    "period_to": "2007",
    "horizon": "72",
    "minimum_people": "80",
    "publisher": "Ministeriet",
}


@pytest.fixture
def as_anna(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def computed(anna, upload, request_run, draft):
    """A run computed by the real engine, on a small file."""
    upload(SPELLS)
    upload(LABOUR_MARKET, kind=InputKind.LABOUR_MARKET, name="kommuner_aar.csv")
    run = request_run()
    execution.execute(run_id=run.pk, clock=timezone.now)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("person", ["mads", "karen", "oluf"])
def test_others_are_told_that_they_may_not(request, client, draft, person):
    client.force_login(request.getfixturevalue(person))

    assert {
        page: answer.status_code for page, answer in every_page(client, draft.slug)
    } == dict.fromkeys(EVERY_PAGE, 403)


def test_whoever_is_not_logged_in_is_asked_to(client, draft):
    for page, answer in every_page(client, draft.slug):
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("log-in")), page


def test_a_round_that_is_not_there_is_not_found(as_anna):
    assert {
        page: answer.status_code for page, answer in every_page(as_anna, "ikke-her")
    } == dict.fromkeys(EVERY_PAGE, 404)


def test_what_changes_something_cannot_be_reached_by_a_link(as_anna, draft):
    for name in set(POST_PAGES) - set(GET_PAGES):
        assert as_anna.get(reverse(name, args=[draft.slug])).status_code == 405, name


def test_a_stated_round_is_not_made_here(as_anna, stated_rounds):
    assert as_anna.get(reverse("manage-round", args=["effektmaaling-2009"])).status_code == 404


def test_without_rounds_the_list_says_how_to_begin(as_anna):
    assert "Opret den første" in text(as_anna.get(reverse("manage-rounds")))


def test_the_list_says_what_to_do_next(as_anna, finished):
    page = text(as_anna.get(reverse("manage-rounds")))

    assert "Kladde: Færdig" in page
    assert "Se forhåndsvisningen" in page


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
    as_anna.post(reverse("manage-round-describe", args=[draft.slug]), DESCRIPTION)

    draft.refresh_from_db()
    assert draft.title == "En anden måling"


def test_uploading_both_files_puts_a_run_in_the_queue(as_anna, draft):
    answer = as_anna.post(
        reverse("manage-round-files", args=[draft.slug]),
        {
            "spells": SimpleUploadedFile("forloeb.csv", SPELLS),
            "labour_market": SimpleUploadedFile("kommuner_aar.csv", LABOUR_MARKET),
        },
        follow=True,
    )

    run = Run.objects.get()
    assert run.state == RunState.WAITING
    assert (run.spells.name, run.labour_market.name) == ("forloeb.csv", "kommuner_aar.csv")
    assert "Venter" in text(answer)


def test_a_click_too_many_is_told_kindly(as_anna, draft, waiting):
    files = {"spells": SimpleUploadedFile("forloeb.csv", SPELLS)}

    answer = as_anna.post(reverse("manage-round-files", args=[draft.slug]), files, follow=True)

    assert "En beregning af målingen er i gang" in text(answer)
    assert Run.objects.count() == 1


def test_the_page_names_every_column_and_value_that_a_file_must_have(as_anna, draft):
    page = as_anna.get(reverse("manage-round", args=[draft.slug])).content.decode()

    for name in (
        *spells.REQUIRED,
        *spells.END_REASONS,
        *spells.PERMIT_BASES,
        *labour_market.REQUIRED,
    ):
        assert f"<code>{name}</code>" in page


def test_an_upload_without_a_file_shows_the_page_with_the_fault(as_anna, draft):
    answer = as_anna.post(reverse("manage-round-files", args=[draft.slug]))

    assert answer.status_code == 422
    assert "Ret dette, og send igen" in text(answer)


def test_a_live_run_is_followed_with_a_script_and_without(as_anna, draft, waiting):
    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert f'data-progress="{reverse("manage-round-progress", args=[draft.slug])}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_finished_run_is_not_followed(as_anna, draft, finished):
    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert "data-progress" not in page
    assert "http-equiv" not in page


def test_the_fragment_says_whether_to_go_on_looking(as_anna, draft, waiting):
    address = reverse("manage-round-progress", args=[draft.slug])
    assert as_anna.get(address)["Run-Is-Live"] == "yes"

    now = timezone.now()
    Run.objects.update(state=RunState.FINISHED, started_at=now, finished_at=now)

    answer = as_anna.get(address)
    assert answer["Run-Is-Live"] == "no"
    assert answer["Cache-Control"] == "no-store"


def test_faults_stand_in_a_table(as_anna, draft, refused):
    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert "250 fejl i filerne" in page
    assert "De første 1 af 250" in page
    assert "“31-02-2004”" in page


def test_text_from_a_file_is_text_on_the_page(as_anna, draft, refused):
    hostile = "<script>alert(1)</script>"
    fault = refused.report["faults"][0]
    told = {"found": hostile, "expected": hostile, "text": hostile}
    refused.report["faults"] = [fault | {"da": told, "file": hostile, "column": hostile}]
    refused.save()

    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == 4


def test_stopping_and_computing_again(as_anna, draft, waiting):
    as_anna.post(reverse("manage-round-stop", args=[draft.slug]))
    assert Run.objects.get().state == RunState.FAILED

    as_anna.post(reverse("manage-round-compute", args=[draft.slug]))
    assert Run.objects.first().state == RunState.WAITING
    assert Run.objects.count() == 2


def test_stopping_nothing_is_no_fault(as_anna, draft):
    answer = as_anna.post(reverse("manage-round-stop", args=[draft.slug]), follow=True)

    assert "ingen beregning at stoppe" in text(answer)


def test_computing_without_a_file_is_explained(as_anna, draft):
    answer = as_anna.post(reverse("manage-round-compute", args=[draft.slug]), follow=True)

    assert "Upload filen med forløb først" in text(answer)


@pytest.mark.parametrize("name", ["manage-round-preview", "manage-round-publish"])
def test_before_there_are_figures_there_is_nothing_to_see_or_publish(as_anna, draft, waiting, name):
    answer = as_anna.get(reverse(name, args=[draft.slug]), follow=True)

    assert "Beregningen passer sig selv" in text(answer)


@pytest.mark.django_db(transaction=True)
def test_the_preview_is_the_public_page_before_it_is_public(as_anna, client, draft, computed):
    public = reverse("round", args=[draft.slug])
    preview = text(as_anna.get(reverse("manage-round-preview", args=[draft.slug])))
    assert as_anna.get(public).status_code == 404

    as_anna.post(
        reverse("manage-round-publish", args=[draft.slug]),
        {"outcome_sha256": computed.outcome_sha256},
    )

    page = text(as_anna.get(public))
    table = page[page.index("<table") : page.rindex("</table>")]
    assert table in preview


@pytest.mark.django_db(transaction=True)
def test_what_was_read_stands_on_the_page(as_anna, draft, computed):
    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert "CSV, UTF-8, semikolon mellem kolonnerne" in page
    assert "fra 1. maj 2003 til 1. maj 2003" in page
    assert "unemployment" in page


@pytest.mark.django_db(transaction=True)
def test_the_publishing_page_says_what_becomes_public(as_anna, draft, computed):
    page = text(as_anna.get(reverse("manage-round-publish", args=[draft.slug])))

    assert "Resultater for 4 kommuner med 400 personer" in page
    assert computed.outcome_sha256 in page


def test_publishing_other_figures_than_were_seen_is_refused(as_anna, draft, finished):
    as_anna.post(reverse("manage-round-publish", args=[draft.slug]), {"outcome_sha256": "e" * 64})

    draft.refresh_from_db()
    assert draft.state == RoundState.DRAFT
    assert published.rounds() == []


def test_discarding_asks_first(as_anna, draft):
    address = reverse("manage-round-discard", args=[draft.slug])
    assert "Det kan ikke fortrydes" in text(as_anna.get(address))
    assert Round.objects.exists()

    assert "er slettet" in text(as_anna.post(address, follow=True))
    assert not Round.objects.exists()


def test_a_published_round_offers_no_way_to_change_it(as_anna, anna, draft, finished):
    Round.objects.update(
        state=RoundState.PUBLISHED, published_run=finished, published_on=timezone.localdate()
    )

    page = text(as_anna.get(reverse("manage-round", args=[draft.slug])))

    assert "Se målingen" in page
    for name in ("files", "describe", "discard", "compute", "publish"):
        assert reverse(f"manage-round-{name}", args=[draft.slug]) not in page


def test_the_list_asks_as_often_for_ten_rounds_as_for_one(
    as_anna, anna, draft, finished, description, now, django_assert_max_num_queries
):
    address = reverse("manage-rounds")
    with django_assert_max_num_queries(20) as one:
        as_anna.get(address)
    for number in range(9):
        rounds.create_round(description=description, by=anna, now=now + timedelta(minutes=number))

    with django_assert_max_num_queries(20) as ten:
        as_anna.get(address)

    assert len(ten) == len(one)


def test_the_page_of_a_round_asks_as_often_after_many_events(
    as_anna, anna, draft, description, now, django_assert_max_num_queries
):
    address = reverse("manage-round", args=[draft.slug])
    with django_assert_max_num_queries(40) as one:
        as_anna.get(address)
    for _time in range(10):
        rounds.describe_round(measured=draft, description=description, by=anna, now=now)

    with django_assert_max_num_queries(40) as many:
        as_anna.get(address)

    assert len(many) == len(one)


def text(answer):
    return answer.content.decode()


def every_page(client, slug):
    return [(page, getattr(client, page[0])(reverse(page[1], args=[slug]))) for page in EVERY_PAGE]
