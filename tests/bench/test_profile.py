import pytest

from bench.profile import part_of


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/venv/site-packages/jinja2/environment.py", "templates"),
        ("/site/templates/site/catalogue/tool_list.html", "templates"),
        ("/venv/site-packages/django/db/models/sql/compiler.py", "SQL and objects"),
        ("/site/hub/search_engine/highlighter.py", "highlighting"),
        ("/site/hub/search_engine/search.py", "engine"),
        ("/site/hub/web/middleware/page_cache.py", "middleware"),
        ("/site/catalogue/compare/presenter.py", "presenters"),
        ("/usr/lib/python3.11/functools.py", ""),
    ],
)
def test_the_first_part_that_a_file_lies_in_counts_it(path, part):
    assert part_of(path) == part
