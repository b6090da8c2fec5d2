"""Addresses of rounds and methods, and of the pages where administrators make rounds."""

from django.urls import include, path

from measurements import follow_views, hearing_file, views

urlpatterns = [
    path("maalinger/", views.rounds, name="rounds"),
    path("maalinger/<slug:slug>/", include("measurements.version_urls")),
    path("maalinger/<slug:slug>/sammenlign/", views.compare, name="compare"),
    path("maalinger/<slug:slug>/sammenlign/<slug:other>/", views.comparison, name="comparison"),
    path(
        "maalinger/<slug:slug>/sammenlign/<slug:other>/aendringer.csv",
        views.comparison_csv,
        name="comparison-csv",
    ),
    path("maalinger/<slug:slug>/<slug:municipality>/saadan/", views.explained, name="explained"),
    path(
        "maalinger/<slug:slug>/hoeringssvar/<slug:sha256>/",
        hearing_file.answered_file,
        name="hearing-answer-file",
    ),
    path("hoering/", include("measurements.hearing.urls")),
    path("foelg/bekraeft/<str:token>/", follow_views.confirm_following, name="confirm-following"),
    path("foelg/stop/<str:token>/", follow_views.stop_following, name="stop-following"),
    path("metode/", views.method_notes_, name="method-note"),
    path("metode/<slug:slug>/", views.method_note_, name="method-version"),
    path("administration/", include("measurements.manage.urls")),
]
