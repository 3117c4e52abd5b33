from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "hub.pages"
    label = "pages"

    def ready(self) -> None:
        from django.core.checks import register

        from hub.pages.deployment_checks import contacts_can_be_used, operator_is_named
        from hub.pages.security_checks import (
            hosts_are_named,
            pages_show_no_errors,
            passwords_are_no_examples,
            redis_asks_for_a_password,
        )
        from hub.web.page_parameters import register_parameters

        register(operator_is_named, deploy=True)
        register(contacts_can_be_used, deploy=True)
        register(hosts_are_named, deploy=True)
        register(pages_show_no_errors, deploy=True)
        register(passwords_are_no_examples, deploy=True)
        register(redis_asks_for_a_password, deploy=True)
        register_parameters(("page",), "whats-new")
