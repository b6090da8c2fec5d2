"""People and places that every test may use.

Anna analyses (administrator) and Astrid too, Mads moderates, Karen contributes (Hedensted), and Oluf may do
nothing of hers (he is from Lemvig).
"""

from datetime import UTC, datetime

import pytest
from django.core.management.commands import flush
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from measurements import guards

PASSWORD = "en-lang-adgangskode-til-test"

# A busy machine is slow to draw examples; that says nothing of the code.
hypothesis.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("house")


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Uploaded files of a test go where pytest sweeps."""
    settings.INPUT_ROOT = tmp_path / "inputs"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True, scope="session")
def emptying_lifts_the_guards():
    """A test with threads is cleared away by deleting rows, also those that are kept for ever."""
    empty = flush.Command.handle

    def lift_and_empty(self, **options):
        guards.remove(connections[options["database"]])
        empty(self, **options)  # and the signal after it puts them back

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(flush.Command, "handle", lift_and_empty)
        yield


@pytest.fixture(autouse=True)
def danish():
    """A page asked for in English leaves its language behind in the thread."""
    translation.activate("da")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A real hash takes half a second by intention; only the log-in tests are about it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now():
    return datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def municipalities(db):
    from measurements.actions import reference

    reference.load_municipalities()


@pytest.fixture
def stated_rounds(municipalities):
    from measurements.actions import reference

    reference.load_stated_rounds()


@pytest.fixture
def make_user(municipalities, django_user_model):
    def make(email, role, municipality=None, name=""):
        return django_user_model.objects.create_user(
            email, PASSWORD, role=role, home_municipality_id=municipality, first_name=name
        )

    return make


@pytest.fixture
def anna(make_user):
    return make_user("anna@example.com", "administrator", name="Anna")


@pytest.fixture
def astrid(make_user):
    """Who publishes what Anna has approved."""
    return make_user("astrid@example.com", "administrator", name="Astrid")


@pytest.fixture
def mads(make_user):
    return make_user("mads@example.com", "moderator", name="Mads")


@pytest.fixture
def karen(make_user):
    return make_user("karen@example.com", "municipal", "0766", name="Karen")


@pytest.fixture
def oluf(make_user):
    return make_user("oluf@example.com", "municipal", "0665", name="Oluf")
