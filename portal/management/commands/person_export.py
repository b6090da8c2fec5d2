"""`manage.py person_export ADDRESS --to FOLDER`: what is kept about somebody, for themselves."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import personal_data


class Command(BaseCommand):
    help = "Writes everything that is kept about an e-mail address: person.json and person.txt"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the e-mail address")
        parser.add_argument(
            "--to", type=Path, help="a folder for both files; without it the text is printed"
        )

    def handle(self, *, address: str, to: Path | None, **options: object) -> None:
        rows = personal_data.kept_about(address)
        if not rows:
            raise CommandError(f"nothing is kept about {address}")
        if to is None:
            self.stdout.write(personal_data.as_text(address, rows))
            return
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(to / "person.json", personal_data.as_json(address, rows))
        _write(to / "person.txt", personal_data.as_text(address, rows))
        self.stdout.write(f"{len(rows)} rows in {to}/person.json and person.txt")


def _write(path: Path, text: str) -> None:
    """For the operator's eyes alone, from the first byte."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
