"""The shape of submissions in the API. Drawn from the frozen objects of `published`, field by field."""

from rest_framework import serializers

from submissions.matching import HEAVIEST, Requirement


class EvidenceSerializer(serializers.Serializer):
    """What a round said of the municipality. No difference without interval, people and verdict."""

    period_from = serializers.IntegerField()
    period_to = serializers.IntegerField()
    simulated = serializers.BooleanField(
        help_text="True: simulerede data, ikke virkelige personer."
    )
    verdict = serializers.CharField(help_text="Tom, hvor målingen kun giver lister.")
    reason = serializers.CharField()
    listed = serializers.CharField(help_text='"fastest", "slowest" eller tom.')
    people = serializers.IntegerField(allow_null=True)
    difference = serializers.FloatField(
        allow_null=True, help_text="Måneder, faktisk minus forventet."
    )
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class PracticeLinkSerializer(serializers.Serializer):
    """A practice joined to its municipality's result: association, not proof."""

    municipality = serializers.CharField(help_text="Kommunekode.")
    round = serializers.CharField(source="round_slug")
    timing = serializers.CharField(
        help_text="Hvornår metoden begyndte, set fra målingens periode: before, during, after, unknown."
    )
    rule_version = serializers.CharField()
    evidence = EvidenceSerializer()


class SubmissionSerializer(serializers.Serializer):
    """A published report or method."""

    code = serializers.CharField(help_text="Fx IV-0001; følger bidraget gennem alle udgaver.")
    edition = serializers.IntegerField()
    kind = serializers.CharField(help_text='"report" eller "method".')
    kind_label = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)
    published_precision = serializers.CharField(help_text='"month" eller "year".')
    municipalities = serializers.ListField(
        child=serializers.CharField(),
        source="municipality_codes",
        help_text="Kommunekoder, ejeren først.",
    )
    summary = serializers.CharField()
    only_title = serializers.BooleanField(help_text="Kun titlen er kendt.")
    running = serializers.CharField(
        source="running.tone",
        default="",
        help_text='Om en metode er i brug: "used", "silent" (ikke bekræftet længe), "stopped" eller tom.',
    )
    url = serializers.CharField(help_text="Sidens adresse på dette websted.")


class AdoptionSerializer(serializers.Serializer):
    """Another municipality has taken it up."""

    municipality = serializers.CharField(source="municipality.pk", help_text="Kommunekode.")
    since = serializers.DateField(help_text="Den første dag i måneden.")
    is_active = serializers.BooleanField()
    experience = serializers.CharField(help_text='"worked", "partly", "failed" eller tom.')


class SubmissionWithLinksSerializer(SubmissionSerializer):
    links = PracticeLinkSerializer(many=True)
    adoptions = AdoptionSerializer(many=True)


class SearchResultSerializer(serializers.Serializer):
    """Something the search found."""

    code = serializers.CharField(
        help_text="Bidragets nummer, målingens adresse eller kommunens kode."
    )
    title = serializers.CharField(source="title.plain")
    kind = serializers.CharField(
        source="sort", help_text='"method", "report", "round" eller "municipality".'
    )
    url = serializers.CharField(help_text="Sidens adresse på dette websted.")
    score = serializers.FloatField(help_text="Jo højere, jo bedre; kun til at sammenligne med.")
    snippet = serializers.CharField(source="passage.plain", help_text="Stedet i teksten.")


class SearchSerializer(serializers.Serializer):
    """What was understood, and the best results first."""

    query = serializers.CharField(source="question.typed")
    corrected = serializers.CharField(
        source="question.corrected",
        allow_null=True,
        help_text="Det, der blev søgt efter i stedet, hvor ord var stavet forkert.",
    )
    results = SearchResultSerializer(many=True)


class WeightsSerializer(serializers.Serializer):
    """How much each part of the conditions counts: 0 not at all, 1 as the model says, up to 3."""

    who_arrived = serializers.IntegerField(
        default=1, min_value=0, max_value=HEAVIEST, help_text="Vægt for, hvem der kom: 0 til 3."
    )
    labour_market = serializers.IntegerField(
        default=1,
        min_value=0,
        max_value=HEAVIEST,
        help_text="Vægt for det lokale arbejdsmarked: 0 til 3.",
    )
    size = serializers.IntegerField(
        default=1, min_value=0, max_value=HEAVIEST, help_text="Vægt for antal personer: 0 til 3."
    )


