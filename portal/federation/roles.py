"""Which role a log-in through a broker gives: a pure function of privileges and what was before."""

from collections.abc import Mapping

from portal.models import Role

STRONGEST_FIRST = (Role.ADMINISTRATOR, Role.MODERATOR, Role.EDITOR)


def role_at_log_in(
    *,
    privileges: tuple[str, ...],
    named: Mapping[str, list[str]],
    current: Role | None,
    has_moved: bool,
) -> Role:
    """The strongest role that a privilege gives; without any, a new person is a municipal user.

    named      for each role, the privileges that give it. A role without any is not the broker's
               to give or take: it stays as it was made here, unless the person has moved.
    current    None for somebody new
    has_moved  the person works in another municipality than at the last log-in
    """
    for role in STRONGEST_FIRST:
        if set(named[role]) & set(privileges):
            return role
    if current is None or has_moved or (current in STRONGEST_FIRST and named[current]):
        return Role.MUNICIPAL
    return current
