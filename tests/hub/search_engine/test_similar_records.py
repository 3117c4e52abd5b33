from hub.search_engine.similar_records import find_similar


def keys(pairs) -> list[int]:
    return [pk for pk, _shared in pairs]


def test_a_rare_shared_term_weighs_more_than_a_common_one(snapshot_of, make) -> None:
    rows = [
        {"purpose/rare", "purpose/common"},
        {"purpose/rare"},
        *[{"purpose/common"}] * 3,
        *[set()] * 5,
    ]
    snapshot = snapshot_of(
        [make(i, title=f"t{i}", rows=frozenset(r)) for i, r in enumerate(rows, 1)]
    )
    assert find_similar(snapshot, 1, 1) == [(2, ("purpose/rare",))]


def test_what_is_shared_is_told_the_rarest_first(snapshot_of, make) -> None:
    both = frozenset({"purpose/rare", "context/common"})
    rows = [both, both, frozenset({"context/common"}), *[frozenset()] * 5]
    snapshot = snapshot_of([make(i, title=f"t{i}", rows=r) for i, r in enumerate(rows, 1)])
    assert find_similar(snapshot, 1)[0] == (2, ("purpose/rare", "context/common"))


def test_text_alone_makes_similar(snapshot_of, make) -> None:
    titles = ["Satellite radar", "Radar boats", "Phone", "Chat", "Map"]
    snapshot = snapshot_of([make(i, title=title) for i, title in enumerate(titles, 1)])
    assert find_similar(snapshot, 1) == [(2, ())]


def test_not_knowing_the_same_is_nothing_in_common(snapshot_of, make) -> None:
    rows = frozenset({"purpose/not-known"})
    others = [make(i, title=f"t{i}") for i in range(3, 9)]
    snapshot = snapshot_of([make(1, title="a", rows=rows), make(2, title="b", rows=rows), *others])
    assert find_similar(snapshot, 1) == []


def test_ended_records_and_the_record_itself_are_left_out(snapshot_of, make) -> None:
    rows = frozenset({"purpose/rare"})
    documents = [make(1, rows=rows), make(2, rows=rows, ended=True), make(3, rows=rows)]
    others = [make(i, title=f"t{i}") for i in range(4, 12)]
    assert keys(find_similar(snapshot_of([*documents, *others]), 1, 2))[:1] == [3]
    assert not {1, 2} & set(keys(find_similar(snapshot_of([*documents, *others]), 1, 9)))


def test_an_unknown_record_has_none(snapshot_of, make) -> None:
    assert find_similar(snapshot_of([make(1)]), 99) == []
