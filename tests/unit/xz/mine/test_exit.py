# SPDX-License-Identifier: MIT
"""XZMine.exit, exit_batch, exit_by_chip and withdraw (XZ-4, XZ-14)."""

from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, exit_order, transfer

XZ = 10**18
DAY = 86_400
FULL = 4_140 * XZ
FEE = 1_500 * XZ
LOCK = 180 * DAY


def test_exit__token_and_fee_now__stake_after_180_days(xz, phase_1, staked, miner, engine):
    """XZ-14: the NFT and the unspent fee come back at once, the stake after 180 days, to the second."""
    engine.advance(DAY)
    before = xz.token.balanceOf(miner)
    left = engine.time
    phase_1.exit(staked, sender=miner)
    assert not phase_1.staked(staked) and not xz.nft.locked(staked)
    assert xz.token.balanceOf(miner) - before == 1_311 * XZ // 10 + FEE - 138 * XZ // 100
    assert phase_1.locked_exits(miner) == (FULL, 0)
    engine.time = left + LOCK - 1
    with engine.reverts("Mine: nothing unlocked yet"):
        phase_1.withdraw(miner, sender=miner)
    engine.time = left + LOCK
    before = xz.token.balanceOf(miner)
    phase_1.withdraw(miner, sender=miner)
    assert xz.token.balanceOf(miner) - before == FULL
    with engine.reverts("Mine: nothing unlocked yet"):
        phase_1.withdraw(miner, sender=miner)


def test_exit__gives_up_the_remainder(xz, phase_1, staked, miner, engine):
    """XZ-7: under one unit nothing is earned and nothing melts."""
    engine.advance(DAY - 5)
    before = phase_1.minted()
    phase_1.exit(staked, sender=miner)
    assert phase_1.minted() == before and phase_1.life_of(staked) == XZ


def test_exit__twice__reverts(phase_1, staked, miner, engine):
    phase_1.exit(staked, sender=miner)
    with engine.reverts("Mine: not staked"):
        phase_1.exit(staked, sender=miner)


def test_exit__token_of_another__reverts(phase_1, staked, attacker, engine):
    with engine.reverts("Mine: not the owner"):
        phase_1.exit(staked, sender=attacker)
    assert phase_1.staked(staked)


def test_exit__paused__goes_on(xz, phase_1, staked, miner, guardian, engine):
    """Nobody's exit can be blocked: neither pause nor an empty fee balance stops it."""
    phase_1.pause(sender=guardian)
    phase_1.exit(staked, sender=miner)
    assert xz.nft.ownerOf(staked) == miner.address and not phase_1.staked(staked)
    engine.advance(LOCK)
    before = xz.token.balanceOf(miner)
    phase_1.withdraw(miner, sender=miner)
    assert xz.token.balanceOf(miner) - before == FULL


