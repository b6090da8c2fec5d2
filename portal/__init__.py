"""Wiring, and the pages that join measurements and submissions."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
