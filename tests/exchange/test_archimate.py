"""ArchiMate models: what needs what, junctions, properties, and nothing lost without a word."""

import zipfile
from collections import Counter
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bcm_tool.errors import BcmError
from bcm_tool.exchange.archimate import read_archimate, short_keys
from bcm_tool.exchange.archimate_kinds import KIND_OF_TYPE
from bcm_tool.exchange.archimate_needs import Edge, resolve
from bcm_tool.exchange.plan import plan_import
from bcm_tool.model.method import KINDS

FERRY = Path(__file__).parent / "data" / "ferry.xml"
MODELS = (
    "ArchiMetal",
    "ArchiSurance_V3",
    "Enroll_System",
    "ING_ARCHI_HEY_BLUE",
    "OCHRO_Digital_Suite_Tools",
    "SaaS_Tool_Architecture",
    "The_Open_Group_Commercial_Aviation_Refer",
    "VERA_4_1",
    "WildRiverControl",
    "k8s",
)


def imported(path, model=None):
    plan = plan_import(model, read_archimate(path))
    assert plan.problems == ()
    return plan


def links(model):
    """(dependent, provider) -> (strength, whether in a group), by key."""
    return {
        (model.elements[d.dependent].key, model.elements[d.provider].key): (
            d.strength,
            d.group is not None,
        )
        for d in model.dependencies.values()
    }


def test_relationships_become_needs_in_the_right_direction():
    model = imported(FERRY).model
    assert links(model) == {
        ("id-sail", "id-sell"): ("hard", False),  # serving: the target needs the source
        ("id-sell", "id-01234567"): ("hard", False),  # realization beats the flow beside it
        ("id-01234567", "id-data"): ("hard", False),  # access: the source needs the target
        ("id-sail", "id-crew"): ("soft", False),  # triggering
        ("id-sail", "id-ship1"): ("hard", True),  # or-junction
        ("id-sail", "id-ship2"): ("hard", True),
        ("id-ship1", "id-crew"): ("hard", False),  # and-junction
        ("id-ship1", "id-fuel"): ("hard", False),
        ("id-pier", "id-fuel"): ("hard", False),  # the whole needs the part
    }
    (group,) = model.groups.values()
    assert (group.required, group.takeover, group.takeover_time) == (1, "automatic", 0)


def test_elements_carry_kind_text_and_properties():
    model = imported(FERRY).model
    sail = model.element_by_key("id-sail")
    assert (sail.kind, sail.rto, sail.owner, sail.mtpd) == ("service", 240, "Harbour master", None)
    assert sail.description == "Twice a day\nin winter"
    assert model.element_by_key("id-sell").name == "Sell tickets ashore"
    assert model.element_by_key("id-data").name == "DataObject id-data"
    assert model.element_by_key("id-goal").kind is None
    (served,) = [d for d in model.dependencies.values() if d.tolerance]
    assert served.tolerance == 120


def test_what_is_left_out_is_said():
    notes = [str(note).removeprefix("ferry.xml: ") for note in imported(FERRY).notes]
    assert notes == [
        "the property mtpd of id-sail was left out: “24” has no unit; write for example 4h, "
        "1d 12h or 90 min.",
        "10 elements, 2 junctions and 16 relationships were read; they come to 9 dependencies, "
        "1 groups of alternatives.",
        "skipped: Influence (1).",
        "skipped: Specialization (1).",
        "skipped: relationships from or to relationships (1).",
        "skipped: views (2).",
        "skipped: relationships of an element to itself (1).",
        "several relationships say the same need, the strictest counts (1).",
    ]


def test_importing_again_updates():
    first = imported(FERRY)
    again = imported(FERRY, first.model)
    assert not again.added
    assert not again.changed
    assert len(again.unchanged) == len(first.added)


def test_a_zip_with_one_model(tmp_path):
    path = tmp_path / "ferry.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(FERRY, "export/model.xml")
        archive.writestr("readme.txt", "x")
    assert len(imported(path).model.elements) == 10
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(FERRY, "other/model.xml")
    with pytest.raises(BcmError, match=r"exactly one file model\.xml; it holds 2"):
        read_archimate(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty"),
        ("<a/>", "no ArchiMate Open Exchange file"),
        ("<model/>", "no ArchiMate Open Exchange file"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type or entities"),
        ("NEST", "nested more than 64"),
        ("CUT", "row 15, column"),
    ],
)
def test_bad_files_are_answered_with_a_sentence(tmp_path, text, sentence):
    whole = FERRY.read_text(encoding="utf-8")
    if text == "NEST":
        text = whole.replace("<name/>", "<name>" + "<a>" * 70 + "</a>" * 70 + "</name>")
    if text == "CUT":
        text = whole[: whole.index('<element identifier="id-sell"') + 30]
    path = tmp_path / "bad.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BcmError, match=sentence):
        read_archimate(path)


def test_a_relationship_to_nowhere_is_a_problem(tmp_path):
    path = tmp_path / "bad.xml"
    text = FERRY.read_text(encoding="utf-8")
    path.write_text(text.replace('target="id-fuel"', 'target="id-gone"'), encoding="utf-8")
    plan = plan_import(None, read_archimate(path))
    assert plan.model is None
    assert [str(problem) for problem in plan.problems] == [
        "bad.xml: the relationship r12 names id-gone, which is no element of the file."
    ]


