"""Words in names of bodies: those that a name is the same without, and those for their parts."""

from __future__ import annotations

from catalogue.models.organisation import matching_key


def word_set(text: str) -> frozenset[str]:
    return frozenset(matching_key(text).split())


# What a name is the same without, in the languages of the files: articles and prepositions, as
# ``matching_key`` leaves them.
SMALL_WORDS = word_set(
    "the of for and on in at to a an de du des la le les l d et pour sur en aux au "
    "del los las el y e para por da do das dos der die das den des fur und von zum zur im "
    "и по в на о для"
)
LEGAL_FORMS = tuple(
    sorted(
        (
            tuple(form.split())
            for form in (
                "inc", "incorporated", "ltd", "limited", "llc", "l l c", "llp", "plc", "corp",
                "corporation", "co", "company", "gmbh", "ggmbh", "g gmbh", "mbh", "ug", "kg", "ag",
                "ev", "e v", "sa", "s a", "sas", "sarl", "s a r l", "srl", "s r l", "spa", "s p a",
                "bv", "b v", "nv", "n v", "ab", "oy", "aps", "asbl", "a s b l", "aisbl", "vzw",
                "cic", "c i c", "pty ltd", "pte ltd", "pvt ltd", "onlus", "ets", "ong", "osc",
                "a c", "i a p", "501 c 3", "501c3", "registered charity", "r", "tm",
            )
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip
# Words for a part of a body that has no record of its own; a university has more kinds of them.
UNITS = word_set(
    "department departement departamento dept division section unit unite unidad office bureau "
    "buro oficina branch directorate direction direccion secretariat secretariado chapter "
    "delegation delegacion abteilung referat dienststelle headquarters hq "
    "отдел управление департамент секция бюро офис قسم وحدة مكتب إدارة"
)
UNITS_OF_UNIVERSITIES = UNITS | word_set(
    "institute institut instituto centre center centro zentrum lab laboratory laboratoire school "
    "ecole escuela faculty faculte facultad fakultat college programme program programa группа "
    "центр факультет مركز كلية"
)
UNIVERSITIES = word_set(
    "university universite universidad universitat universita universidade университет جامعة "
    "college"
)
ROLES = word_set(
    "lead leader host partner partners funder donor developer coordinator organiser organizer "
    "co-organiser implementer owner chef partenaire socio"
)


def plain_name(name: str) -> str:
    """A name without articles, prepositions and legal form: what spellings of it share."""
    words = matching_key(name).split()
    shortened = True
    while shortened and len(words) > 1:
        shortened = False
        for form in LEGAL_FORMS:
            if len(words) > len(form) and tuple(words[-len(form) :]) == form:
                words, shortened = words[: -len(form)], True
                break
    return " ".join(word for word in words if word not in SMALL_WORDS) or " ".join(words)


def units_of(body: str) -> frozenset[str]:
    is_university = not UNIVERSITIES.isdisjoint(matching_key(body).split())
    return UNITS_OF_UNIVERSITIES if is_university else UNITS
