"""`manage.py verify_round`: computes the seals of published rounds again, from the tables."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from measurements import published
from measurements.actions import recomputing
from measurements.verification import Verification, verify, verify_all


class Command(BaseCommand):
    help = "Checks that published rounds are what was published; exit code 1 when one is not"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?", help="the round's address, as in /maalinger/")
        parser.add_argument("--all", action="store_true", help="every round")
        parser.add_argument(
            "--recompute",
            action="store_true",
            help="compute the figures again from the files, where these are still kept",
        )

    def handle(self, **options: Any) -> None:
        if bool(options["slug"]) == options["all"]:
            raise CommandError("name one round, or say --all")
        looked_at = _asked_for(options["slug"])
        holds = [self._told(each) for each in looked_at]
        if options["recompute"]:
            holds += [self._computed_again(each) for each in looked_at]
        if not all(holds):
            raise CommandError("a published round is not what was published")

    def _told(self, each: Verification) -> bool:
        self.stdout.write(f"{each.slug}, version {each.version}, seal {each.seal}")
        for check in each.checks:
            if check.holds:
                self.stdout.write(f"  {check.part}: holds")
            else:
                self.stderr.write(
                    f"  {check.part}: BROKEN, expected {check.expected}, found {check.found}"
                )
        return each.holds

    def _computed_again(self, each: Verification) -> bool:
        """Files are deleted when their time is over, and then there is nothing to hold against."""
        name = f"{each.slug}, version {each.version}"
        found = recomputing.recompute(slug=each.slug, version=each.version)
        if found.missing:
            kinds = ", ".join(found.missing)
            self.stdout.write(f"{name}: not computed again, files no longer kept: {kinds}")
        elif found.holds:
            self.stdout.write(f"{name}: computed again, the same figures")
        else:
            how = found.fault or f"computed again as {found.outcome_sha256}"
            self.stderr.write(f"{name}: BROKEN, {how}")
        return found.holds


def _asked_for(slug: str | None) -> list[Verification]:
    if slug is None:
        return list(verify_all())
    found = [verify(slug, note.number) for note in published.versions_of(slug)]
    if not any(found):
        raise CommandError(f"no round that was computed here has the address {slug}")
    return [each for each in found if each]
