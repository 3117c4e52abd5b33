from django.apps import AppConfig


class RunningConfig(AppConfig):
    name = "hub.running"
    label = "running"
