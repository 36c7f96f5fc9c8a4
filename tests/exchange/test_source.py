"""Foreign files: which reader a path gets, and what a workbook or CSV hides."""

import openpyxl
import pytest

from bcm_tool.errors import BcmError
from bcm_tool.exchange.plan import plan_import
from bcm_tool.exchange.read_csv import read_csv
from bcm_tool.exchange.read_workbook import read_workbook
from bcm_tool.exchange.source import format_of, read_source
from bcm_tool.exchange.staged import BadCell, stage


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def elements(text, tmp_path, encoding="utf-8"):
    path = tmp_path / "elements.csv"
    path.write_bytes(text.encode(encoding))
    return stage(read_csv(path))


def cells(staged, sheet="elements"):
    return [(row.number, dict(row.cells)) for row in staged.sheets[sheet]]


def test_the_ending_decides(tmp_path):
    for name in ("a.xlsx", "a.csv", "a.xml", "a.zip", "a.doc"):
        (tmp_path / name).write_text("x")
    assert format_of(tmp_path) == "csv"
    assert format_of(tmp_path / "a.xlsx") == "workbook"
    assert format_of(tmp_path / "a.zip") == "archimate"
    with pytest.raises(BcmError, match="is of no kind that can be imported"):
        format_of(tmp_path / "a.doc")
    with pytest.raises(BcmError, match="There is no file"):
        read_source(tmp_path / "b.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_dialects(tmp_path, delimiter, newline):
    lines = [
        ["key", "name", "owner"],
        ["A", '"one, two; three"', "Ü"],
        ["", "", ""],
        ["B", "b", ""],
    ]
    text = newline.join(delimiter.join(line) for line in lines)
    staged = elements(text, tmp_path)
    assert cells(staged) == [
        (2, {"key": "A", "name": "one, two; three", "owner": "Ü"}),
        (4, {"key": "B", "name": "b"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_encodings(tmp_path, encoding):
    staged = elements("key,name\nA,Größe Ω 計\n", tmp_path, encoding)
    assert cells(staged) == [(2, {"key": "A", "name": "Größe Ω 計"})]


def test_csv_of_spreadsheet_programs(tmp_path):
    staged = elements('sep=;\r\nkey;name\r\nA;"two\r\nlines"\r\nB;b\r\n', tmp_path)
    assert cells(staged) == [
        (3, {"key": "A", "name": "two\nlines"}),
        (5, {"key": "B", "name": "b"}),
    ]


@pytest.mark.parametrize(
    ("text", "encoding", "sentence"),
    [
        ("key,name\nA,a\nB,Größe\n", "cp1252", "elements.csv, row 3: the text is not UTF-8"),
        ("", "utf-8", "the file is empty"),
        ("key,name\nA,\0\n", "utf-8", "row 2: this is no text"),
    ],
)
def test_csv_that_is_no_text(tmp_path, text, encoding, sentence):
    with pytest.raises(BcmError, match=sentence):
        elements(text, tmp_path, encoding)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('key,name\nA,"open\nB,b\n', "elements.csv, row 2: a quotation mark is opened"),
        ("key,name\nA\n", "elements.csv, row 2: this row has 1 cells and the header has 2."),
        ("key,name\nA,a,b\n", "elements.csv, row 2: this row has 3 cells"),
        ("key,name\nA," + "x" * 140_000, "elements.csv, row 2: a cell is longer"),
        ("A,a\nB,b\n", "row 1: the first row names no column of this sheet (key, name, kind, ...)"),
        ("name\nb\n", "column key: this required column is missing"),
        ("key,name\nA," + "x" * 33_000, "row 2, column name: the text is longer than 32,000"),
        ("key,name\nA,a\x07b\n", "row 2, column name: the text holds the control character U+0007"),
        (
            "key,name\nA,a\uffffb\n",
            "row 2, column name: the text holds the control character U+FFFF",
        ),
    ],
)
def test_csv_problems_name_their_row(tmp_path, text, sentence):
    plan = plan_import(None, elements(text, tmp_path))
    assert plan.model is None
    assert any(sentence in str(problem) for problem in plan.problems), plan.problems


def test_every_bad_file_of_a_folder_is_named(tmp_path):
    (tmp_path / "elements.csv").write_bytes(b"key,name\nA,\xff\n")
    (tmp_path / "teams.csv").write_bytes(b"")
    (tmp_path / "notes.csv").write_bytes(b"anything\n1\n")
    staged = read_source(tmp_path)
    assert [str(problem).partition(":")[0] for problem in staged.problems] == [
        "elements.csv, row 2",
        "teams.csv",
    ]
    assert len(staged.notes) == 1


def test_a_formula_without_result_names_its_cell(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        elements=[["key", "name", "rto"], ["A", "a", "=1+1"]],
        notes=[["=2+2"]],
    )
    plan = plan_import(None, read_source(path))
    assert [str(problem) for problem in plan.problems] == [
        "a.xlsx, sheet elements, row 2, column rto: the cell C2 holds a formula that was never "
        "calculated; open the workbook in a spreadsheet program and save it."
    ]


def test_an_error_value_names_its_cell(tmp_path):
    path = workbook(tmp_path / "a.xlsx", elements=[["key", "name"], ["A", "#REF!"]])
    (grid,) = read_workbook(path).grids
    assert grid.rows[1].values[1] == BadCell("the cell B2 holds the error #REF!.")


def test_hidden_sheets_and_wide_sheets(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        elements=[["key", "name"], ["A", "a"]],
        teams=[["key"] * 300],
    )
    book = openpyxl.load_workbook(path)
    book["elements"].sheet_state = "veryHidden"
    book.save(path)
    staged = read_source(path)
    assert "a.xlsx, sheet elements: is hidden." in [str(note) for note in staged.notes]
    assert "has more than 256 columns" in str(staged.problems[0])


def test_row_numbers_are_those_of_the_sheet(tmp_path):
    path = workbook(tmp_path / "a.xlsx", elements=[["key", "name"], ["A", "a"], [None], ["B", "b"]])
    assert [number for number, _ in cells(read_source(path))] == [2, 4]
