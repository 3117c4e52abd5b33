"""The frame of curators' pages beside the admin's own."""

import pytest
from django.contrib import admin

from hub.record_admin.staff_pages import staff_page_context

pytestmark = pytest.mark.django_db


def plain(context):
    return {**context, "log_entries": list(context["log_entries"])}


def test_it_is_the_frame_of_the_admin_without_the_list_of_apps(rf, make_person):
    request = rf.get("/desk/")
    request.user = make_person(is_staff=True, is_superuser=True)
    whole = plain(admin.site.each_context(request))
    assert whole["available_apps"]
    without = whole | {"available_apps": [], "is_nav_sidebar_enabled": False}
    assert plain(staff_page_context(request)) == without
