"""Forms are cleaned as imports are, at the one depth where all of them pass."""

import pytest
from django.http import HttpResponse, QueryDict

from hub.records.text_cleaning import REMOVED, clean_text
from hub.web.middleware.form_text import FormText

HIDDEN = "".join(map(chr, REMOVED))
REVERSED = "invoice\u202egpj.exe"


def posted(rf, **form):
    """The form as a view reads it."""
    request = rf.post("/", form)
    FormText(lambda request: HttpResponse()).process_view(request, lambda request: None, (), {})
    return request.POST


def test_all_that_imports_remove_is_removed(rf):
    assert posted(rf, name=f"a{HIDDEN}b")["name"] == "ab" == clean_text(f"a{HIDDEN}b")


def test_lines_tabs_joiners_and_markup_stay(rf):
    text = "a\r\n\tb <b>c</b> \u200c\u200d é"
    assert posted(rf, name=text)["name"] == text


def test_every_value_of_a_name_is_cleaned(rf):
    assert posted(rf, name=["a\u202e", "b", "c\x01"]).getlist("name") == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["password", "oldpassword", "password1", "new_Password"])
def test_a_password_stays_as_it_is(rf, name):
    assert posted(rf, **{name: "a\u202eb"})[name] == "a\u202eb"


def test_a_form_that_is_clean_is_not_copied(rf):
    request = rf.post("/", {"name": "é"})
    before = request.POST
    FormText(lambda request: HttpResponse()).process_view(request, lambda request: None, (), {})
    assert request.POST is before
    assert isinstance(posted(rf, name="a\x01"), QueryDict)


@pytest.mark.django_db
def test_what_a_curator_types_is_stored_without(signed_in, make_organisation, change):
    """Through the whole site: the form of the admin."""
    body = make_organisation(slug="body", name="Body")
    path = f"/admin/catalogue/organisation/{body.pk}/change/"
    response = change(signed_in("administrator"), path, name=f"Bo{REVERSED}\x01dy")
    assert response.status_code == 302, response.content.decode()[:2000]
    body.refresh_from_db()
    assert body.name == "Boinvoicegpj.exedy"
