"""`manage.py verify_audit`: reads the chain of the audit log again, and says where it breaks."""

from django.core.management.base import BaseCommand, CommandError

from measurements import audit_chain
from measurements.models import Event


class Command(BaseCommand):
    help = "Checks that no line of the audit log was changed or taken out"

    def handle(self, **options: object) -> None:
        found = audit_chain.first_break()
        if found is None:
            self.stdout.write(f"the audit log holds: {Event.objects.count()} lines")
        elif found.follows_on_another:
            raise CommandError(f"lines are missing before line {found.event}")
        else:
            raise CommandError(f"line {found.event} is not what it was")
