from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "hub.pages"
    label = "pages"

    def ready(self) -> None:
        from hub.web.middleware.page_cache import page_parameters

        page_parameters.register("whats-new", ("page",))
