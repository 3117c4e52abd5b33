"""Paths kept for each language."""

from django.urls import reverse
from django.utils import translation

from hub.web.paths import record_path, route_path


def test_a_route_has_the_path_that_django_gives_it():
    assert route_path("tools") == reverse("tools") == "/tools/"


def test_a_record_has_the_path_that_django_gives_it():
    assert record_path("tool", "apprise-2") == reverse("tool", args=["apprise-2"])


def test_another_language_has_paths_of_its_own():
    with translation.override("ar"):
        assert (record_path("tool", "apprise"), route_path("tools")) == (
            "/ar/tools/apprise/",
            "/ar/tools/",
        )
    assert route_path("tools") == "/tools/"
