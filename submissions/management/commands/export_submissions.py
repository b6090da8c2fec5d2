"""`manage.py export_submissions FILE`: writes what is shared here, as `import_submissions` reads it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from submissions.lifecycle import State
from submissions.models import Submission
from submissions.transfer import writing

PUBLIC = (State.PUBLISHED,)
ALL = (State.PUBLISHED, State.SUBMITTED, State.WITHDRAWN, State.DRAFT)
WRITERS = {".csv": writing.as_csv, ".json": writing.as_json}


class Command(BaseCommand):
    help = "Writes the published submissions to a CSV or JSON file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--all",
            action="store_true",
            help="also what waits, was withdrawn, or is a draft of somebody with an account",
        )

    def handle(self, *, file: Path, **options: object) -> None:
        write = WRITERS.get(file.suffix.lower())
        if write is None:
            raise CommandError("the file has to end in .csv or .json")
        wanted = Submission.objects.filter(state__in=ALL if options["all"] else PUBLIC)
        # A draft without an author cannot be brought to anybody; an edition that was taken down alone
        # has the number of the one that is public.
        taken_down = Q(state=State.WITHDRAWN, slug=None, published_at__isnull=False)
        wanted = wanted.exclude(taken_down | Q(state=State.DRAFT, author=None) | Q(title=""))
        rows = list(
            wanted.select_related("author")
            .prefetch_related("further_municipalities")
            .order_by("pk")
        )
        file.write_text(write(rows), encoding="utf-8", newline="")
        self.stdout.write(f"{len(rows)} submissions written to {file}.")
