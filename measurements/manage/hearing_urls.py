"""Addresses of the administrator's board of one hearing; below the round's own page."""

from django.urls import path

from measurements.manage.views import hearing as views

urlpatterns = [
    path("", views.board, name="manage-hearing"),
    path("forlaeng/", views.extend, name="manage-hearing-extend"),
    path("pamind/", views.remind, name="manage-hearing-remind"),
    path("<slug:municipality>/", views.answer, name="manage-hearing-answer"),
    path("<slug:municipality>/fil/", views.file, name="manage-hearing-file"),
]
