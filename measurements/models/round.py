"""Measurement rounds, their versions, and the files they were computed from."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measurements.lifecycle import FROZEN, PUBLIC, RoundState

if TYPE_CHECKING:
    from measurements.models.hearing import Hearing
    from measurements.models.run import Run, RunKind


class RoundKind(models.TextChoices):
    """Where the figures come from."""

    STATED = "stated", _("Offentliggjort andetsteds; kun udsagn og lister")
    COMPUTED = "computed", _("Beregnet her")


class Success(models.TextChoices):
    """What counts as having come into work or education."""

    WORK_2_MONTHS = "work_2_months", _("Ordinært arbejde i mindst 2 måneder, eller uddannelse")
    WORK_13_WEEKS = "work_13_weeks", _("Ordinært arbejde i mindst 13 uger, eller uddannelse")
    WORK_26_WEEKS = "work_26_weeks", _("Ordinært arbejde i mindst 26 uger, eller uddannelse")
    SELF_SUFFICIENT = (
        "self_sufficient",
        _("Mindst 26 uger uden offentlig forsørgelse, eller uddannelse"),
    )


class Series(models.Model):
    """A measurement as the public knows it: one address, and which of its versions is current.

    Publishing moves `current`, and that alone makes anything public.
    """

    slug = models.SlugField(max_length=80, unique=True)
    current = models.ForeignKey(
        "Round", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of the first version: a correction of an old measurement does not make it the newest.
    published_on = models.DateField(_("udgivet"), null=True, blank=True)
    published_precision = models.CharField(max_length=5, default="day")  # day, month or year

    class Meta:
        verbose_name = _("målingsserie")
        verbose_name_plural = _("målingsserier")
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="what_is_public_has_a_date",
                condition=Q(current__isnull=True) | Q(published_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("round", args=[self.slug])


class CorrectionKind(models.TextChoices):
    """An error put right is told apart from a revision that was planned."""

    CORRECTION = "correction", _("Rettelse af en fejl")
    REVISION = "revision", _("Planlagt revision")


class Round(models.Model):
    """One version of one measurement: a period, its rules, and the run that was approved."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("udgave"), default=1)
    slug = models.SlugField(max_length=90, unique=True)  # of its page in the administration
    title = models.CharField(_("titel"), max_length=200)
    kind = models.CharField(max_length=10, choices=RoundKind.choices, default=RoundKind.COMPUTED)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    version = models.PositiveIntegerField(
        default=0
    )  # grows with each move; guards against a stale page
    publisher = models.CharField(_("udgiver"), max_length=200)
    contact = models.CharField(_("kontakt"), max_length=200, blank=True)
    period_from = models.PositiveSmallIntegerField(_("periode fra"))
    period_to = models.PositiveSmallIntegerField(_("periode til"))
    horizon = models.PositiveSmallIntegerField(_("horisont i måneder"), default=72)
    minimum_people = models.PositiveSmallIntegerField(_("mindste antal personer"), default=80)
    success = models.CharField(
        _("hvad der tæller"), max_length=15, choices=Success.choices, default=Success.WORK_2_MONTHS
    )
    # The last day that a register extract knows of; a flat spell file carries its own ends.
    data_end = models.DateField(_("sidste dag i data"), null=True, blank=True)
    simulated = models.BooleanField(_("simulerede data"), default=False)
    facts = models.JSONField(
        default=dict, blank=True
    )  # of a stated round; empty for a computed one
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    correction_kind = models.CharField(max_length=10, choices=CorrectionKind.choices, blank=True)
    correction_reason = models.TextField(_("hvorfor den rettes"), blank=True)

    hearing_until = models.DateField(_("høringsfrist"), null=True, blank=True)
    sitting = models.PositiveSmallIntegerField(default=0)  # how often it has been sent to hearing
    no_hearing_reason = models.TextField(_("hvorfor der ikke var høring"), blank=True)

    approved_run = models.ForeignKey(
        "Run", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # Why one person both approved and published; empty when two people did.
    alone_reason = models.TextField(blank=True)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retraction_reason = models.TextField(_("hvorfor den er trukket tilbage"), blank=True)

    class Meta:
        verbose_name = _("måling")
        verbose_name_plural = _("målinger")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="one_round_per_version"),
            models.CheckConstraint(
                name="period_runs_forward", condition=Q(period_to__gte=F("period_from"))
            ),
            models.CheckConstraint(
                name="frozen_rounds_have_a_run",
                condition=~Q(state__in=FROZEN, kind=RoundKind.COMPUTED)
                | Q(approved_run__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="public_rounds_say_when",
                condition=~Q(state__in=PUBLIC, kind=RoundKind.COMPUTED)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="retracted_rounds_say_when_and_why",
                condition=~Q(state=RoundState.RETRACTED)
                | (Q(retracted_at__isnull=False) & ~Q(retraction_reason="")),
            ),
            models.CheckConstraint(
                name="later_versions_say_what_they_replace_and_why",
                condition=Q(number=1) | (Q(replaces__isnull=False) & ~Q(correction_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("manage-round", args=[self.slug])

    # The rest read `.all()`, so that a page of many rounds can prefetch them.

    @property
    def live_run(self) -> "Run | None":
        """The run that waits or works; a constraint allows one."""
        return next((run for run in self.runs.all() if run.is_live), None)

    @property
    def newest_run(self) -> "Run | None":
        return next(iter(self.runs.all()), None)

    def newest_of(self, kind: "RunKind") -> "Run | None":
        """The newest validation or the newest computation."""
        return next((run for run in self.runs.all() if run.kind == kind), None)

    @property
    def current_hearings(self) -> "list[Hearing]":
        """Each municipality's part in the hearing under way or last held; none if taken back."""
        if self.hearing_until is None:
            return []
        return [each for each in self.hearings.all() if each.sitting == self.sitting]

    @property
    def unanswered_objections(self) -> "list[Hearing]":
        return [each for each in self.current_hearings if each.is_unanswered_objection]

    def takes_answers(self, today: date) -> bool:
        """Whether the municipalities can answer; the whole of the last day counts, in Denmark."""
        until = self.hearing_until
        return self.state == RoundState.HEARING and until is not None and today <= until

    def is_awaiting_answers(self, today: date) -> bool:
        """Whether a municipality has not answered yet and still may."""
        return self.takes_answers(today) and not all(
            each.position for each in self.current_hearings
        )

    @property
    def current_inputs(self) -> "list[InputFile]":
        """The files that a validation or a computation would read now, in the order of the kinds."""
        order = list(InputKind)
        used = [file for file in self.inputs.all() if file.in_use]
        return sorted(used, key=lambda file: order.index(InputKind(file.kind)))


class InputKind(models.TextChoices):
    SPELLS = "spells", _("Forløb")
    PERSONS = "persons", _("Personer")
    RESIDENCES = "residences", _("Bopæle")
    ACTIVITIES = "activities", _("Aktiviteter")
    EXITS = "exits", _("Udgange (udvandring og død)")
    ARCHIVE = "archive", _("Samlet arkiv (.zip)")
    LABOUR_MARKET = "labour_market", _("Kommuner og år")


EXTRACT = (InputKind.PERSONS, InputKind.RESIDENCES, InputKind.ACTIVITIES, InputKind.EXITS)
# What a newly uploaded file puts out of use: its forerunner, and the other ways of delivery.
PUTS_OUT_OF_USE: dict[str, tuple[InputKind, ...]] = {
    InputKind.SPELLS: (InputKind.SPELLS, *EXTRACT, InputKind.ARCHIVE),
    InputKind.ARCHIVE: tuple(InputKind),
    InputKind.LABOUR_MARKET: (InputKind.LABOUR_MARKET,),
    **{kind: (kind, InputKind.SPELLS, InputKind.ARCHIVE) for kind in EXTRACT},
}


class InputFile(models.Model):
    """An uploaded file, stored under its SHA-256 outside the web root.

    When its bytes have been deleted, the row and the digest stay.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="inputs")
    kind = models.CharField(max_length=15, choices=InputKind.choices)
    in_use = models.BooleanField(default=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("filnavn"), max_length=200)
    size = models.PositiveBigIntegerField(_("størrelse i byte"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"], condition=Q(in_use=True), name="one_file_of_a_kind_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.name
