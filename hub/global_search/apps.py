from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hub.global_search"
    label = "search"

    def ready(self) -> None:
        from hub.global_search.views import SearchForm
        from hub.web.page_parameters import register_parameters

        register_parameters(SearchForm.base_fields, "search")
