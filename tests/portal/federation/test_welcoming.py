"""Whom a broker's word makes of somebody: new, known, joined, moved, or refused."""

from dataclasses import replace

import pytest
from django.urls import reverse

from portal.actions import welcoming
from portal.federation.claims import Claims
from portal.federation.refusals import WORDS, Reason, Refused
from portal.models import MunicipalityDomain, PersonEvent, User
from tests.conftest import PASSWORD

KAREN = Claims(
    issuer="https://broker.example",
    subject="person-1",
    email="karen@hedensted.example",
    email_is_verified=True,
    first_name="Karen",
    last_name="Kjær",
    cvr=None,
    municipality="0766",
    assurance=None,
    authenticated_at=None,
    privileges=(),
)
EDITOR = "urn:dk:integrationsviden:redaktoer"


@pytest.fixture
def welcome(municipalities, now):
    def welcome(claims=KAREN, **other):
        said = replace(claims, **other)
        return welcoming.welcome(claims=said, broker="oidc", now=now).user

    return welcome


@pytest.fixture
def local(make_user, hedensted_gives_out_addresses):
    """An account with Karen's address that was here before the broker was."""

    def local(role="municipal", municipality="0766"):
        return make_user(KAREN.email, role, municipality)

    return local


def refused(welcome, **other):
    with pytest.raises(Refused) as refusal:
        welcome(**other)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"municipality": None}, Reason.NO_ORGANISATION),
        ({"municipality": "0999"}, Reason.UNKNOWN_ORGANISATION),
        ({"municipality": "Hedensted"}, Reason.UNKNOWN_ORGANISATION),
        ({"municipality": None, "cvr": "87654321"}, Reason.UNKNOWN_ORGANISATION),
        ({"email": None}, Reason.NO_EMAIL),
        ({"email": "ikke en adresse"}, Reason.NO_EMAIL),
    ],
)
def test_whoever_cannot_be_placed_is_refused_and_no_account_is_made(welcome, said, reason):
    assert refused(welcome, **said) == reason
    assert not User.objects.exists()
    assert not PersonEvent.objects.exists()


def test_a_cvr_number_leads_to_the_municipality_that_the_list_names(welcome, settings, tmp_path):
    settings.MUNICIPALITY_CVR_FILE = _list(tmp_path, "12345674,0766")

    assert welcome(municipality=None, cvr="12345674").home_municipality_id == "0766"


def test_a_changed_list_is_read_again(welcome, settings, tmp_path):
    settings.MUNICIPALITY_CVR_FILE = _list(tmp_path, "12345674,0665")
    assert refused(welcome, cvr="12345674") == Reason.CONTRADICTION

    settings.MUNICIPALITY_CVR_FILE = _list(tmp_path, "12345674,0766", name="nyere.csv")

    assert welcome(cvr="12345674").home_municipality_id == "0766"


def test_a_first_log_in_in_two_windows_at_once_makes_one_account(welcome, monkeypatch):
    """The second window looked before the first had written."""
    karen = welcome()
    with monkeypatch.context() as late:
        late.setattr(welcoming, "_known", lambda claims, broker: None)
        late.setattr(welcoming, "_local_account", lambda claims, home: None)
        assert refused(welcome) == Reason.UNTRUSTED

        late.setattr(welcoming, "_local_account", lambda claims, home: karen)
        assert refused(welcome) == Reason.UNTRUSTED

    assert welcome() == karen
    assert User.objects.count() == karen.socialaccount_set.count() == 1


def test_the_same_subject_at_another_broker_is_somebody_else(welcome):
    karen = welcome()

    assert refused(welcome, issuer="https://en-anden.example") == Reason.EMAIL_TAKEN
    assert welcome() == karen


def test_a_local_account_is_joined_when_broker_and_municipality_vouch_for_the_address(
    welcome, local
):
    karen = local()

    assert welcome() == karen
    assert [event.action for event in karen.events.all()] == ["known_to_broker"]


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({}, {"email_is_verified": False}),
        ({"municipality": "0665"}, {}),
        ({"role": "moderator"}, {}),
        ({"role": "administrator", "municipality": None}, {}),
    ],
    ids=["not verified", "of another municipality", "moderator", "administrator"],
)
def test_a_local_account_is_not_joined_else(welcome, local, account, said):
    person = local(**account)

    assert refused(welcome, **said) == Reason.EMAIL_TAKEN
    assert not person.socialaccount_set.exists()


