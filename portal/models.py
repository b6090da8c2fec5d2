"""The people who log in."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do here. One role each; superusers are for Django's own admin."""

    ADMINISTRATOR = "administrator", _("Administrator")
    MODERATOR = "moderator", _("Redaktør")
    EDITOR = "municipal_editor", _("Kommunens redaktør")
    MUNICIPAL = "municipal", _("Kommunal bruger")


MUNICIPAL_ROLES = (Role.MUNICIPAL, Role.EDITOR)  # those that have a home municipality


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

    def of_municipality(self, municipality: str) -> QuerySet["User"]:
        """Who shares for a municipality (code)."""
        people = self.filter(is_active=True, role__in=MUNICIPAL_ROLES)
        return people.filter(home_municipality=municipality).order_by("pk")

    def municipality_editors(self, municipality: str) -> QuerySet["User"]:
        """Who answers for what a municipality (code) has shared."""
        return self.of_municipality(municipality).filter(role=Role.EDITOR)

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

    # Raised by whoever ends every log-in of a person; part of what each log-in is checked against.
    log_in_generation = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bruger")
        verbose_name_plural = _("brugere")
        constraints = [
            models.CheckConstraint(
                name="municipal_users_have_a_municipality",
                condition=~Q(role__in=[*MUNICIPAL_ROLES]) | Q(home_municipality__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What Django checks each request of a log-in against: it ends when any of these changes."""
        # A person just made holds the role as a Role, one read again as its text.
        role = str(self.role)
        about = (self.password, role, self.home_municipality_id, self.log_in_generation)
        return salted_hmac(
            "portal.User.log-in", repr(about), secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def is_staff_here(self) -> bool:
        """Has powers over what others have made: a second factor is asked of these."""
        return self.is_moderator or (self.is_active and self.is_superuser)

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
        return self.is_active and self.role in MUNICIPAL_ROLES

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


class Invitation(models.Model):
    """A link, sent to one address, that makes one account. Its state is in its four times."""

    email = models.EmailField()  # lower case
    role = models.CharField(max_length=20, choices=Role.choices)
    # None for moderators and administrators.
    municipality = models.ForeignKey(
        "measurements.Municipality", null=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="an_address_has_one_invitation",
            )
        ]

    def __str__(self) -> str:
        return self.email


class LogIn(models.Model):
    """One browser in which somebody is logged in. The session holds its number and nothing more."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="log_ins"
    )
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # to the minute
    ended_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=200)  # as the browser calls itself
    address = models.CharField(max_length=64)  # digest: to know a place again, not to find it

    class Meta:
        ordering = ["-seen_at", "-pk"]
        indexes = [models.Index(fields=["person", "address"], name="places_of_a_person")]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d %H:%M}"


class Guess(models.Model):
    """A password or code that was wrong, or is just being tried. Deleted when its time is over."""

    at = models.DateTimeField(db_index=True)
    account = models.CharField(max_length=64)  # digest of what was typed
    address = models.CharField(max_length=64)  # digest

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="guesses_at_an_account"),
            models.Index(fields=["address", "at"], name="guesses_from_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ResetRequest(models.Model):
    """Somebody asked for a new password for an address, whether it has an account or not.

    A row is written either way, and looked at afterwards by a worker: how long the page takes tells
    nothing about who has an account.
    """

    email = models.EmailField()
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


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
