"""Addresses of rounds and methods, and of the pages where administrators make rounds."""

from django.urls import include, path

from measurements import views

urlpatterns = [
    path("maalinger/", views.rounds, name="rounds"),
    path("maalinger/<slug:slug>/", views.round_, name="round"),
    path("maalinger/<slug:slug>/resultater.csv", views.round_csv, name="round-csv"),
    path("maalinger/<slug:slug>/sammenlign/", views.compare, name="compare"),
    path("maalinger/<slug:slug>/sammenlign/<slug:other>/", views.comparison, name="comparison"),
    path(
        "maalinger/<slug:slug>/sammenlign/<slug:other>/aendringer.csv",
        views.comparison_csv,
        name="comparison-csv",
    ),
    path("maalinger/<slug:slug>/<slug:municipality>/saadan/", views.explained, name="explained"),
    path("metode/", views.method_notes_, name="method-note"),
    path("metode/<slug:slug>/", views.method_note_, name="method-version"),
    path("administration/maalinger/", include("measurements.manage.urls")),
]
