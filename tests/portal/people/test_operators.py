"""Django's admin, which changes nothing; the first administrator; and that there are no tokens."""

import subprocess
import sys
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from portal import factors
from portal.models import PersonEvent, User
from tests.portal.people.conftest import NEW_PASSWORD

TWICE = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def superuser(django_user_model, db):
    return django_user_model.objects.create_superuser("rod@example.com", "en-lang-adgangskode")


def page_of(model, which):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{which}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_superuser_sees_rows_and_can_add_none(client, superuser, model):
    client.force_login(superuser)

    assert client.get(reverse(page_of(model, "changelist"))).status_code == 200
    assert client.get(reverse(page_of(model, "add"))).status_code == 403
    assert client.post(reverse(page_of(model, "add")), {"name": "x"}).status_code == 403


def test_nor_change_nor_delete_one(client, superuser, municipalities):
    client.force_login(superuser)
    kwargs = {"object_id": "0766"}

    for which in ("change", "delete"):
        address = reverse(f"admin:measurements_municipality_{which}", kwargs=kwargs)
        assert client.post(address, {"name": "Andet", "post": "yes"}).status_code == 403


def test_the_secrets_of_second_factors_are_not_even_shown():
    assert not admin.site.is_registered(Authenticator)


@pytest.mark.parametrize("person", ["anna", "mads", "karen"])
def test_nobody_else_gets_in(client, request, person):
    client.force_login(request.getfixturevalue(person))

    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.status_code == 404


def test_it_has_no_log_in_of_its_own(client, db):
    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("log-in"))


def test_in_production_it_is_not_served(tmp_path):
    """Asked in a process of its own, as settings are read once."""
    program = (
        "import django; django.setup(); from django.urls import resolve; resolve('/django-admin/')"
    )
    asked = {
        "PRODUCTION": "1",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "site.example",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }

    without = _run(program, asked)
    wanted = _run(program, {**asked, "DJANGO_ADMIN": "1"})

    assert "Resolver404" in without.stderr
    assert wanted.returncode == 0, wanted.stderr


def _run(program, environment):
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def make_administrator(email, **options):
    said = StringIO()
    call_command("create_administrator", email, stdout=said, **options)
    return said.getvalue().splitlines()[-1].partition("8000")[2]


def test_the_first_administrator_sets_a_password_by_the_link(client, db):
    link = make_administrator("Leder@kommune.example")

    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, TWICE)

    person = User.objects.get(email="leder@kommune.example")
    assert person.is_administrator
    assert not person.is_superuser
    assert person.check_password(NEW_PASSWORD)
    assert PersonEvent.objects.filter(person=person, action="made_by_command", by=None).exists()


def test_it_opens_a_closed_one_and_takes_the_lost_code_away(anna):
    factors.keep(anna, factors.generate_totp_secret())
    User.objects.filter(pk=anna.pk).update(is_active=False)
    browser = Client()
    browser.force_login(anna)

    make_administrator(anna.email, without_code=True)

    anna.refresh_from_db()
    assert anna.is_active
    assert not factors.has_one(anna)
    assert browser.get(reverse("my-page")).status_code == 302


def test_it_makes_no_administrator_of_somebody_else(karen):
    with pytest.raises(CommandError, match="allerede en konto"):
        make_administrator(karen.email)

    karen.refresh_from_db()
    assert karen.role == "municipal"


def test_there_are_no_tokens_to_leak(client, anna, settings):
    """The API is open and knows nobody: a token in header or address makes no difference."""
    assert settings.REST_FRAMEWORK["DEFAULT_AUTHENTICATION_CLASSES"] == []
    assert "rest_framework.authtoken" not in settings.INSTALLED_APPS
    for header in ("Token abc", "Bearer abc", "Basic YW5uYTp4"):
        answer = client.get("/api/v1/rounds/?token=abc", headers={"Authorization": header})
        assert answer.status_code == 200
        assert client.get(reverse("people"), headers={"Authorization": header}).status_code == 302
