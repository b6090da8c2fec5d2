"""A report or a method that somebody shares: one object in two editions of form."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from submissions.lifecycle import State

FIRST_YEAR = 1970  # older than any integration effort in the law; catches slips of the finger


class Kind(models.TextChoices):
    REPORT = "report", _("Rapport, håndbog eller lignende")
    METHOD = "method", _("Metode eller erfaring")


class ReportType(models.TextChoices):
    REPORT = "report", _("Rapport")
    HANDBOOK = "handbook", _("Håndbog")
    EVALUATION = "evaluation", _("Evaluering")
    TOOLKIT = "toolkit", _("Værktøj eller skema")
    POLICY = "policy", _("Politik eller strategi")
    OTHER = "other", _("Andet")


class Experience(models.TextChoices):
    """How it went. What did not work is as welcome as what did."""

    WORKED = "worked", _("Det virkede")
    PARTLY = "partly", _("Det virkede delvist")
    FAILED = "failed", _("Det virkede ikke")


class Stage(models.TextChoices):
    """How far a method has been tried."""

    TRIED = "tried", _("Afprøvet i mindre omfang")
    RUNNING = "running", _("I fast drift")
    MEASURED = "measured", _("I drift, og resultatet målt af kommunen selv")
    EVALUATED = "evaluated", _("Evalueret af andre end kommunen")


class Running(models.TextChoices):
    """What the owner answered last, when asked whether it is still done."""

    YES = "yes", _("Stadig i brug")
    CHANGED = "changed", _("I brug, men ændret")
    STOPPED = "stopped", _("Stoppet")


def _year(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)],
    )


def _month(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )


class Submission(models.Model):
    """Texts are Markdown as typed; they are made safe when shown, never when stored.

    `code` and `slug` belong to the subject, not to the row: a new edition takes them over from
    the one it replaces, so that addresses and references go on working.
    """

    kind = models.CharField(_("slags"), max_length=10, choices=Kind.choices)
    code = models.CharField(_("bidragsnummer"), max_length=12, null=True)
    edition = models.PositiveSmallIntegerField(_("udgave"), default=1)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="newer_editions"
    )
    slug = models.SlugField(max_length=120, null=True, blank=True, unique=True)
    state = models.CharField(_("tilstand"), max_length=12, choices=State.choices)
    version = models.PositiveIntegerField(default=1)  # grows with each write; a stale page loses
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # of the form: one form, one submission
    only_title = models.BooleanField(_("kun titlen er kendt"), default=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    # Where it was before it moved in here; both empty for what was written here.
    external_source = models.CharField(_("kilde"), max_length=80, blank=True)
    external_id = models.CharField(_("nummer hos kilden"), max_length=120, blank=True)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
    )
    # Where the author worked when it was begun: until it is sent in, it is also that place's.
    begun_in = models.ForeignKey(
        "measurements.Municipality",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sender_email = models.EmailField(_("afsenders e-mailadresse"), blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # What the notice in place of a withdrawn one says: the owner's words, and whether it is named.
    withdrawn_reason = models.TextField(_("begrundelse, som alle kan læse"), blank=True)
    title_hidden = models.BooleanField(_("titlen vises ikke"), default=False)

    title = models.CharField(_("titel"), max_length=200, blank=True)
    municipality = models.ForeignKey(
        "measurements.Municipality",
        verbose_name=_("kommune"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    further_municipalities = models.ManyToManyField(
        "measurements.Municipality", blank=True, related_name="+"
    )
    publisher = models.CharField(_("udgiver"), max_length=200, blank=True)
    year = _year(_("udgivelsesår"))
    month = _month(_("udgivelsesmåned"))
    target_group = models.CharField(_("målgruppe"), max_length=300, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    contact = models.CharField(_("kontakt"), max_length=300, blank=True)
    contact_email = models.EmailField(_("kontaktens e-mailadresse"), blank=True)  # never shown
    contact_erased_at = models.DateTimeField(null=True, blank=True)
    topics = models.JSONField(_("emner"), default=list, blank=True)  # slugs of search.subjects

    report_type = models.CharField(_("type"), max_length=12, choices=ReportType.choices, blank=True)
    summary = models.TextField(_("resumé"), blank=True)

    began_year = _year(_("startår"))
    began_month = _month(_("startmåned"))
    ended_year = _year(_("slutår"))
    experience = models.CharField(
        _("erfaring"), max_length=8, choices=Experience.choices, blank=True
    )
    stage = models.CharField(_("afprøvning"), max_length=10, choices=Stage.choices, blank=True)
    running = models.CharField(_("i brug"), max_length=8, choices=Running.choices, blank=True)
    running_asked_at = models.DateTimeField(null=True, blank=True)
    running_reminded_at = models.DateTimeField(null=True, blank=True)
    running_said_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(_("problemet"), blank=True)
    practice = models.TextField(_("hvad I gør"), blank=True)
    who_and_time = models.TextField(_("hvem der gør det, og tidsforbrug"), blank=True)
    preconditions = models.TextField(_("forudsætninger"), blank=True)
    results = models.TextField(_("resultater, og hvordan de er målt"), blank=True)
    what_failed = models.TextField(_("hvad der ikke virkede"), blank=True)
    advice_smaller = models.TextField(_("råd til en mindre kommune"), blank=True)
    advice_larger = models.TextField(_("råd til en større kommune"), blank=True)

    class Meta:
        verbose_name = _("bidrag")
        verbose_name_plural = _("bidrag")
        ordering = ["-published_at", "-pk"]
        indexes = [
            # The list and the home page read a handful of thousands. The state stands first and not
            # as a condition: SQLite would not use the index of a state that comes as a parameter.
            models.Index(fields=["state", "-published_at", "-id"], name="newest_first"),
            models.Index(
                fields=["state", "only_title", "-published_at", "-id"], name="bare_titles_last"
            ),
            # Whom to learn from asks this of every method; the rows themselves are wide with text.
            models.Index(
                fields=[
                    *("state", "kind", "only_title", "running", "ended_year", "experience"),
                    *("id", "code", "municipality", "contact", "contact_email"),
                ],
                name="methods_to_take_up",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="one_row_per_edition"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=State.PUBLISHED), name="one_public_edition"
            ),
            models.CheckConstraint(
                name="published_submissions_have_an_address",
                condition=~Q(state=State.PUBLISHED)
                | Q(slug__isnull=False, code__isnull=False, published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_sent_in_has_a_title",
                condition=~Q(title="") | Q(state__in=[State.DRAFT, State.WITHDRAWN]),
            ),
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                condition=~Q(external_id=""),
                name="moved_in_once",
            ),
            models.CheckConstraint(
                name="merged_into_something",
                condition=Q(merged_into__isnull=False) | ~Q(state=State.MERGED),
            ),
            models.CheckConstraint(
                name="author_or_sender_not_both",
                condition=Q(author__isnull=True) | Q(sender_email=""),
            ),
            models.CheckConstraint(
                name="a_month_belongs_to_a_year",
                condition=(Q(month__isnull=True) | Q(year__isnull=False))
                & (Q(began_month__isnull=True) | Q(began_year__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Uden titel"))

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.slug])

    @property
    def is_method(self) -> bool:
        return self.kind == Kind.METHOD

    @property
    def was_sent_in(self) -> bool:
        """Whether the editors have ever had it: a draft that was dropped stays its author's own."""
        return self.submitted_at is not None or self.published_at is not None

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_stopped(self) -> bool:
        return self.running == Running.STOPPED or self.ended_year is not None


_OF_BOTH = (
    "title",
    "municipality_id",
    "target_group",
    "topics",
    "link",
    "contact",
    "contact_email",
)
# What a form may change, by kind. State, author, code and the like are for the verbs alone.
CONTENT: dict[str, tuple[str, ...]] = {
    Kind.REPORT: (*_OF_BOTH, "publisher", "year", "month", "report_type", "summary"),
    Kind.METHOD: (
        *_OF_BOTH,
        "began_year",
        "began_month",
        "ended_year",
        "stage",
        "experience",
        "problem",
        "practice",
        "who_and_time",
        "preconditions",
        "results",
        "what_failed",
        "advice_smaller",
        "advice_larger",
    ),
}
