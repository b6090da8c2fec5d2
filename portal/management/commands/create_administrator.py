"""`manage.py create_administrator NAME@…`: the first one, or one more when nobody can get in."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from portal import addresses
from portal.actions import starting
from portal.actions.refusing import Refused


class Command(BaseCommand):
    help = "Makes an administrator, or opens the account again; prints a link to set the password"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--without-code",
            action="store_true",
            help="also remove the second factor: the phone and the recovery codes are lost",
        )

    def handle(self, *, email: str, without_code: bool, **options: object) -> None:
        try:
            validate_email(email)
            path = starting.make_administrator(
                email=email, without_code=without_code, now=timezone.now()
            )
        except (ValidationError, Refused) as problem:
            raise CommandError(str(getattr(problem, "message", problem))) from problem
        self.stdout.write(
            f"Open this link within an hour, and set a password:\n{addresses.absolute(path)}"
        )
