"""The read-only API: published rounds, their results, and municipalities. Open, without a key."""

from collections.abc import Sequence
from dataclasses import asdict

from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from measurements import published
from measurements.asked import RoundRetracted, asked_round
from measurements.serializers import (
    MunicipalityDetailSerializer,
    MunicipalitySerializer,
    ResultSerializer,
    RoundDetailSerializer,
    RoundSerializer,
    VersionSerializer,
)

SLUG = OpenApiParameter(
    "slug", str, OpenApiParameter.PATH, description=_("Målingens adresse, som i /maalinger/.")
)
NUMBER = OpenApiParameter(
    "number", int, OpenApiParameter.PATH, description=_("Udgavens nummer; den første er 1.")
)
CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, description=_("Kommunekode med fire cifre, som 0101.")
)

CURRENT_RESULTS = "api-results"

# What has not changed since the reader last asked is answered with 304 and no body.
conditional = method_decorator(conditional_page, name="dispatch")


class Gone(APIException):
    """A retracted round: when and why, and that it will not come back."""

    status_code = status.HTTP_410_GONE
    default_code = "retracted"

    def __init__(self, retraction: published.Retraction) -> None:
        super().__init__(
            {
                "detail": str(_("Målingen er trukket tilbage. Brug ikke tallene.")),
                "code": self.default_code,
                "version": retraction.version,
                "retracted_on": retraction.retracted_on.isoformat(),
                "reason": retraction.reason,
            }
        )


class PagesOfRows(GenericAPIView):
    def answer(self, rows: Sequence[object]) -> Response:
        page = self.paginate_queryset(list(rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class PagesOfAVersion(PagesOfRows):
    def answer_from(self, measured: published.PublishedRound, rows: Sequence[object]) -> Response:
        """The other pages are of the same version, also when a newer one comes in the meantime."""
        found = self.answer(rows)
        newest = reverse(CURRENT_RESULTS, args=[measured.slug])
        pinned = reverse(CURRENT_RESULTS, args=[measured.slug, measured.version])
        for link in ("next", "previous"):
            if found.data[link]:
                found.data[link] = found.data[link].replace(newest, pinned, 1)
        return found


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
        return Response(self.get_serializer(_asked(slug)).data)


@conditional
class RoundVersion(GenericAPIView):
    serializer_class = RoundDetailSerializer
    pagination_class = None

    @extend_schema(
        operation_id="round_versions_retrieve",
        summary=_("En bestemt udgave af en måling"),
        parameters=[SLUG, NUMBER],
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        return Response(self.get_serializer(_asked(slug, number)).data)


@conditional
class RoundVersions(PagesOfRows):
    serializer_class = VersionSerializer

    @extend_schema(
        operation_id="round_versions_list",
        summary=_("Alle udgaver af en måling, den nyeste først, med begrundelse"),
        parameters=[SLUG],
        responses=VersionSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        _asked(slug)
        return self.answer(published.versions_of(slug))


@conditional
class Results(PagesOfAVersion):
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
        found = _asked(slug)
        return self.answer_from(found, found.results)


@conditional
class VersionResults(PagesOfAVersion):
    serializer_class = ResultSerializer

    @extend_schema(
        operation_id="version_results_list",
        summary=_("Alle kommuners resultater i en bestemt udgave, alfabetisk"),
        parameters=[SLUG, NUMBER],
        responses=ResultSerializer(many=True),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        found = _asked(slug, number)
        return self.answer_from(found, found.results)


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


def _asked(slug: str, number: int | None = None) -> published.PublishedRound:
    try:
        return asked_round(slug, number)
    except RoundRetracted as retracted:
        raise Gone(retracted.retraction) from retracted
