"""The Celery application. Tasks are doorbells: they get an id and call a verb."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("integrationsviden")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
