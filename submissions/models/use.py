"""What others do with what is shared: take it up, ask about it, read it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from submissions.models.submission import FIRST_YEAR, Experience


class AdoptionState(models.TextChoices):
    ACTIVE = "active", _("I brug")
    ENDED = "ended", _("Afsluttet")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")  # declared by mistake: shown nowhere


class Adoption(models.Model):
    """A municipality takes up another's method from a date, and may tell how it went.

    Joined to the subject by its code, so that it holds through new editions.
    """

    code = models.CharField(_("bidragsnummer"), max_length=12, db_index=True)
    municipality = models.ForeignKey(
        "measurements.Municipality", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=AdoptionState.choices, default=AdoptionState.ACTIVE
    )
    version = models.PositiveIntegerField(default=1)  # grows with each write; a stale page loses
    from_year = models.PositiveSmallIntegerField(
        _("fra år"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )
    from_month = models.PositiveSmallIntegerField(
        _("fra måned"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    experience = models.CharField(
        _("erfaring"), max_length=8, choices=Experience.choices, blank=True
    )
    story = models.TextField(_("hvordan det gik"), blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)  # the text, by a moderator
    asked_at = models.DateTimeField(null=True, blank=True)  # how it went, after a year

    class Meta:
        verbose_name = _("ibrugtagning")
        verbose_name_plural = _("ibrugtagninger")
        ordering = ["from_year", "from_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "municipality"],
                condition=~Q(state=AdoptionState.WITHDRAWN),
                name="taken_up_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.municipality_id}"


class AdoptionAction(models.TextChoices):
    DECLARE = "declare", _("Taget i brug")
    DATE = "date", _("Måneden rettet")
    TELL = "tell", _("Fortalt, hvordan det gik")
    END = "end", _("Afsluttet")
    WITHDRAW = "withdraw", _("Trukket tilbage")
    HIDE = "hide", _("Teksten skjult af redaktionen")


class AdoptionMove(models.Model):
    """One line of an adoption's history. Written by the verb that makes the change."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="moves")
    action = models.CharField(max_length=10, choices=AdoptionAction.choices)
    version = models.PositiveIntegerField()  # of the adoption after the change
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_action_display()}"


class Question(models.Model):
    """A question about a submission, carried to its contact without showing the address."""

    code = models.CharField(_("bidragsnummer"), max_length=12, db_index=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    municipality = models.ForeignKey(
        "measurements.Municipality", null=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("spørgsmål"))
    asked_at = models.DateTimeField()
    sent_to = models.JSONField(default=list)  # addresses, for whoever asks where it went
    answer = models.TextField(_("svar"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("spørgsmål")
        verbose_name_plural = _("spørgsmål")
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.asked_at:%Y-%m-%d}"


class Use(models.TextChoices):
    READ = "read", _("Læst")
    DOWNLOADED = "download", _("Hentet")


class DayCount(models.Model):
    """How often a submission was read, or a file of it fetched, on one day. Of nobody in particular."""

    code = models.CharField(max_length=12)
    day = models.DateField()
    use = models.CharField(max_length=8, choices=Use.choices)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "day", "use"], name="one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.day}: {self.number}"
