from django.apps import AppConfig


class EmbedsConfig(AppConfig):
    name = "hub.embeds"
    label = "embeds"

    def ready(self) -> None:
        from hub.embeds.embedded import list_route
        from hub.embeds.views import ADDRESS
        from hub.lists.spec import list_specs
        from hub.web.page_parameters import page_parameters, register_parameters

        register_parameters((ADDRESS,), "embed")
        # The rooms of all lists have started before.
        for spec in list_specs.values():
            register_parameters(page_parameters[spec.route], list_route(spec))
