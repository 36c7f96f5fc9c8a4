"""Teams as causes: what cannot be recovered without them, by the compiled recovery of a loss."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bcm_tool.analysis.concentration import analyze_concentration
from bcm_tool.analysis.impact import analyze_impact
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.recovery.build import build_problem
from bcm_tool.model import records as r
from bcm_tool.model.model import Model
from tests.builders import dependency, element, model_of, random_model


def task(name: str, owner: str, **values) -> r.RecoveryTask:
    given = {"id": name, "key": name, "element": owner, "name": name, "likely": 30, **values}
    return r.RecoveryTask(**given)


def of_teams(model: Model) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Team name -> what it has tasks for, and the services that hang on it."""
    result = analyze_concentration(model, analyze_impact(model))
    return {row.name: (row.hit, row.stopped) for row in result.rows if row.kind == "team"}


def test_work_after_an_outage_is_none_after_a_loss_and_a_lone_skill_is_a_team() -> None:
    """The two tasks that a loss asks for need u, the only team with the skill; t is not needed."""
    model = model_of(
        element("shop", kind="service", rto=60),
        element("db"),
        dependency("shop", "db"),
        r.Team(id="t", key="T", name="Operations"),
        r.Team(id="u", key="U", name="Databases", skills=("SQL", "db ")),
        r.Team(id="v", key="V", name="Others", skills=("sql",)),
        task("restart", "db", demand=(("t", 1),), needed="outage"),
        task("restore", "db", skill="DB"),
        task("check", "shop", skill="sql"),  # two teams have it, so it hangs on neither
    )
    assert of_teams(model) == {"Databases": (("db",), ("shop",))}


@st.composite
def with_skills(draw: st.DrawFn) -> Model:
    """A random model whose teams have skills that tasks without a team may ask for."""
    model = draw(random_model(max_elements=6, max_dependencies=8, ratings=False, others=False))
    words = st.sampled_from(("db", "net", "Net ", "os"))
    teams = {
        key: replace(item, skills=tuple(draw(st.lists(words, max_size=2, unique=True))))
        for key, item in model.teams.items()
    }
    tasks = {}
    for key, item in model.tasks.items():
        kind = draw(st.sampled_from(("team", "skill", "both", "neither")))
        tasks[key] = replace(
            item,
            demand=item.demand if kind in ("team", "both") else (),
            skill=draw(words) if kind in ("skill", "both") else "",
        )
    return model.with_tables({"teams": teams, "tasks": tasks})


@given(with_skills())
@settings(max_examples=100)
def test_services_of_a_team_are_those_whose_compiled_recovery_has_no_way_around_it(model) -> None:
    impact, network = analyze_impact(model), compile_network(model)
    services = analyze_concentration(model, impact).weights
    wanted: dict[str, set[str]] = {}
    for service in services:
        needed = [network.ids[item] for item in network.below(network.index[service])]
        lost = tuple(f"element:{name}" for name in needed)
        made = r.Scenario(id="all", key="ALL", name="All", lost=lost)
        problem = build_problem(
            model.with_tables({"scenarios": {"all": made}}), "all", analyze_impact(model)
        )
        inside = {place for place, item in enumerate(problem.items) if item.id in needed}
        for number, (name, _) in enumerate(problem.teams):
            for work in problem.tasks:
                ways = [{team for team, _ in way.demand} for way in work.modes]
                if work.item in inside and ways and all(number in way for way in ways):
                    wanted.setdefault(model.teams[name].name, set()).add(service)
    found = {name: set(stopped) for name, (_, stopped) in of_teams(model).items() if stopped}
    assert found == wanted
