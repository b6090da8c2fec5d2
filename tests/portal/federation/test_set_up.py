"""Settings of brokers: what is missing is told by name, before anything starts."""

import pytest
from django.core.checks import run_checks

from portal.federation import brokers, organisations

OIDC = {"OIDC_ISSUER": "https://b.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}


def faults(settings, **given):
    for name, value in given.items():
        setattr(settings, name, value)
    return {each.id: each.msg for each in run_checks() if each.id.startswith("portal.E01")}


def test_no_broker_is_no_fault(settings):
    assert faults(settings) == {}
    assert brokers.ways_in(next_page="") == []


@pytest.mark.parametrize("missing", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ISSUER"])
def test_openid_connect_by_halves_is_told(settings, missing):
    assert missing in faults(settings, **OIDC | {missing: ""})["portal.E010"]


def test_openid_connect_set_up_is_a_way_in(settings):
    assert faults(settings, **OIDC) == {}
    (way,) = brokers.ways_in(next_page="/min-side/")
    assert way.href == "/log-ind/oidc/?next=%2Fmin-side%2F"


def test_a_broker_in_the_clear_is_refused_in_production(settings):
    given = OIDC | {"OIDC_ISSUER": "http://b.example"}
    assert "portal.E011" not in faults(settings, **given)

    assert "https://" in faults(settings, PRODUCTION=True)["portal.E011"]


def test_saml_without_a_description_of_the_broker_is_told(settings):
    found = faults(settings, SAML_IDP_ENTITY_ID="https://b.example")

    assert "SAML_IDP_METADATA" in found["portal.E012"]


def test_a_certificate_without_its_key_is_told(settings):
    assert "portal.E013" in faults(settings, SAML_CERTIFICATE="x")


def test_a_file_that_does_not_describe_the_broker_is_told(settings, saml):
    assert "portal.E019" not in faults(settings)

    found = faults(settings, SAML_IDP_ENTITY_ID="https://en-anden.example")

    assert "does not describe https://en-anden.example" in found["portal.E019"]


def test_a_broker_without_any_signature_is_told(settings):
    found = faults(settings, SAML_SIGNED_RESPONSE=False, SAML_SIGNED_ASSERTION=False)

    assert "portal.E015" in found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kommunekode,cvr\n", "the first line must be cvr,kommunekode"),
        ("cvr,kommunekode\n12345675,0766\n", "line 2: '12345675' is no CVR number"),
        ("cvr,kommunekode\n12345674,766\n", "line 2: '766' is no municipality code"),
        ("cvr,kommunekode\n12345674,0766\n12345674,0665\n", "line 3: CVR number 12345674 stands"),
        ("cvr,kommunekode\n12345674\n", "line 2: '' is no municipality code"),
    ],
)
def test_a_fault_in_the_list_of_cvr_numbers_is_told_by_its_line(settings, tmp_path, text, told):
    path = tmp_path / "cvr.csv"
    path.write_text(text)

    assert told in faults(settings, MUNICIPALITY_CVR_FILE=str(path))["portal.E016"]


def test_a_list_that_is_not_there_is_told(settings, tmp_path):
    assert "portal.E016" in faults(settings, MUNICIPALITY_CVR_FILE=str(tmp_path / "ingen.csv"))


def test_a_list_of_a_spreadsheet_with_its_mark_is_read(settings, tmp_path):
    path = tmp_path / "cvr.csv"
    path.write_bytes("\ufeffcvr,kommunekode\r\n12345674,0766\r\n".encode())
    settings.MUNICIPALITY_CVR_FILE = str(path)

    assert organisations.cvr_list() == {"12345674": "0766"}


def test_a_broker_that_names_no_municipality_needs_the_list(settings):
    names = settings.OIDC_CLAIMS | {"municipality": ""}

    assert "portal.E017" in faults(settings, **OIDC, OIDC_CLAIMS=names)


def test_no_passwords_and_no_broker_is_told(settings):
    assert "portal.E018" in faults(settings, PASSWORD_LOGIN=False)
    assert "portal.E018" not in faults(settings, **OIDC)


def test_no_account_of_a_broker_is_moved_by_a_form_of_the_admin(client, make_user):
    boss = make_user("chef@example.com", "administrator")
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client.force_login(boss)

    page = client.get("/django-admin/").text

    assert "/django-admin/portal/" in page or "/django-admin/measurements/" in page
    assert "/django-admin/socialaccount/" not in page
    assert "/django-admin/mfa/" not in page
    assert "/django-admin/account/" not in page
