"""Who wants to know what a municipality shares and how it fares, and how often."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    AT_ONCE = "at_once", _("En mail, hver gang der sker noget")
    DAILY = "daily", _("Én samlet mail om dagen")
    WEEKLY = "weekly", _("Én samlet mail om ugen, mandag morgen")


class MunicipalityFollower(models.Model):
    """An address, confirmed by its owner, that follows one municipality. Deleted when it stops."""

    municipality = models.ForeignKey(
        "measurements.Municipality", on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(db_index=True)  # lower case
    pace = models.CharField(max_length=8, choices=Pace.choices)
    confirmed_at = models.DateTimeField()
    # Everything from before this moment has been told; what comes later waits.
    told_until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("følger af en kommune")
        verbose_name_plural = _("følgere af kommuner")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "email"], name="one_follower_of_a_municipality"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.pk}"
