"""Brokers of the tests, and Karen as Hedensted's log-in knows her."""

import pytest
from django.core.cache import cache

from portal.federation.adapter import Brokers
from portal.models import MunicipalityDomain
from tests.portal.federation import oidc_broker, saml_broker
from tests.portal.federation.oidc_broker import OidcBroker
from tests.portal.federation.saml_broker import SamlBroker

AT_HEDENSTED = {
    "cvr": "12345674",
    "kommunekode": "0766",
    "email": "karen@hedensted.example",
    "email_verified": True,
    "given_name": "Karen",
    "family_name": "Kjær",
}


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hedensted_gives_out_addresses(municipalities):
    return MunicipalityDomain.objects.create(municipality_id="0766", domain="hedensted.example")


@pytest.fixture
def oidc(settings, monkeypatch, municipalities):
    settings.OIDC_ISSUER = oidc_broker.ISSUER
    settings.OIDC_CLIENT_ID = oidc_broker.CLIENT_ID
    settings.OIDC_CLIENT_SECRET = oidc_broker.SECRET
    broker = OidcBroker(userinfo=dict(AT_HEDENSTED))
    monkeypatch.setattr(Brokers, "get_requests_session", lambda adapter: broker)
    return broker


@pytest.fixture
def saml(settings, tmp_path, municipalities, client):
    settings.ALLOWED_HOSTS = [saml_broker.OUR_HOST]
    client.defaults["HTTP_HOST"] = saml_broker.OUR_HOST
    described = tmp_path / "broker.xml"
    described.write_text(saml_broker.metadata())
    settings.SAML_IDP_ENTITY_ID = saml_broker.ENTITY_ID
    settings.SAML_IDP_METADATA = described.as_uri()
    settings.SAML_CLAIMS = {
        **settings.SAML_CLAIMS,
        "cvr": "cvr",
        "municipality": "kommunekode",
        "email": "email",
        "subject": "",
        "privileges": "privileges",
    }
    return SamlBroker()
