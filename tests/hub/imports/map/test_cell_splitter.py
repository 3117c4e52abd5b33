"""Cells that hold several values."""

import pytest

from hub.imports.map.cell_splitter import split_cell

NAMES = {"korea, republic of", "kenya", "ghana", "france", "trinidad and tobago", "black & white",
         "united states", "save the children, uk", "ke", "gh"}  # fmt: skip


def is_name(text):
    return text.casefold() in NAMES


@pytest.mark.parametrize(
    ("cell", "separator", "values"),
    [
        ("", ";", []),
        (" Kenya ", "", ["Kenya"]),
        ('"Kenya"', "", ["Kenya"]),
        ("Kenya; Ghana;", ";", ["Kenya", "Ghana"]),
        ("ke gh", " ", ["ke", "gh"]),
        ("ke\tgh", " ", ["ke", "gh"]),
        ("United States Kenya", " ", ["United States", "Kenya"]),
        ("Kenya and Ghana", "and", ["Kenya", "Ghana"]),
        ("Kenya et Ghana", "and", ["Kenya", "Ghana"]),
        ("Kenya y Ghana und France", "and", ["Kenya", "Ghana", "France"]),
        ("كينيا و غانا", "and", ["كينيا", "غانا"]),
        ("Trinidad and Tobago", "and", ["Trinidad and Tobago"]),
        ("Trinidad and Tobago and Kenya", "and", ["Trinidad and Tobago", "Kenya"]),
        ("Kenya & Ghana", "&", ["Kenya", "Ghana"]),
        ("Black & White", "&", ["Black & White"]),
        ("Kenya · Ghana", "·", ["Kenya", "Ghana"]),
        ("Kenya plus Ghana", "plus", ["Kenya", "Ghana"]),
        ("Surplus plus Ghana", "plus", ["Surplus", "Ghana"]),
        ("Kenya // Ghana", "//", ["Kenya", "Ghana"]),
        ("Korea, Republic of, Kenya", ",", ["Korea, Republic of", "Kenya"]),
        ("Korea, Republic of", ",", ["Korea, Republic of"]),
        ("Kenya, Ghana and France", ",", ["Kenya", "Ghana", "France"]),
        ("Kenya, Ghana & France", ",", ["Kenya", "Ghana", "France"]),
        ("Kenya, Alpha and Beta", ",", ["Kenya", "Alpha and Beta"]),
        ('"Alpha, Inc.", Kenya', ",", ["Alpha, Inc.", "Kenya"]),
        ('Kenya, "Alpha, Beta and Sons"', ",", ["Kenya", "Alpha, Beta and Sons"]),
        ("“Alpha; Beta”; «Gamma; Delta»", ";", ["Alpha; Beta", "Gamma; Delta"]),
        ('"Alpha Beta" Kenya', " ", ["Alpha Beta", "Kenya"]),
        ('The "Alpha" Group; Kenya', ";", ['The "Alpha" Group', "Kenya"]),
        ("Kenya / Ghana", ",", ["Kenya", "Ghana"]),
        ("Kenya、Ghana", ";", ["Kenya", "Ghana"]),
        ("Kenya · Ghana, France and KE", "", ["Kenya", "Ghana", "France", "KE"]),
        ("Alpha / Ghana", ",", ["Alpha / Ghana"]),
        ("Alpha; Black & White", ";", ["Alpha", "Black & White"]),
        ("Alpha; Kenya and Ghana", ";", ["Alpha", "Kenya", "Ghana"]),
        ('"Kenya / Ghana"', ",", ["Kenya / Ghana"]),
        ("Alpha\nKenya\r\nGhana", "\n", ["Alpha", "Kenya", "Ghana"]),
    ],
)
def test_a_cell_is_cut_into_known_names_then_quoted_parts_then_by_the_separator(
    cell, separator, values
):
    assert split_cell(cell, separator, is_name) == values


@pytest.mark.parametrize(
    ("cell", "separator", "values"),
    [
        ("Latin America & Kenya", ";", ["Latin America & Kenya"]),
        ("Ghana; Latin America and Kenya", ";", ["Ghana", "Latin America and Kenya"]),
        ("Ghana, Latin America / Kenya", ",", ["Ghana", "Latin America / Kenya"]),
        ("Latin America; Ghana & Kenya", ";", ["Latin America", "Ghana", "Kenya"]),
    ],
)
def test_where_a_part_is_to_be_asked_about_no_part_goes_in_by_itself(cell, separator, values):
    names = NAMES | {"latin america"}
    assert split_cell(cell, separator, lambda text: text.casefold() in names, is_name) == values


def test_without_names_the_quoted_parts_and_the_separator_count():
    assert split_cell('"Alpha, Inc.", Beta and Gamma', ",") == ["Alpha, Inc.", "Beta and Gamma"]


@pytest.mark.parametrize(
    ("cell", "separator", "count"),
    [
        ("„;" * 100_000, ";", 100_000),
        ("„;" * 100_000 + "“x", ";", 100_001),
        ("«;" * 100_000 + "»x", ";", 100_001),
        ("“;「;" * 50_000, ";", 100_000),
        ('"a";' * 100_000, ";", 100_000),
        ("a" + " " * 200_000 + "b", ";", 1),
        ("a" + " " * 200_000 + "b", "and", 1),
        ("a" + " " * 200_000 + "b", "plus", 1),
        ("a" + " " * 200_000 + "b", "&", 1),
        ("a" + " " * 200_000 + ";" + " " * 200_000 + "b", ";", 2),
    ],
)
def test_no_letter_of_a_long_cell_is_looked_at_again_and_again(cell, separator, count):
    assert len(split_cell(cell, separator, is_name)) == count


def test_a_mark_behind_a_mark_and_its_blanks_is_a_separator():
    assert split_cell("Kenya ; ; Ghana &  & France", ";", None) == ["Kenya", "Ghana &  & France"]
    assert split_cell("Kenya &  & Ghana", "&", None) == ["Kenya", "Ghana"]
