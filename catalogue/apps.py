from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from catalogue.fields.deployment import DEPLOYMENT
        from catalogue.fields.misuse import MISUSE as MISUSE_PATTERN
        from catalogue.fields.organisation import ORGANISATION
        from catalogue.fields.tool import TOOL
        from catalogue.index_documents import ORGANISATIONS, TOOLS
        from catalogue.practice_index_documents import MISUSE, PRACTICE
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register

        register_record_types(TOOL, ORGANISATION, DEPLOYMENT, MISUSE_PATTERN)

        register(TOOLS)
        register(ORGANISATIONS)
        register(PRACTICE)
        register(MISUSE)
