"""Bodies that are known by several names."""

import pytest

from catalogue.models import OrganisationName


@pytest.fixture
def bodies(make_organisation, make_term):
    """Bodies with acronyms, kinds and countries."""
    local = make_term("organisation_type/ngo-local", label="Local NGO")
    make_term("organisation_type/intergovernmental", label="Intergovernmental")
    us, me = (
        make_term("country/us", label="United States"),
        make_term("country/me", label="Montenegro"),
    )
    make_term("country/ke", label="Kenya")

    def make(slug, name, *others, terms=(), **fields):
        body = make_organisation(slug=slug, name=name, **fields)
        for text in others:
            OrganisationName.objects.create(organisation=body, text=text)
        for term in terms:
            body.term_links.create(term=term)
        return body

    make("iom", "International Organization for Migration", "IOM")
    make("ibm", "International Business Machines Corporation", "IBM")
    un = make("united-nations", "United Nations", "UN")
    make("unodc", "United Nations Office on Drugs and Crime", "UNODC", part_of=un)
    osce = make("osce", "Organization for Security and Co-operation in Europe", "OSCE")
    make("odihr", "OSCE Office for Democratic Institutions and Human Rights", "ODIHR", part_of=osce)
    make("cdm", "Centro de los Derechos del Migrante", "CDM")
    make("polaris", "Polaris", "Polaris Project", terms=[local, us])
    make("thorn", "Thorn")
    make("freedom-fund", "The Freedom Fund")
    make("interior-me", "Ministry of Interior of Montenegro", terms=[me])
    make("nottingham", "University of Nottingham")
    make("bka", "Bundeskriminalamt")
    make("hope", "Hope Work gGmbH")
