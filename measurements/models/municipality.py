"""The 98 municipalities of 2007, and those that went before them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """A municipality in use since 2007. Its four-digit code is its key everywhere."""

    code = models.CharField(_("kommunekode"), max_length=4, primary_key=True)
    name = models.CharField(_("navn"), max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    sort_key = models.CharField(max_length=120, db_index=True, editable=False)
    region = models.CharField(_("region"), max_length=30)

    class Meta:
        verbose_name = _("kommune")
        verbose_name_plural = _("kommuner")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("municipality", args=[self.slug])


class FormerMunicipality(models.Model):
    """A code in use before 2007 and a municipality it became part of.

    A divided municipality has a row for each part; `main_part` is the one most of it joined.
    """

    old_code = models.CharField(_("tidligere kode"), max_length=4)
    old_name = models.CharField(_("tidligere navn"), max_length=60)
    successor = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="predecessors"
    )
    split = models.BooleanField(_("delt"))
    main_part = models.BooleanField(_("største del"))
    in_use_until = models.DateField(_("i brug til"), null=True, blank=True)

    class Meta:
        verbose_name = _("tidligere kommune")
        verbose_name_plural = _("tidligere kommuner")
        ordering = ["old_code"]
        constraints = [
            models.UniqueConstraint(fields=["old_code", "successor"], name="one_row_per_part")
        ]

    def __str__(self) -> str:
        return f"{self.old_name} → {self.successor}"
