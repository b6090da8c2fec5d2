"""Proves that the virus scanner finds what it must find, also in a file as large as may be sent."""

import tempfile
import zipfile
from argparse import ArgumentParser
from typing import IO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from measurements import scanner

# The test pattern that every scanner knows, in two halves: this file must not be found itself.
_FIRST, _SECOND = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-", b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_SLICE = 2**20


class Command(BaseCommand):
    help = "Ask the virus scanner about a clean file, its test pattern, and a large archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="leave out the archive of MAX_ATTACHMENT_MEGABYTES"
        )

    def handle(self, *args: object, small: bool, **options: object) -> None:
        if not scanner.is_configured():
            raise CommandError("No scanner is named: set CLAMAV_SOCKET or CLAMAV_HOST.")
        try:
            self._prove(with_large=not small)
        except scanner.ScannerDown as problem:
            raise CommandError(
                f"The scanner gave no verdict: {problem}. Is clamd running, may this user reach it, "
                f"and is its StreamMaxLength over {settings.MAX_ATTACHMENT_MEGABYTES}M?"
            ) from problem

    def _prove(self, *, with_large: bool) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(b"Nothing to see here.")
            verdict = scanner.scan(file)
        self._must(verdict.is_clean, f"a clean file is found to be {verdict.found}")
        with tempfile.TemporaryFile() as file:
            file.write(_FIRST + _SECOND)
            self._must(not scanner.scan(file).is_clean, "the test pattern is not found")
        if with_large:
            with tempfile.TemporaryFile() as file:
                _write_large(file, megabytes=settings.MAX_ATTACHMENT_MEGABYTES)
                self._must(
                    not scanner.scan(file).is_clean,
                    "the test pattern is not found in a large archive: "
                    "raise MaxFileSize and MaxScanSize of clamd",
                )
        self.stdout.write(f"The scanner finds what it must find: {verdict.engine}")

    def _must(self, holds: bool, problem: str) -> None:
        if not holds:
            raise CommandError(f"The scanner cannot be relied on: {problem}.")


def _write_large(file: IO[bytes], *, megabytes: int) -> None:
    """Almost as many megabytes of nothing, and the pattern behind them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with archive.open("first", "w", force_zip64=False) as part:
            for _number in range(max(1, megabytes - 1)):
                part.write(bytes(_SLICE))
        archive.writestr("second", _FIRST + _SECOND)
