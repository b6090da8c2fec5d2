"""OpenID Connect: authorization code with PKCE, and an ID token whose signature is always checked.

django-allauth leaves the signature out where the token came straight from the broker over TLS.
Behind a municipality's proxy that is not sure enough, and the check costs one request.
"""

from typing import Any

import jwt
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from portal.actions import welcoming
from portal.federation import brokers, claims
from portal.federation.pages import in_our_words, safe_next

# Of public keys only: with HS256 or "none", whoever knows the key's public half could sign.
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
# The person shows who they are, though the broker knows them still; and the token says when.
ANEW = {"prompt": "login", "max_age": "0"}
NEEDED = ("iss", "sub", "aud", "exp", "iat")


@in_our_words
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the broker. By GET: it logs nobody in who is not already known there."""
    brokers.remember_language(request)
    question = get_random_string(32)
    anew = ANEW if brokers.wants_anew(request) else {}
    return (
        _conversation(request, provider_id)
        .get_provider()
        .redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=safe_next(request),
            auth_params={**anew, "nonce": nonce_of(question)},
            state_id=question,
        )
    )


@in_our_words
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return OAuth2CallbackView.adapter_view(_conversation(request, provider_id))(request)


class Conversation(OpenIDConnectOAuth2Adapter):
    """What is said between the broker and us, behind the browser's back."""

    @property
    def openid_config(self) -> dict[str, Any]:
        found = super().openid_config
        if found["issuer"].rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error(f"the broker calls itself {found['issuer']}")
        return found

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **answer: Any
    ) -> SocialLogin:
        id_token = answer["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("the broker sent no ID token")
        said = self.verified(id_token, client_id=app.client_id)
        check_answers_our_question(said, question=request.GET["state"])
        more = (
            self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else {}
        )
        if more and more.get("sub") != said["sub"]:
            raise OAuth2Error("the ID token is about somebody else than the user information")
        return self.get_provider().sociallogin_from_response(request, {**more, **said})

    def verified(self, id_token: str, *, client_id: str) -> dict[str, Any]:
        """What the ID token says: signed by the broker, for us, and not too old."""
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNATURES:
                raise OAuth2Error("the ID token is not signed with a public key's other half")
            said = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as fault:
            raise OAuth2Error(f"the ID token cannot be read: {fault!r}") from fault
        missing = [name for name in NEEDED if not said.get(name)]
        if missing:
            raise OAuth2Error(f"the ID token lacks {', '.join(missing)}")
        if said.get("azp", client_id) != client_id:
            raise OAuth2Error(f"the ID token was made for {said['azp']}")
        return said


def nonce_of(question: str) -> str:
    """What a broker has to repeat in the ID token that answers this question (our `state`)."""
    return salted_hmac("portal.federation.oidc", question, algorithm="sha256").hexdigest()


def check_answers_our_question(said: dict[str, Any], *, question: str) -> None:
    """A token that was made for another log-in, and put into this one, is refused."""
    if not constant_time_compare(str(said.get("nonce", "")), nonce_of(question)):
        raise OAuth2Error("the ID token answers another question")


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Conversation

    def extract_uid(self, data: dict[str, Any]) -> str:
        return welcoming.identity(self._claims(data))

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return self._claims(data).as_kept()

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def _claims(self, data: dict[str, Any]) -> claims.Claims:
        return claims.read(
            data,
            names=settings.OIDC_CLAIMS,
            issuer=data["iss"],
            subject=str(data["sub"]),
            authenticated_at=data.get("auth_time"),
            vouches_for_email=settings.OIDC_VERIFIES_EMAIL,
        )


def _conversation(request: HttpRequest, provider_id: str) -> Conversation:
    spoken = Conversation(request, provider_id)
    try:
        spoken.get_provider()
    except SocialApp.DoesNotExist as nobody:
        raise Http404 from nobody
    return spoken
