"""Published ArchiMate models: single points and CFIA equal failing each element by itself."""

import pytest

from bcm_tool.analysis.structure import analyze_structure
from bcm_tool.exchange.archimate import read_archimate
from bcm_tool.exchange.plan import plan_import
from tests.analysis.single_failures import assert_equals_failing_each

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


@pytest.mark.parametrize("name", MODELS)
def test_equals_failing_each_element(shared_data, name: str):
    staged = read_archimate(shared_data / "archimate" / f"{name}.zip")
    model = plan_import(None, staged).model
    assert model is not None
    result = analyze_structure(model)
    assert result.services
    assert any(result.single_points.values())
    assert_equals_failing_each(model, result)
