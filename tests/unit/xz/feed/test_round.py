# SPDX-License-Identifier: MIT
"""The module round: a round and its terms in one word (XZ-17)."""

from __future__ import annotations

import boa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wuxing.engine.artifacts import vyper_deployer
from wuxing.paths import CONTRACTS

WIDTHS = (32, 40, 24, 7, 1, 24)
"""Of id, observed, delay, quorum, paused and max_age, which follow the answer."""
ROUND = st.tuples(
    st.integers(-(2**127), 2**127 - 1),
    *(st.booleans() if width == 1 else st.integers(0, 2**width - 1) for width in WIDTHS),
)


@pytest.fixture(scope="module")
def round_module():
    return vyper_deployer(CONTRACTS / "xz" / "round.vy").deploy()


@settings(max_examples=40, deadline=None)
@given(ROUND)
@example((2**127 - 1, 2**32 - 1, 2**40 - 1, 2**24 - 1, 2**7 - 1, True, 2**24 - 1))
@example((-(2**127), 0, 2**40 - 1, 0, 2**7 - 1, False, 2**24 - 1))
def test_pack__any_round__comes_back(round_module, values):
    assert tuple(round_module.internal._unpack(round_module.internal._pack(values))) == values


def test_pack__fields__lie_where_the_docs_say(round_module):
    word = round_module.internal._pack((-1, 2, 3, 4, 5, True, 6))
    assert word == (2**128 - 1) | 2 << 128 | 3 << 160 | 4 << 200 | 5 << 224 | 1 << 231 | 6 << 232


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (1, "CabinetFeed: rounds are used up"),
        (2, "CabinetFeed: time does not fit"),
        (3, "CabinetFeed: time does not fit"),
        (4, "CabinetFeed: terms do not fit"),
        (6, "CabinetFeed: terms do not fit"),
    ],
)
def test_pack__too_wide__reverts(round_module, place, reason):
    values = [0, 0, 0, 0, 0, False, 0]
    values[place] = 2 ** WIDTHS[place - 1]
    with boa.reverts(reason):
        round_module.internal._pack(tuple(values))
