"""Pages are cached for every parameter that they understand, and for no other."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from catalogue.compare.parameters import read_compare_parameters
from catalogue.fit.finder_state import read_finder_state
from catalogue.gaps.parameters import read_gap_parameters
from hub.global_search.views import SearchForm
from hub.lists.spec import list_specs
from hub.web.middleware.page_cache import page_key
from hub.web.page_parameters import known_parameters, page_parameters


class RecordingQueryDict(QueryDict):
    """Remembers which parameters were asked for."""

    def __init__(self):
        super().__init__("", mutable=True)
        self.names = set()

    def get(self, name, *more):
        self.names.add(name)
        return super().get(name, *more)

    def getlist(self, name, *more):
        self.names.add(name)
        return super().getlist(name, *more)


READERS = {
    "situation": read_finder_state,
    "compare": lambda data: read_compare_parameters(data, 6),
    "gaps": read_gap_parameters,
    "search": lambda data: SearchForm(data).is_valid(),
}


@pytest.mark.parametrize("page", READERS)
def test_what_a_page_reads_is_what_it_registers(page):
    data = RecordingQueryDict()
    READERS[page](data)
    assert data.names == set(page_parameters[page])


@pytest.mark.parametrize("kind", list_specs)
def test_pages_are_cached_for_the_parameters_of_every_list(kind):
    form = list_specs[kind].form_class
    assert len(form.base_fields) > 5
    assert set(form.base_fields) <= known_parameters()


PAGES = {
    "practice": "context=at-sea&again=yes&q=map&sort=name&ended=1&exact=1&page=2",
    "misuse-patterns": "misuse_stage=recruitment",
    "situation": "who=a&what=b&place=ke&task=c&whom=d&limit=e&language=fr&tool=x&show=all&why=y",
    "tools-compare": "tool=a&tool=b&only=differences&q=map",
    "gaps": "by=region&only=active",
    "search": "q=map&kind=events&exact=1",
    "whats-new": "page=2",
    "changes": "these=x&page=2",
    "changes-feed": "of=tool&purpose=mapping",
}


@pytest.mark.django_db
@pytest.mark.parametrize("route", PAGES)
def test_the_address_of_a_page_with_its_parameters_has_a_key(rf, route):
    assert page_key(rf.get(f"{reverse(route)}?{PAGES[route]}")) is not None


@pytest.mark.django_db
def test_an_address_with_any_other_parameter_has_none(rf):
    assert page_key(rf.get("/tools/?purpose=mapping&utm_source=mail")) is None
