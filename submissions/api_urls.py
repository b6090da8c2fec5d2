"""Addresses of submissions in the API."""

from django.urls import path, re_path

from submissions import api

urlpatterns = [
    re_path(r"^search/?$", api.Search.as_view(), name="api-search"),
    re_path(
        r"^municipalities/(?P<code>[^/]+)/learn-from/?$",
        api.LearnFrom.as_view(),
        name="api-learn-from",
    ),
    path("submissions/", api.Submissions.as_view(), name="api-submissions"),
    path("submissions/<str:code>/", api.OneSubmission.as_view(), name="api-submission"),
]
