from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenDataConfig(AppConfig):
    name = "hub.open_data"
    label = "open_data"
    verbose_name = _("Open data")

    def ready(self) -> None:
        from hub.lists.filter_form import LIST_PARAMETERS
        from hub.lists.spec import list_specs
        from hub.open_data.file_request import FIELDS
        from hub.web.page_parameters import ANY_FILTER, register_parameters

        for spec in list_specs.values():
            read = (*LIST_PARAMETERS, *(facet.name for facet in spec.facets), FIELDS)
            endings = ("csv", "xlsx", "json", "metadata", "feed-json")
            register_parameters(read, *(f"{spec.route}-{ending}" for ending in endings))
        register_parameters((ANY_FILTER, FIELDS), "take")
