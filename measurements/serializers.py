"""What the API says of each frozen object, field by field: nothing leaves that is not named here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from measurements.models import CorrectionKind, RoundKind, Verdict
from measurements.published import PublishedRound


class MunicipalitySerializer(serializers.Serializer):
    code = serializers.CharField(help_text=_("Kommunekode med fire cifre."))
    name = serializers.CharField(help_text=_("Kommunens navn."))
    slug = serializers.CharField(help_text=_("Navnet, som det står i adresser."))
    region = serializers.CharField(help_text=_("Region."))


class ResultSerializer(serializers.Serializer):
    """One municipality in one round. A difference always comes with interval, people and verdict."""

    round = serializers.CharField(source="round.slug", help_text=_("Målingens adresse."))
    version = serializers.IntegerField(
        source="round.version", help_text=_("Udgaven, som tallene er fra.")
    )
    simulated = serializers.BooleanField(
        source="round.simulated", help_text=_("Sandt for simulerede data.")
    )
    municipality = MunicipalitySerializer(help_text=_("Kommunen."))
    people = serializers.IntegerField(
        allow_null=True, help_text=_("Personer, som kommunen modtog.")
    )
    events = serializers.IntegerField(
        allow_null=True, help_text=_("Begyndelser i arbejde eller uddannelse.")
    )
    actual = serializers.FloatField(allow_null=True, help_text=_("Faktisk tid, måneder."))
    expected = serializers.FloatField(allow_null=True, help_text=_("Forventet tid, måneder."))
    difference = serializers.FloatField(
        allow_null=True,
        help_text=_("Faktisk minus forventet, måneder; negativ er hurtigere end forventet."),
    )
    difference_low = serializers.FloatField(
        source="low", allow_null=True, help_text=_("Nedre grænse for forskellen, 95 %.")
    )
    difference_high = serializers.FloatField(
        source="high", allow_null=True, help_text=_("Øvre grænse for forskellen, 95 %.")
    )
    verdict = serializers.ChoiceField(choices=Verdict.choices, help_text=_("Vurderingen."))
    rank_low = serializers.IntegerField(
        allow_null=True, help_text=_("Laveste placering, der er forenelig med data; 1 er hurtigst.")
    )
    rank_high = serializers.IntegerField(
        allow_null=True, help_text=_("Højeste placering, der er forenelig med data.")
    )
    reason = serializers.CharField(
        allow_blank=True, help_text=_("Kode for, hvorfor tal eller placering mangler; ellers tom.")
    )


class RoundSerializer(serializers.Serializer):
    """A published round, without its figures."""

    slug = serializers.CharField(help_text=_("Målingens adresse."))
    version = serializers.IntegerField(help_text=_("Udgavens nummer."))
    is_current = serializers.BooleanField(
        help_text=_("Sandt for den udgave, der gælder; falsk for en, der er afløst.")
    )
    title = serializers.CharField(help_text=_("Titel."))
    kind = serializers.ChoiceField(
        choices=RoundKind.choices,
        help_text=_("Om tallene er beregnet her, eller målingen er offentliggjort andetsteds."),
    )
    publisher = serializers.CharField(help_text=_("Udgiver."))
    contact = serializers.CharField(allow_blank=True, help_text=_("Kontakt."))
    published_on = serializers.DateField(help_text=_("Udgivelsesdato."))
    published_precision = serializers.CharField(
        help_text=_("Hvor nøje datoen kendes: day, month eller year.")
    )
    period_from = serializers.IntegerField(help_text=_("Første år i perioden."))
    period_to = serializers.IntegerField(help_text=_("Sidste år i perioden."))
    simulated = serializers.BooleanField(help_text=_("Sandt for simulerede data."))
    page = serializers.SerializerMethodField(help_text=_("Målingens side."))

    def get_page(self, measured: PublishedRound) -> str:
        return reverse("round", args=[measured.slug], request=self.context.get("request"))


class VersionSerializer(serializers.Serializer):
    """One version that has been public."""

    number = serializers.IntegerField(help_text=_("Udgavens nummer."))
    is_current = serializers.BooleanField(help_text=_("Sandt for den udgave, der gælder."))
    is_retracted = serializers.BooleanField(help_text=_("Sandt, når udgaven er trukket tilbage."))
    published_on = serializers.DateField(help_text=_("Da udgaven blev offentliggjort."))
    correction_kind = serializers.ChoiceField(
        source="kind",
        choices=CorrectionKind.choices,
        allow_null=True,
        help_text=_("Om en fejl er rettet, eller revisionen var planlagt; null for den første."),
    )
    reason = serializers.CharField(allow_blank=True, help_text=_("Hvorfor udgaven kom."))
    replaces = serializers.IntegerField(
        allow_null=True, help_text=_("Udgaven, som den afløste; null for den første.")
    )
    retracted_on = serializers.DateField(
        allow_null=True, help_text=_("Da udgaven blev trukket tilbage.")
    )
    retraction_reason = serializers.CharField(
        allow_blank=True, help_text=_("Hvorfor udgaven blev trukket tilbage.")
    )
    seal = serializers.CharField(allow_blank=True, help_text=_("Udgavens segl (SHA-256)."))


class CohortShareSerializer(serializers.Serializer):
    years = serializers.IntegerField(help_text=_("År efter opholdstilladelsen."))
    actual = serializers.FloatField(
        allow_null=True, help_text=_("Andel i arbejde eller uddannelse, 0 til 1.")
    )
    low = serializers.FloatField(allow_null=True, help_text=_("Nedre grænse, 95 %."))
    high = serializers.FloatField(allow_null=True, help_text=_("Øvre grænse, 95 %."))


class CohortSerializer(serializers.Serializer):
    permit_year = serializers.IntegerField(help_text=_("År for opholdstilladelsen."))
    permit_year_last = serializers.IntegerField(
        help_text=_("Sidste år, når flere ankomstår er slået sammen.")
    )
    people = serializers.IntegerField(help_text=_("Personer."))
    shares = CohortShareSerializer(many=True, help_text=_("Andele efter 1 til 6 år."))


class RangeSerializer(serializers.Serializer):
    mean = serializers.FloatField(allow_null=True, help_text=_("Middeltal, måneder."))
    low = serializers.FloatField(allow_null=True, help_text=_("Nedre grænse, måneder."))
    high = serializers.FloatField(allow_null=True, help_text=_("Øvre grænse, måneder."))


class GapSerializer(serializers.Serializer):
    observed = serializers.FloatField(
        allow_null=True, help_text=_("Forskel mellem hurtigste og langsomste, måneder.")
    )
    shrunken = serializers.FloatField(
        allow_null=True, help_text=_("Samme, når tilfældig variation er trukket fra.")
    )


class NationalSerializer(serializers.Serializer):
    """The country in one computed round."""

    people = serializers.IntegerField(help_text=_("Personer."))
    spells = serializers.IntegerField(help_text=_("Forløb; den, der flytter, har flere."))
    events = serializers.IntegerField(help_text=_("Begyndelser i arbejde eller uddannelse."))
    municipalities = serializers.IntegerField(help_text=_("Kommuner i data."))
    ranked = serializers.IntegerField(help_text=_("Kommuner, der er sammenlignet."))
    gap = GapSerializer(help_text=_("Afstanden mellem hurtigste og langsomste kommune."))
    chance_gap = RangeSerializer(help_text=_("Afstanden, som tilfældet alene ville give."))
    cohorts = CohortSerializer(many=True, help_text=_("Andele efter ankomstår."))


class RoundDetailSerializer(RoundSerializer):
    """A published round with its lists, and the country's figures when it was computed here."""

    version_published_on = serializers.DateField(help_text=_("Da udgaven blev offentliggjort."))
    seal = serializers.CharField(
        allow_blank=True,
        help_text=_("Udgavens segl (SHA-256); tomt, når målingen ikke er beregnet her."),
    )
    fastest = serializers.ListField(
        child=serializers.CharField(), help_text=_("De hurtigste kommuner, alfabetisk.")
    )
    slowest = serializers.ListField(
        child=serializers.CharField(), help_text=_("De langsomste kommuner, alfabetisk.")
    )
    lists_complete = serializers.SerializerMethodField(
        help_text=_("Falsk, når kun en del af listerne er kendt.")
    )
    horizon = serializers.SerializerMethodField(
        help_text=_("Måneder, der tælles inden for; null når målingen ikke er beregnet her.")
    )
    minimum_people = serializers.IntegerField(
        help_text=_("Mindste antal personer for at blive sammenlignet.")
    )
    method = serializers.SerializerMethodField(
        help_text=_("Metodens version; null når målingen ikke er beregnet her.")
    )
    outcome_sha256 = serializers.CharField(
        allow_blank=True, help_text=_("Kontrolsum af resultatet; tom for ældre målinger.")
    )
    national = serializers.SerializerMethodField(
        help_text=_("Landets tal; null når målingen ikke er beregnet her.")
    )

    def get_lists_complete(self, measured: PublishedRound) -> bool:
        ends = ("fastest", "slowest")
        return measured.is_computed or all(measured.facts[end]["complete"] for end in ends)

    def get_horizon(self, measured: PublishedRound) -> int | None:
        return measured.horizon if measured.is_computed else None

    def get_method(self, measured: PublishedRound) -> str | None:
        return measured.outcome["method"] if measured.is_computed else None

    @extend_schema_field(NationalSerializer(allow_null=True))
    def get_national(self, measured: PublishedRound) -> dict[str, Any] | None:
        national = measured.outcome.get("national")
        return NationalSerializer(national).data if national else None


class MunicipalityDetailSerializer(MunicipalitySerializer):
    """A municipality with its result in every computed round, the newest first."""

    predecessors = serializers.ListField(
        child=serializers.CharField(), help_text=_("Kommuner fra før 2007, som den er dannet af.")
    )
    results = ResultSerializer(many=True, help_text=_("Resultater, den nyeste måling først."))
