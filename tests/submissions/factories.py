"""Published methods in number, for pages of other rooms that count their queries."""

from datetime import UTC, datetime

from submissions.actions import known
from submissions.actions.known import KnownSubmission
from submissions.models import Kind


def publish_methods(count, *, municipality="0766"):
    for number in range(count):
        known.bring_in(
            known=KnownSubmission(
                kind=Kind.METHOD,
                report_type="",
                title=f"Metode {number}",
                municipality=municipality,
                publisher="Hedensted",
                year=2024,
                texts={"practice": "Først en samtale, så en plads."},
            ),
            source="Prøve",
            now=datetime(2026, 11, 1, 9, 0, tzinfo=UTC),
        )
