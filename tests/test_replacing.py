"""A file is written whole or stays what it was."""

import pytest

from bcm_tool.errors import BcmError
from bcm_tool.replacing import replaced


def write_half(path):
    path.write_text("ne")
    raise ZeroDivisionError


def test_replaces_the_whole_file(tmp_path):
    target = tmp_path / "plan.txt"
    target.write_text("old")
    with replaced(target) as temporary:
        temporary.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert [item.name for item in tmp_path.iterdir()] == ["plan.txt"]


def test_a_failure_half_way_leaves_the_old_file(tmp_path):
    target = tmp_path / "plan.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replaced(target) as temporary:
        write_half(temporary)
    assert target.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["plan.txt"]


def test_a_missing_folder_is_named(tmp_path):
    with (
        pytest.raises(BcmError, match="there is no folder"),
        replaced(tmp_path / "nowhere" / "plan.txt") as temporary,
    ):
        temporary.write_text("new")


def test_a_folder_in_the_way_is_named(tmp_path):
    (tmp_path / "plan.txt").mkdir()
    with (
        pytest.raises(BcmError, match="a folder has this name"),
        replaced(tmp_path / "plan.txt") as temporary,
    ):
        temporary.write_text("new")


@pytest.mark.parametrize("owner", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_a_workbook_open_elsewhere_is_left_alone(tmp_path, owner):
    target = tmp_path / "plan.xlsx"
    target.write_text("old")
    (tmp_path / owner).write_text("somebody")
    with pytest.raises(BcmError, match="is open in a spreadsheet program"), replaced(target):
        pytest.fail("the block must not run")
    assert target.read_text() == "old"
