"""How somebody wants to be told: at once, once a day, or not at all."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class How(models.TextChoices):
    AT_ONCE = "at_once", _("En mail, hver gang der sker noget")
    DAILY = "daily", _("Én samlet mail om dagen")
    NEVER = "never", _("Ingen mails")


class MailChoice(models.Model):
    """What an address has chosen. An address without a row has chosen nothing."""

    email = models.EmailField(unique=True)  # lower case
    how = models.CharField(max_length=8, choices=How.choices)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return f"{self.email}: {self.how}"


class DigestLine(models.Model):
    """What waits for the one mail of the day to an address."""

    key = models.CharField(max_length=200, unique=True)  # what it tells of, and to whom
    email = models.EmailField(db_index=True)  # lower case
    text = models.CharField(max_length=400)
    path = models.CharField(max_length=400)  # of the page it is about
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["email", "written_at", "pk"]

    def __str__(self) -> str:
        return self.text
