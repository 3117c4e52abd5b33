"""The Member States of the United Nations: whom a call to all States addresses."""

import json
from functools import lru_cache

from hub.vocabulary.country_names import DATA


@lru_cache(maxsize=1)
def member_states() -> frozenset[str]:
    """Slugs of their terms of the scheme ``country``: ISO 3166-1 alpha-2 in small letters."""
    table = json.loads((DATA / "member_states.json").read_text(encoding="utf-8"))
    return frozenset(code.lower() for code in table["members"])
