"""Addresses of the pages where administrators make rounds."""

from django.urls import include, path

from measurements.manage.views import checking, deciding, files, log, overview, running

urlpatterns = [
    path("historik/", log.log, name="manage-log"),
    path("maalinger/", overview.round_list, name="manage-rounds"),
    path("maalinger/opret/", overview.create, name="manage-round-create"),
    path("maalinger/<slug:slug>/", overview.overview, name="manage-round"),
    path("maalinger/<slug:slug>/beskrivelse/", overview.describe, name="manage-round-describe"),
    path("maalinger/<slug:slug>/slet/", overview.discard, name="manage-round-discard"),
    path("maalinger/<slug:slug>/filer/", files.upload, name="manage-round-files"),
    path("maalinger/<slug:slug>/kontrol/", checking.report, name="manage-round-report"),
    path("maalinger/<slug:slug>/kontrol/fejl.csv", checking.faults, name="manage-round-faults"),
    path("maalinger/<slug:slug>/kontroller/", checking.validate, name="manage-round-validate"),
    path(
        "maalinger/<slug:slug>/advarsler/<int:run>/",
        checking.accept,
        name="manage-round-accept",
    ),
    path("maalinger/<slug:slug>/beregn/", running.compute, name="manage-round-compute"),
    path("maalinger/<slug:slug>/fremdrift/", running.progress, name="manage-round-progress"),
    path("maalinger/<slug:slug>/stop/", running.stop, name="manage-round-stop"),
    path("maalinger/<slug:slug>/forhandsvisning/", deciding.preview, name="manage-round-preview"),
    path("maalinger/<slug:slug>/hoering/", include("measurements.manage.hearing_urls")),
    path("maalinger/<slug:slug>/godkend/", deciding.approve, name="manage-round-approve"),
    path("maalinger/<slug:slug>/tag-tilbage/", deciding.reopen, name="manage-round-reopen"),
    path("maalinger/<slug:slug>/offentliggor/", deciding.publish, name="manage-round-publish"),
    path("maalinger/<slug:slug>/ret/", deciding.correct, name="manage-round-correct"),
    path("maalinger/<slug:slug>/traek-tilbage/", deciding.retract, name="manage-round-retract"),
]
