"""The shape of submissions in the API. Drawn from the frozen objects of `published`, field by field."""

from rest_framework import serializers


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
    url = serializers.CharField(help_text="Sidens adresse på dette websted.")


class SubmissionWithLinksSerializer(SubmissionSerializer):
    links = PracticeLinkSerializer(many=True)


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
