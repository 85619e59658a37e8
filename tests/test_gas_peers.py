# SPDX-License-Identifier: MIT
"""Vesting beside the best peers, measured in the same run (ZOS-5, benchmarks/README.md)."""

from __future__ import annotations

import json

from benchmarks import peers, table
from benchmarks.peers import DAY, LINE, WAD, Stage


def test_vesting_peers__same_run__ours_is_cheaper_than_sablier():
    """A claim after a day and a new vesting; and the peers cost what they are known to cost, to one percent."""
    kept, found = json.loads(table.SNAPSHOT.read_text()), peers.vesting_peers()
    claims = {peer.name.split()[0]: peer.gas for peer in found["ZOS claim after a day"]}
    (create,) = found["vesting, create a grant"]
    assert set(claims) == {"OpenZeppelin", "Sablier", "Yearn"}
    assert abs(claims["OpenZeppelin"] - 48_418) < 485 and abs(create.gas - 156_778) < 1_568
    assert kept["ZOS claim after a day"] < min(claims["Sablier"], claims["Yearn"])
    assert kept["vesting, create a grant"] < create.gas


def test_sablier__a_day_after_the_start__has_paid_a_day_of_the_line():
    """The peer really vests: what is measured is a payment, not a refusal."""
    stage = Stage.set_up()
    token = stage.deploy("OzERC20")
    lockup = stage.deploy("@sablier/v2-core/artifacts/SablierV2LockupLinear.json", stage.deployer, stage.deployer)
    token.mint(stage.holder, 10**6 * WAD, sender=stage.deployer)
    token.approve(lockup, 2**256 - 1, sender=stage.holder)
    parties = (stage.holder.address, stage.buyer.address)
    terms = (*parties, 1_800 * WAD, token.address, True, True, (0, LINE), (peers.NOBODY, 0))
    lockup.createWithDurations(terms, sender=stage.holder)
    stage.engine.time = lockup.getStartTime(1) + DAY
    lockup.withdrawMax(1, stage.buyer, sender=stage.keeper)
    # its percentages have 18 decimals
    assert 0 <= 10 * WAD - token.balanceOf(stage.buyer) < 1_800
