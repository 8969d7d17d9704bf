"""Reference lists are pinned by what they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serai.declarations.errors import FileUnreadableError, ListChangedError
from serai.declarations.lists import ReferenceList

CODES = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufeff"), min_size=1
)


def test_comments_name_and_version_are_read(tmp_path):
    path = tmp_path / "any.txt"
    path.write_text(
        "\ufeff# name: watchlist_38\n# version: 2026-03\n# from an audit\n\nA1\n 007 \nA1\n"
    )
    found = ReferenceList.load(path)
    assert found == ReferenceList("watchlist_38", frozenset({"A1", "007"}), "2026-03")


def test_the_first_column_of_a_csv_is_taken(tmp_path):
    path = tmp_path / "offices.csv"
    path.write_text('"A, B",first office\n020,second office\n')
    assert ReferenceList.load(path) == ReferenceList("offices", frozenset({"A, B", "020"}))


def test_the_hash_is_of_the_content_alone():
    one = ReferenceList("a", frozenset({"1", "2"}), "v1")
    assert one.hash == ReferenceList("b", frozenset(("2", "1"))).hash
    assert one.hash != ReferenceList("a", frozenset({"12"}), "v1").hash
    assert one.ordered == ("1", "2")


def test_a_changed_list_is_refused_by_name(tmp_path):
    path = tmp_path / "list.txt"
    ReferenceList("list", frozenset({"A"})).save(path)
    pinned = ReferenceList.load(path).hash
    assert ReferenceList.load(path, pinned=pinned).values == {"A"}
    assert ReferenceList.load(path, pinned="sha256:" + pinned[:12]).values == {"A"}
    path.write_text("A\nB\n")
    with pytest.raises(ListChangedError, match="“list” has changed"):
        ReferenceList.load(path, pinned=pinned)
    with pytest.raises(ListChangedError):
        ReferenceList.load(path, pinned="")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"A\0B"])
def test_what_is_no_text_is_refused(tmp_path, content):
    path = tmp_path / "list.txt"
    path.write_bytes(content)
    with pytest.raises(FileUnreadableError):
        ReferenceList.load(path)
    with pytest.raises(FileUnreadableError):
        ReferenceList.load(tmp_path / "missing.txt")


@given(values=st.frozensets(CODES))
def test_what_is_saved_is_what_is_loaded(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("lists") / "list.txt"
    saved = ReferenceList("a list", values, "1")
    saved.save(path)
    assert ReferenceList.load(path, pinned=saved.hash) == saved
