"""`manage.py update_catalogue`: new sentences into portal/locale/en, to be given their English."""

from django.core.management.base import BaseCommand

from portal import catalogue


class Command(BaseCommand):
    help = "Brings the English catalogue in step with the Danish sentences"

    def handle(self, **options: object) -> None:
        catalogue.update()
        missing = catalogue.untranslated()
        self.stdout.write(f"{len(missing)} sentences without English")
        for sentence in missing:
            self.stdout.write(f"  {sentence}")