def test_keys_are_short_stable_and_unique():
    ids = ["id-4927", "id-6278e38e467048bf", "EAID_no_digits_here_at_all", "id-aaaaaaaa1x2"]
    keys = short_keys(ids)
    assert keys["id-4927"] == "id-4927"
    assert keys["id-6278e38e467048bf"] == "id-6278e38e"
    assert keys["id-aaaaaaaa1x2"] == "id-aaaaaaaa"
    assert keys == short_keys(reversed(ids))
    both = short_keys([*ids, "id-aaaaaaaa2y3"])
    assert both["id-aaaaaaaa1x2"] == "id-aaaaaaaa1x2"
    assert len({key.casefold() for key in both.values()}) == len(both)


def test_every_kind_of_the_table_exists():
    assert set(KIND_OF_TYPE.values()) <= {name for _, name, _, _ in KINDS} | {""}


# --- junctions against their meaning --------------------------------------------------------------

PROVIDERS = ("p1", "p2", "p3", "p4")
JUNCTIONS = ("j1", "j2", "j3")


@st.composite
def junction_graphs(draw):
    """Hard edges: dependents need providers and junctions, which need providers or others."""
    kinds = {name: draw(st.sampled_from(("and", "or"))) for name in JUNCTIONS}
    edges = []
    for place, junction in enumerate(JUNCTIONS):
        targets = (*PROVIDERS, *JUNCTIONS[place + 1 :])
        for target in draw(st.lists(st.sampled_from(targets), max_size=3, unique=True)):
            edges.append(Edge(junction, target, True, "r"))
    for dependent in ("d1", "d2"):
        found = st.lists(st.sampled_from((*PROVIDERS, *JUNCTIONS)), max_size=3, unique=True)
        for target in draw(found):
            edges.append(Edge(dependent, target, draw(st.booleans()), "r"))
    return edges, kinds


def holds(node, up, edges, kinds):
    """Whether a node's hard needs are met, straight from the junctions; None: it says nothing."""
    if node in PROVIDERS:
        return node in up
    legs = [holds(e.provider, up, edges, kinds) for e in edges if e.dependent == node and e.hard]
    said = [leg for leg in legs if leg is not None]
    if node in kinds and not said:
        return None
    return any(said) if kinds.get(node) == "or" else all(said)


def resolved_holds(node, up, needs):
    if node in PROVIDERS:
        return node in up
    groups = [group for group in needs.groups if group.dependent == node]
    members = {member for group in groups for member in group.members}
    single = [
        edge.provider
        for edge in needs.edges.values()
        if edge.dependent == node and edge.hard and edge.provider not in members
    ]
    return all(resolved_holds(item, up, needs) for item in single) and all(
        any(resolved_holds(item, up, needs) for item in group.members) for group in groups
    )


OVERLAPPING = [
    Edge(dependent, provider, True, "r")
    for dependent, provider in map(
        str.split, ("j1 p1", "j1 p3", "j3 p1", "j3 p2", "d2 j1", "d2 j3")
    )
]


@settings(max_examples=300)
@given(junction_graphs())
@example((OVERLAPPING, {"j1": "or", "j2": "and", "j3": "or"}))
def test_resolved_needs_mean_what_the_junctions_mean(graph):
    edges, kinds = graph
    needs = resolve(edges, kinds)
    for dependent in ("d1", "d2"):
        for states in product((False, True), repeat=len(PROVIDERS)):
            up = {name for name, state in zip(PROVIDERS, states, strict=True) if state}
            expected = holds(dependent, up, edges, kinds)
            assert resolved_holds(dependent, up, needs) == expected
    seen = Counter((group.dependent, m) for group in needs.groups for m in group.members)
    assert all(count == 1 for count in seen.values())  # no provider in two groups of one
    left = {e.provider for e in needs.edges.values()} | {e.dependent for e in needs.edges.values()}
    assert left & set(JUNCTIONS) <= set(needs.kept)


# --- published models -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
def test_published_models_import_whole(shared_data, name):
    path = shared_data / "archimate" / f"{name}.zip"
    plan = imported(path)
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("model.xml"))
    kind = "{http://www.w3.org/2001/XMLSchema-instance}type"
    elements = {
        e.get("identifier", ""): e.get(kind, "") for e in root.findall("{*}elements/{*}element")
    }
    relations = root.findall("{*}relationships/{*}relationship")
    plain = {key for key, value in elements.items() if not value.endswith("Junction")}

    keys = short_keys(elements)
    imported_keys = {element.key for element in plan.model.elements.values()}
    assert {keys[key] for key in plain} <= imported_keys
    kept = imported_keys - {keys[key] for key in plain}
    assert kept <= {keys[key] for key in elements}
    assert len(kept) == (2 if name.startswith("OCHRO") else 0)

    # Between plain elements, by an independent reading of the contract's sentence.
    strengths: dict[tuple[str, str], str] = {}
    for relation in relations:
        source, target = relation.get("source", ""), relation.get("target", "")
        if source not in plain or target not in plain or source == target:
            continue
        pair = (target, source)
        match relation.get(kind):
            case "Serving" | "Realization" | "Assignment":
                strength = "hard"
            case "Triggering" | "Flow":
                strength = "soft"
            case "Access" | "Composition" | "Aggregation":
                pair, strength = (source, target), "hard"
            case _:
                continue
        named = (keys[pair[0]], keys[pair[1]])
        if strengths.get(named) != "hard":
            strengths[named] = strength
    found = links(plan.model)
    assert {pair: found[pair][0] for pair in strengths} == strengths
    if len(plain) == len(elements):
        assert len(found) == len(strengths)
    text = f"{len(plain)} elements, {len(elements) - len(plain)} junctions and {len(relations)} "
    assert any(text in str(note) for note in plan.notes)
    assert not imported(path, plan.model).changed
