"""What a source is called where nobody has titled it."""

import pytest

from hub.records.source_names import MAX_TITLE, host_of, name_source, title_from

TITLES = {
    "https://traffikanalysis.org/how-it-works/": "How it works",
    "https://iom.int/News/new_guidance-on%20data.html": "New guidance on data",
    "https://dem.tools/guides-and-tools/tella": "Tella",
    "https://github.com/VIDA-NYU/Red-Herrings": "Red Herrings",
    "https://github.com/juhanurmi/ahmia/wiki": "Ahmia",
    "https://osce.org/odihr/416675": "Odihr",
    "https://kr.net/anti-human%2C20220729%2C128433.html": "Anti human",
    "https://a.org/n/launch-of-the-app-563L4CRNWZAO5PEKC4HQ65JKWI/": "Launch of the app",
    "https://a.org/nouvelles/%C3%A9t%C3%A9-2021-en-ligne": "Été 2021 en ligne",
    "https://a.cn/%E5%84%BF%E7%AB%A5%E5%A4%B1%E8%B8%AA": "儿童失踪",
    "https://a.org/2019/02/covid-19-and-labour/amp": "Covid 19 and labour",
}
NO_WORDS = [
    "", "https://verite.org/", "https://verite.org", "https://a.org/?p=18595",
    "https://a.org/news.php?id=259019", "https://arxiv.org/abs/1907.05552",
    "https://a.org/node/881", "https://a.org/2025/07/", "https://a.org/article/94d1568b56384ba2",
    "https://a.org/%ff%fe%fa%f9bad", "https://[broken/a-good-title", "https://a.org/stories/",
]  # fmt: skip


@pytest.mark.parametrize("url", TITLES)
def test_the_last_words_of_an_address_are_a_title(url):
    assert title_from(url) == TITLES[url]


@pytest.mark.parametrize("url", NO_WORDS)
def test_an_address_without_words_gives_no_title(url):
    assert title_from(url) == ""


def test_a_title_of_an_address_has_an_end():
    title = title_from("https://a.org/" + "-".join(["word"] * 100))
    assert (len(title) <= MAX_TITLE, title[-2:]) == (True, " …")


def test_marks_that_turn_the_direction_of_text_are_left_out():
    assert title_from("https://a.org/%E2%80%AEevil-page-here") == "Evil page here"


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://www.unodc.org/a", "unodc.org"), ("https://A.Example.:8080/a", "a.example"),
     ("https://[broken", ""), ("", "")],
)  # fmt: skip
def test_the_host_is_as_readers_know_it(url, host):
    assert host_of(url) == host


def test_a_title_that_is_recorded_is_kept_and_the_host_stands_for_the_publisher():
    name = name_source("Annual report", "https://www.unodc.org/a-study.html")
    assert (name.title, name.publisher, name.is_made) == ("Annual report", "unodc.org", False)


def test_a_publisher_that_is_recorded_is_kept():
    assert name_source("", "https://www.unodc.org/a-study.html", "UNODC").publisher == "UNODC"


def test_a_title_that_is_made_of_the_address_is_told():
    name = name_source("", "https://www.unodc.org/a-study.html")
    assert (name.title, name.publisher, name.is_made) == ("A study", "unodc.org", True)


def test_an_address_without_words_stands_for_itself():
    name = name_source("", "https://www.unodc.org/node/1/")
    assert (name.title, name.publisher, name.is_made) == ("www.unodc.org/node/1", "", False)


@pytest.mark.parametrize(
    ("title", "url"),
    [("", "https://ru.scribd.com/doc/1"), ("", "https://allafrica.com/stories/1.html"),
     ("A brief (copy of a document)", "")],
)  # fmt: skip
def test_a_copy_is_told_however_it_is_known(title, url):
    assert name_source(title, url).is_copy
