"""`manage.py explain_result`: how one published figure was made, step by step, in the terminal."""

from argparse import ArgumentParser
from textwrap import fill
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from measurements import published
from measurements.presenters import explained_page
from measurements.presenters.explained import Step

WIDTH = 88


class Command(BaseCommand):
    help = (
        "Explains one municipality's figure in one published round, recomputed from the published "
        "parts. ROUND is the last part of the round's address; MUNICIPALITY is a name, an address "
        "or a code: explain_result maaling-1999-2007 Hedensted"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round")
        parser.add_argument("municipality")

    def handle(self, **options: Any) -> None:
        measured = published.round_by_slug(options["round"])
        if measured is None:
            raise CommandError(_no_such_round(options["round"]))
        place = _municipality(options["municipality"])
        if place is None:
            raise CommandError(
                _("Der er ingen kommune »%(asked)s«. Skriv navn, adresse eller kommunekode.")
                % {"asked": options["municipality"]}
            )
        page = explained_page(measured, place)
        self.stdout.write(f"{place.name}, {measured.title}")
        if measured.simulated:
            self.stdout.write(_("Simulerede data."))
        for number, step in enumerate(page.steps, start=1):
            self.stdout.write(_in_text(number, step))
        if page.method:
            self.stdout.write(f"\n{page.method}  {measured.seal}")


def _no_such_round(asked: str) -> str:
    slugs = ", ".join(each.slug for each in published.rounds()) or _("ingen")
    return _("Der er ingen offentliggjort måling »%(asked)s«. Der er: %(slugs)s.") % {
        "asked": asked,
        "slugs": slugs,
    }


def _municipality(asked: str) -> published.MunicipalityName | None:
    return (
        published.municipality(code=asked)
        or published.municipality(slug=asked)
        or published.municipality(name=asked)
    )


def _in_text(number: int, step: Step) -> str:
    lines = [f"\n{number}. {step.title}"]
    lines += [
        fill(sentence, WIDTH, initial_indent="   ", subsequent_indent="   ")
        for sentence in step.sentences
    ]
    lines += [
        f"   {'=' if row.is_total else ' '} {row.name:<40}{row.text:>10}   {row.interval}".rstrip()
        for row in step.rows
    ]
    return "\n".join(lines)
