"""Log-in by SAML: what a true answer gives, and every false one refused."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from portal.federation import saml as speaking
from portal.models import User
from tests.portal.federation import saml_broker
from tests.portal.federation.saml_broker import (
    ANOTHER_CERTIFICATE,
    ANOTHER_KEY,
    CERTIFICATE,
    KEY,
    OUR_HOST,
    OURS,
    TRANSIENT,
    packed_up,
)

START = "/log-ind/saml/"
BACK = "/log-ind/saml/svar/"
UNTRUSTED = "Svaret fra log-in-tjenesten kunne ikke godkendes"


def log_in(client, broker, **query):
    answer = broker.answers_to(client.get(START, query)["Location"])
    return client.post(BACK, answer, follow=True)


def is_logged_in(client):
    return "_auth_user_id" in client.session


def test_a_caseworker_of_a_municipality_is_let_in_and_made_a_municipal_user(client, saml):
    page = log_in(client, saml)

    assert page.redirect_chain[-1] == (reverse("my-page"), 302)
    karen = User.objects.get(email="karen@hedensted.example")
    assert (karen.role, karen.home_municipality_id) == ("municipal", "0766")


def test_the_log_in_leads_back_to_the_page_that_asked_for_it(client, saml):
    assert log_in(client, saml, next="/mine-bidrag/").redirect_chain[-1][0] == "/mine-bidrag/"


FALSE_ANSWERS = {
    "not signed at all": {"signs_response": False, "signs_assertion": False},
    "with a response that is not signed": {"signs_response": False},
    "with an assertion that is not signed": {"signs_assertion": False},
    "signed by somebody else": {"key": ANOTHER_KEY, "certificate": ANOTHER_CERTIFICATE},
    "signed by somebody else in the broker's name": {"key": ANOTHER_KEY},
    "written by another broker": {"issuer": "https://ond.example"},
    "for another site": {"audience": "https://et-andet-sted.example"},
    "for nobody in particular": {"audience": None},
    "sent to another address": {"destination": "https://et-andet-sted.example/svar/"},
    "sent nowhere in particular": {"destination": None},
    "to be received at another address": {"recipient": "https://et-andet-sted.example/svar/"},
    "too old": {"good_for": timedelta(minutes=-10)},
    "to no question": {"in_response_to": None, "confirms": None},
    "to another question": {"in_response_to": "_en-anden", "confirms": "_en-anden"},
    "about another question": {"confirms": "_en-anden"},
    "that does not say which question it confirms": {"confirms": None},
    "about somebody who has another name next time": {"name_format": TRANSIENT},
}


@pytest.mark.parametrize("parts", FALSE_ANSWERS.values(), ids=FALSE_ANSWERS)
def test_a_false_answer_logs_nobody_in(client, saml, parts):
    for name, value in parts.items():
        setattr(saml, name, value)

    page = log_in(client, saml)

    assert page.status_code == 403
    assert UNTRUSTED in page.text
    assert not is_logged_in(client)
    assert not User.objects.exists()


@pytest.mark.parametrize("part", ["audience", "destination", "confirms"])
def test_without_our_check_an_answer_for_nobody_in_particular_would_be_believed(
    client, saml, monkeypatch, part
):
    """The control: the libraries check these only where they stand."""
    setattr(saml, part, None)
    monkeypatch.setattr(speaking, "_check_says_for_whom", lambda response: None)

    log_in(client, saml)

    assert is_logged_in(client)


@pytest.mark.parametrize(
    ("off", "parts"),
    [
        ("SAML_SIGNED_RESPONSE", {"signs_response": False}),
        ("SAML_SIGNED_ASSERTION", {"signs_assertion": False}),
    ],
)
def test_one_of_the_signatures_may_be_given_up_by_a_setting(client, saml, settings, off, parts):
    """The control of the two signatures: it is the settings that ask for both."""
    setattr(settings, off, False)
    for name, value in parts.items():
        setattr(saml, name, value)

    log_in(client, saml)

    assert is_logged_in(client)


def test_an_altered_attribute_logs_nobody_in(client, saml, monkeypatch):
    true = saml.response
    monkeypatch.setattr(
        saml, "response", lambda asked: true(asked=asked).replace(">0766<", ">0665<")
    )

    assert UNTRUSTED in log_in(client, saml).text
    assert not is_logged_in(client)


def test_a_false_assertion_beside_a_signed_one_logs_nobody_in(client, saml, monkeypatch):
    """Signature wrapping: the signature holds, and the reader looks elsewhere."""
    true = saml.response

    def wrapped(asked):
        answer = true(asked=asked)
        start = answer.index("<saml:Assertion")
        signed = answer[start : answer.index("</saml:Assertion>") + len("</saml:Assertion>")]
        false = signed.replace(">0766<", ">0665<").replace('ID="_udsagn"', 'ID="_falsk"')
        return answer.replace(signed, false + signed)

    monkeypatch.setattr(saml, "response", wrapped)

    assert UNTRUSTED in log_in(client, saml).text
    assert not is_logged_in(client)


def test_a_comment_inside_a_value_does_not_cut_it(client, saml, monkeypatch):
    """Some readers of XML see only what stands before a comment, and the signature still holds."""
    true = saml.response
    saml.says["email"] = "karen@hedensted.example.ond.example"
    monkeypatch.setattr(
        saml,
        "response",
        lambda asked: true(asked=asked).replace(".example.ond", ".example<!---->.ond"),
    )

    log_in(client, saml)

    assert not User.objects.filter(email="karen@hedensted.example").exists()


def test_an_answer_is_used_once(client, saml):
    answer = saml.answers_to(client.get(START)["Location"])
    client.post(BACK, answer, follow=True)
    client.post("/log-ud/")

    page = client.post(BACK, answer, follow=True)

    assert UNTRUSTED in page.text
    assert not is_logged_in(client)


def test_an_answer_to_another_browser_is_refused(client, saml):
    stolen = saml.answers_to(client.get(START)["Location"])
    thief = Client(headers={"host": OUR_HOST})

    assert UNTRUSTED in thief.post(BACK, stolen, follow=True).text
    assert not is_logged_in(thief)


@pytest.mark.parametrize(
    "posted",
    [{}, {"SAMLResponse": "%%%"}, packed_up("<x"), packed_up("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")],
    ids=["nothing", "no base64", "no XML", "entities"],
)
def test_an_answer_that_cannot_be_read_is_refused_in_our_words(client, saml, posted):
    client.get(START)

    assert UNTRUSTED in client.post(BACK, posted, follow=True).text


def test_an_answer_of_a_megabyte_is_not_kept(client, saml):
    page = client.post(BACK, {"SAMLResponse": "a" * 2**20})

    assert page.status_code == 403
    assert "saml-acs-session" not in page.cookies


def test_whoever_must_show_again_who_they_are_is_asked_even_if_the_broker_knows_them(client, saml):
    assert b"ForceAuthn" not in saml_broker.unpacked(client.get(START)["Location"])

    away = client.get(START, {"igen": "1"})["Location"]

    assert b'ForceAuthn="true"' in saml_broker.unpacked(away)


def test_when_the_person_showed_who_they_are_is_kept(client, saml):
    log_in(client, saml)

    kept = User.objects.get().socialaccount_set.get().extra_data
    assert abs(kept["authenticated_at"] - time.time()) < 60


def test_the_question_is_signed_where_we_have_a_key(client, saml, settings):
    assert "Signature=" not in client.get(START)["Location"]

    settings.SAML_PRIVATE_KEY, settings.SAML_CERTIFICATE = KEY, CERTIFICATE

    assert "Signature=" in client.get(START)["Location"]


def test_the_broker_reads_in_our_metadata_where_to_send_people(client, saml):
    page = client.get("/log-ind/saml/metadata/")

    assert page["Content-Type"] == "text/xml"
    assert f'entityID="{OURS}/metadata/"' in page.text
    assert f'Location="{OURS}/svar/"' in page.text
    assert 'WantAssertionsSigned="true"' in page.text


def test_a_stranger_ends_nobodys_session_with_a_request_that_is_not_signed(client, saml):
    log_in(client, saml)

    page = client.get("/log-ind/saml/log-ud/", {"SAMLRequest": _log_out_request()})

    assert page.status_code == 403
    assert is_logged_in(client)


def test_without_signatures_on_messages_a_stranger_could_end_a_session(client, saml, settings):
    """The control of the one above."""
    log_in(client, saml)
    settings.SAML_SIGNED_RESPONSE = False

    client.get("/log-ind/saml/log-ud/", {"SAMLRequest": _log_out_request()})

    assert not is_logged_in(client)


def _log_out_request():
    return OneLogin_Saml2_Utils.deflate_and_base64_encode(
        f"""<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
          xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_ud" Version="2.0"
          IssueInstant="2026-11-02T09:00:00Z" Destination="{OURS}/log-ud/">
          <saml:Issuer>https://broker.example/saml</saml:Issuer>
          <saml:NameID>person-1</saml:NameID>
        </samlp:LogoutRequest>"""
    )
