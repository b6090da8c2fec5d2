"""Published submissions as open data. Read-only."""

from dataclasses import asdict

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from submissions import published
from submissions.models import Kind
from submissions.serializers import SubmissionSerializer, SubmissionWithLinksSerializer


class Submissions(GenericAPIView):
    serializer_class = SubmissionSerializer

    @extend_schema(
        operation_id="submissions_list",
        summary=_("Rapporter og metoder"),
        description=_("Offentliggjorte rapporter og metoder, det nyeste først."),
        parameters=[
            OpenApiParameter("municipality", str, description=_("Kommunekode, fx 0766.")),
            OpenApiParameter("kind", str, enum=Kind.values),
            OpenApiParameter("q", str, description=_("Ord, der skal indgå.")),
        ],
        responses=SubmissionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        rows = published.search(
            words=asked.get("q", "")[:200],
            kind=asked.get("kind", ""),
            municipality=asked.get("municipality", ""),
        )
        page = published.as_published(self.paginate_queryset(rows))
        return self.get_paginated_response(SubmissionSerializer(page, many=True).data)


class OneSubmission(GenericAPIView):
    serializer_class = SubmissionWithLinksSerializer
    pagination_class = None

    @extend_schema(
        operation_id="submissions_retrieve",
        summary=_("Et bidrag"),
        description=_("Et bidrag med dets koblinger til målingerne. Sammenfald, ikke bevis."),
    )
    def get(self, request: Request, code: str) -> Response:
        found = published.by_code(code)
        if found is None:
            raise Http404
        links = published.links_of_submission(code)
        return Response(SubmissionWithLinksSerializer({**asdict(found), "links": links}).data)
