"""Runs: the queue of validations and computations, and what they found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    """What a worker does with the files: read and check them, or measure from them."""

    VALIDATION = "validation", _("Kontrol")
    COMPUTATION = "computation", _("Beregning")


class RunState(models.TextChoices):
    WAITING = "waiting", _("Venter")
    RUNNING = "running", _("Kører")
    FINISHED = "finished", _("Færdig")
    REFUSED = "refused", _("Filen kan ikke bruges")
    FAILED = "failed", _("Stoppet")


LIVE = [RunState.WAITING, RunState.RUNNING]


class Run(models.Model):
    """One validation or computation of a round. The row is the queue; a task only rings.

    A worker owns the run while its lease lasts and its fence is the newest; it may save only then.
    """

    round = models.ForeignKey("Round", on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=12, choices=RunKind.choices, default=RunKind.COMPUTATION)
    inputs = models.ManyToManyField("InputFile", related_name="runs")
    # How to read (success, data_end), and the engine's spec (horizon, minimum_people, ...).
    settings = models.JSONField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=30, blank=True)
    fraction = models.FloatField(default=0)
    requested_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # What was read (encoding, rows, people, mapped codes), or the faults and their total.
    report = models.JSONField(default=dict)
    # What a reader must be warned of: {code, about, da, en}; and who has accepted which, when.
    warnings = models.JSONField(default=list)
    accepted = models.JSONField(default=dict)
    failure = models.JSONField(default=dict)  # code and text, when stopped
    outcome = models.JSONField(
        default=dict
    )  # the engine's released outcome, municipalities and all
    outcome_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("beregning")
        verbose_name_plural = _("beregninger")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(state__in=LIVE), name="one_live_run_per_round"
            ),
            models.CheckConstraint(
                name="running_runs_have_a_lease",
                condition=~Q(state=RunState.RUNNING) | Q(lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="finished_computations_have_a_digest",
                condition=~Q(state=RunState.FINISHED, kind=RunKind.COMPUTATION)
                | ~Q(outcome_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_state_display()}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def open_warnings(self) -> list[dict]:
        """Those that nobody has accepted yet."""
        return [each for each in self.warnings if each["code"] not in self.accepted]


class Verdict(models.TextChoices):
    FASTER = "faster", _("hurtigere end forventet")
    AS_EXPECTED = "as_expected", _("som forventet")
    SLOWER = "slower", _("langsommere end forventet")
    TOO_FEW = "too_few", _("for få til at sige")
