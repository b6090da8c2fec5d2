"""SAML 2.0, strict: signed, for us, in time, and an answer to a question that this browser asked.

python3-saml checks signature, issuer, audience, destination and times; django-allauth that the
question is one of ours and is answered once. What both let pass is refused here.
"""

from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.saml import views
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.providers.saml.utils import build_auth, get_app_or_404
from defusedxml import ElementTree
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from portal.actions import welcoming
from portal.federation import brokers, claims
from portal.federation.pages import in_our_words, safe_next
from portal.federation.refusals import Reason, Refused

MOST_BYTES = 256 * 1024  # of an answer; those of brokers have some 10 kB
NAMES = {"samlp": Words.NS_SAMLP, "saml": Words.NS_SAML}


@in_our_words
def start(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Send the browser to the broker. By GET: it logs nobody in who is not already known there."""
    brokers.remember_language(request)
    broker = get_app_or_404(request, organization_slug).get_provider(request)
    return broker.redirect(
        request,
        process=AuthProcess.LOGIN,
        next_url=safe_next(request),
        anew=brokers.wants_anew(request),
    )


@csrf_exempt  # posted by the broker's page; the answer itself says which question it belongs to
@in_our_words
def answer(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Keep the answer and come back by GET: only then the browser sends the session's cookie."""
    get_app_or_404(request, organization_slug)
    if request.method != "POST" or len(request.body) > MOST_BYTES:
        raise Refused(Reason.UNTRUSTED)
    return views.acs(request, organization_slug=organization_slug)


finish = in_our_words(views.finish_acs)
metadata = in_our_words(views.metadata)


@in_our_words
def log_out(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The broker ends the session everywhere, also here."""
    response = views.sls(request, organization_slug=organization_slug)
    if response.status_code >= 400:
        raise Refused(Reason.UNTRUSTED)
    return response


class Provider(SAMLProvider):
    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, *, anew: bool
    ) -> HttpResponse:
        """As the library's, and able to ask that the person shows anew who they are."""
        question = build_auth(request, self)
        address = question.login(return_to="", force_authn=anew)
        self.stash_redirect_state(
            request, process, next_url, state_id=question.get_last_request_id()
        )
        return HttpResponseRedirect(address)

    def sociallogin_from_response(
        self, request: HttpRequest, response: OneLogin_Saml2_Auth
    ) -> SocialLogin:
        _check_says_for_whom(response)
        return super().sociallogin_from_response(request, response)

    def extract_uid(self, data: OneLogin_Saml2_Auth) -> str:
        return welcoming.identity(self._claims(data))

    def extract_extra_data(self, data: OneLogin_Saml2_Auth) -> dict[str, Any]:
        return self._claims(data).as_kept()

    def extract_common_fields(self, data: OneLogin_Saml2_Auth) -> dict[str, Any]:
        return {}

    def _claims(self, data: OneLogin_Saml2_Auth) -> claims.Claims:
        return claims.read(
            data.get_attributes(),
            names=settings.SAML_CLAIMS,
            issuer=settings.SAML_IDP_ENTITY_ID,
            subject=_subject(data),
            authenticated_at=_authenticated_at(data),
            vouches_for_email=settings.SAML_VERIFIES_EMAIL,
        )


def _subject(data: OneLogin_Saml2_Auth) -> str:
    """A name that is the same next time: the attribute for it, or a NameID made to last."""
    attribute = data.get_attribute(settings.SAML_CLAIMS["subject"])
    if attribute:
        return str(attribute[0])
    if data.get_nameid() and data.get_nameid_format() != Words.NAMEID_TRANSIENT:
        return str(data.get_nameid())
    raise Refused(Reason.UNTRUSTED)


def _authenticated_at(data: OneLogin_Saml2_Auth) -> float | None:
    document = ElementTree.fromstring(data.get_last_response_xml())
    statement = document.find(".//saml:AuthnStatement", NAMES)
    said = statement.get("AuthnInstant") if statement is not None else None
    return OneLogin_Saml2_Utils.parse_SAML_to_time(said) if said else None


def _check_says_for_whom(response: OneLogin_Saml2_Auth) -> None:
    """The library lets pass an answer without audience or destination, or to no question at all."""
    document = ElementTree.fromstring(response.get_last_response_xml())
    confirmations = document.findall(".//saml:SubjectConfirmationData", NAMES)
    asked = response.get_last_response_in_response_to()
    if not (
        document.get("Destination")
        and document.findall(".//saml:Audience", NAMES)
        and asked
        and all(each.get("InResponseTo") == asked for each in confirmations)
    ):
        raise Refused(Reason.UNTRUSTED)
