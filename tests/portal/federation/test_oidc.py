"""Log-in by OpenID Connect: what a true answer gives, and every false one refused."""

import base64
import json
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from portal.federation import oidc as speaking
from portal.models import User
from tests.portal.federation.oidc_broker import ANOTHER_KEY

START = "/log-ind/oidc/"
BACK = "/log-ind/oidc/svar/"
UNTRUSTED = "Svaret fra log-in-tjenesten kunne ikke godkendes"


def log_in(client, broker, **query):
    away = client.get(START, query)
    return client.get(BACK, broker.answers_to(away["Location"]))


def is_logged_in(client):
    return "_auth_user_id" in client.session


def test_a_caseworker_of_a_municipality_is_let_in_and_made_a_municipal_user(client, oidc):
    page = log_in(client, oidc)

    assert page["Location"] == reverse("my-page")
    karen = User.objects.get(email="karen@hedensted.example")
    assert (karen.role, karen.home_municipality_id) == ("municipal", "0766")
    assert str(karen) == "Karen Kjær"
    assert not karen.has_usable_password()
    assert client.get("/min-side/").status_code == 200


def test_the_second_log_in_is_the_same_person_whatever_the_address_is_then(client, oidc):
    log_in(client, oidc)
    client.post("/log-ud/")
    oidc.userinfo["email"] = "karen.kjaer@hedensted.example"

    log_in(client, oidc)

    assert User.objects.count() == 1
    assert is_logged_in(client)


def test_the_key_of_the_session_is_another_after_the_log_in(client, oidc):
    away = client.get(START)
    before = client.session.session_key

    client.get(BACK, oidc.answers_to(away["Location"]))

    assert is_logged_in(client)
    assert client.session.session_key != before


def test_the_log_in_leads_back_to_the_page_that_asked_for_it(client, oidc):
    assert log_in(client, oidc, next="/mine-bidrag/")["Location"] == "/mine-bidrag/"


@pytest.mark.parametrize(
    "elsewhere", ["https://ond.example/", "//ond.example", "/\\ond.example", "javascript:alert(1)"]
)
def test_the_log_in_leads_to_no_other_site(client, oidc, elsewhere):
    assert log_in(client, oidc, next=elsewhere)["Location"] == reverse("my-page")


def test_only_what_we_use_of_the_claims_is_kept(client, oidc):
    oidc.userinfo["cpr"] = "0101701234"

    log_in(client, oidc)

    kept = User.objects.get().socialaccount_set.get().extra_data
    assert kept["cvr"] == "12345674"
    assert "0101701234" not in json.dumps(kept)


FALSE_TOKENS = {
    "made for another site": {"aud": "et-andet-sted"},
    "made for several sites, to be used by another": {
        "aud": ["integrationsviden", "et-andet-sted"],
        "azp": "et-andet-sted",
    },
    "written by another broker": {"iss": "https://ond.example"},
    "too old": {"exp": int(time.time()) - 5},
    "made for another log-in": {"nonce": speaking.nonce_of("et andet spørgsmål")},
    "made for no log-in in particular": {"nonce": None},
    "of no age": {"exp": None},
    "about nobody": {"sub": None},
    "from tomorrow": {"iat": int(time.time()) + 86_400},
}


@pytest.mark.parametrize("claims", FALSE_TOKENS.values(), ids=FALSE_TOKENS)
def test_a_false_token_logs_nobody_in(client, oidc, claims):
    oidc.claims = claims

    page = log_in(client, oidc)

    assert page.status_code == 403
    assert UNTRUSTED in page.text
    assert not is_logged_in(client)
    assert not User.objects.exists()


FALSE_SIGNATURES = {
    "of another key": {"key": ANOTHER_KEY, "algorithm": "RS256"},
    "none": {"key": None, "algorithm": "none"},
    "with a shared secret": {"key": "kun-til-test-og-lang-nok-til-hs256", "algorithm": "HS256"},
}


@pytest.mark.parametrize("signing", FALSE_SIGNATURES.values(), ids=FALSE_SIGNATURES)
def test_a_token_without_the_brokers_signature_logs_nobody_in(client, oidc, signing):
    oidc.signing = signing

    assert UNTRUSTED in log_in(client, oidc).text
    assert not is_logged_in(client)


def test_without_our_check_an_unsigned_token_would_be_believed(client, oidc, monkeypatch):
    """The control: django-allauth alone trusts whatever the token address returns."""
    oidc.signing = {"key": None, "algorithm": "none"}
    library = speaking.OpenIDConnectOAuth2Adapter._decode_id_token
    monkeypatch.setattr(
        speaking.Conversation,
        "verified",
        lambda self, id_token, client_id: library(self, self.get_provider().app, id_token),
    )

    log_in(client, oidc)

    assert is_logged_in(client)


def test_without_our_check_the_token_of_another_log_in_would_be_believed(client, oidc, monkeypatch):
    oidc.claims["nonce"] = speaking.nonce_of("et andet spørgsmål")
    monkeypatch.setattr(speaking, "check_answers_our_question", lambda said, **asked: None)

    log_in(client, oidc)

    assert is_logged_in(client)


def test_each_question_has_a_nonce_of_its_own(client, oidc):
    first, second = (client.get(START)["Location"] for _time in range(2))

    oidc.answers_to(first)
    of_the_first = oidc.nonce
    oidc.answers_to(second)
    assert oidc.nonce != of_the_first


