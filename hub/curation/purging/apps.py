from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurgingConfig(AppConfig):
    name = "hub.curation.purging"
    label = "purging"
    verbose_name = _("Texts taken out for good")
    curators_edit = ("purgerequest",)

    def ready(self) -> None:
        from hub.curation.merging.refusals import obstacles
        from hub.curation.purging import desk_kinds

        obstacles.register("purging", desk_kinds.merge_obstacle)
        desk_kinds.register_kinds()
