from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    label = "events"

    def ready(self) -> None:
        from catalogue.starter import parts
        from events.starter.parts import PARTS

        parts.add(*PARTS)