@pytest.mark.parametrize("domain", [None, "example", "lemvig.example", "edensted.example"])
def test_an_address_of_a_domain_that_the_municipality_does_not_give_out_joins_nothing(
    welcome, local, domain
):
    local()
    MunicipalityDomain.objects.all().delete()
    if domain:
        MunicipalityDomain.objects.create(municipality_id="0766", domain=domain)

    assert refused(welcome) == Reason.EMAIL_TAKEN


def test_a_domain_of_another_municipality_joins_nothing(welcome, local):
    local()
    MunicipalityDomain.objects.update(municipality="0665")

    assert refused(welcome) == Reason.EMAIL_TAKEN


def test_whoever_moved_belongs_to_the_new_municipality_and_no_more_to_the_old(welcome):
    karen = welcome()
    User.objects.filter(pk=karen.pk).update(role="municipal_editor")

    moved = welcome(municipality="0665")

    assert moved == karen
    assert (moved.home_municipality_id, moved.role) == ("0665", "municipal")
    line = PersonEvent.objects.get(action="moved_by_broker")
    assert line.details == {
        "municipality": "0665",
        "municipality_before": "0766",
        "role": "municipal",
        "role_before": "municipal_editor",
    }


@pytest.mark.parametrize(
    ("verified", "address"),
    [(True, "karen@lemvig.example"), (False, "karen@hedensted.example")],
)
def test_mail_follows_whoever_moved_when_the_broker_verified_the_address(
    welcome, verified, address
):
    welcome()

    moved = welcome(municipality="0665", email="karen@lemvig.example", email_is_verified=verified)

    assert moved.email == address


def test_whoever_moved_takes_nobody_elses_address(welcome, make_user):
    make_user("chef@lemvig.example", "municipal", "0665")
    welcome()

    moved = welcome(municipality="0665", email="chef@lemvig.example")

    assert moved.email == KAREN.email


def test_a_privilege_makes_an_editor_and_its_loss_unmakes_one(welcome, settings):
    settings.BROKER_PRIVILEGES = settings.BROKER_PRIVILEGES | {"municipal_editor": [EDITOR]}

    assert welcome(privileges=(EDITOR,)).role == "municipal_editor"
    assert welcome().role == "municipal"
    assert PersonEvent.objects.filter(action="role_by_broker").count() == 2


@pytest.mark.parametrize("claim", ["administrator", "moderator", "municipal_editor"])
def test_no_privilege_gives_a_role_that_no_setting_names_it_for(welcome, claim):
    assert welcome(privileges=(claim,)).role == "municipal"


def test_a_closed_account_stays_closed(welcome):
    karen = welcome()
    User.objects.filter(pk=karen.pk).update(is_active=False)

    assert refused(welcome, municipality="0665") == Reason.CLOSED
    karen.refresh_from_db()
    assert karen.home_municipality_id == "0766"


def test_a_closed_local_account_is_not_joined(welcome, local):
    person = local()
    User.objects.update(is_active=False)

    assert refused(welcome) == Reason.CLOSED
    assert not person.socialaccount_set.exists()


@pytest.mark.parametrize(
    ("said", "gets_in"), [("Substantial", True), ("Low", False), (None, False)]
)
def test_the_level_of_assurance_is_asked_for_when_a_setting_says_so(
    welcome, settings, said, gets_in
):
    settings.BROKER_ASSURANCE = ["Substantial", "High"]

    if gets_in:
        assert welcome(assurance=said).is_active
    else:
        assert refused(welcome, assurance=said) == Reason.NOT_SURE_ENOUGH


def test_every_reason_has_words():
    assert set(WORDS) == set(Reason)


def test_a_refusal_is_a_page_that_says_what_to_do(client, oidc):
    oidc.userinfo["kommunekode"] = "0999"
    away = client.get("/log-ind/oidc/")

    page = client.get("/log-ind/oidc/svar/", oidc.answers_to(away["Location"]))

    assert page.status_code == 403
    assert "Din organisation er ikke en kommune, som vi kender" in page.text
    assert "no-store" in page["Cache-Control"]
    assert "_auth_user_id" not in client.session


def test_passwords_are_for_administrators_alone_when_they_are_off(client, settings, karen, anna):
    settings.PASSWORD_LOGIN = False

    page = client.post("/log-ind/", {"username": karen.email, "password": PASSWORD})
    assert "Du skal logge ind med MitID Erhverv" in page.text
    assert "_auth_user_id" not in client.session

    page = client.post("/log-ind/", {"username": anna.email, "password": PASSWORD})
    assert page["Location"] == reverse("my-page")


def _list(folder, *rows, name="cvr.csv"):
    path = folder / name
    path.write_text("\n".join(["cvr,kommunekode", *rows]) + "\n")
    return str(path)
