"""`manage.py load_reference`: municipalities, their predecessors, rounds published elsewhere."""

from django.core.management.base import BaseCommand

from measurements.actions import reference


class Command(BaseCommand):
    help = "Fills in the municipalities, the dated key of old codes and the rounds of 2006-2009"

    def handle(self, **options: object) -> None:
        reference.load_municipalities()
        reference.load_stated_rounds()
