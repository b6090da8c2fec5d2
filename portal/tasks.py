"""Doorbells about people. Each may ring twice, late, or not at all: the rows tell what is to be done."""

from celery import shared_task
from django.utils import timezone

from portal.actions import passwords


@shared_task(name=passwords.ANSWER_RESETS, ignore_result=True)
def answer_resets() -> None:
    """Somebody has forgotten a password."""
    passwords.answer_asked(now=timezone.now())
