"""The brokers that the settings name, as django-allauth knows them."""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

# In the address that leads to a broker.
ANEW = "igen"
LANGUAGE = "sprog"
_LANGUAGE_OF_PAGE = "language_at_the_broker"  # in the session


@dataclass(frozen=True, slots=True)
class WayIn:
    """One button of the log-in page."""

    href: str
    name: str  # of the broker, as people know it


def ways_in(*, next_page: str, anew: bool = False) -> list[WayIn]:
    """Each broker brings people to `next_page` afterwards, where that is not empty.

    anew   they show there again who they are, even if the broker knows them still
    """
    asked = {"next": next_page} if next_page else {}
    asked |= {ANEW: "1"} if anew else {}
    asked |= {LANGUAGE: "en"} if get_language() == "en" else {}
    query = f"?{urlencode(asked)}" if asked else ""
    addresses = {
        "openid_connect": reverse("openid_connect_login", args=["oidc"]),
        "saml": reverse("saml_login", args=["saml"]),
    }
    return [WayIn(href=addresses[app.provider] + query, name=app.name) for app in all_of_them()]


def wants_anew(request: HttpRequest) -> bool:
    return ANEW in request.GET


def remember_language(request: HttpRequest) -> None:
    """A broker comes back to one address, which has no language of its own."""
    asked = request.GET.get(LANGUAGE)
    if asked in dict(settings.LANGUAGES):
        request.session[_LANGUAGE_OF_PAGE] = asked
    else:
        request.session.pop(_LANGUAGE_OF_PAGE, None)


def language_of(request: HttpRequest) -> str:
    """In which the person began to log in."""
    return str(request.session.get(_LANGUAGE_OF_PAGE, settings.LANGUAGE_CODE))


def all_of_them() -> list[SocialApp]:
    found = []
    if settings.OIDC_ISSUER:
        found.append(_openid_connect())
    if settings.SAML_IDP_ENTITY_ID:
        found.append(_saml())
    return found


def _openid_connect() -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id="oidc",
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={
            "server_url": settings.OIDC_ISSUER,
            "scope": settings.OIDC_SCOPES,
            "oauth_pkce_enabled": True,
        },
    )


def _saml() -> SocialApp:
    signs = settings.SAML_PRIVATE_KEY is not None
    return SocialApp(
        provider="saml",
        provider_id="saml",
        name=settings.SAML_NAME,
        client_id="saml",  # stands in our addresses
        settings={
            "idp": {
                "entity_id": settings.SAML_IDP_ENTITY_ID,
                "metadata_url": settings.SAML_IDP_METADATA,
            },
            "sp": {"entity_id": settings.SAML_ENTITY_ID},
            "advanced": {
                "strict": True,
                "x509cert": settings.SAML_CERTIFICATE,
                "private_key": settings.SAML_PRIVATE_KEY,
                "authn_request_signed": signs,
                "logout_request_signed": signs,
                "logout_response_signed": signs,
                "metadata_signed": signs,
                "want_message_signed": settings.SAML_SIGNED_RESPONSE,
                "want_assertion_signed": settings.SAML_SIGNED_ASSERTION,
                "want_assertion_encrypted": settings.SAML_ENCRYPTED,
                "reject_deprecated_algorithm": True,
                "reject_idp_initiated_sso": True,
            },
        },
    )
