"""The answer as people meet it: on the municipality's page, on its own, in the API and in a mail."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from measurements import published as measured
from submissions import job_centres, match_words, matches, published
from submissions.lifecycle import State
from submissions.matching import Requirement, Shared, Weights
from submissions.models import Kind, Submission
from tests.submissions.factories import publish_methods
from tests.submissions.matching.conftest import COUNTRY, FREDERICIA, HEDENSTED, ISHOJ, LEMVIG

PAGE = "/kommuner/hedensted/laer-af/"
API = f"/api/v1/municipalities/{HEDENSTED}/learn-from"


def answer(code=HEDENSTED, **told):
    return match_words.learn_from(matches.learn_from(measured.municipality(code=code), **told))


def text_of(client, path, **query):
    return " ".join(html.unescape(client.get(path, query).text).split())


def codes(lines):
    return [line.municipality.code for line in lines]


# --- the same everywhere


def test_the_sentences_are_the_same_on_both_pages_in_the_api_and_in_the_mail(
    client, publish_country, share
):
    publish_country()
    share()
    told = client.get(API).json()
    (match,) = told["matches"]

    for page in (PAGE, "/kommuner/hedensted/"):
        assert told["summary"] in text_of(client, page)
        assert match["why"] in text_of(client, page)
    mail = match_words.as_text(answer())
    assert told["summary"] in mail
    assert match["why"] in mail
    assert match["figures"] in mail


def test_so_are_the_nearest_when_nobody_fulfils_the_requirements(client, publish_country):
    publish_country()
    told = client.get(API).json()

    assert told["matches"] == []
    assert "Ingen opfylder kravene." in told["summary"]
    assert [miss["municipality"] for miss in told["misses"]] == [FREDERICIA, ISHOJ, LEMVIG]
    assert [miss["fails"] for miss in told["misses"]] == [
        ["method"],
        ["faster", "method"],
        ["similar", "method"],
    ]
    page, mail = text_of(client, PAGE), match_words.as_text(answer())
    for miss in told["misses"]:
        assert miss["why"] in page
        assert miss["why"] in mail


def test_one_that_lacks_only_a_method_says_first_how_much_faster_it_was(publish_country):
    publish_country()

    fredericia, ishoj, _lemvig = answer().misses

    assert fredericia.why == (
        "Fredericia var 5,0 måneder hurtigere end Hedensted, målt mod det forventede (mellem 2,2 og "
        "7,8 med 95 % sikkerhed). Den har ikke delt en metode, der er i brug."
    )
    assert ishoj.why.startswith("Forspringet kan være tilfældigt")


def test_how_many_fulfil_each_requirement_is_told_in_good_english(publish_country, share):
    publish_country()
    share()

    with override("en"):
        steps = {step.left: step.text for step in answer().steps}

    assert steps[2].startswith("have similar")
    assert steps[1].startswith("also has a contact")


def test_the_weights_mean_the_same_on_the_page_and_in_the_api(client, publish_country, share):
    publish_country()
    share("Sprog på job", LEMVIG)

    page = text_of(client, PAGE, ankomne="0", storrelse="0")
    told = client.get(API, {"who_arrived": 0, "size": 0}).json()

    (match,) = told["matches"]
    assert match["municipality"] == LEMVIG
    assert match["distance"] == {
        "months": 0.0,
        "who_arrived": 0.0,
        "labour_market": 0.0,
        "size": 0.0,
    }
    assert match["why"] in page
    assert "Regnet med de vægte, du har valgt." in page


def test_a_match_says_why_in_one_sentence(publish_country, share):
    publish_country()
    share()

    (match,) = answer().matches

    assert match.why == (
        "Fredericia og Hedensted havde lignende vilkår (forskellen svarer til 1,0 måneder); "
        "Fredericia var 5,0 måneder hurtigere, målt mod det forventede (mellem 2,2 og 7,8 med 95 % "
        "sikkerhed), og har en metode i brug med en kontakt, man kan spørge."
    )
    assert "−2,0 måneder (mellem −4,0 og 0,0), mindst 800 personer" in match.figures


def test_figures_in_the_api_come_with_interval_people_and_verdict(client, publish_country, share):
    publish_country()
    share()

    (match,) = client.get(API).json()["matches"]

    assert match["gap"] == {"months": -5.0, "low": -7.77, "high": -2.23}
    assert (match["difference"], match["difference_low"], match["difference_high"]) == (-2, -4, 0)
    assert (match["people"], match["verdict"]) == (800, "as_expected")


# --- what is said when there is nothing to say


def test_without_a_round_the_page_says_so(client, municipalities):
    assert "ingen måling, som er beregnet her" in text_of(client, PAGE)
    assert client.get(API).json()["round"] is None
    assert "lære af" not in text_of(client, "/kommuner/hedensted/")


@pytest.mark.parametrize("code", ["0825", "0101"])  # too few; not in the round at all
def test_a_municipality_without_figures_is_not_compared(code, client, publish_country, share):
    publish_country()
    share()

    told = client.get(f"/api/v1/municipalities/{code}/learn-from").json()

    assert not told["is_comparable"]
    assert told["matches"] == told["misses"] == []
    assert "siger ikke nok" in told["summary"]
    assert told["cautions"] == []
    place = measured.municipality(code=code)
    assert told["summary"] in text_of(client, f"/kommuner/{place.slug}/laer-af/")


@pytest.mark.parametrize(
    ("country", "method", "said"),
    [
        ({**COUNTRY, FREDERICIA: (9.0, 1, 800, -2, 1), ISHOJ: None}, {}, "har lignende vilkår"),
        ({**COUNTRY, FREDERICIA: (1.5, 1, 800, 2, 1)}, {}, "Ingen af dem med lignende vilkår"),
        (COUNTRY, {"ended_year": 2020}, "ingen af dem har delt en metode"),
        (COUNTRY, {"contact": ""}, "ingen af dem har en kontakt"),
    ],
)
def test_the_answer_says_which_requirement_nobody_fulfils(
    country, method, said, publish_country, share
):
    publish_country(country)
    share(**method)

    assert answer().summary.startswith("Ingen opfylder kravene. ")
    assert said in answer().summary


# --- which methods count


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, None),
        ({"contact": "", "contact_email": "sanne@example.com"}, None),
        ({"contact": ""}, Requirement.CONTACT),
        ({"running": "stopped"}, Requirement.METHOD),
        ({"ended_year": 2020}, Requirement.METHOD),
        ({"experience": "failed"}, Requirement.METHOD),
        ({"only_title": True}, Requirement.METHOD),
        ({"kind": Kind.REPORT}, Requirement.METHOD),
        ({"further": [HEDENSTED]}, Requirement.METHOD),
        ({"running": "changed"}, None),
        ({"experience": "partly"}, None),
        ({"municipality": LEMVIG, "further": [FREDERICIA]}, None),
    ],
)
def test_a_method_counts_while_it_can_be_taken_up_and_asked_about(
    fields, lacks, publish_country, share
):
    publish_country()
    share(**fields)

    shown = answer()

    if lacks is None:
        assert codes(shown.matches) == [FREDERICIA]
    else:
        assert shown.matches == ()
        assert shown.misses[0].fails == (lacks,)


@pytest.mark.parametrize(
    ("state", "count"),
    [
        (State.DRAFT, 0),
        (State.UNCONFIRMED, 0),
        (State.SUBMITTED, 0),
        (State.RETURNED, 0),
        (State.REJECTED, 0),
        (State.WITHDRAWN, 0),
        (State.PUBLISHED, 1),
        (State.REPLACED, 1),  # its newer edition alone
    ],
)
def test_only_a_public_method_counts(state, count, submission_in):
    submission_in(state)

    shared = published.shared_with_others_than(LEMVIG)
    assert sum(each.methods for each in shared.values()) == count


def test_an_address_that_is_never_shown_is_not(client, publish_country, share):
    publish_country()
    share(contact="", contact_email="sanne@example.com")

    (match,) = client.get(API).json()["matches"]

    assert match["methods"][0]["contact"] == ""
    assert "Stil et spørgsmål på metodens side." in text_of(client, PAGE)
    for path in (PAGE, API, "/kommuner/hedensted/"):
        assert "sanne@example.com" not in client.get(path).text
    assert "sanne@example.com" not in match_words.as_text(answer())


def test_a_mail_holds_no_contact_because_it_could_not_be_erased_there(publish_country, share):
    publish_country()
    share()

    assert "12 34 56 78" not in match_words.as_text(answer())


def test_the_first_methods_are_named_and_the_others_counted(client, publish_country, share):
    publish_country()
    for number in range(7):
        share(f"Metode {number}")

    (match,) = answer().matches

    assert [each.title for each in match.methods] == [f"Metode {n}" for n in range(5)]
    assert (match.method_count, match.further_methods) == (7, 2)
    assert "og 2 metoder til" in text_of(client, PAGE)
    assert client.get(API).json()["matches"][0]["method_count"] == 7


def test_a_method_withdrawn_between_two_looks_at_the_database_is_left_out(
    publish_country, share, monkeypatch
):
    publish_country()
    share("Bliver")
    share("Forsvinder")
    look_again = published.applicable_of

    def withdrawn_meanwhile(codes, *, asking):
        Submission.objects.filter(title="Forsvinder").update(state=State.WITHDRAWN)
        return look_again(codes, asking=asking)

    monkeypatch.setattr(published, "applicable_of", withdrawn_meanwhile)

    (match,) = answer().matches
    assert [each.title for each in match.methods] == ["Bliver"]


def test_the_database_counts_as_one_would_by_hand(publish_country, share):
    """Owners and those that share with them, the same one twice, and one that asks."""
    share("Alene", FREDERICIA)
    share("Sammen", FREDERICIA, further=[LEMVIG, ISHOJ])
    share("Med den der spørger", FREDERICIA, further=[HEDENSTED, LEMVIG])
    share("Den der spørger selv", HEDENSTED, further=[LEMVIG])
    share("To gange", LEMVIG, further=[LEMVIG])
    share("Uden kontakt", LEMVIG, contact="")
    share("Ingens", None, further=[ISHOJ])

    assert published.shared_with_others_than(HEDENSTED) == {
        FREDERICIA: Shared(methods=2, answered=2),
        LEMVIG: Shared(methods=3, answered=2),
        ISHOJ: Shared(methods=2, answered=2),
    }
    found = published.applicable_of([LEMVIG, ISHOJ], asking=HEDENSTED)
    assert {code: {each.title for each in methods} for code, methods in found.items()} == {
        LEMVIG: {"Sammen", "To gange"},
        ISHOJ: {"Sammen", "Ingens"},
    }


# --- cautions


def test_cautions_stand_beside_the_figures(client, publish_country, share):
    country = {
        HEDENSTED: (2, 1, 100, 3, 1),
        ISHOJ: (2, 1, 400, -3, 1),
        "0187": (2, 1, 400, 3, 1),  # Vallensbæk
    }
    publish_country(country)
    share(municipality=ISHOJ)

    told = client.get(API).json()

    assert [text.split(" (")[0].split(",")[0] for text in told["cautions"]] == [
        "Få personer",
        "Fik en del af Tørring-Uldum",
    ]
    (caution,) = told["matches"][0]["cautions"]
    assert "Delte jobcenter med Vallensbæk" in caution
    page = text_of(client, PAGE)
    assert caution in page
    assert all(text in page for text in told["cautions"])


def test_a_round_of_the_present_municipalities_says_nothing_of_the_division(publish_country):
    publish_country(period_from=2010, period_to=2015)

    assert matches.learn_from(measured.municipality(code=HEDENSTED)).own.cautions == ()


@pytest.mark.parametrize(
    ("years", "shared"),
    [((1999, 2006), False), ((1999, 2007), True), ((2015, 2021), True), ((2022, 2024), False)],
)
def test_a_shared_job_centre_counts_in_the_years_it_was_shared(years, shared):
    found = job_centres.partners(year_from=years[0], year_to=years[1])

    assert (found.get("0183") == "0187") is shared
    assert (found.get("0187") == "0183") is shared


# --- the page


def test_the_page_says_how_many_are_left_requirement_by_requirement(publish_country, share):
    publish_country()
    share()

    assert answer().compared == 3
    assert [step.left for step in answer().steps] == [2, 1, 1, 1]


def test_the_form_keeps_what_was_chosen_and_the_start_is_one_click_away(client, publish_country):
    publish_country()

    page = text_of(client, PAGE, ankomne="3")

    assert '<option value="3" selected>' in page
    assert "Tilbage til udgangspunktet" in page
    assert "Tilbage til udgangspunktet" not in text_of(client, PAGE)


@pytest.mark.parametrize("value", ["9", "-1", "to", "", "١"])
def test_a_weight_that_cannot_be_is_refused_in_words(value, client, publish_country, share):
    publish_country()
    share()

    page = client.get(PAGE, {"ankomne": value})

    assert page.status_code == 200
    assert "Ret dette, og send igen" in page.text
    assert answer().summary in text_of(client, PAGE, ankomne=value)


@pytest.mark.parametrize("value", ["4", "-1", "to", "1.5"])
def test_the_api_refuses_a_weight_that_cannot_be_and_names_it(value, client, publish_country):
    publish_country()

    refused = client.get(API, {"size": value})

    assert refused.status_code == 400
    assert list(refused.json()) == ["size"]


@pytest.mark.parametrize(
    "path", ["/kommuner/atlantis/laer-af/", "/api/v1/municipalities/9/learn-from"]
)
def test_an_unknown_municipality_is_not_found(path, client, municipalities):
    assert client.get(path).status_code == 404


def test_the_page_acts_on_nothing(client, publish_country):
    publish_country()

    assert client.post(PAGE).status_code == 405
    assert client.post(API).status_code == 405


def test_simulated_data_are_called_so(client, publish_country):
    publish_country(simulated=True)

    assert "Simulerede data" in client.get(PAGE).text
    assert client.get(API).json()["simulated"] is True


def test_a_round_without_a_labour_market_says_that_it_does_not_count(client, publish_country):
    publish_country({HEDENSTED: (2, None, 400, 3, 1), FREDERICIA: (1, None, 400, -3, 1)})

    assert "tager ikke højde for det lokale arbejdsmarked" in text_of(client, PAGE)
    assert answer(weights=Weights(labour_market=3)).misses[0].distance.months == 1.0


def test_a_title_is_shown_as_text(client, publish_country, share):
    publish_country()
    share("<script>alert(1)</script>")

    for path in (PAGE, "/kommuner/hedensted/"):
        assert "<script>alert(1)" not in client.get(path).text


@pytest.mark.parametrize("path", [PAGE, "/kommuner/hedensted/", API])
def test_it_asks_the_database_no_more_when_there_is_more(path, client, publish_country, share):
    publish_country()
    share()
    client.get(path)
    with CaptureQueriesContext(connection) as with_one:
        client.get(path)
    publish_methods(20, municipality=FREDERICIA)
    Submission.objects.update(contact="Teamet")

    with CaptureQueriesContext(connection) as with_more:
        client.get(path)

    assert len(with_more) == len(with_one)


def test_the_municipality_page_leads_to_the_whole_answer(client, publish_country):
    publish_country()

    assert reverse("learn-from", args=["hedensted"]) in client.get("/kommuner/hedensted/").text
