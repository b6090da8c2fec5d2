"""Addresses of one round: its versions, its files and its seal, of the current version or another."""

from django.urls import include, path

from measurements import download_views, follow_views, version_views, views

_OF_A_VERSION = [
    path("", views.round_, name="round"),
    path("resultater.csv", download_views.results_csv, name="round-csv"),
    path("resultater.xlsx", download_views.results_xlsx, name="round-xlsx"),
    path("resultater.json", download_views.payload_json, name="round-json"),
    path("segl/", version_views.seal, name="seal"),
]

urlpatterns = [
    *_OF_A_VERSION,
    path("udgaver/", version_views.versions, name="versions"),
    path("foelg/", follow_views.follow, name="follow"),
    path("udgave/<int:number>/", include(_OF_A_VERSION)),
    path("udgave/<int:number>/rettelser.csv", download_views.changes_csv, name="version-changes"),
]
