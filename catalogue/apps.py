from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from catalogue.compare.parameters import COMPARE_PARAMETERS
        from catalogue.fields.deployment import DEPLOYMENT
        from catalogue.fields.misuse import MISUSE
        from catalogue.fields.organisation import ORGANISATION
        from catalogue.fields.tool import TOOL
        from catalogue.fit.finder_state import finder_form
        from catalogue.gaps.parameters import GAP_PARAMETERS
        from catalogue.index_documents import INDEXED
        from catalogue.views.lists import ORGANISATIONS, TOOLS
        from catalogue.views.misuse import MISUSE_PATTERNS
        from catalogue.views.practice import PRACTICE
        from hub.lists.filter_form import LIST_PARAMETERS
        from hub.lists.spec import register_lists
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register
        from hub.web.middleware.page_cache import page_parameters

        register_record_types(TOOL, ORGANISATION, DEPLOYMENT, MISUSE)
        register(*INDEXED)
        register_lists(TOOLS, ORGANISATIONS, PRACTICE, MISUSE_PATTERNS)
        page_parameters.register("lists", LIST_PARAMETERS)
        page_parameters.register("situation", tuple(finder_form().base_fields))
        page_parameters.register("compare", COMPARE_PARAMETERS)
        page_parameters.register("gaps", GAP_PARAMETERS)
