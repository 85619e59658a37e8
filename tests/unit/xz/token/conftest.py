# SPDX-License-Identifier: MIT
"""XZ on its own, whose mine is an account: the keeper."""

import pytest

CAP = 10**21


@pytest.fixture
def token(engine, keeper, owner):
    """Cap 1,000 XZ, nothing minted."""
    with engine.anchor():
        yield engine.deploy("XZ", keeper, CAP, sender=owner)


@pytest.fixture
def funded(token, keeper, miner):
    """The same with 100 XZ of the miner's."""
    token.mint(miner, 10**20, sender=keeper)
    return token
