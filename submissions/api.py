"""Published submissions as open data. Read-only."""

from dataclasses import asdict

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from measurements import published as measured
from submissions import match_words, matches, published, searching
from submissions.matching import Weights
from submissions.models import Kind
from submissions.serializers import (
    LearnFromSerializer,
    SearchSerializer,
    SubmissionSerializer,
    SubmissionWithLinksSerializer,
    WeightsSerializer,
)

USUAL_RESULTS, MOST_RESULTS = 20, 50


class Submissions(GenericAPIView):
    serializer_class = SubmissionSerializer

    @extend_schema(
        operation_id="submissions_list",
        summary=_("Rapporter og metoder"),
        description=_("Offentliggjorte rapporter og metoder, det nyeste først."),
        parameters=[
            OpenApiParameter("municipality", str, description=_("Kommunekode, fx 0766.")),
            OpenApiParameter("kind", str, enum=Kind.values),
        ],
        responses=SubmissionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        rows = published.listed(
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
        description=_(
            "Et bidrag med dets koblinger til målingerne. Sammenfald, ikke bevis. Er det trukket "
            "tilbage, er svaret 410."
        ),
    )
    def get(self, request: Request, code: str) -> Response:
        found = published.by_code(code)
        if found is None:
            raise _why_not(code)
        joined = {
            "links": published.links_of_submission(code),
            "adoptions": published.adoptions_of(code),
        }
        return Response(SubmissionWithLinksSerializer({**asdict(found), **joined}).data)


class Search(APIView):
    @extend_schema(
        operation_id="search",
        summary=_("Søgning"),
        description=_(
            "Den samme søgning som på siderne, i metoder, rapporter, målinger og kommuner. Den "
            "forstår bøjninger, sammensatte ord, stavefejl og almindelige engelske ord."
        ),
        parameters=[
            OpenApiParameter("q", str, description=_("Det, der søges efter.")),
            OpenApiParameter("limit", int, description=_("Højst så mange resultater, op til 50.")),
        ],
        responses=SearchSerializer,
    )
    def get(self, request: Request) -> Response:
        limit = _limit(request.query_params.get("limit", str(USUAL_RESULTS)))
        answer = searching.search(request.query_params.get("q", ""), limit=limit)
        return Response(SearchSerializer(answer).data)


class LearnFrom(APIView):
    @extend_schema(
        operation_id="municipalities_learn_from",
        summary=_("Hvem en kommune kan lære af"),
        description=_(
            "Kommuner med lignende vilkår, som var hurtigere, ud over hvad usikkerheden kan forklare, "
            "og som har en metode i brug og en kontakt. Det samme svar som på kommunens side. Er "
            "der ingen, fortæller »misses«, hvem der var nærmest, og hvad hver mangler."
        ),
        parameters=[
            OpenApiParameter(
                "code", str, OpenApiParameter.PATH, description=_("Kommunekode, fx 0766.")
            ),
            WeightsSerializer,
        ],
        responses=LearnFromSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        place = measured.municipality(code=code)
        if place is None:
            raise Http404
        asked = WeightsSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = matches.learn_from(place, weights=Weights(**asked.validated_data))
        return Response(LearnFromSerializer(match_words.learn_from(found)).data)


class Withdrawn(APIException):
    """It was public; now only a notice of it is."""

    status_code = 410
    default_detail = _("Bidraget er trukket tilbage.")
    default_code = "withdrawn"


def _why_not(code: str) -> Exception:
    return Withdrawn() if published.is_withdrawn(code) else Http404()


def _limit(text: str) -> int:
    """As many results as were asked for, within reason."""
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise ValidationError({"limit": [_("Skriv et helt tal fra 1 til 50.")]})
    return min(int(text[:9]), MOST_RESULTS)
