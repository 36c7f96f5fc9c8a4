"""The picture of many edges from afar."""

import numpy as np
import pytest

from ui.graph.density import _upper


@pytest.mark.parametrize("many", [1, 2, 3, 200, 201, 5_000])
def test_the_upper_value_is_numpys_own_quantile(many):
    luck = np.random.default_rng(many)
    for _ in range(50):
        values = (luck.random(many) ** 3 * 50).astype(np.float32)
        assert _upper(values) == float(np.quantile(values, 0.995))
