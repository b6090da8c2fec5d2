"""The hearing: what each municipality says to its own figures before they are public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Position(models.TextChoices):
    AGREES = "agrees", _("Ingen indvendinger")
    OBJECTS = "objects", _("Indvending")


class Hearing(models.Model):
    """One municipality's part in one hearing of one round."""

    round = models.ForeignKey("Round", on_delete=models.CASCADE, related_name="hearings")
    # A round that was taken back after its hearing is heard again; what was said before is kept.
    sitting = models.PositiveSmallIntegerField(default=1)
    municipality = models.ForeignKey("Municipality", on_delete=models.PROTECT, related_name="+")
    first_seen_at = models.DateTimeField(null=True, blank=True)
    first_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)

    position = models.CharField(max_length=10, choices=Position.choices, blank=True)
    comment = models.TextField(_("bemærkning"), blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)  # grows with each answer and response

    response = models.TextField(_("svar fra udgiveren"), blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("høringssvar")
        verbose_name_plural = _("høringssvar")
        ordering = ["municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "sitting", "municipality"], name="one_hearing_each"
            ),
            models.CheckConstraint(
                name="answers_say_who_and_when",
                condition=Q(position="") | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="objections_say_why", condition=~Q(position="objects") | ~Q(comment="")
            ),
            models.CheckConstraint(
                name="responses_say_who_and_when",
                condition=Q(response="")
                | Q(responded_at__isnull=False, responded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.municipality}"

    @property
    def current_response(self) -> str:
        """The publisher's response, unless the municipality has changed its answer since."""
        if self.responded_at is None or self.answered_at is None:
            return ""
        return self.response if self.responded_at >= self.answered_at else ""

    @property
    def is_unanswered_objection(self) -> bool:
        return self.position == Position.OBJECTS and not self.current_response
