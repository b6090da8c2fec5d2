"""Every address of the administration × every role × every method, taken from the resolver."""

import pytest
from django.urls import get_resolver, reverse

METHODS = ("get", "post", "put", "delete")
READ, WRITE, BOTH = {"get"}, {"post"}, {"get", "post"}

# What each address answers to. Whoever adds an address adds a row.
ALLOWED = {
    "manage-log": READ,
    "manage-rounds": READ,
    "manage-round-create": BOTH,
    "manage-round": READ,
    "manage-round-describe": BOTH,
    "manage-round-discard": BOTH,
    "manage-round-files": BOTH,
    "manage-round-report": READ,
    "manage-round-faults": READ,
    "manage-round-validate": WRITE,
    "manage-round-accept": WRITE,
    "manage-round-compute": WRITE,
    "manage-round-progress": READ,
    "manage-round-stop": WRITE,
    "manage-round-preview": READ,
    "manage-round-approve": BOTH,
    "manage-round-reopen": BOTH,
    "manage-round-publish": BOTH,
    "manage-round-correct": BOTH,
    "manage-round-retract": BOTH,
}
OTHERS = ("mads", "karen", "oluf")


def addresses():
    """Names of all addresses below /administration/ that are about rounds, with what they take.

    The hearing has pages and tests of its own.
    """
    found = get_resolver().reverse_dict
    names = [name for name in found if isinstance(name, str)]
    return {name: found.getlist(name)[0][0][0][1] for name in names if name.startswith("manage-")}


ABOUT_ROUNDS = {
    name: takes for name, takes in addresses().items() if not name.startswith("manage-hearing")
}


@pytest.fixture
def address_of(draft, refused):
    """The address of a page about the draft, whose run was refused."""

    def address_of(name, slug=draft.slug):
        known = {"slug": slug, "run": refused.pk}
        return reverse(name, kwargs={taken: known[taken] for taken in ABOUT_ROUNDS[name]})

    return address_of


def test_every_address_has_its_row():
    assert set(ABOUT_ROUNDS) == set(ALLOWED)


def test_whoever_is_not_logged_in_is_asked_to(client, address_of):
    for name, method, answer in every_answer(client, address_of):
        if method in ALLOWED[name]:
            assert answer.status_code == 302, (name, method)
            assert answer.url.startswith(reverse("log-in")), (name, method)
        else:
            assert answer.status_code == 405, (name, method)


@pytest.mark.parametrize("person", OTHERS)
def test_others_are_told_that_they_may_not(request, client, address_of, person):
    client.force_login(request.getfixturevalue(person))

    for name, method, answer in every_answer(client, address_of):
        expected = 403 if method in ALLOWED[name] else 405
        assert answer.status_code == expected, (name, method)


def test_an_administrator_is_answered(client, anna, address_of):
    client.force_login(anna)

    for name, method, answer in every_answer(client, address_of):
        expected = {200, 302, 422} if method in ALLOWED[name] else {405}
        assert answer.status_code in expected, (name, method)


def test_a_round_that_is_not_there_is_not_found(client, anna, address_of):
    client.force_login(anna)

    for name, takes in ABOUT_ROUNDS.items():
        if "slug" in takes:
            for method in ALLOWED[name]:
                answer = getattr(client, method)(address_of(name, slug="ikke-her"))
                assert answer.status_code == 404, (name, method)


def test_a_round_stated_elsewhere_is_not_made_here(client, anna, stated_rounds, address_of):
    client.force_login(anna)

    for name, takes in ABOUT_ROUNDS.items():
        if "slug" in takes:
            for method in ALLOWED[name]:
                answer = getattr(client, method)(address_of(name, slug="effektmaaling-2009"))
                assert answer.status_code == 404, (name, method)


def every_answer(client, address_of):
    """Each address by each method; the one that deletes the round comes last."""
    names = sorted(ABOUT_ROUNDS, key=lambda name: name == "manage-round-discard")
    return [
        (name, method, getattr(client, method)(address_of(name)))
        for name in names
        for method in sorted(METHODS, key=lambda method: method == "post")
    ]
