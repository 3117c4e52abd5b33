"""Paths kept for each language."""

from django.urls import reverse
from django.utils import translation

from hub.web.paths import path_of, path_to


def test_a_route_has_the_path_that_django_gives_it():
    assert path_to("tools") == reverse("tools") == "/tools/"


def test_a_record_has_the_path_that_django_gives_it():
    assert path_of("tool", "apprise-2") == reverse("tool", args=["apprise-2"])


def test_another_language_has_paths_of_its_own():
    with translation.override("ar"):
        assert (path_of("tool", "apprise"), path_to("tools")) == (
            "/ar/tools/apprise/",
            "/ar/tools/",
        )
    assert path_to("tools") == "/tools/"
