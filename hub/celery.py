"""The Celery application. A message only wakes a worker: the database holds every piece of work."""

import os
from typing import Any

from celery import Celery
from celery.loaders.app import AppLoader

from hub import site_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")


class SiteLoader(AppLoader):
    """Completes the environment before a worker or the clock reads its first setting."""

    def config_from_object(self, obj: Any, silent: bool = False) -> Any:
        site_environment.load()
        return super().config_from_object(obj, silent=silent)

    def on_worker_init(self) -> None:
        super().on_worker_init()
        site_environment.demand_secrets()


app = Celery("hub", loader="hub.celery:SiteLoader")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
