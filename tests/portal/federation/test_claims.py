"""What a broker says, read into our words: plain functions, no database."""

import base64

import pytest

from portal.federation import claims

NAMES = {
    "email": "email",
    "email_verified": "email_verified",
    "first_name": "given_name",
    "last_name": "family_name",
    "cvr": "cvr",
    "municipality": "kommunekode",
    "assurance": "loa",
    "privileges": "privileges",
}
EDITOR = "urn:dk:integrationsviden:redaktoer"


def read(**said):
    return claims.read(
        said,
        names=NAMES,
        issuer="https://broker.example",
        subject="1",
        authenticated_at=None,
        vouches_for_email=False,
    )


def profile(*, scope, privilege=EDITOR):
    """As OIO basic privilege profile 1.2 has it."""
    xml = f"""<bpp:PrivilegeList xmlns:bpp="http://digst.dk/oiosaml/basic_privilege_profile">
      <PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:{scope}">
        <Privilege>{privilege}</Privilege>
      </PrivilegeGroup>
    </bpp:PrivilegeList>"""
    return base64.b64encode(xml.encode()).decode()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("0766", "0766"),
        ("766", "0766"),
        (766, "0766"),
        (["0766"], "0766"),
        ("Hedensted", "Hedensted"),
    ],
)
def test_a_municipality_code_is_read_however_it_is_written(said, code):
    assert read(kommunekode=said).municipality == code


@pytest.mark.parametrize("said", ["12345674", "DK12345674", "dk12345674", 12345674])
def test_a_cvr_number_is_read_however_it_is_written(said):
    assert read(cvr=said).cvr == "12345674"


def test_what_was_not_said_is_none():
    nothing = read()

    assert (nothing.cvr, nothing.municipality, nothing.email) == (None, None, None)
    assert not nothing.email_is_verified


@pytest.mark.parametrize("said", [False, "false", "no", "", None, "maybe"])
def test_an_address_is_verified_only_when_the_broker_says_so(said):
    assert not read(email="a@b.example", email_verified=said).email_is_verified


@pytest.mark.parametrize("said", [True, "true", "1", ["true"]])
def test_an_address_that_the_broker_verified_is_so(said):
    assert read(email="a@b.example", email_verified=said).email_is_verified


def test_two_cvr_numbers_are_ambiguous():
    with pytest.raises(claims.Ambiguous, match="cvr"):
        read(cvr=["12345674", "87654321"])


def test_plain_privileges_are_taken_by_name():
    assert read(privileges=[EDITOR, "andet"]).privileges == ("andet", EDITOR)


def test_a_privilege_profile_counts_for_the_organisation_it_names():
    assert read(cvr="12345674", privileges=profile(scope="12345674")).privileges == (EDITOR,)


@pytest.mark.parametrize("cvr", ["87654321", None])
def test_a_privilege_in_another_organisation_counts_for_nothing(cvr):
    assert read(cvr=cvr, privileges=profile(scope="12345674")).privileges == ()


def test_a_privilege_profile_with_entities_is_no_profile():
    bomb = base64.b64encode(b"<!DOCTYPE a [<!ENTITY b 'c'>]><PrivilegeList>&b;</PrivilegeList>")

    assert read(privileges=bomb.decode()).privileges == (bomb.decode(),)


def test_what_is_kept_is_read_back_as_it_was():
    said = read(cvr="12345674", privileges=[EDITOR], email="A@b.example", email_verified=True)

    assert claims.Claims.from_kept(said.as_kept()) == said
