# SPDX-License-Identifier: MIT
"""XZ.constructor (XZ-1)."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS


def test_constructor__deployed__nothing_is_premined(xz, deployer, owner):
    token = xz.token
    assert (token.name(), token.symbol(), token.decimals()) == ("XZ", "XZ", 18)
    assert (token.mine(), token.cap(), token.totalSupply()) == (xz.mine.address, xz.params.cap, 0)
    assert token.balanceOf(deployer) == token.balanceOf(owner) == 0


@pytest.mark.parametrize(
    "mine, cap, reason", [(ZERO_ADDRESS, 1, "Token: mine is zero"), ("0x" + "11" * 20, 0, "Token: cap is zero")]
)
def test_constructor__bad_argument__reverts(engine, owner, mine, cap, reason):
    with engine.reverts(reason):
        engine.deploy("XZ", mine, cap, sender=owner)
