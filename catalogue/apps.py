from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from catalogue.indexing import ORGANISATIONS, TOOLS
        from catalogue.practice_indexing import MISUSE, PRACTICE
        from hub.index.document import register

        register(TOOLS)
        register(ORGANISATIONS)
        register(PRACTICE)
        register(MISUSE)
