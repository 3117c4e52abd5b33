from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from catalogue.index_documents import ORGANISATIONS, TOOLS
        from catalogue.practice_index_documents import MISUSE, PRACTICE
        from hub.search_engine.document import register

        register(TOOLS)
        register(ORGANISATIONS)
        register(PRACTICE)
        register(MISUSE)
