"""`manage.py person_erase ADDRESS [--dry-run]`: forgets somebody, and says what is left."""

from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from measurements.text_places import Place
from portal.actions import erasing


class Command(BaseCommand):
    help = "Erases an e-mail address and its person; the audit logs stay whole"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the e-mail address")
        parser.add_argument("--dry-run", action="store_true", help="tell only what would be done")

    def handle(self, *, address: str, dry_run: bool, **options: object) -> None:
        erased = erasing.erase(address=address, now=timezone.now(), only_try=dry_run)
        self.stdout.write("would be erased:" if dry_run else "erased:")
        for what, number in erased.counts.items():
            self.stdout.write(f"  {what}: {number}")
        self._list("the address is left in these places, which are sealed:", erased.left)
        self._list("the name is left in these places; read them:", erased.names)
        self._list("these pages of files have the address; exchange the files:", erased.files)

    def _list(self, heading: str, places: Iterable[Place]) -> None:
        lines = [f"  {each.table} {each.pk}, {each.column}" for each in places]
        if lines:
            self.stdout.write("\n".join([heading, *lines]))
