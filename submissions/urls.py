"""Addresses of submissions: reading, sharing, and reviewing them."""

from django.http import HttpResponse
from django.urls import path

todo = lambda request, **kwargs: HttpResponse("")  # noqa: E731
urlpatterns = [
    path("bidrag/", todo, name="submissions"),
    path("bidrag/<slug:slug>/", todo, name="submission"),
    path("del-din-integrationsviden/", todo, name="share"),
    path("del-din-integrationsviden/rapport/", todo, name="share-report"),
    path("del-din-integrationsviden/metode/", todo, name="share-method"),
    path("redaktion/", todo, name="review"),
    path("mine-bidrag/", todo, name="my-submissions"),
]
