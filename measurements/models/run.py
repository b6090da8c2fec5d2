"""Runs: the queue of computations and what they found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    WAITING = "waiting", _("Venter")
    RUNNING = "running", _("Kører")
    FINISHED = "finished", _("Færdig")
    REFUSED = "refused", _("Filen kan ikke bruges")
    FAILED = "failed", _("Stoppet")


LIVE = [RunState.WAITING, RunState.RUNNING]


class Run(models.Model):
    """One calculation of a round. The row is the queue; a task only rings.

    A worker owns the run while its lease lasts and its fence is the newest; it may save only then.
    """

    round = models.ForeignKey("Round", on_delete=models.CASCADE, related_name="runs")
    spells = models.ForeignKey("InputFile", on_delete=models.PROTECT, related_name="+")
    labour_market = models.ForeignKey(
        "InputFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settings = models.JSONField()  # horizon, minimum_people, adjust, draws, seed
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
    failure = models.JSONField(default=dict)  # code and text, when stopped
    # Everything but the municipalities, as the engine gave it; the digest covers both.
    outcome = models.JSONField(default=dict)
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
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_state_display()}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Verdict(models.TextChoices):
    FASTER = "faster", _("hurtigere end forventet")
    AS_EXPECTED = "as_expected", _("som forventet")
    SLOWER = "slower", _("langsommere end forventet")
    TOO_FEW = "too_few", _("for få til at sige")


class Result(models.Model):
    """One municipality in one run. Months; empty where too few, with the reason."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    municipality = models.ForeignKey("Municipality", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    reason = models.CharField(max_length=40, blank=True)
    people = models.PositiveIntegerField(null=True)
    events = models.PositiveIntegerField(null=True)
    actual = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    difference = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    rank_low = models.PositiveSmallIntegerField(null=True)
    rank_high = models.PositiveSmallIntegerField(null=True)
    listed = models.CharField(max_length=7, blank=True)  # "fastest" or "slowest": of the ten
    figures = models.JSONField(default=dict)  # the engine's whole row, for what is read more rarely

    class Meta:
        ordering = ["municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["run", "municipality"], name="one_result_each"),
            models.CheckConstraint(
                name="a_difference_has_its_interval_and_people",
                condition=Q(difference__isnull=True)
                | Q(low__isnull=False, high__isnull=False, people__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_verdict_display()}"
