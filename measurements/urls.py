"""Addresses of rounds, and of the pages where administrators make them."""

from django.http import HttpResponse
from django.urls import path

todo = lambda request, **kwargs: HttpResponse("")  # noqa: E731
urlpatterns = [
    path("maalinger/", todo, name="rounds"),
    path("maalinger/<slug:slug>/", todo, name="round"),
    path("maalinger/<slug:slug>/resultater.csv", todo, name="round-csv"),
    path("metode/", todo, name="method-note"),
    path("administration/maalinger/", todo, name="manage-rounds"),
]
