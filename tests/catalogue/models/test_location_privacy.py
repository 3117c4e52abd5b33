"""What would lead somebody to people in hiding is refused; what only looks like it is not."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.models.location_privacy import no_whereabouts

LEADS = [
    "The shelter is at 12 Baker Street.",
    "Meet at 221b Old Market Road, second floor",
    "12 rue de la Paix, Paris",
    "Calle Mayor 12",
    "улица Ленина, д. 5",
    "شارع النيل 5",
    "Lindenstraße 7",
    "人民路12号",
    "House no. 12 behind the mosque",
    "P.O. Box 334",
    "tent 14 in the eastern part",
    "The site is at -17.8252, 31.0335",
    "17.8252 S, 31.0335 E",
    "17°49'S 31°03'E",
    "https://maps.example.org/abc maps.app",
    "It stands at 8FVC9G8F+6X",
    "///filled.count.soap",
    "Write to help@example.org",
    "Call +263 77 123 4567",
    "tel. 077 123 45",
    "0771234567",
    "(077) 123-4567",
    "٠٧٧١٢٣٤٥٦٧",
]
HARMLESS = [
    "A reception centre near the border.",
    "About USD 15,000 before launch and USD 2,000 a month.",
    "From 2020-11-25 until 2021-10.",
    "In 2019-2021, and again in 2022/23.",
    "More than 1,500,000 rows; 6.1 MB at launch.",
    "50 or more survivors served in a quarter.",
    "Twelve kiosks on the road to the border.",
    "5 teams walked the migration road.",
    "It was 40 °C in the shade.",
    "Two shelters and 14 drop-in centres in 11 countries.",
    "Version 3.14.159 was installed.",
    "Reached 85% of 1,200 people in 3 rounds.",
]


@pytest.mark.parametrize("text", LEADS)
def test_what_leads_to_a_place_or_person_is_refused_with_a_sentence(text):
    with pytest.raises(ValidationError) as problem:
        no_whereabouts(text)
    assert "never where exactly" in " ".join(problem.value.messages)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_a_note_has_to_say_is_let_through(text):
    no_whereabouts(text)


def test_the_sentence_shows_what_it_met():
    with pytest.raises(ValidationError, match="12 Baker Street"):
        no_whereabouts("The shelter is at 12 Baker Street.")
