import pytest


@pytest.fixture
def terms(make_term):
    """A few terms with names in other languages."""
    screening = make_term("purpose/screening", label="Screening")
    screening.labels.create(language="fr", text="Dépistage", kind="preferred")
    screening.labels.create(language="ar", text="الفرز", kind="preferred")
    make_term("purpose/hotline", label="Helplines and chat")
    make_term("user/ngo-caseworker", label="NGO caseworker")
    make_term("user/police", label="Police")
    make_term("country/ke", label="Kenya")
    make_term("country/fr", label="France")
