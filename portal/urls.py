"""Addresses: Danish words, lower case, joined by hyphens. English pages stand below /en/."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from portal import api_guide, elsewhere, health, pages, people

# Who is known to a broker, and second factors, change by verbs and by their owners: never by a form
# of the admin, where one row moved would give somebody else's account away.
for model in (SocialApp, SocialAccount, SocialToken, EmailAddress, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

urlpatterns = [
    path("api/v1/", include("measurements.api_urls")),
    path("api/v1/", include("submissions.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("health/", health.health, name="health"),
    path("log-ind/", include("portal.federation.urls")),
]

if settings.DJANGO_ADMIN:
    urlpatterns.append(path("django-admin/", admin.site.urls))

urlpatterns += i18n_patterns(
    path("", pages.home, name="home"),
    path("kommuner/", pages.municipalities, name="municipalities"),
    path("kommuner/<slug:slug>/", pages.municipality, name="municipality"),
    path(
        "kommuner/<slug:slug>/resultat.pdf", elsewhere.municipality_sheet, name="municipality-sheet"
    ),
    path(
        "kommuner/<slug:slug>/indlejret/",
        elsewhere.municipality_embedded,
        name="municipality-embedded",
    ),
    path("maalinger/<slug:slug>/metoder/", pages.round_practices, name="round-practices"),
    path(
        "maalinger/<slug:slug>/udgave/<int:number>/metoder/",
        pages.round_practices,
        name="round-practices",
    ),
    path("om/", pages.about, name="about"),
    path("kontakt/", pages.contact, name="contact"),
    path("privatliv/", pages.privacy, name="privacy"),
    path("was/", pages.accessibility, name="accessibility"),
    path("log-ind/", people.LogIn.as_view(), name="log-in"),
    path("", include("portal.accounts.urls")),
    path("log-ud/", people.LogOut.as_view(), name="log-out"),
    path("min-side/", people.my_page, name="my-page"),
    path("api/", api_guide.api_guide, name="api"),
    path("", include("measurements.urls")),
    path("", include("submissions.urls")),
    prefix_default_language=False,
)

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
