"""The links to the other pages of a list."""

import pytest

from hub.lists.presenter import page_links


def labels(current: int, last: int) -> str:
    links = page_links(current, last, lambda page: f"?page={page}").links
    return " ".join(link.label if link else "…" for link in links)


@pytest.mark.parametrize(
    ("current", "last", "expected"),
    [
        (1, 1, "1"),
        (2, 3, "1 2 3"),
        (1, 7, "1 2 3 … 7"),
        (1, 20, "1 2 3 … 20"),
        (5, 20, "1 2 3 4 5 6 7 … 20"),
        (10, 20, "1 … 8 9 10 11 12 … 20"),
        (20, 20, "1 … 18 19 20"),
    ],
)
def test_the_ends_and_two_pages_on_each_side_are_linked(current, last, expected) -> None:
    assert labels(current, last) == expected


@pytest.mark.parametrize("last", range(1, 15))
def test_the_pages_near_the_reader_and_the_ends_are_linked_on_every_page(last) -> None:
    for current in range(1, last + 1):
        near = {1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}
        assert {str(page) for page in near} <= set(labels(current, last).split())


def test_an_ellipsis_stands_for_more_than_one_page() -> None:
    for current in range(1, 31):
        links = page_links(current, 30, str).links
        pages = [int(link.label) if link else None for link in links]
        for before, page, after in zip(pages, pages[1:], pages[2:], strict=False):
            assert page is not None or after - before > 2


def test_a_link_leads_to_the_address_of_its_page_and_the_current_one_is_marked() -> None:
    links = page_links(2, 3, lambda page: f"?page={page}").links
    assert [(link.url, link.current) for link in links] == [
        ("?page=1", False),
        ("?page=2", True),
        ("?page=3", False),
    ]


@pytest.mark.parametrize(("current", "ways"), [(1, ("", "2")), (2, ("1", "3")), (3, ("2", ""))])
def test_there_is_a_way_back_and_a_way_on(current, ways) -> None:
    pages = page_links(current, 3, str)
    assert (pages.previous, pages.next) == ways
