"""Addresses of submissions in the API."""

from django.urls import path

from submissions import api

urlpatterns = [
    path("submissions/", api.Submissions.as_view(), name="api-submissions"),
    path("submissions/<str:code>/", api.OneSubmission.as_view(), name="api-submission"),
]