def test_an_altered_token_logs_nobody_in(client, oidc, monkeypatch):
    header, body, signature = oidc.id_token().split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    altered = base64.urlsafe_b64encode(json.dumps(said | {"sub": "chefen"}).encode())
    forged = ".".join([header, altered.rstrip(b"=").decode(), signature])
    monkeypatch.setattr(oidc, "id_token", lambda: forged)

    assert UNTRUSTED in log_in(client, oidc).text
    assert not is_logged_in(client)


def test_user_information_about_somebody_else_logs_nobody_in(client, oidc):
    oidc.userinfo["sub"] = "person-2"

    assert UNTRUSTED in log_in(client, oidc).text
    assert not is_logged_in(client)


def test_an_answer_is_used_once(client, oidc):
    answer = oidc.answers_to(client.get(START)["Location"])
    client.get(BACK, answer)
    client.post("/log-ud/")

    page = client.get(BACK, answer)

    assert UNTRUSTED in page.text
    assert not is_logged_in(client)


def test_an_answer_to_another_browser_is_refused(client, oidc):
    stolen = oidc.answers_to(client.get(START)["Location"])
    thief = Client()

    assert UNTRUSTED in thief.get(BACK, stolen).text
    assert not is_logged_in(thief)


def test_a_code_without_the_proof_of_this_browser_is_worth_nothing(client, oidc):
    """PKCE: a code that somebody slipped in was given for another question."""
    answer = oidc.answers_to(client.get(START)["Location"])
    oidc.challenge = "en-andens"

    assert UNTRUSTED in client.get(BACK, answer).text
    assert not is_logged_in(client)


def test_a_broker_that_calls_itself_something_else_is_not_asked(client, oidc):
    oidc.calls_itself = "https://ond.example"

    assert UNTRUSTED in client.get(START).text


def test_whoever_stops_at_the_broker_is_told_so_kindly(client, oidc):
    answer = oidc.answers_to(client.get(START)["Location"])

    page = client.get(BACK, {"state": answer["state"], "error": "access_denied"})

    assert page.status_code == 200
    assert "Du afbrød log-in" in page.text


def test_a_broker_that_does_not_answer_is_told_so(client, oidc, monkeypatch):
    def silent(*asked, **how):
        raise ConnectionError

    monkeypatch.setattr(oidc, "get", silent)

    page = client.get(START)

    assert page.status_code == 503
    assert "Log-in-tjenesten svarer ikke" in page.text


def test_whoever_has_a_second_factor_comes_to_a_page_of_ours(client, oidc):
    """django-allauth would send them to a page of its own, which is not served."""
    log_in(client, oidc)
    TOTP.activate(User.objects.get(), "JBSWY3DPEHPK3PXP")
    client.post("/log-ud/")

    assert log_in(client, oidc)["Location"] == reverse("my-page")


def test_whoever_must_show_again_who_they_are_is_asked_even_if_the_broker_knows_them(client, oidc):
    assert "prompt" not in client.get(START)["Location"]

    away = client.get(START, {"igen": "1"})["Location"]

    assert "prompt=login" in away
    assert "max_age=0" in away


def test_when_the_person_showed_who_they_are_is_kept(client, oidc):
    oidc.claims = {"auth_time": 1_793_000_000}

    log_in(client, oidc)

    kept = User.objects.get().socialaccount_set.get().extra_data
    assert kept["authenticated_at"] == 1_793_000_000


@pytest.mark.parametrize(
    ("minutes_ago", "is_proof"), [(1, True), (20, False), (None, False)], ids=str
)
def test_a_log_in_proves_no_more_than_when_the_broker_last_asked(
    client, oidc, minutes_ago, is_proof
):
    """Else a broker that remembers somebody would let whoever sits at the screen publish a round."""
    oidc.claims = {"auth_time": minutes_ago and int(time.time()) - minutes_ago * 60}
    log_in(client, oidc)
    User.objects.update(role="administrator")
    person = User.objects.get()
    session = client.session
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()

    page = client.get(reverse("people"))
    asked_again = client.get(reverse("invite-person"))

    assert page.status_code == 200
    assert (asked_again.status_code == 200) is is_proof
    if not is_proof:
        offered = client.get(asked_again["Location"]).text
        assert "/log-ind/oidc/?next=%2Fadministration%2Fbrugere%2Finviter%2F&amp;igen=1" in offered


def test_nobody_connects_a_brokers_account_to_the_one_they_are_logged_in_with(client, oidc, anna):
    """django-allauth's `process=connect` would give the administrator's account to the broker."""
    client.force_login(anna)

    log_in(client, oidc, process="connect")

    assert not anna.socialaccount_set.exists()
    assert int(client.session["_auth_user_id"]) != anna.pk


def test_without_a_broker_there_is_no_such_address(client, municipalities):
    for address in (
        START,
        BACK,
        "/log-ind/saml/",
        "/log-ind/saml/svar/",
        "/log-ind/saml/metadata/",
    ):
        assert client.get(address).status_code == 404


def test_the_broker_stands_first_on_the_log_in_page(client, oidc):
    page = client.get("/log-ind/", {"next": "/mine-bidrag/"}).text

    assert "/log-ind/oidc/?next=%2Fmine-bidrag%2F" in page
    assert page.index("Log ind med MitID Erhverv") < page.index("Adgangskode")
