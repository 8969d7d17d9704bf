"""CSV as programs write it: encodings, marks, delimiters, quotation marks, rows that do not fit."""

import pytest

from serai.declarations import BadCellsError, FileUnreadableError, MappingError, Report, read
from serai.declarations.mapping.file import parse
from serai.declarations.reading import csv_file


def mapped(**options):
    said = "".join(f'{name}: "{value}"\n' for name, value in options.items())
    return parse(said + "columns: {hs: hs, description: description}")


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("hs,description\n85,Чай\n", {}),
        ("\ufeffhs,description\r\n85,Чай\r\n", {}),
        ("hs;description\n85;Чай", {}),
        ("hs\tdescription\n85\tЧай\n", {}),
        ("hs|description\n85|Чай\n", {}),
        ("sep=;\nhs;description\n85;Чай\n", {}),
        ('"hs","description"\n"85","Чай"\n', {}),
        ("hs,description\r85,Чай\r", {}),
        ("\n\nhs , description\n 85 , Чай \n\n,\n", {}),
        ("hs^description\n85^Чай\n", {"delimiter": "^"}),
    ],
)
def test_the_ways_of_writing_a_table(written, content, options):
    found = read(written("file.csv", content), mapped(**options))
    assert found.select("hs", "description").rows() == [("85", "Чай")]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "koi8-r", "cp866", "utf-8"])
def test_encodings_that_the_mapping_says(written, encoding):
    path = written("file.csv", "hs,description\n85,Чай\n".encode(encoding))
    assert read(path, mapped(encoding=encoding))["description"].to_list() == ["Чай"]


def test_utf_16_is_known_by_its_mark(written):
    path = written("file.csv", "hs,description\n85,Чай\n".encode("utf-16"))
    assert read(path)["description"].to_list() == ["Чай"]


def test_another_encoding_is_told_with_the_way_out(written):
    path = written("file.csv", "hs,description\n85,tea\n85,Чай\n".encode("cp1251"))
    with pytest.raises(FileUnreadableError, match=r"is not in utf-8.*cp1251"):
        read(path)


def test_columns_named_twice_are_all_listed(written):
    path = written("file.csv", "hs,origin,hs,origin,hs\n")
    with pytest.raises(
        FileUnreadableError, match=r"“hs” stands 3 times\. the column “origin” stands 2"
    ):
        read(path)


def test_rows_are_counted_as_a_spreadsheet_does(written):
    content = '\nhs,description,net_mass\n\n85,"two\nlines",1\n85,x,bad\n,,\n85,y,worse\n'
    with pytest.raises(BadCellsError) as caught:
        read(written("file.csv", content))
    assert [(cell.row, cell.value) for cell in caught.value.cells] == [(5, "bad"), (7, "worse")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("85,x", "has 2 cells, but there are 3 columns"),
        ("85,x,1,more", "has 4 cells, but there are 3 columns"),
    ],
)
def test_ragged_rows_are_bad(written, row, why):
    path = written("file.csv", f"hs,description,net_mass\n85,a,1\n{row}\n85,b,2\n")
    with pytest.raises(BadCellsError) as caught:
        read(path)
    assert [(cell.row, cell.why) for cell in caught.value.cells] == [(3, why)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('hs,description\n85,"open\n', "from row 2 on: a quotation mark is opened and not closed"),
        ('hs,description\n85,"a"b\n', "from row 2 on: a quotation mark stands alone"),
        ("hs,description\n85,a\0b\n", "this is no text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "this is no text"),
        ("\n \n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        ("sep=;\n", "the file is empty"),
    ],
)
def test_what_cannot_be_read_is_told(written, content, why):
    with pytest.raises(FileUnreadableError, match=why):
        read(written("file.csv", content))


def test_an_open_quotation_mark_does_not_swallow_memory(written):
    path = written("file.csv", 'hs,description\n85,"' + "x" * 80 + "\n" * 300_000)
    with pytest.raises(FileUnreadableError, match="opened and not closed"):
        read(path)


def test_a_mapped_column_that_is_not_there_is_told_with_what_was_meant(written):
    with pytest.raises(MappingError, match="no column “description”; did you mean “descripton”"):
        read(written("file.csv", "hs,descripton\n"), mapped())


@pytest.mark.parametrize("block", [1, 40, 100, 10_000])
def test_where_blocks_end_makes_no_difference(written, monkeypatch, block):
    rows = [f"85,row {number},{number}" for number in range(200)]
    rows[150] = '85,"quoted, and\nlong",150'
    rows[170] = "85,Чай,x"
    path = written("file.csv", "hs,description,net_mass\n" + "\n".join(rows))
    monkeypatch.setattr(csv_file, "BLOCK", block)
    with pytest.raises(BadCellsError) as caught:
        read(path)
    assert [(cell.row, cell.value) for cell in caught.value.cells] == [(172, "x")]
    report = Report()
    aside = path.with_name("aside.csv")
    found = read(path, on_bad="set_aside", aside=aside, report=report)
    assert found["net_mass"].to_list() == [float(n) for n in range(200) if n != 170]
    assert report.set_aside == 1
