"""Addresses of the pages where administrators make rounds."""

from django.urls import path

from measurements.manage.views import rounds as views

urlpatterns = [
    path("", views.round_list, name="manage-rounds"),
    path("opret/", views.create, name="manage-round-create"),
    path("<slug:slug>/", views.overview, name="manage-round"),
    path("<slug:slug>/beskrivelse/", views.describe, name="manage-round-describe"),
    path("<slug:slug>/filer/", views.upload, name="manage-round-files"),
    path("<slug:slug>/beregning/", views.progress, name="manage-round-progress"),
    path("<slug:slug>/beregn-igen/", views.compute_again, name="manage-round-compute"),
    path("<slug:slug>/stop/", views.stop, name="manage-round-stop"),
    path("<slug:slug>/forhandsvisning/", views.preview, name="manage-round-preview"),
    path("<slug:slug>/godkend/", views.approve, name="manage-round-approve"),
    path("<slug:slug>/offentliggor/", views.publish, name="manage-round-publish"),
    path("<slug:slug>/slet/", views.discard, name="manage-round-discard"),
]
