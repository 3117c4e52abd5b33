from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "hub.devserver"
    label = "running"
