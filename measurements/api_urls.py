"""Addresses of the API of rounds and municipalities, below /api/v1/."""

from django.urls import path

from measurements import api

urlpatterns = [
    path("rounds/", api.Rounds.as_view(), name="api-rounds"),
    path("rounds/<slug:slug>/", api.Round.as_view(), name="api-round"),
    path("rounds/<slug:slug>/results/", api.Results.as_view(), name="api-results"),
    path("rounds/<slug:slug>/versions/", api.RoundVersions.as_view(), name="api-versions"),
    path("rounds/<slug:slug>/versions/<int:number>/", api.RoundVersion.as_view(), name="api-round"),
    path(
        "rounds/<slug:slug>/versions/<int:number>/results/",
        api.VersionResults.as_view(),
        name="api-results",
    ),
    path("municipalities/", api.Municipalities.as_view(), name="api-municipalities"),
    path("municipalities/<str:code>/", api.Municipality.as_view(), name="api-municipality"),
]
