"""The read-only API: published rounds, their results, and municipalities. Open, without a key."""

from collections.abc import Sequence
from dataclasses import asdict

from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from measurements import published
from measurements.serializers import (
    MunicipalityDetailSerializer,
    MunicipalitySerializer,
    ResultSerializer,
    RoundDetailSerializer,
    RoundSerializer,
)

SLUG = OpenApiParameter(
    "slug", str, OpenApiParameter.PATH, description=_("Målingens adresse, som i /maalinger/.")
)
CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, description=_("Kommunekode med fire cifre, som 0101.")
)

# What has not changed since the reader last asked is answered with 304 and no body.
conditional = method_decorator(conditional_page, name="dispatch")


class PagesOfRows(GenericAPIView):
    def answer(self, rows: Sequence[object]) -> Response:
        page = self.paginate_queryset(list(rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


@conditional
class Rounds(PagesOfRows):
    serializer_class = RoundSerializer

    @extend_schema(
        operation_id="rounds_list",
        summary=_("Alle målinger, den nyeste først"),
        responses=RoundSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.answer(published.rounds())


@conditional
class Round(GenericAPIView):
    serializer_class = RoundDetailSerializer
    pagination_class = None

    @extend_schema(
        operation_id="rounds_retrieve",
        summary=_("En måling med lister og landets tal"),
        parameters=[SLUG],
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(self.get_serializer(_published_round(slug)).data)


@conditional
class Results(PagesOfRows):
    serializer_class = ResultSerializer

    @extend_schema(
        operation_id="results_list",
        summary=_("Alle kommuners resultater i en måling, alfabetisk"),
        description=_(
            "Tom for en måling, der er offentliggjort andetsteds: den har ingen tal her."
        ),
        parameters=[SLUG],
        responses=ResultSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        return self.answer(_published_round(slug).results)


@conditional
class Municipalities(PagesOfRows):
    serializer_class = MunicipalitySerializer

    @extend_schema(
        operation_id="municipalities_list",
        summary=_("Alle 98 kommuner, alfabetisk"),
        responses=MunicipalitySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.answer(published.municipalities())


@conditional
class Municipality(GenericAPIView):
    serializer_class = MunicipalityDetailSerializer
    pagination_class = None

    @extend_schema(
        operation_id="municipalities_retrieve",
        summary=_("En kommune og dens resultater"),
        parameters=[CODE],
    )
    def get(self, request: Request, code: str) -> Response:
        found = published.municipality(code=code)
        if found is None:
            raise Http404
        row = asdict(found) | {
            "predecessors": published.predecessors_of(found.code),
            "results": published.results_of(found.code),
        }
        return Response(self.get_serializer(row).data)


def _published_round(slug: str) -> published.PublishedRound:
    found = published.round_by_slug(slug)
    if found is None:
        raise Http404
    return found
