from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    label = "catalogue"
    verbose_name = _("Tools, organisations and helplines")

    def ready(self) -> None:
        from django.core.checks import register

        from catalogue.deployment_checks import helplines_are_checked

        register(helplines_are_checked, deploy=True)
        self._register_records()
        self._register_words()
        self._register_pages()

    def _register_records(self) -> None:
        from catalogue.fields.deployment import DEPLOYMENT
        from catalogue.fields.helpline import HELPLINE
        from catalogue.fields.misuse import MISUSE
        from catalogue.fields.organisation import ORGANISATION
        from catalogue.fields.tool import TOOL
        from catalogue.index_documents import SOURCES
        from catalogue.shown_records import SHOWN
        from hub.records.models.page_change import register_showings
        from hub.records.registry import register_record_types
        from hub.search_engine.document import register

        register_record_types(TOOL, ORGANISATION, DEPLOYMENT, MISUSE, HELPLINE)
        register_showings(*SHOWN)
        register(*SOURCES)

    def _register_words(self) -> None:
        """What the words of a search may mean."""
        from catalogue.body_names import body_names, maker_names
        from catalogue.fit.result_groups import HELP_PURPOSES
        from catalogue.index_documents import SEAT
        from catalogue.named_places import rows_of_places
        from catalogue.place_names import place_names
        from catalogue.query_meanings import DENIED_WITH, query_meanings
        from hub.search_engine.interpretation import meanings
        from hub.search_engine.local_records import LocalRecords, local_records
        from hub.search_engine.named_rows import makers, named_rows
        from hub.search_engine.negation import denied_with, opposed_facets, origin_facets

        for meaning in query_meanings():
            meanings.register(meaning.slug, meaning)
        for row, others in DENIED_WITH.items():
            denied_with.register(row, others)
        origin_facets.register("place", SEAT)
        opposed_facets.register("trafficking_type", True)
        makers.register("bodies", maker_names)
        named_rows.register("bodies", body_names)
        named_rows.register("places", place_names)
        local_records.register("help", LocalRecords(HELP_PURPOSES, "country", rows_of_places))

    def _register_pages(self) -> None:
        from catalogue.compare.parameters import COMPARE_PARAMETERS
        from catalogue.fit.finder_state import finder_form
        from catalogue.gaps.parameters import GAP_PARAMETERS
        from catalogue.views.helplines import COUNTRY, HELPLINES, QUERY
        from catalogue.views.lists import ORGANISATIONS, TOOLS
        from catalogue.views.misuse import MISUSE_PATTERNS
        from catalogue.views.practice import PRACTICE
        from hub.lists.spec import register_lists
        from hub.web.page_parameters import register_parameters

        register_lists(TOOLS, ORGANISATIONS, PRACTICE, MISUSE_PATTERNS, HELPLINES)
        register_parameters([COUNTRY, QUERY], "help-now")
        register_parameters(finder_form().base_fields, "situation", "situation-question")
        register_parameters(finder_form().base_fields, "situation-matrix", "tool")
        register_parameters(COMPARE_PARAMETERS, "tools-compare", "shortlist")
        register_parameters(COMPARE_PARAMETERS, "briefing", "briefing-text", "briefing-docx")
        register_parameters(GAP_PARAMETERS, "gaps", "gaps-world")
