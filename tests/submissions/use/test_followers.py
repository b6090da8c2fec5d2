"""Followers of a municipality: confirmed by their own hand, told once of each thing, gone by one click."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measurements import signed_links
from measurements.actions import publication
from measurements.models import Message
from measurements.published import MunicipalityResult
from submissions.actions import adopting, following, mailing, sharing, sweeping
from submissions.actions.adopting import Month
from submissions.lifecycle import State
from submissions.models import How, MunicipalityFollower, Pace

SANNE = "sanne@example.com"
FOLLOWED_AT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)  # the Sunday before everything happens
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # the `now` of all tests: ten o'clock in Denmark
SOON = MONDAY + timedelta(minutes=15)
TUESDAY_MORNING = datetime(2026, 11, 3, 6, 10, tzinfo=UTC)
NEXT_MONDAY_MORNING = datetime(2026, 11, 9, 6, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.BASE_URL = "https://viden.example"


@pytest.fixture
def follow(municipalities):
    def make(email=SANNE, *, code="0766", pace=Pace.AT_ONCE, at=FOLLOWED_AT):
        return MunicipalityFollower.objects.create(
            municipality_id=code, email=email, pace=pace, confirmed_at=at, told_until=at
        )

    return make


def ask(client, email="Sanne@Example.com ", slug="hedensted", pace="weekly"):
    address = reverse("follow-municipality", args=[slug])
    return client.post(address, {"email": email, "pace": pace})


def link_in(body):
    return re.search(r"https://viden.example(/foelg/\S+)", body)[1]


def told(to=SANNE):
    return list(Message.objects.filter(to=to).order_by("pk"))


def news_to(to=SANNE):
    return [each for each in told(to) if each.subject.startswith("Nyt om")]


def test_an_address_follows_when_its_owner_has_pressed_the_button(client, municipalities):
    asked = ask(client)
    (mail,) = told()
    opened = client.get(link_in(mail.body))
    before = MunicipalityFollower.objects.count()
    client.post(link_in(mail.body))
    client.post(link_in(mail.body))

    assert "Vi har skrevet til sanne@example.com" in asked.text
    assert "Vil du følge Hedensted?" in opened.text
    assert before == 0
    follower = MunicipalityFollower.objects.get()
    assert (follower.email, follower.municipality_id, follower.pace) == (SANNE, "0766", "weekly")


def test_whoever_is_logged_in_follows_at_once_with_their_own_address(client, karen):
    client.force_login(karen)

    page = ask(client, "karen@example.com")

    assert "Du følger nu Hedensted" in page.text
    assert MunicipalityFollower.objects.get().email == "karen@example.com"
    assert told("karen@example.com") == []


def test_whoever_is_logged_in_confirms_any_other_address(client, karen):
    client.force_login(karen)

    ask(client)

    assert not MunicipalityFollower.objects.exists()
    assert len(told()) == 1


def test_the_answer_does_not_tell_who_follows(client, follow):
    follow()
    known, unknown = ask(client, SANNE), ask(client, "ole@example.com")

    texts = [re.sub(r"(sanne|ole)@example.com", "", each.text) for each in (known, unknown)]
    assert texts[0] == texts[1]
    assert len(told()) == len(told("ole@example.com")) == 1


def test_an_address_is_asked_of_one_municipality_once_a_day(client, municipalities):
    for _time in range(4):
        assert ask(client).status_code == 200

    assert len(told()) == 1


def test_nobody_fills_a_strangers_mailbox_with_questions(client, municipalities):
    places = ["hedensted", "lemvig", "aarhus", "odense", "vejle", "horsens", "billund", "samso"]
    for slug in places:
        assert ask(client, slug=slug).status_code == 200

    assert len(told()) == following.MOST_ASKED


def test_without_the_limit_each_municipality_would_be_a_mail(client, municipalities, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(following, "MOST_ASKED", 99)
    for slug in ("hedensted", "lemvig", "aarhus", "odense", "vejle", "horsens"):
        ask(client, slug=slug)

    assert len(told()) == 6


def test_whoever_types_many_addresses_is_told_to_wait(client, municipalities):
    answers = [ask(client, f"nr{number}@example.com") for number in range(22)]

    assert [each.status_code for each in answers] == [200] * 20 + [429] * 2
    assert "Prøv igen om en time" in answers[-1].text
    assert "nr21@example.com" in answers[-1].text


@pytest.mark.parametrize(
    ("email", "pace"),
    [
        ("", "daily"),
        ("sanne", "daily"),
        (SANNE, ""),
        (SANNE, "yearly"),
        ("x" * 243 + SANNE, "daily"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(client, municipalities, email, pace):
    page = ask(client, email, pace=pace)

    assert page.status_code == 422
    assert 'class="form-error-message"' in page.text
    assert not Message.objects.exists()


def test_everything_that_happens_is_a_mail_to_whoever_wants_each(
    follow, karen, oluf, submission_in, publish_round, now
):
    follow()
    publish_round("maaling", {"0766": -6.0, "0665": 1.0}, simulated=True)
    shared = submission_in(State.PUBLISHED, by=karen, title="Praktik i butik")
    other = submission_in(State.PUBLISHED, by=oluf, municipality_id="0665", title="Mentorer")
    adopting.declare(submission=other, since=Month(2026, 1), by=karen, now=now)
    MunicipalityFollower.objects.update(told_until=datetime(2026, 10, 1, tzinfo=UTC))

    following.tell_followers(now=SOON)

    texts = [each.body for each in news_to()]
    assert len(texts) == 3
    assert "Ny måling: »Måling maaling«. Vurdering: hurtigere" in texts[0]
    assert "Simulerede data." in texts[0]
    assert any("Nyt bidrag: »Praktik i butik« (metode eller erfaring)." in each for each in texts)
    assert any("tager en metode i brug: »Mentorer«" in each for each in texts)
    assert any(shared.get_absolute_url() in each for each in texts)
    assert not any("Nyt bidrag: »Mentorer«" in each for each in texts)


def test_a_new_result_comes_with_whom_the_municipality_can_learn_from(
    follow, publish_round, client
):
    publish_round("maaling", {"0766": -6.0, "0665": 1.0}, simulated=True)
    follow(at=datetime(2026, 10, 1, tzinfo=UTC))

    following.tell_followers(now=SOON)

    (mail,) = news_to()
    answer = client.get("/api/v1/municipalities/0766/learn-from/").json()
    assert "Hvem kan Hedensted lære af?" in mail.body
    assert answer["summary"] in mail.body
    assert "https://viden.example/kommuner/hedensted/laer-af/" in mail.body


def test_other_news_do_not_repeat_it(follow, submission_in):
    follow()
    submission_in(State.PUBLISHED)

    following.tell_followers(now=SOON)

    assert "lære af" not in news_to()[0].body


def test_a_retracted_measurement_is_told(follow, publish_round, anna, now):
    measured = publish_round("maaling", {"0766": -6.0})
    follow()
    publication.retract_round(measured=measured, reason="Filen var en anden.", by=anna, now=now)

    following.tell_followers(now=SOON)

    (mail,) = news_to()
    assert "Målingen »Måling maaling« er trukket tilbage." in mail.body


def test_a_correction_is_told_as_a_new_edition(follow, publish_round):
    publish_round("maaling", {"0766": -6.0})
    publish_round("maaling", {"0766": 5.0})
    follow(at=datetime(2026, 10, 1, tzinfo=UTC))

    following.tell_followers(now=SOON)

    (mail,) = news_to()
    assert "Ny udgave af målingen »Måling maaling«. Vurdering: langsommere" in mail.body


def test_the_municipality_s_answer_in_the_hearing_is_told_with_its_result(
    follow, publish_round, monkeypatch
):
    publish_round("maaling", {"0766": -6.0})
    follow(at=datetime(2026, 10, 1, tzinfo=UTC))
    has_answered = property(lambda result: "Vi har flyttet jobcenteret.")
    monkeypatch.setattr(MunicipalityResult, "hearing_answer", has_answered)

    following.tell_followers(now=SOON)

    (mail,) = news_to()
    assert "Kommunens svar i høringen står ved resultatet." in mail.body


def test_whoever_follows_another_municipality_hears_nothing(follow, submission_in):
    follower = follow(code="0665")
    submission_in(State.PUBLISHED)

    following.tell_followers(now=SOON)

    follower.refresh_from_db()
    assert told() == []
    assert follower.told_until > MONDAY


def test_what_was_there_before_is_not_told(follow, submission_in):
    submission_in(State.PUBLISHED)
    follow(at=MONDAY)

    following.tell_followers(now=SOON)

    assert told() == []


@pytest.mark.parametrize(
    ("pace", "too_early", "then"),
    [
        (Pace.AT_ONCE, MONDAY + timedelta(minutes=4), SOON),
        (Pace.DAILY, SOON, TUESDAY_MORNING),
        (Pace.WEEKLY, TUESDAY_MORNING, NEXT_MONDAY_MORNING),
    ],
)
def test_each_is_told_at_the_pace_they_chose(follow, submission_in, pace, too_early, then):
    follow(pace=pace)
    submission_in(State.PUBLISHED)

    following.tell_followers(now=too_early)
    early = news_to()
    following.tell_followers(now=then)

    assert early == []
    assert len(news_to()) == 1


def test_a_digest_gathers_everything_in_one_mail(follow, submission_in):
    follow(pace=Pace.DAILY)
    for number in range(5):
        submission_in(State.PUBLISHED, title=f"Metode {number}")

    following.tell_followers(now=TUESDAY_MORNING)

    (mail,) = news_to()
    assert mail.subject == "Nyt om Hedensted: 5 ting"
    assert all(f"»Metode {number}«" in mail.body for number in range(5))


def test_many_things_at_once_are_one_mail_to_everybody(follow, submission_in):
    follow()
    for number in range(following.MOST_AT_ONCE + 1):
        submission_in(State.PUBLISHED, title=f"Metode {number}")

    following.tell_followers(now=SOON)

    assert len(news_to()) == 1


def test_each_thing_is_told_once_however_often_the_timer_rings(follow, submission_in):
    follow()
    submission_in(State.PUBLISHED)

    for minutes in range(15, 60, 5):
        sweeping.sweep(now=MONDAY + timedelta(minutes=minutes))

    assert len(news_to()) == 1


def test_without_the_mark_and_the_key_each_ring_would_be_a_mail(follow, submission_in):
    """The negative control."""
    follow()
    submission_in(State.PUBLISHED)
    following.tell_followers(now=SOON)
    Message.objects.update(key=None)
    MunicipalityFollower.objects.update(told_until=FOLLOWED_AT)

    following.tell_followers(now=SOON)

    assert len(news_to()) == 2


def test_what_was_taken_down_meanwhile_is_not_told(follow, submission_in, karen, now):
    follow(pace=Pace.DAILY)
    shared = submission_in(State.PUBLISHED)
    sharing.withdraw(submission=shared, version=shared.version, by=karen, now=now)

    following.tell_followers(now=TUESDAY_MORNING)

    assert news_to() == []


def test_whoever_wants_no_mails_at_all_gets_none_of_these(follow, submission_in, now):
    follow()
    mailing.choose(address=SANNE, how=How.NEVER, now=now)
    submission_in(State.PUBLISHED)

    following.tell_followers(now=SOON)

    assert told() == []


def mail_about_news(follow, submission_in, **how):
    follow(**how)
    submission_in(State.PUBLISHED)
    following.tell_followers(now=SOON)
    (mail,) = news_to()
    return mail


def test_one_click_deletes_the_address_without_a_cookie_or_a_form_key(follow, submission_in):
    mail = mail_about_news(follow, submission_in)
    address = link_in(mail.body)
    strict = Client(enforce_csrf_checks=True)

    opened = strict.get(address)
    kept = MunicipalityFollower.objects.count()
    clicked = strict.post(address, {"List-Unsubscribe": "One-Click"})
    again = strict.post(address)

    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in mail.headers["List-Unsubscribe"]
    assert "Mails om Hedensted" in opened.text
    assert kept == 1
    assert "Du får ikke flere mails om kommunen" in clicked.text
    assert again.status_code == 200
    assert not MunicipalityFollower.objects.exists()
    assert told() == []


def test_the_link_in_the_mail_changes_how_often(client, follow, submission_in):
    mail = mail_about_news(follow, submission_in)

    page = client.post(link_in(mail.body), {"pace": "weekly"})

    assert "Dit valg er gemt" in page.text
    assert MunicipalityFollower.objects.get().pace == Pace.WEEKLY


@pytest.mark.parametrize("name", ["confirm-following-municipality", "followed-municipality"])
def test_a_link_that_was_changed_or_made_for_something_else_says_so(client, follow, name):
    follower = follow()
    mine = {
        "confirm-following-municipality": following.CONFIRM,
        "followed-municipality": following.FOLLOWED,
    }[name]
    other = next(each for each in (following.CONFIRM, following.FOLLOWED) if each != mine)
    strange = signed_links.token([follower.pk, SANNE], purpose=other)

    for token in (strange, strange[:-1], "x"):
        for method in ("get", "post"):
            page = getattr(client, method)(reverse(name, args=[token]))
            assert page.status_code == 404
            assert "Linket virker ikke" in page.text
    assert MunicipalityFollower.objects.count() == 1


def test_a_link_of_confirmation_ends_after_seven_days(client, municipalities, monkeypatch):
    token = signed_links.token(["0766", SANNE, "daily"], purpose=following.CONFIRM)
    monkeypatch.setattr(following, "CONFIRM_WITHIN", timedelta(seconds=-1))

    page = client.post(reverse("confirm-following-municipality", args=[token]))

    assert page.status_code == 404
    assert not MunicipalityFollower.objects.exists()


def test_an_address_that_is_not_confirmed_in_time_is_forgotten(client, municipalities):
    ask(client)
    asked_at = told()[0].written_at

    following.forget_unconfirmed(now=asked_at + timedelta(days=6))
    kept = len(told())
    following.forget_unconfirmed(now=asked_at + timedelta(days=8))

    assert kept == 1
    assert told() == []


def test_telling_asks_the_database_no_more_when_the_idle_followers_are_many(follow, submission_in):
    def queries():
        MunicipalityFollower.objects.update(told_until=FOLLOWED_AT)
        with CaptureQueriesContext(connection) as asked:
            following.tell_followers(now=SOON)
        return len(asked)

    follow(code="0665")
    submission_in(State.PUBLISHED)
    first = queries()
    for number in range(30):
        follow(f"nr{number}@example.com", code="0665")

    assert queries() == first
