from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "hub.pages"
    label = "pages"

    def ready(self) -> None:
        from hub.web.page_parameters import register_parameters

        register_parameters(("page",), "whats-new")
