"""A browser as a person knows it, from what it calls itself. Others may call themselves anything."""

from django.utils.translation import gettext as _

# The first that is found: Edge calls itself Chrome too, and Chrome Safari.
BROWSERS = {"Edg": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def name_of(device: str) -> str:
    """`Firefox, Windows`; the beginning of what it said when neither is known."""
    known = (_first(device, BROWSERS), _first(device, SYSTEMS))
    return ", ".join(part for part in known if part) or device[:60] or _("Ukendt browser")


def _first(device: str, names: dict[str, str]) -> str:
    return next((name for sign, name in names.items() if sign in device), "")
