"""`manage.py rebuild_search`: the whole index of the search from what is published."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from submissions.actions import indexing


class Command(BaseCommand):
    help = "Builds the index of the search anew; the site goes on answering meanwhile"

    def handle(self, *, verbosity: int, **options: object) -> None:
        change = indexing.rebuild(now=timezone.now())
        if verbosity:
            self.stdout.write(f"{change.added} documents indexed.")