def test_exit__stopped_position__goes_on(phase_1, cabinet, miner, engine):
    token_id = cabinet()
    phase_1.stake(token_id, FULL, 138 * XZ // 100, sender=miner)
    engine.advance(9 * DAY)
    phase_1.settle(token_id, sender=miner)
    phase_1.exit(token_id, sender=miner)
    assert phase_1.locked_exits(miner)[0] == FULL


def test_exit__staked_again__melted_life_stays_melted(phase_1, staked, miner, engine):
    """XZ-3, XZ-14: the NFT can be staked again with a new stake; its life goes on from where it was."""
    engine.advance(10 * DAY)
    phase_1.exit(staked, sender=miner)
    life = phase_1.life_of(staked)
    phase_1.stake(staked, FULL, FEE, sender=miner)
    assert phase_1.life_of(staked) == life == XZ - 10 * 966 * XZ // 100_000


def test_withdraw__each_exit_its_own_clock__one_withdrawal_all_due(xz, phase_1, cabinet, miner, engine):
    """XZ-14: three exits a day apart; after 180 days and a day two are due and come together."""
    tokens = [cabinet() for _ in range(3)]
    phase_1.stake_batch(tokens, FULL, FEE, sender=miner)
    first = engine.time
    for day, token_id in enumerate(tokens):
        engine.time = first + day * DAY
        phase_1.exit(token_id, sender=miner)
    engine.time = first + LOCK + DAY
    assert phase_1.locked_exits(miner) == (3 * FULL, 2 * FULL)
    before = xz.token.balanceOf(miner)
    assert phase_1.withdraw(miner, sender=miner).value == 2 * FULL
    assert xz.token.balanceOf(miner) - before == 2 * FULL
    assert phase_1.locked_exits(miner) == (FULL, 0)


def test_withdraw__by_another__pays_the_account(xz, phase_1, staked, miner, attacker, engine):
    phase_1.exit(staked, sender=miner)
    engine.advance(LOCK)
    before, theirs = xz.token.balanceOf(miner), xz.token.balanceOf(attacker)
    phase_1.withdraw(miner, sender=attacker)
    assert xz.token.balanceOf(miner) - before == FULL and xz.token.balanceOf(attacker) == theirs


def test_withdraw__more_entries_than_one_call_takes__in_two(xz, phase_1, cabinet, miner, engine):
    """No loop without a bound: 128 entries a call, the rest with the next call."""
    token_id = cabinet()
    for _ in range(130):
        phase_1.stake(token_id, XZ, FEE // 1_000, sender=miner)
        phase_1.exit(token_id, sender=miner)
    engine.advance(LOCK)
    assert phase_1.withdraw(miner, sender=miner).value == 128 * XZ
    assert phase_1.withdraw(miner, sender=miner).value == 2 * XZ


def test_exit_batch__one_entry_in_the_queue(xz, phase_1, cabinet, miner, engine):
    tokens = [cabinet() for _ in range(4)]
    phase_1.stake_batch(tokens, FULL, FEE, sender=miner)
    engine.advance(DAY)
    phase_1.exit_batch(tokens, sender=miner)
    assert phase_1.locked_exits(miner)[0] == 4 * FULL and not any(map(phase_1.staked, tokens))


def test_exit_batch__one_of_another__nothing_leaves(phase_1, cabinet, miner, other_miner, engine):
    tokens = [cabinet(), cabinet(other_miner)]
    phase_1.stake(tokens[0], FULL, FEE, sender=miner)
    phase_1.stake(tokens[1], FULL, FEE, sender=other_miner)
    with engine.reverts("Mine: not the owner"):
        phase_1.exit_batch(tokens, sender=miner)
    assert all(map(phase_1.staked, tokens))


def order(mine, chip: Chip, token_id: int, deadline: int, nonce: int = 0) -> bytes:
    return chip.sign(domain_of(mine).digest(exit_order(token_id, nonce, deadline)))


def test_exit_by_chip__always_to_the_owner(xz, phase_1, staked, chips, miner, keeper, engine):
    """XZ-4: the chip may order an exit; whoever carries the order, the owner gets everything."""
    deadline = engine.time + 100
    before = xz.token.balanceOf(miner)
    phase_1.exit_by_chip(staked, deadline, order(phase_1, chips[staked], staked, deadline), sender=keeper)
    assert not phase_1.staked(staked) and xz.nft.ownerOf(staked) == miner.address
    assert xz.token.balanceOf(miner) - before == FEE and phase_1.locked_exits(miner)[0] == FULL


def test_exit_by_chip__deadline__to_the_second(phase_1, staked, chips, keeper, engine):
    deadline = engine.time + 10
    signature = order(phase_1, chips[staked], staked, deadline)
    engine.time = deadline + 1
    with engine.reverts("Mine: order has expired"):
        phase_1.exit_by_chip(staked, deadline, signature, sender=keeper)
    deadline = engine.time + 10
    engine.time = deadline
    phase_1.exit_by_chip(staked, deadline, order(phase_1, chips[staked], staked, deadline), sender=keeper)


def test_exit_by_chip__replayed_after_a_new_stake__reverts(phase_1, staked, chips, miner, attacker, engine):
    deadline = engine.time + DAY
    signature = order(phase_1, chips[staked], staked, deadline)
    phase_1.exit_by_chip(staked, deadline, signature, sender=attacker)
    phase_1.stake(staked, FULL, FEE, sender=miner)
    with engine.reverts("Mine: order was carried out"):
        phase_1.exit_by_chip(staked, deadline, signature, sender=attacker)
    assert phase_1.staked(staked)


def test_exit_by_chip__another_chip__reverts(phase_1, staked, attacker, engine):
    deadline = engine.time + DAY
    signature = order(phase_1, Chip.from_seed("thief"), staked, deadline)
    with engine.reverts("Mine: not the chip's signature"):
        phase_1.exit_by_chip(staked, deadline, signature, sender=attacker)


def test_exit_by_chip__order_of_a_former_owner__reverts(
    xz, phase_1, cabinet, chips, miner, other_miner, attacker, engine
):
    """An order does not outlive a sale: the token's nonce is in it."""
    token_id, deadline = cabinet(), engine.time + DAY
    chip = chips[token_id]
    signature = order(phase_1, chip, token_id, deadline)
    sale = chip.sign(domain_of(xz.nft).digest(transfer(token_id, miner.address, other_miner.address, 0, deadline)))
    xz.nft.transferWithChip(miner, other_miner, token_id, deadline, sale, sender=miner)
    phase_1.stake(token_id, FULL, FEE, sender=other_miner)
    with engine.reverts("Mine: not the chip's signature"):
        phase_1.exit_by_chip(token_id, deadline, signature, sender=attacker)
    phase_1.exit_by_chip(token_id, deadline, order(phase_1, chip, token_id, deadline, 1), sender=attacker)
