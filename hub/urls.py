"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from catalogue import urls as catalogue
from events import urls as events
from events.reporting import urls as reporting
from hub.curation.bulk_changes import urls as bulk_changes
from hub.curation.confirmations import urls as confirmations
from hub.curation.contacts import urls as contacts
from hub.curation.desk import urls as desk
from hub.curation.drafts import urls as drafts
from hub.curation.held_data import urls as held_data
from hub.curation.link_checks import urls as link_checks
from hub.curation.merging import urls as merging
from hub.curation.purging import urls as purging
from hub.curation.questions import urls as questions
from hub.curation.record_checks import urls as record_checks
from hub.curation.stewards import urls as stewards
from hub.curation.suggestions import urls as suggestions
from hub.curation.vocabulary_changes import urls as vocabulary_changes
from hub.digests import urls as digests
from hub.global_search import urls as search
from hub.imports import urls as imports
from hub.monitoring import views as monitoring
from hub.numbers import urls as numbers
from hub.open_data.snapshots import urls as snapshots
from hub.outbox import views as outbox
from hub.pages import urls as pages
from hub.web.responses import read_only

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/mail/", outbox.mails, name="mails"),
    path("admin/mail/<str:name>/", outbox.mail, name="mail"),
    path("admin/identity/", include(pages.staff_urlpatterns)),
    path("admin/", admin.site.urls),
    path("accounts/", include("hub.accounts.urls")),
    path("desk/suggestions/", include("hub.curation.suggestions.review.urls")),
    path("desk/look-alikes/", include("hub.curation.look_alikes.urls")),
    path("curate/imports/", include(imports.urlpatterns)),
    path("desk/drafts/", include(drafts.staff_urlpatterns)),
    path("desk/links/", include(link_checks.urlpatterns)),
    path("desk/purging/", include(purging.urlpatterns)),
    path("desk/held-data/", include(held_data.urlpatterns)),
    path("desk/questions/", include(questions.desk_urlpatterns)),
    path("desk/", include(desk.urlpatterns)),
    path("desk/check/", include(record_checks.urlpatterns)),
    path("desk/confirmations/", include(confirmations.staff_urlpatterns)),
    path("desk/bulk/", include(bulk_changes.urlpatterns)),
    path("desk/merges/", include(merging.urlpatterns)),
    path("desk/contacts/", include(contacts.urlpatterns)),
    path("desk/stewards/", include(stewards.urlpatterns)),
    path("desk/vocabulary/", include(vocabulary_changes.urlpatterns)),
    *read_only(pages.machine_urlpatterns),
    *read_only(snapshots.machine_urlpatterns),
    *read_only([path("healthz/deep", monitoring.healthz_deep, name="healthz-deep")]),
    # English at the bare addresses, other languages below their code.
    *i18n_patterns(
        path("", include(read_only(pages.urlpatterns))),
        path("", include(read_only(imports.public_urlpatterns))),
        path("", include(read_only(catalogue.urlpatterns))),
        path("", include(read_only(events.urlpatterns))),
        path("", include(read_only(search.urlpatterns))),
        path("", include(read_only(questions.urlpatterns))),
        path("", include(read_only(numbers.urlpatterns))),
        path("", include(read_only(snapshots.urlpatterns))),
        path("", include(questions.private_urlpatterns)),
        path("", include(reporting.urlpatterns)),
        path("", include(digests.urlpatterns)),
        path("", include(suggestions.urlpatterns)),
        path("", include(confirmations.urlpatterns)),
        path("", include(read_only(drafts.urlpatterns))),
        prefix_default_language=False,
    ),
]

handler400 = "hub.pages.views.errors.bad_request"
handler403 = "hub.pages.views.errors.permission_denied"
handler404 = "hub.pages.views.errors.page_not_found"
handler500 = "hub.pages.views.errors.server_error"
