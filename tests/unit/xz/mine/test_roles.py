# SPDX-License-Identifier: MIT
"""Roles of XZMine: invitations, nodes, court, guardian (XZ-8, XZ-13, XZ-20)."""

import pytest

from wuxing.engine.base import ZERO_ADDRESS

XZ = 10**18
DAY = 86_400
FULL = 4_140 * XZ


@pytest.mark.parametrize(
    ("method", "args"),
    [("invite", ("attacker", True)), ("add_node", ("attacker",)), ("unpause", ()), ("set_guardian", ("attacker",))],
)
def test_owner_only__others_revert(xz, attacker, guardian, engine, method, args):
    args = tuple(attacker if a == "attacker" else a for a in args)
    for account in (attacker, guardian):
        with engine.reverts("ownable: caller is not the owner"):
            getattr(xz.mine, method)(*args, sender=account)


def test_pause__by_anyone_else__reverts(xz, attacker, engine):
    with engine.reverts("Roles: not the guardian"):
        xz.mine.pause(sender=attacker)


def test_forfeit__not_the_court__reverts(phase_1, staked, miner, owner, attacker, engine):
    """XZ-20: not even the owner takes a stake."""
    for account in (owner, attacker):
        with engine.reverts("Mine: not the court"):
            phase_1.forfeit(miner, [staked], attacker, sender=account)
    assert phase_1.position_of(staked)[0] == FULL


def test_forfeit__stake_and_queue__burned_less_the_reporters_share(xz, phase_1, cabinet, staked, miner, keeper, engine):
    """XZ-20: stakes in the 180-day queue are included; 5% goes to the reporter, the rest is burned."""
    leaving = cabinet()
    phase_1.stake(leaving, FULL, 1_500 * XZ, sender=miner)
    phase_1.exit(leaving, sender=miner)
    supply = xz.token.totalSupply()
    phase_1.forfeit(miner, [staked], keeper, sender=phase_1.court())
    assert xz.token.balanceOf(keeper) == 2 * FULL * 5 // 100
    assert xz.token.totalSupply() == supply - 2 * FULL * 95 // 100
    assert phase_1.locked_exits(miner) == (0, 0) and not phase_1.staked(staked)


def test_forfeit__token_of_another__passed_over(xz, phase_1, cabinet, staked, miner, other_miner, keeper):
    innocent = cabinet(other_miner)
    phase_1.stake(innocent, FULL, 1_500 * XZ, sender=other_miner)
    phase_1.forfeit(miner, [innocent, staked], keeper, sender=phase_1.court())
    assert phase_1.staked(innocent) and not phase_1.staked(staked)


def test_forfeit__nothing_there__takes_nothing(phase_1, miner, keeper):
    assert phase_1.forfeit(miner, [], keeper, sender=phase_1.court()).value == 0


def test_claim_node__pays_the_payee_once(xz, phase_1, staked, node, keeper, engine):
    """XZ-8: a node's 5% waits until somebody claims it for the node."""
    engine.advance(10 * DAY)
    phase_1.settle(staked, sender=keeper)
    before = xz.token.balanceOf(node)
    phase_1.claim_node(1, sender=keeper)
    assert xz.token.balanceOf(node) - before == 69 * XZ
    with engine.reverts("Mine: nothing to claim"):
        phase_1.claim_node(1, sender=keeper)


def test_set_node_payee__only_the_payee(xz, phase_1, staked, node, attacker, keeper, engine):
    engine.advance(DAY)
    phase_1.settle(staked, sender=keeper)
    with engine.reverts("Mine: not the node's payee"):
        phase_1.set_node_payee(1, attacker, sender=attacker)
    with engine.reverts("Mine: zero address"):
        phase_1.set_node_payee(1, ZERO_ADDRESS, sender=node)
    phase_1.set_node_payee(1, keeper, sender=node)
    assert phase_1.node_account(1) == (keeper.address, 69 * XZ // 10)
    with engine.reverts("Mine: not the node's payee"):
        phase_1.set_node_payee(1, node, sender=node)


def test_total_life__new_tokens_and_melt(xz, phase_1, cabinet, staked, keeper, engine):
    """XZ-3: effective supply in T: two tokens, one of which melts a day."""
    cabinet()
    assert phase_1.totalLife() == 2 * XZ
    engine.advance(DAY)
    phase_1.settle(staked, sender=keeper)
    assert phase_1.totalLife() == 2 * XZ - 966 * XZ // 100_000


def test_nft__staked_token__cannot_be_transferred(xz, phase_1, staked, miner, other_miner, engine):
    """XZ-4: the NFT stays in its owner's wallet, locked, while it mines."""
    with engine.reverts("NFTXZ: chip has not authorized"):
        xz.nft.transferFrom(miner, other_miner, staked, sender=miner)
    assert xz.nft.ownerOf(staked) == miner.address


def test_add_node__named_after_it_hosts__keeps_what_it_earned(xz, phase_1, miner, owner, registrar, keeper, engine):
    """XZ-8: an NFTXZ may name a node before the owner does; its share waits for the payee."""
    xz.nft.mint(miner, b"\7" * 32, 1, 2, keeper.address, 1, sender=registrar)
    phase_1.stake(1, FULL, 1_500 * XZ, sender=miner)
    engine.advance(DAY)
    phase_1.settle(1, sender=miner)
    with engine.reverts("Mine: node has no payee"):
        phase_1.claim_node(1, sender=keeper)
    phase_1.add_node(keeper, sender=owner)
    assert phase_1.node_account(1) == (keeper.address, 69 * XZ // 10)
