# SPDX-License-Identifier: MIT
"""A contract beside its model: both take a move with one result, or both refuse it for one reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wuxing.engine import Revert
from wuxing.refused import Refused


def both(real: Callable[[], Any], modelled: Callable[[], Any]) -> Any:
    """The contract's receipt if both took the move with the same value; None if both refused it for one reason."""
    try:
        expected = modelled()
    except Refused as refusal:
        with pytest.raises(Revert) as caught:
            real()
        assert caught.value.reason == str(refusal)
        return None
    receipt = real()
    assert receipt.value == expected
    return receipt
