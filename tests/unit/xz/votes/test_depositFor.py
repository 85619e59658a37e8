# SPDX-License-Identifier: MIT
"""VotingWrapper.depositFor and withdrawTo (XZ-1, XZ-21)."""

from wuxing.engine.base import ZERO_ADDRESS


def test_constructor__deployed__wraps_xz(xz, votes):
    assert (votes.underlying(), votes.decimals(), votes.totalSupply()) == (xz.token.address, 18, 0)
    assert (votes.name(), votes.symbol()) == ("Votes of XZ", "vXZ")


def test_constructor__no_coin__reverts(engine, owner):
    with engine.reverts("VotingWrapper: coin has no code"):
        engine.deploy("VotingWrapper", ZERO_ADDRESS, "Votes", "v", sender=owner)


def test_depositFor__coins__are_held_one_to_one(xz, votes, mined, miner, other_miner):
    votes.depositFor(other_miner, mined // 2, sender=miner)
    assert votes.balanceOf(other_miner) == votes.totalSupply() == mined // 2
    assert xz.token.balanceOf(votes.address) == mined // 2
    assert xz.token.balanceOf(miner) == mined - mined // 2


def test_depositFor__more_than_held__reverts(votes, engine, mined, miner):
    with engine.reverts("InsufficientBalance"):
        votes.depositFor(miner, mined + 1, sender=miner)
    assert votes.totalSupply() == 0


def test_withdrawTo__what_was_wrapped__comes_back_at_once(xz, votes, mined, miner, other_miner):
    votes.depositFor(miner, mined, sender=miner)
    votes.delegate(miner, sender=miner)
    votes.withdrawTo(other_miner, mined, sender=miner)
    assert xz.token.balanceOf(other_miner) == mined
    assert (votes.totalSupply(), votes.getVotes(miner)) == (0, 0)


def test_withdrawTo__more_than_wrapped__reverts(votes, engine, mined, miner):
    votes.depositFor(miner, 10, sender=miner)
    with engine.reverts("ERC20InsufficientBalance"):
        votes.withdrawTo(miner, 11, sender=miner)
