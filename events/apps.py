from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    label = "events"

    def ready(self) -> None:
        from catalogue.starter import parts
        from events.indexing import EVENTS
        from events.starter.parts import PARTS
        from hub.index.document import register

        register(EVENTS)
        parts.add(*PARTS)
