"""Who may do what with rounds. Each rule in two voices: one raises and says why, one answers."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


def check_can_manage_rounds(user: object) -> None:
    """Creating, filling, computing, previewing and publishing rounds is for administrators."""
    if not can_manage_rounds(user):
        raise PermissionDenied(_("Kun en administrator kan arbejde med målinger."))


def can_manage_rounds(user: object) -> bool:
    return bool(getattr(user, "is_administrator", False))
