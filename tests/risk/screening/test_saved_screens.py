"""A screen in a file screens as the one it was made of; a file that is none is refused by name."""

import contextlib
import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serai.risk.language.parse import parse
from serai.risk.language.polars import references_of
from serai.risk.screening.saved import ScreenFileError
from serai.risk.screening.screen import Screen, compile_profiles
from tests.risk.conditions import LISTS, TODAY, conditions, declarations, references
from tests.risk.language.test_language_polars import tables
from tests.risk.screening.test_screen import frame, profile


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("screens")


@settings(max_examples=60, deadline=None)
@given(
    trees=st.lists(conditions(), max_size=8),
    rows=st.lists(declarations, min_size=1, max_size=5),
    made=references,
)
def test_what_is_loaded_screens_and_explains_the_same(folder, trees, rows, made):
    screen = compile_profiles(map(profile, range(len(trees)), trees), lists=LISTS)
    screen.save(folder / "a.screen")
    loaded = Screen.load(folder / "a.screen")
    peers, table = tables(made), references_of(tables(made))
    ours = screen(frame(rows), today=TODAY, peers=peers)
    theirs = loaded(frame(rows), today=TODAY, peers=peers)
    assert ours.to_arrow().equals(theirs.to_arrow())
    for row in rows:
        one = loaded.one(row, today=TODAY, references=table)
        assert one == screen.one(row, today=TODAY, references=table)
        for each in loaded.ids:
            ask = {"today": TODAY, "references": table}
            explained = loaded.explain(row, each, **ask)
            assert explained == screen.explain(row, each, **ask)
            assert explained.hit == (each in one.profiles)


def made_screen() -> Screen:
    texts = ['hs4 = "8517" and price > 1', 'description contains ("tea")', "consignee in @watch"]
    return compile_profiles(
        [profile(number, parse(text)) for number, text in enumerate(texts)], lists=LISTS
    )


def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path):
    with pytest.raises(FileNotFoundError):
        made_screen().save(tmp_path / "no such folder" / "a.screen")
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(IsADirectoryError):
        made_screen().save(target)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def parts(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def write(path, content: dict[str, bytes], method=zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in content.items():
            file.writestr(name, data)


def array(values, kind) -> bytes:
    out = io.BytesIO()
    np.save(out, np.array(values, kind), allow_pickle=True)
    return out.getvalue()


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ({"bits.npy": array([4_000_000_000] * 9, "<u4")}, "clauses"),
        ({"clause_profile.npy": array([7] * 9, "<u4")}, "clauses"),
        ({"clause_sizes.npy": array([0, 1, 3], "<u4")}, "clauses"),
        ({"classes.npy": array([9999] * 400, "<u4")}, "does not fit"),
        ({"tables.npy": array([1], "<u8")}, "too short"),
        ({"weights.npy": array([1.0], "<f8")}, "do not fit each other"),
        ({"severities.npy": array([9, 9, 9], "u1")}, "do not fit each other"),
        ({"weights.npy": array([object()] * 3, object)}, "no screen"),
        ({"head.npy": array(list(b"{}"), "u1")}, "no screen"),
        ({"head.npy": array(list(b'{"format": "serai screen 9"}'), "u1")}, "this version reads"),
        ({"head.npy": b"no array"}, "no screen"),
        ({"other.npy": array([1], "u1")}, "other parts"),
    ],
)
def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path, spoiled, told):
    made_screen().save(tmp_path / "a.screen")
    write(tmp_path / "b.screen", parts(tmp_path / "a.screen") | spoiled)
    with pytest.raises(ScreenFileError, match=rf"b\.screen.*{told}"):
        Screen.load(tmp_path / "b.screen")


def test_a_compressed_file_is_refused_before_it_is_unpacked(tmp_path):
    made_screen().save(tmp_path / "a.screen")
    write(tmp_path / "b.screen", parts(tmp_path / "a.screen"), zipfile.ZIP_DEFLATED)
    with pytest.raises(ScreenFileError, match="compressed"):
        Screen.load(tmp_path / "b.screen")


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused(folder, data):
    made_screen().save(folder / "whole.screen")
    content = bytearray((folder / "whole.screen").read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    del content[data.draw(st.integers(len(content) // 2, len(content) - 1)) :]
    (folder / "damaged.screen").write_bytes(content)
    with pytest.raises(ScreenFileError, match=r"damaged\.screen: "):
        Screen.load(folder / "damaged.screen")


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_forged_file_is_refused_or_screens_without_a_crash(folder, data):
    made_screen().save(folder / "whole.screen")
    content = parts(folder / "whole.screen")
    name = data.draw(st.sampled_from(sorted(content)))
    values = np.load(io.BytesIO(content[name])).copy()
    octets = values.view(np.uint8)
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    write(folder / "forged.screen", content | {name: array(values, values.dtype)})
    batch = frame([{"hs": "85171200", "price": 2.0}])
    with contextlib.suppress(ScreenFileError):
        screen = Screen.load(folder / "forged.screen")
        assert len(screen(batch, today=TODAY, path="numpy")) == 1
        assert len(screen(batch, today=TODAY)) == 1
        screen.one({"hs": "85171200", "price": 2.0}, today=TODAY)
        assert screen.profiles
