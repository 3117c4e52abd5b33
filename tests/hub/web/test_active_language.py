"""The active language is each thread's own, and Django finds it where it is held."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.utils import translation
from django.utils.translation import trans_real


def test_django_reads_the_language_where_it_is_held():
    assert isinstance(trans_real._active, threading.local)
    with translation.override("ar"):
        assert trans_real._active.value.language() == "ar"
        assert (translation.get_language(), translation.get_language_bidi()) == ("ar", True)
        with translation.override(None):
            assert translation.get_language() is None
        assert translation.get_language() == "ar"


def test_each_thread_has_a_language_of_its_own():
    def languages():
        before = translation.get_language()
        with translation.override("fr"):
            return before, translation.get_language()

    with translation.override("ar"), ThreadPoolExecutor(1) as other:
        assert other.submit(languages).result() == ("en", "fr")
        assert translation.get_language() == "ar"
