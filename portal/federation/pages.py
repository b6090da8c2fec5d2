"""The page that says why nobody was logged in, for every way in which that may happen."""

import logging
from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from onelogin.saml2.errors import OneLogin_Saml2_Error
from requests import RequestException

from portal.federation import brokers
from portal.federation.claims import Ambiguous
from portal.federation.refusals import WORDS, Reason, Refused

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
# What the libraries raise at broken XML, forbidden entities, JSON of another shape.
UNREADABLE = (ValueError, KeyError, SyntaxError)


def in_our_words(view: View) -> View:
    """Whatever goes wrong with a broker is told on a page of ours, and logged without names."""

    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            response = view(request, **named)
        except Refused as refused:
            response = _page(request, refused.reason)
        except Ambiguous as several:
            logger.warning("a broker gave several values of %s", several)
            response = _page(request, Reason.CONTRADICTION)
        except (RequestException, OSError) as fault:
            logger.warning("a broker does not answer: %s", fault)
            response = _page(request, Reason.UNREACHABLE)
        except (PermissionDenied, OAuth2Error, OneLogin_Saml2_Error) as fault:
            logger.warning("a broker's answer was refused: %s", fault)
            response = _page(request, Reason.UNTRUSTED)
        except UNREADABLE:
            logger.warning("a broker's answer cannot be read", exc_info=True)
            response = _page(request, Reason.UNTRUSTED)
        add_never_cache_headers(response)
        return response

    return answered


def safe_next(request: HttpRequest) -> str | None:
    """Where to go afterwards, when that is a page of ours."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else None


def _page(request: HttpRequest, reason: Reason) -> HttpResponse:
    logger.info("log-in refused: %s", reason.name)
    words = WORDS[reason]
    with translation.override(brokers.language_of(request)):
        return render(request, "pages/log_in_refused.html", {"words": words}, status=words.status)