class MonthsField(serializers.FloatField):
    """Two decimals of a month, as of every other figure."""

    def to_representation(self, value: float) -> float:
        return round(value, 2) + 0.0


class DistanceSerializer(serializers.Serializer):
    """How far apart the conditions of two municipalities are, in weighted months."""

    months = MonthsField(help_text="I alt.")
    who_arrived = MonthsField(help_text="Heraf, hvem der kom.")
    labour_market = MonthsField(help_text="Heraf arbejdsmarkedet.")
    size = MonthsField(help_text="Heraf antal personer.")


class BetweenSerializer(serializers.Serializer):
    """The other's difference minus one's own. Approximate: the two are taken as independent."""

    months = MonthsField(help_text="Måneder; negativ: den anden var hurtigere.")
    low = MonthsField(help_text="Nedre grænse, 95 %.")
    high = MonthsField(help_text="Øvre grænse, 95 %.")


class MatchMethodSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="Bidragets nummer.")
    title = serializers.CharField()
    url = serializers.CharField(help_text="Sidens adresse på dette websted.")
    contact = serializers.CharField(
        help_text="Som kommunen har skrevet den; tom: spørg på metodens side."
    )


class MatchSerializer(serializers.Serializer):
    """A municipality of the answer, and why it is there."""

    municipality = serializers.CharField(source="municipality.code", help_text="Kommunekode.")
    name = serializers.CharField(source="municipality.name")
    url = serializers.CharField(help_text="Sidens adresse på dette websted.")
    why = serializers.CharField(help_text="Begrundelsen i en sætning.")
    fails = serializers.ListField(
        child=serializers.ChoiceField(choices=[each.value for each in Requirement]),
        help_text="Krav, der ikke er opfyldt; tom: alle er opfyldt.",
    )
    figures = serializers.CharField(help_text="Kommunens egne tal i en sætning.")
    cautions = serializers.ListField(child=serializers.CharField(), help_text="Forbehold.")
    distance = DistanceSerializer(help_text="Afstand i vilkår.")
    gap = BetweenSerializer(help_text="Forskellen mellem de to kommuner.")
    people = serializers.IntegerField(source="result.people", help_text="Personer, mindst.")
    difference = serializers.FloatField(
        source="result.difference", help_text="Faktisk minus forventet, måneder."
    )
    difference_low = serializers.FloatField(source="result.low", help_text="Nedre grænse, 95 %.")
    difference_high = serializers.FloatField(source="result.high", help_text="Øvre grænse, 95 %.")
    verdict = serializers.CharField(source="result.verdict", help_text="Vurderingen.")
    methods = MatchMethodSerializer(many=True, help_text="De første metoder, man kan tage op.")
    method_count = serializers.IntegerField(help_text="Hvor mange metoder der er i alt.")


class StepSerializer(serializers.Serializer):
    requirement = serializers.CharField(help_text='"similar", "faster", "method" eller "contact".')
    left = serializers.IntegerField(help_text="Kommuner, der opfylder dette krav og dem før det.")


class LearnFromSerializer(serializers.Serializer):
    """Whom a municipality can learn from, the most similar first: association, not proof."""

    municipality = serializers.CharField(source="municipality.code", help_text="Kommunekode.")
    round = serializers.CharField(
        source="round.slug", default=None, allow_null=True, help_text="Målingens adresse."
    )
    version = serializers.IntegerField(
        source="round.version", default=None, allow_null=True, help_text="Målingens udgave."
    )
    simulated = serializers.BooleanField(
        source="round.simulated", default=None, allow_null=True, help_text="Simulerede data."
    )
    weights = WeightsSerializer(help_text="De vægte, der er regnet med.")
    is_comparable = serializers.BooleanField(
        help_text="Om målingen viser nok om kommunen til at sammenligne den."
    )
    summary = serializers.CharField(help_text="Svaret i ord.")
    compared = serializers.IntegerField(help_text="Kommuner, der er sammenlignet med.")
    steps = StepSerializer(many=True, help_text="Hvor mange der er tilbage, krav for krav.")
    cautions = serializers.ListField(
        child=serializers.CharField(),
        source="own.cautions",
        default=(),
        help_text="Forbehold om kommunens egne tal.",
    )
    matches = MatchSerializer(many=True, help_text="De kommuner, der opfylder alle krav.")
    misses = MatchSerializer(many=True, help_text="De nærmeste, når ingen opfylder alle krav.")
