"""Practice links: a municipality's practice joined to its result, and what keeps them current."""

from django.db import models
from django.db.models import Q


class PracticeLink(models.Model):
    """A practice, its municipality and one version of one round, with the evidence seen then.

    A projection: always what `link_rules` gives for what is published, never edited by hand.
    """

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="links")
    municipality = models.ForeignKey(
        "measurements.Municipality", on_delete=models.PROTECT, related_name="+"
    )
    round_slug = models.SlugField(max_length=80)
    version = models.PositiveSmallIntegerField()  # of the round
    is_current = models.BooleanField()
    as_name = models.CharField(max_length=60)  # the municipality's name in that round
    rule_version = models.CharField(max_length=30)
    timing = models.CharField(max_length=10)
    evidence = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "submission",
                    "municipality",
                    "round_slug",
                    "version",
                    "as_name",
                    "rule_version",
                ],
                name="one_link_each",
            )
        ]
        indexes = [models.Index(fields=["round_slug"]), models.Index(fields=["municipality"])]

    def __str__(self) -> str:
        return f"{self.submission} – {self.municipality} – {self.round_slug}"


class RelinkRequest(models.Model):
    """A submission whose links are to be made anew. The row waits even if its ring is lost."""

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["submission"], condition=Q(done_at=None), name="open_relink_requests"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.requested_at:%Y-%m-%d %H:%M}"


class Projection(models.Model):
    """What the links were last made from. The one row is also the lock of whoever makes them.

    `rounds` holds the versions that each linked round had: a published round that has others has
    not been linked yet, even if the task that should have said so was lost.
    """

    name = models.CharField(max_length=30, primary_key=True)
    rule_version = models.CharField(max_length=30, blank=True)
    rounds = models.JSONField(default=dict)
    made_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
