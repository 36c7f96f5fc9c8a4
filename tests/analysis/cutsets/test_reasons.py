"""The chain from a cut set to its service: every link rests on earlier ones, none is missing."""

import pytest

from bcm_tool.analysis.cutsets import analyze_cut_sets
from bcm_tool.analysis.cutsets.reasons import reasons
from bcm_tool.analysis.cutsets.result import CutSet
from bcm_tool.analysis.network import compile_network
from bcm_tool.model import records as r
from tests.analysis.cutsets.states import random_structure
from tests.builders import dependency, element, model_of


@pytest.mark.parametrize("seed", range(10))
def test_every_link_holds_and_every_member_matters(seed):
    model = random_structure(400 + seed, 10)
    network = compile_network(model)
    for context in ((), ("e04",)):
        result = analyze_cut_sets(model, order=None, context=context)
        for service, found in result.services.items():
            for one in (*found.sets, *found.shared):
                chain = reasons(network, service, one, result.causes, context)
                assert_holds(model, chain, service, one, result.causes, context)


def assert_holds(model, chain, service, one, causes, context):
    assert chain[-1].element == service
    known = set()
    for link in chain:
        assert set(link.because) <= known
        assert link.element not in known
        needs = [item for item in model.dependencies.values() if item.dependent == link.element]
        if link.kind == "needs":
            hard = {item.provider for item in needs if not item.group and item.strength == "hard"}
            assert set(link.because) <= hard
        elif link.kind == "group":
            group = model.groups[f"g{link.element}"]
            members = [item for item in needs if item.group == group.id]
            assert len(link.because) > len(members) - group.required
            assert (link.members, link.required) == (len(members), group.required)
        elif link.kind == "cause":
            assert link.element in causes[link.name].elements
        elif link.kind == "lost":
            assert link.element in one.elements
        else:
            assert link.kind == "out"
            assert link.element in context
        known.add(link.element)
    assert {link.element for link in chain if link.kind == "lost"} == set(one.elements)
    assert {link.name for link in chain if link.kind == "cause"} == set(one.causes)


def test_the_chain_of_a_pair_names_the_group_and_what_is_left():
    model = model_of(
        element("SHOP", kind="service"),
        element("APP"),
        *(element(key) for key in ("S1", "S2", "S3")),
        r.RedundancyGroup(id="g", dependent="APP", name="Servers", required=2),
        dependency("SHOP", "APP"),
        *(dependency("APP", key, group="g") for key in ("S1", "S2", "S3")),
    )
    network = compile_network(model)
    chain = reasons(network, "SHOP", CutSet(("S1", "S3"), (), None), {})
    assert [(link.element, link.kind) for link in chain] == [
        ("S1", "lost"),
        ("S3", "lost"),
        ("APP", "group"),
        ("SHOP", "needs"),
    ]
    assert (chain[2].name, chain[2].because) == ("Servers", ("S1", "S3"))
    assert not reasons(network, "SHOP", CutSet(("S1",), (), None), {})
