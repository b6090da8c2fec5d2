"""What editors do with the list of synonyms. The search reads it anew with its next question."""

from datetime import datetime

from django.db import transaction

from submissions import permissions
from submissions.models import Synonym
from submissions.permissions import Person


@transaction.atomic
def save_line(*, line: Synonym, by: Person, now: datetime) -> None:
    """Keep a new or changed line, and who changed it."""
    permissions.check_can_edit_synonyms(by)
    line.changed_by_id = by.pk
    line.changed_at = now
    line.save()


@transaction.atomic
def delete_line(*, line: Synonym, by: Person) -> None:
    permissions.check_can_edit_synonyms(by)
    line.delete()
