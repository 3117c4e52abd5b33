from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hub.global_search"
    label = "search"

    def ready(self) -> None:
        from hub.global_search.views import SearchForm
        from hub.web.middleware.page_cache import page_parameters

        page_parameters.register("search", tuple(SearchForm.base_fields))
