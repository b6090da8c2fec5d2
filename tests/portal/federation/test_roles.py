"""Which role a log-in gives: a table."""

import pytest

from portal.federation.roles import role_at_log_in
from portal.models import Role

A, M, E, K = Role.ADMINISTRATOR, Role.MODERATOR, Role.EDITOR, Role.MUNICIPAL
NOTHING = {A: [], M: [], E: []}
EDITORS = {A: [], M: [], E: ["redaktoer"]}
STAFF = {A: ["chef"], M: ["portal"], E: ["redaktoer"]}


@pytest.mark.parametrize(
    ("privileges", "named", "current", "has_moved", "role"),
    [
        # somebody new
        ((), NOTHING, None, False, K),
        (("redaktoer",), NOTHING, None, False, K),
        (("redaktoer",), EDITORS, None, False, E),
        # staff only where a setting names the privilege
        (("administrator", "chef", "portal"), EDITORS, None, False, K),
        (("portal",), STAFF, None, False, M),
        (("portal", "chef", "redaktoer"), STAFF, K, False, A),
        # what the broker gives, it takes
        ((), EDITORS, E, False, K),
        ((), STAFF, M, False, K),
        ((), STAFF, A, False, K),
        # what was made here, stays
        ((), NOTHING, E, False, E),
        ((), EDITORS, A, False, A),
        ((), NOTHING, K, False, K),
        # but not in another municipality
        ((), NOTHING, E, True, K),
        ((), NOTHING, A, True, K),
        (("redaktoer",), EDITORS, K, True, E),
    ],
)
def test_role_at_log_in(privileges, named, current, has_moved, role):
    found = role_at_log_in(privileges=privileges, named=named, current=current, has_moved=has_moved)

    assert found == role
