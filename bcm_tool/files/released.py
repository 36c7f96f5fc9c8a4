"""The tables of documents that earlier versions of the program wrote. Never changed again.

Statements are compared letter by letter with what stands in a file.
"""

from __future__ import annotations

from collections.abc import Mapping

_VERSION_1 = """
CREATE TABLE meta (
  "name" TEXT NOT NULL PRIMARY KEY,
  "value" TEXT NOT NULL
) STRICT;
CREATE TABLE commands (
  "number" INTEGER PRIMARY KEY,
  "uuid" TEXT NOT NULL UNIQUE,
  "kind" TEXT NOT NULL,
  "step" INTEGER NOT NULL,
  "who" TEXT NOT NULL,
  "at" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "merge_key" TEXT,
  "changes" TEXT NOT NULL,
  "previous" TEXT NOT NULL,
  "hash" TEXT NOT NULL
) STRICT;
CREATE TABLE "methods" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "organisation" TEXT NOT NULL,
  "currency" TEXT NOT NULL,
  "detection" INTEGER NOT NULL,
  "decision" INTEGER NOT NULL,
  "horizon" INTEGER NOT NULL
) STRICT;
CREATE TABLE "scales" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "scale" TEXT NOT NULL,
  "number" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT NOT NULL
) STRICT;
CREATE TABLE "categories" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "name" TEXT NOT NULL,
  "intolerable" INTEGER
) STRICT;
CREATE TABLE "bands" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "minutes" INTEGER NOT NULL
) STRICT;
CREATE TABLE "tiers" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "name" TEXT NOT NULL,
  "rto_up_to" INTEGER NOT NULL,
  "weight" TEXT
) STRICT;
CREATE TABLE "matrix" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "likelihood" INTEGER NOT NULL,
  "impact" INTEGER NOT NULL,
  "risk" INTEGER NOT NULL
) STRICT;
CREATE TABLE "kinds" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "name" TEXT NOT NULL,
  "layer" INTEGER NOT NULL,
  "is_service" INTEGER NOT NULL
) STRICT;
CREATE TABLE "threats" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "name" TEXT NOT NULL
) STRICT;
CREATE TABLE "elements" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "kind" TEXT REFERENCES "kinds" ("id") DEFERRABLE INITIALLY DEFERRED,
  "description" TEXT NOT NULL,
  "owner" TEXT NOT NULL,
  "site" TEXT NOT NULL,
  "supplier" TEXT NOT NULL,
  "delivery_model" TEXT NOT NULL,
  "outsourcing_scope" TEXT NOT NULL,
  "lifecycle" TEXT NOT NULL,
  "mtpd" INTEGER,
  "rto" INTEGER,
  "rpo" INTEGER,
  "wrt" INTEGER,
  "mbco" TEXT NOT NULL
) STRICT;
CREATE INDEX "elements_kind" ON "elements" ("kind");
CREATE TABLE "groups" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "dependent" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "name" TEXT NOT NULL,
  "required" INTEGER NOT NULL,
  "takeover" TEXT NOT NULL,
  "takeover_time" INTEGER NOT NULL
) STRICT;
CREATE INDEX "groups_dependent" ON "groups" ("dependent");
CREATE TABLE "dependencies" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "dependent" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "provider" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "strength" TEXT NOT NULL,
  "tolerance" INTEGER NOT NULL,
  "group" TEXT REFERENCES "groups" ("id") DEFERRABLE INITIALLY DEFERRED,
  "note" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "as_of" TEXT
) STRICT;
CREATE INDEX "dependencies_dependent" ON "dependencies" ("dependent");
CREATE INDEX "dependencies_provider" ON "dependencies" ("provider");
CREATE INDEX "dependencies_group" ON "dependencies" ("group");
CREATE TABLE "impacts" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "element" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "category" TEXT NOT NULL REFERENCES "categories" ("id") DEFERRABLE INITIALLY DEFERRED,
  "band" TEXT NOT NULL REFERENCES "bands" ("id") DEFERRABLE INITIALLY DEFERRED,
  "level" INTEGER,
  "loss" TEXT,
  "note" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "as_of" TEXT
) STRICT;
CREATE INDEX "impacts_element" ON "impacts" ("element");
CREATE INDEX "impacts_category" ON "impacts" ("category");
CREATE INDEX "impacts_band" ON "impacts" ("band");
CREATE TABLE "teams" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "capacity" INTEGER NOT NULL
) STRICT;
CREATE TABLE "people" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "team" TEXT REFERENCES "teams" ("id") DEFERRABLE INITIALLY DEFERRED,
  "role" TEXT NOT NULL,
  "deputy" TEXT REFERENCES "people" ("id") DEFERRABLE INITIALLY DEFERRED,
  "phone" TEXT NOT NULL,
  "email" TEXT NOT NULL
) STRICT;
CREATE INDEX "people_team" ON "people" ("team");
CREATE INDEX "people_deputy" ON "people" ("deputy");
CREATE TABLE "options" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "element" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "name" TEXT NOT NULL,
  "strategy" TEXT NOT NULL,
  "recovery_time" INTEGER,
  "rpa" INTEGER,
  "yearly_cost" TEXT,
  "selected" INTEGER NOT NULL,
  "proven_time" INTEGER,
  "proven_rpa" INTEGER,
  "proven_on" TEXT,
  "note" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "as_of" TEXT
) STRICT;
CREATE INDEX "options_element" ON "options" ("element");
CREATE TABLE "tasks" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "element" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "name" TEXT NOT NULL,
  "likely" INTEGER NOT NULL,
  "optimistic" INTEGER,
  "pessimistic" INTEGER,
  "demand" TEXT NOT NULL,
  "after" TEXT NOT NULL,
  "needed" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "as_of" TEXT
) STRICT;
CREATE INDEX "tasks_element" ON "tasks" ("element");
CREATE TABLE "agreements" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "element" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "type" TEXT NOT NULL,
  "supplier" TEXT NOT NULL,
  "restore_time" INTEGER,
  "rpo" INTEGER,
  "service_hours" TEXT NOT NULL,
  "ends" TEXT
) STRICT;
CREATE INDEX "agreements_element" ON "agreements" ("element");
CREATE TABLE "risks" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "element" TEXT REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "threat" TEXT REFERENCES "threats" ("id") DEFERRABLE INITIALLY DEFERRED,
  "inherent_likelihood" INTEGER,
  "inherent_impact" INTEGER,
  "likelihood" INTEGER,
  "impact" INTEGER,
  "target_likelihood" INTEGER,
  "target_impact" INTEGER,
  "control" TEXT NOT NULL,
  "treatment" TEXT NOT NULL,
  "owner" TEXT NOT NULL,
  "review_date" TEXT,
  "note" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "as_of" TEXT
) STRICT;
CREATE INDEX "risks_element" ON "risks" ("element");
CREATE INDEX "risks_threat" ON "risks" ("threat");
CREATE TABLE "scenarios" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "key" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "lost" TEXT NOT NULL,
  "invoke_when" TEXT NOT NULL,
  "decided_by" TEXT NOT NULL
) STRICT
"""


def _changed(tables: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        if tables.count(old) != 1:
            raise AssertionError(f"{old!r} is not there once")
        tables = tables.replace(old, new)
    return tables


_VERSION_2 = _changed(
    _VERSION_1.strip(),
    ('"weight" TEXT', '"weight" TEXT NOT NULL'),
    ('"mbco" TEXT NOT NULL', '"mbco" TEXT NOT NULL,\n  "impact_tolerance" INTEGER'),
    (
        '"decided_by" TEXT NOT NULL\n) STRICT',
        """"decided_by" TEXT NOT NULL
) STRICT;
CREATE TABLE "positions" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "element" TEXT NOT NULL REFERENCES "elements" ("id") DEFERRABLE INITIALLY DEFERRED,
  "x" REAL NOT NULL,
  "y" REAL NOT NULL
) STRICT;
CREATE INDEX "positions_element" ON "positions" ("element")""",
    ),
)

RELEASED: Mapping[int, tuple[str, ...]] = {
    1: tuple(_VERSION_1.strip().split(";\n")),
    2: tuple(_VERSION_2.split(";\n")),
}
