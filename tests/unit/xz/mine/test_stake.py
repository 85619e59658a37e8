# SPDX-License-Identifier: MIT
"""XZMine.stake and stake_batch (XZ-9, XZ-10, XZ-13)."""

import pytest

from wuxing.xz import stage

XZ = 10**18
DAY = 86_400
FULL = 4_140 * XZ
FEE = 1_500 * XZ


def test_stake__full__position_and_lock(xz, phase_1, cabinet, miner, engine):
    """XZ-9, XZ-10: stake and fee are per token; the NFT stays with its owner, locked."""
    token_id = cabinet()
    before, now = xz.token.balanceOf(miner), engine.time
    receipt = phase_1.stake(token_id, FULL, FEE, sender=miner)
    assert phase_1.position_of(token_id) == (FULL, FEE, 0, now, False)
    assert xz.token.balanceOf(miner) == before - FULL - FEE
    assert xz.nft.ownerOf(token_id) == miner.address and xz.nft.locked(token_id)
    (event,) = receipt.named("Staked")
    assert (event.tokenId, event.miner, event.stake, event.fee) == (token_id, miner.address, FULL, FEE)


def test_stake__needs_no_chip_signature(xz, phase_1, cabinet, miner):
    """XZ-4: custody is not a sale: neither the way in nor the way out asks the chip."""
    token_id = cabinet()
    nonce = xz.nft.nonceOf(token_id)
    phase_1.stake(token_id, FULL, FEE, sender=miner)
    phase_1.exit(token_id, sender=miner)
    assert xz.nft.nonceOf(token_id) == nonce and not xz.nft.locked(token_id)


def test_stake__unknown_token__reverts(xz, phase_1, miner, engine):
    before = xz.token.balanceOf(miner)
    with engine.reverts("TokenDoesNotExist"):
        phase_1.stake(9_999, FULL, FEE, sender=miner)
    assert xz.token.balanceOf(miner) == before and not phase_1.staked(9_999)


def test_stake__token_of_another__reverts(phase_1, cabinet, other_miner, engine):
    token_id = cabinet()
    with engine.reverts("Mine: not the owner"):
        phase_1.stake(token_id, FULL, FEE, sender=other_miner)
    assert not phase_1.staked(token_id)


def test_stake__twice__reverts(phase_1, staked, miner, engine):
    with engine.reverts("Mine: already staked"):
        phase_1.stake(staked, FULL, FEE, sender=miner)


@pytest.mark.parametrize("amount", [0, 1, XZ - 1])
def test_stake__below_one_xz__reverts(phase_1, cabinet, miner, engine, amount):
    """XZ-9: at least 1 XZ."""
    token_id = cabinet()
    with engine.reverts("Mine: stake below 1 XZ"):
        phase_1.stake(token_id, amount, FEE, sender=miner)
    phase_1.stake(token_id, XZ, FEE, sender=miner)


def test_stake__fee_below_a_day__reverts(phase_1, cabinet, miner, engine):
    """XZ-10: the fee pays a day's gas at least: 1.38 XZ at full power."""
    token_id, day = cabinet(), 138 * XZ // 100
    with engine.reverts("Mine: fee below one day"):
        phase_1.stake(token_id, FULL, day - 1, sender=miner)
    phase_1.stake(token_id, FULL, day, sender=miner)


def test_stake__more_than_a_word_holds__reverts(xz, phase_1, cabinet, miner, engine):
    """A stake or fee that does not fit its field is refused, not cut."""
    token_id = cabinet()
    with engine.reverts("Mine: stake above 18,889 XZ"):
        phase_1.stake(token_id, 1 << 74, FEE, sender=miner)
    with engine.reverts("Mine: fee above 9,444 XZ"):
        phase_1.stake(token_id, FULL, 1 << 73, sender=miner)
    phase_1.stake(token_id, (1 << 74) - 1, (1 << 73) - 1, sender=miner)
    assert phase_1.position_of(token_id)[:2] == ((1 << 74) - 1, (1 << 73) - 1)


def test_stake__more_than_asked__earns_no_more(phase_1, cabinet, miner, engine):
    """XZ-9: more may be staked ahead of the next phase and earns no more."""
    token_id = cabinet()
    phase_1.stake(token_id, 12_420 * XZ, FEE, sender=miner)
    engine.advance(DAY)
    assert phase_1.pending(token_id)["output"] == 138 * XZ


def test_stake__without_approval__reverts(xz, phase_1, cabinet, miner, engine):
    token_id = cabinet()
    xz.token.approve(phase_1, 0, sender=miner)
    with engine.reverts("InsufficientAllowance"):
        phase_1.stake(token_id, FULL, FEE, sender=miner)
    assert not phase_1.staked(token_id)


def test_stake__phase_0__invited_nodes_only(xz, cabinet, miner, owner, engine):
    """XZ-13: phase 0 is for invited nodes, without stake or gas."""
    token_id = cabinet()
    with engine.reverts("Mine: phase 0 is by invitation"):
        xz.mine.stake(token_id, 0, 0, sender=miner)
    xz.mine.invite(miner, True, sender=owner)
    xz.mine.stake(token_id, 0, 0, sender=miner)
    engine.advance(DAY)
    accrual = xz.mine.pending(token_id)
    assert (accrual["output"], accrual["burned"]) == (138 * XZ, 0)


def test_stake__all_mined__reverts(xz, cabinet, miner, engine):
    """XZ-13: after the last share there is nothing to mine."""
    stage.set_minted(xz, xz.params.phase_ends[3], {miner.address: xz.params.phase_ends[3]})
    xz.token.approve(xz.mine, 2**256 - 1, sender=miner)
    token_id = cabinet()
    assert xz.mine.phase() == 4
    with engine.reverts("Mine: all is mined"):
        xz.mine.stake(token_id, 12_420 * XZ, FEE, sender=miner)


def test_stake__paused__reverts_and_resumes(phase_1, cabinet, miner, guardian, owner, engine):
    """A pause stops entries until the owner lifts it."""
    token_id = cabinet()
    phase_1.pause(sender=guardian)
    with engine.reverts("Mine: entries are paused"):
        phase_1.stake(token_id, FULL, FEE, sender=miner)
    with engine.reverts("Mine: entries are paused"):
        phase_1.stake_batch([token_id], FULL, FEE, sender=miner)
    phase_1.unpause(sender=owner)
    phase_1.stake(token_id, FULL, FEE, sender=miner)


def test_stake_batch__same_as_one_by_one(xz, phase_1, cabinet, miner):
    tokens, before = [cabinet() for _ in range(5)], xz.token.balanceOf(miner)
    phase_1.stake_batch(tokens, FULL, FEE, sender=miner)
    assert [phase_1.position_of(t)[:2] for t in tokens] == [(FULL, FEE)] * 5
    assert xz.token.balanceOf(miner) == before - 5 * (FULL + FEE)


def test_stake_batch__one_bad_token__nothing_staked(phase_1, cabinet, miner, other_miner, engine):
    tokens = [cabinet(), cabinet(other_miner), cabinet()]
    with engine.reverts("Mine: not the owner"):
        phase_1.stake_batch(tokens, FULL, FEE, sender=miner)
    assert not any(phase_1.staked(t) for t in tokens)


def test_stake_batch__same_token_twice__reverts(phase_1, cabinet, miner, engine):
    token_id = cabinet()
    with engine.reverts("Mine: already staked"):
        phase_1.stake_batch([token_id, token_id], FULL, FEE, sender=miner)
