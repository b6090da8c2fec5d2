"""The people who log in."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do here. One role each; superusers are for Django's own admin."""

    ADMINISTRATOR = "administrator", _("Administrator")
    MODERATOR = "moderator", _("Redaktør")
    EDITOR = "municipal_editor", _("Kommunens redaktør")
    MUNICIPAL = "municipal", _("Kommunal bruger")


class UserManager(BaseUserManager["User"]):
    """Makes users who log in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields = {"role": Role.ADMINISTRATOR, **fields, "is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    def moderators(self) -> QuerySet["User"]:
        """Whom the queue of submissions waits for."""
        return self.filter(is_active=True, role=Role.MODERATOR).order_by("pk")

    def municipality_editors(self, municipality: str) -> QuerySet["User"]:
        """Who answers for what a municipality (code) has shared."""
        editors = self.filter(is_active=True, role=Role.EDITOR)
        return editors.filter(home_municipality=municipality).order_by("pk")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractUser):
    """A person with one role; municipal users belong to one municipality."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mailadresse"), unique=True)
    role = models.CharField(_("rolle"), max_length=20, choices=Role.choices, default=Role.MUNICIPAL)
    home_municipality = models.ForeignKey(
        "measurements.Municipality",
        verbose_name=_("kommune"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bruger")
        verbose_name_plural = _("brugere")
        constraints = [
            models.CheckConstraint(
                name="municipal_users_have_a_municipality",
                condition=~Q(role__in=[Role.MUNICIPAL, Role.EDITOR])
                | Q(home_municipality__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATOR

    @property
    def is_moderator(self) -> bool:
        """May review submissions; administrators may as well."""
        return self.is_active and self.role in {Role.MODERATOR, Role.ADMINISTRATOR}

    @property
    def is_municipal(self) -> bool:
        """Speaks for the home municipality when it is heard."""
        return self.is_active and self.role in {Role.MUNICIPAL, Role.EDITOR}

    @property
    def is_municipality_editor(self) -> bool:
        """Answers for what the home municipality shares, and for who may speak for it."""
        return self.is_active and self.role == Role.EDITOR


class MunicipalityDomain(models.Model):
    """A domain whose e-mail addresses one municipality gives out; its subdomains stand for themselves."""

    municipality = models.ForeignKey(
        "measurements.Municipality",
        verbose_name=_("kommune"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    domain = models.CharField(_("domæne"), max_length=253)  # lower case, without @

    class Meta:
        verbose_name = _("kommunes domæne")
        verbose_name_plural = _("kommuners domæner")
        ordering = ["domain"]
        constraints = [
            # Else an address would belong to two municipalities.
            models.UniqueConstraint("domain", name="a_domain_has_one_municipality")
        ]

    def __str__(self) -> str:
        return self.domain


class PersonEvent(models.Model):
    """One line of the log of people: who changed what about whom. Written by the verb, and kept."""

    at = models.DateTimeField()
    # None: the machine, or a broker's word at a log-in.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events"
    )
    action = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
