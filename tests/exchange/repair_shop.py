"""The repair shop: a small published BIA with eight processes and eight systems.

Numbers are copied from case BIA-4 of the project's collection of worked examples, whose origin is
the public micro-enterprise BIA "Cris Santos Company – Other Services – Micro": its own findings
are that the vendor's 8 h commitment is later than the 4 h that intake and payment need, that the
internet line is a single point of failure of everything, and that 48 h for SYS-08 are too late
for data transfer. Names of systems other than the internet line are not in the source.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

# key, process, criticality, MTD, RTO and RPO in hours, systems it depends on
PROCESSES: tuple[tuple[str, str, str, int, int, int, tuple[int, ...]], ...] = (
    ("BP-01", "Intake, check-in, quoting", "High", 8, 4, 1, (1, 4, 7)),
    ("BP-02", "Diagnostics and repair", "High", 24, 8, 1, (1, 5, 7)),
    ("BP-03", "Payment and device release", "High", 8, 4, 1, (1, 2, 4, 7)),
    ("BP-04", "Data transfer and recovery", "Moderate", 72, 24, 24, (5, 6, 7, 8)),
    ("BP-05", "Customer communications", "Moderate", 24, 8, 24, (1, 3, 7)),
    ("BP-06", "Parts ordering and inventory", "Moderate", 72, 48, 24, (1, 4, 7)),
    ("BP-07", "Business accounts, bookkeeping, payroll", "Low", 72, 48, 24, (1, 3, 7, 8)),
    ("BP-08", "Recycling and wiping", "Low", 168, 72, 24, (5, 7)),
)
SYSTEMS = tuple(f"SYS-{number:02}" for number in range(1, 9))
VENDOR_SYSTEM, VENDOR_RESTORE_HOURS, VENDOR_RPO_HOURS = "SYS-01", 8, 1
SLOW_SYSTEM, SLOW_RESTORE_HOURS = "SYS-08", 48
#: The other systems' restore time is not in the source; an hour breaks no objective.
OTHER_RESTORE_HOURS = 1
LINE = "SYS-07"

VENDOR_RTO_GAPS = ("BP-01", "BP-03")
REQUIRED_BY_HOURS = {
    "SYS-01": 4,
    "SYS-02": 4,
    "SYS-03": 8,
    "SYS-04": 4,
    "SYS-05": 8,
    "SYS-06": 24,
    "SYS-07": 4,
    "SYS-08": 24,
}


def repair_shop_sheets() -> dict[str, list[list[Any]]]:
    """The case as contract sheets: name -> rows, the header first."""
    return {
        "method": [["name", "value"], ["currency", "USD"], ["organisation", "Repair shop"]],
        "elements": [
            ["key", "name", "kind", "description", "mtpd", "rto", "rpo", "supplier"],
            *(
                [
                    key,
                    name,
                    "Business process",
                    f"Criticality: {level}",
                    *_hours(mtd, rto, rpo),
                    None,
                ]
                for key, name, level, mtd, rto, rpo, _ in PROCESSES
            ),
            *([key, _system_name(key), _kind(key), *[None] * 4, _vendor(key)] for key in SYSTEMS),
        ],
        "dependencies": [
            ["dependent", "provider", "strength"],
            *(
                [key, f"SYS-{number:02}", "hard"]
                for key, *_, numbers in PROCESSES
                for number in numbers
            ),
        ],
        "options": [
            ["key", "element", "name", "recovery_time", "selected"],
            *([f"OPT-{key}", key, "Restore", *_hours(_restore(key)), "yes"] for key in SYSTEMS),
        ],
        "agreements": [
            ["key", "element", "type", "supplier", "restore_time", "rpo"],
            [
                "AGR-01",
                VENDOR_SYSTEM,
                "UC",
                "Vendor",
                *_hours(VENDOR_RESTORE_HOURS, VENDOR_RPO_HOURS),
            ],
        ],
        "scenarios": [
            ["key", "name", "lost"],
            ["VENDOR", "The vendor's system is down", VENDOR_SYSTEM],
            ["LINE", "The internet line is cut", LINE],
            ["SLOW", "The backup system is lost", SLOW_SYSTEM],
        ],
    }


def repair_shop_workbook(path: Path) -> Path:
    """Write the case as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in repair_shop_sheets().items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def repair_shop_folder(folder: Path) -> Path:
    """Write the case as a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in repair_shop_sheets().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def _hours(*hours: int) -> list[str]:
    return [f"{count}h" for count in hours]


def _restore(key: str) -> int:
    return SLOW_RESTORE_HOURS if key == SLOW_SYSTEM else OTHER_RESTORE_HOURS


def _system_name(key: str) -> str:
    return {LINE: "Internet line", SLOW_SYSTEM: "Backup system"}.get(key, f"System {key[-2:]}")


def _kind(key: str) -> str:
    return "Network" if key == LINE else "Application"


def _vendor(key: str) -> str | None:
    return "Vendor" if key == VENDOR_SYSTEM else None
