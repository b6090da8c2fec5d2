"""Demonstration content: six people, real titles of methods, and a round from simulated data.

The round goes through the same upload, worker and publication as any other.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command

from measurements import published as results
from portal.models import Role, User

# `up` never loads it in production: the contact is nobody, and the password is known to every reader.
CONTACT = "Opdigtet kontakt, kun til demonstration"
PASSWORD = "demo-integration"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    what: str  # printed beside the address
    role: Role
    municipality: str | None = None


PEOPLE = (
    Person("administrator@demo.example", "administrator: publishes rounds", Role.ADMINISTRATOR),
    Person(
        "kontrol@demo.example",
        "administrator: approves what the other one made",
        Role.ADMINISTRATOR,
    ),
    Person("redaktion@demo.example", "moderator: reviews submissions", Role.MODERATOR),
    Person("hedensted@demo.example", "municipal user in Hedensted", Role.MUNICIPAL, "0766"),
    Person(
        "hedensted-redaktoer@demo.example",
        "Hedensted's editor: invites colleagues",
        Role.EDITOR,
        "0766",
    ),
    Person("lemvig@demo.example", "municipal user in Lemvig", Role.MUNICIPAL, "0665"),
)


def load(*, say: Callable[[str], None]) -> None:
    """Make what is missing; what is there already stays as it is."""
    for person in PEOPLE:
        _make(person)
    say("Loading demonstration methods …")
    call_command("load_shared_methods", contact=CONTACT, verbosity=0)
    if results.newest_computed_round() is None:
        say("Making three rounds from simulated data: upload, check, computation, publication …")
    call_command("load_demo_round")


def round_address() -> str:
    newest = results.newest_computed_round()
    return f"/maalinger/{newest.slug}/" if newest else "/maalinger/"


def _make(person: Person) -> None:
    if not User.objects.filter(email=person.email).exists():
        User.objects.create_user(
            person.email,
            PASSWORD,
            role=person.role,
            home_municipality_id=person.municipality,
        )
