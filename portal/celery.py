"""The Celery application. Tasks are doorbells: they get an id and call a verb."""

import os

from celery import Celery
from celery.signals import worker_init
from django.core.checks import run_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("integrationsviden")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_wrong_settings(**_told: object) -> None:
    """A worker runs no checks that stop it by itself; a web server's are run before it starts."""
    wrong = [str(message) for message in run_checks() if message.is_serious()]
    if wrong:
        raise SystemExit("\n".join(["Stopped:", *wrong]))
