"""The missing-method call: a fast municipality is asked what it does, and its form says why."""

from datetime import timedelta

import pytest

from measurements import payload
from measurements.models import Message
from submissions.actions import calling, mailing, tending
from submissions.lifecycle import State
from submissions.models import DigestLine, How, Submission
from tests.made_rounds import MADE_AT
from tests.submissions.drafts.conftest import NEW_METHOD


@pytest.fixture
def kirsten(make_user):
    """The editor of Lemvig."""
    return make_user("kirsten@example.com", "municipal_editor", "0665")


@pytest.fixture
def now():
    """Soon after the rounds of these tests came out."""
    return MADE_AT + timedelta(hours=1)


def called():
    mails = Message.objects.filter(key__startswith="call/").order_by("to")
    return list(mails.values_list("to", flat=True))


def test_a_fast_municipality_finds_its_result_written_in(
    client, municipalities, publish_round, posted
):
    publish_round("ny", {"0766": -5.0})
    asked = f"{NEW_METHOD}?kommune=0766&maaling=ny"

    page = client.get(asked)
    client.post(asked, {**posted(), "step": "metoden", "do": "next"})

    draft = Submission.objects.get(state=State.DRAFT)
    assert page.context["form"]["municipality"].value() == "0766"
    assert "Derfor spørger vi" in page.text
    assert draft.results.startswith("Ifølge »Måling ny« kom nyankomne i Hedensted hurtigere")


@pytest.mark.parametrize(
    "query", ["?kommune=0766", "?kommune=0766&maaling=findes-ikke", "?maaling=ny"]
)
def test_nobody_else_is_told_so(query, client, municipalities, publish_round):
    publish_round("ny", {"0766": -5.0})

    assert "Derfor spørger vi" not in client.get(f"{NEW_METHOD}{query}").text


def test_a_municipality_that_is_not_fast_is_not_called(client, municipalities, publish_round):
    publish_round("ny", {"0766": 1.0})

    assert "Derfor spørger vi" not in client.get(f"{NEW_METHOD}?kommune=0766&maaling=ny").text


def test_the_page_of_a_fast_municipality_leads_to_it(client, municipalities, publish_round):
    publish_round("ny", {"0766": -5.0})

    assert "?kommune=0766&amp;maaling=ny" in client.get("/kommuner/hedensted/").text


def test_whoever_was_fast_and_silent_is_asked_and_finds_the_form_begun(
    publish_round, kirsten, client, settings, now
):
    publish_round("ny", {"0665": -5.0})

    tending.tend(now=now)

    mail = Message.objects.get(to=kirsten.email)
    assert mail.subject == "Hvad gør I i Lemvig?"
    assert "Ifølge »Måling ny« kom nyankomne i Lemvig hurtigere" in mail.body
    assert "List-Unsubscribe" in mail.headers
    (address,) = (word for word in mail.body.split() if "maaling=ny" in word)
    assert "Derfor spørger vi" in client.get(address.removeprefix(settings.BASE_URL)).text


def test_nobody_is_asked_twice_about_a_round(publish_round, kirsten, now):
    publish_round("ny", {"0665": -5.0})

    for hour in range(3):
        calling.call_who_is_missing(now=now + timedelta(hours=hour))
    publish_round("ny", {"0665": -6.0})  # the same round, corrected
    calling.call_who_is_missing(now=now + timedelta(hours=4))

    assert called() == [kirsten.email]


def test_the_next_round_asks_again(publish_round, kirsten, now):
    publish_round("ny", {"0665": -5.0})
    calling.call_who_is_missing(now=now)
    publish_round("naeste", {"0665": -5.0}, years=(1999, 2008))

    calling.call_who_is_missing(now=now)

    assert called() == [kirsten.email, kirsten.email]


@pytest.mark.parametrize("difference", [1.0, 5.0, None])
def test_whoever_was_not_fast_is_left_alone(publish_round, kirsten, now, difference):
    publish_round("ny", {"0665": difference, "0766": -5.0})

    calling.call_who_is_missing(now=now)

    assert called() == []


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (State.PUBLISHED, False),
        (State.SUBMITTED, False),
        (State.RETURNED, False),
        (State.DRAFT, True),
        (State.REJECTED, True),
        (State.WITHDRAWN, True),
    ],
)
def test_whoever_has_shared_or_sent_something_in_is_left_alone(
    publish_round, submission_in, karen, now, state, asked
):
    submission_in(state)
    publish_round("ny", {"0766": -5.0})

    calling.call_who_is_missing(now=now)

    assert called() == ([karen.email] if asked else [])


def test_without_an_editor_everybody_there_is_asked_who_is_still_there(
    publish_round, make_user, karen, kirsten, now
):
    make_user("kaj@example.com", "municipal", "0766")
    left = make_user("left@example.com", "municipal", "0766")
    type(left).objects.filter(pk=left.pk).update(is_active=False)
    make_user("lone@example.com", "municipal", "0665")
    publish_round("ny", {"0665": -5.0, "0766": -5.0})

    calling.call_who_is_missing(now=now)

    assert called() == sorted([karen.email, "kaj@example.com", kirsten.email])


def test_whoever_wants_no_mails_gets_none_and_others_get_it_gathered(
    publish_round, kirsten, karen, now
):
    mailing.choose(address=kirsten.email, how=How.NEVER, now=now)
    mailing.choose(address=karen.email, how=How.DAILY, now=now)
    publish_round("ny", {"0665": -5.0, "0766": -5.0})

    calling.call_who_is_missing(now=now)

    assert called() == []
    assert DigestLine.objects.get().text.endswith("end ventet. Hvad gør I?")


@pytest.mark.parametrize(("days", "asked"), [(0, True), (60, True), (61, False)])
def test_an_old_round_is_no_news(publish_round, kirsten, now, days, asked):
    publish_round("ny", {"0665": -5.0})

    calling.call_who_is_missing(now=now + timedelta(days=days))

    assert bool(called()) == asked


def test_the_mail_is_no_surer_than_the_round_and_calls_simulated_data_simulated(
    publish_round, kirsten, now, monkeypatch
):
    lists = {"fastest": ["0665"], "slowest": ["0766"]}
    monkeypatch.setattr(payload, "lists_of", lambda municipalities: lists)
    publish_round("ny", {"0665": -1.0, "0766": 0.0}, simulated=True)

    calling.call_who_is_missing(now=now)

    mail = Message.objects.get(to=kirsten.email)
    assert "en af de kommuner, hvor nyankomne kom hurtigst" in mail.body
    assert "Det kan være et tilfælde. Tallene er simulerede data." in mail.body
    assert "end ventet." not in mail.body
