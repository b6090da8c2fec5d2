"""Has the scanner look at all files again, with the signatures that it has now."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from measurements import scanner
from submissions.actions import checking


class Command(BaseCommand):
    help = "Scan everything that was let out of quarantine again; what is found is taken down."

    def handle(self, *args: object, **options: object) -> None:
        if not scanner.is_configured():
            raise CommandError("No scanner is named: set CLAMAV_SOCKET or CLAMAV_HOST.")
        try:
            found = checking.scan_again(now=timezone.now())
        except scanner.ScannerDown as problem:
            raise CommandError(f"The scanner gave no verdict: {problem}.") from problem
        for attachment in found:
            self.stdout.write(f"Taken down: {attachment.name} of {attachment.submission}")
        checking.check_waiting(now=timezone.now())
        self.stdout.write(f"{len(found)} found.")
