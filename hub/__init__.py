"""The project package. Celery is loaded with it, so that tasks find their broker."""

from hub.celery import app as celery_app

__all__ = ("celery_app",)
