"""The read-only API: published rounds, their results, and municipalities. Open, without a key."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics

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


@method_decorator(conditional_page, name="dispatch")
@extend_schema_view(
    get=extend_schema(summary=_("Alle målinger, den nyeste først"), tags=["rounds"])
)
class Rounds(generics.ListAPIView):
    serializer_class = RoundSerializer

    def get_queryset(self) -> list[published.PublishedRound]:
        return published.rounds()


@method_decorator(conditional_page, name="dispatch")
@extend_schema_view(
    get=extend_schema(
        summary=_("En måling med lister og landets tal"), tags=["rounds"], parameters=[SLUG]
    )
)
class Round(generics.RetrieveAPIView):
    serializer_class = RoundDetailSerializer

    def get_object(self) -> published.PublishedRound:
        return _published_round(self.kwargs["slug"])


@method_decorator(conditional_page, name="dispatch")
@extend_schema_view(
    get=extend_schema(
        summary=_("Alle kommuners resultater i en måling, alfabetisk"),
        description=_(
            "Tom for en måling, der er offentliggjort andetsteds: den har ingen tal her."
        ),
        tags=["rounds"],
        parameters=[SLUG],
    )
)
class Results(generics.ListAPIView):
    serializer_class = ResultSerializer

    def get_queryset(self) -> tuple[published.MunicipalityResult, ...]:
        return _published_round(self.kwargs["slug"]).results


@method_decorator(conditional_page, name="dispatch")
@extend_schema_view(
    get=extend_schema(summary=_("Alle 98 kommuner, alfabetisk"), tags=["municipalities"])
)
class Municipalities(generics.ListAPIView):
    serializer_class = MunicipalitySerializer

    def get_queryset(self) -> list[published.MunicipalityName]:
        return published.municipalities()


@method_decorator(conditional_page, name="dispatch")
@extend_schema_view(
    get=extend_schema(
        summary=_("En kommune og dens resultater"), tags=["municipalities"], parameters=[CODE]
    )
)
class Municipality(generics.RetrieveAPIView):
    serializer_class = MunicipalityDetailSerializer

    def get_object(self) -> dict[str, Any]:
        found = published.municipality(code=self.kwargs["code"])
        if found is None:
            raise Http404
        return asdict(found) | {
            "predecessors": published.predecessors_of(found.code),
            "results": published.results_of(found.code),
        }


def _published_round(slug: str) -> published.PublishedRound:
    found = published.round_by_slug(slug)
    if found is None:
        raise Http404
    return found
