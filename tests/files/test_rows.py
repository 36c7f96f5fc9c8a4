"""Many rows read at once are the records, and have the digest, of each row by itself."""

import random

import pytest
from hypothesis import given, settings

from bcm_tool.files.load import BadRowError, made_of
from bcm_tool.files.schema import AT_ONCE, record_tables, row_hash, rows_hash
from tests.builders import any_model, chain

NASTY = [
    "",
    "\n",
    "]\n[",
    "\0",
    '"],["',
    "\\n",
    "\x1f",
    "\x7f",
    "\u2028",
    "ä€😀",
    "]\\n[",
    ",",
    "null",
]


def rows_of(model):
    return {
        name: [table.row(record) for record in model.table(name).values()]
        for name, table in record_tables().items()
    }


@settings(max_examples=50)
@given(model=any_model())
def test_records_of_many_rows_are_those_of_each(model):
    rows = rows_of(model)
    made = made_of(rows)
    for name, table in record_tables().items():
        found = made.model.table(name)
        assert dict(found) == {row[0]: table.record(row) for row in rows[name]}
        assert list(found) == [row[0] for row in rows[name]]
        assert list(map(repr, found.values())) == list(map(repr, model.table(name).values()))
    sums = (row_hash(name, row) for name, table in rows.items() for row in table)
    assert made.digest == sum(sums) % 2**128


def test_the_digest_of_many_rows_is_the_sum_of_theirs_whatever_is_in_them():
    luck = random.Random("rows")
    values = [*NASTY, None, 0, -1, 2**62, 0.1, -1e-300, 1.5e300]
    rows = [
        ("".join(luck.choices(NASTY, k=3)), *luck.choices(values, k=luck.randint(0, 5)))
        for _ in range(2 * AT_ONCE + 3)
    ]
    for some in ([], rows[:1], rows[:AT_ONCE], rows):
        assert rows_hash("elements", some) == sum(row_hash("elements", row) for row in some)


def test_a_row_that_holds_no_record_is_named():
    rows = rows_of(chain("a", "b", "c"))
    column = record_tables()["elements"].names.index("availability")
    bad = [*rows["elements"][1]]
    bad[column] = "often"
    rows["elements"][1] = tuple(bad)
    with pytest.raises(BadRowError, match=f"table elements, record {bad[0]}: 'often' is no number"):
        made_of(rows)
