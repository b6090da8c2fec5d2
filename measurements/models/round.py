"""Measurement rounds and the files they were computed from."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from measurements.models.run import Run


class RoundState(models.TextChoices):
    DRAFT = "draft", _("Kladde")
    PUBLISHED = "published", _("Offentliggjort")


class RoundKind(models.TextChoices):
    """Where the figures come from."""

    STATED = "stated", _("Offentliggjort andetsteds; kun udsagn og lister")
    COMPUTED = "computed", _("Beregnet her")


class Round(models.Model):
    """One measurement: a period, its rules, and the run that is public."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("titel"), max_length=200)
    kind = models.CharField(max_length=10, choices=RoundKind.choices, default=RoundKind.COMPUTED)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    version = models.PositiveIntegerField(
        default=0
    )  # grows with each move; guards against a stale page
    publisher = models.CharField(_("udgiver"), max_length=200)
    contact = models.CharField(_("kontakt"), max_length=200, blank=True)
    published_on = models.DateField(_("udgivet"), null=True, blank=True)
    published_precision = models.CharField(max_length=5, default="day")  # day, month or year
    period_from = models.PositiveSmallIntegerField(_("periode fra"))
    period_to = models.PositiveSmallIntegerField(_("periode til"))
    horizon = models.PositiveSmallIntegerField(_("horisont i måneder"), default=72)
    minimum_people = models.PositiveSmallIntegerField(_("mindste antal personer"), default=80)
    simulated = models.BooleanField(_("simulerede data"), default=False)
    facts = models.JSONField(
        default=dict, blank=True
    )  # of a stated round; empty for a computed one
    published_run = models.ForeignKey(
        "Run", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("måling")
        verbose_name_plural = _("målinger")
        ordering = ["-published_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="period_runs_forward", condition=Q(period_to__gte=models.F("period_from"))
            ),
            models.CheckConstraint(
                name="published_rounds_have_a_date",
                condition=~Q(state=RoundState.PUBLISHED) | Q(published_on__isnull=False),
            ),
            models.CheckConstraint(
                name="computed_rounds_are_published_with_a_run",
                condition=~Q(state=RoundState.PUBLISHED, kind=RoundKind.COMPUTED)
                | Q(published_run__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("round", args=[self.slug])

    # The three below read `.all()`, so that a page of many rounds can prefetch them.

    @property
    def live_run(self) -> "Run | None":
        """The run that waits or computes; a constraint allows one."""
        return next((run for run in self.runs.all() if run.is_live), None)

    @property
    def newest_run(self) -> "Run | None":
        return next(iter(self.runs.all()), None)

    def newest_input(self, kind: "InputKind") -> "InputFile | None":
        return next((file for file in self.inputs.all() if file.kind == kind), None)


class InputKind(models.TextChoices):
    SPELLS = "spells", _("Forløb")
    LABOUR_MARKET = "labour_market", _("Kommuner og år")


class InputFile(models.Model):
    """An uploaded file, stored under its SHA-256 outside the web root."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="inputs")
    kind = models.CharField(max_length=15, choices=InputKind.choices)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("filnavn"), max_length=200)
    size = models.PositiveBigIntegerField(_("størrelse i byte"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name
