from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "hub.pages"
    label = "pages"

    def ready(self) -> None:
        from django.core.checks import register

        from hub.pages.deployment_checks import contacts_can_be_used, operator_is_named
        from hub.pages.security_checks import CHECKS
        from hub.web.page_parameters import register_parameters

        register(operator_is_named, deploy=True)
        register(contacts_can_be_used, deploy=True)
        for check in CHECKS:
            register(check, deploy=True)
        register_parameters(("page",), "whats-new")
