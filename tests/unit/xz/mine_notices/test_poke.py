# SPDX-License-Identifier: MIT
"""poke_fee and poke_exit (CNT-17): what the mine's views say, once for each event."""

import pytest

from tests.unit.xz.mine.conftest import FULL
from tests.unit.xz.mine_notices.conftest import FEE_LOW, UNLOCKED
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, transfer

XZ = 10**18
DAY = 86_400
GAS = 138 * XZ // 100
"""What a day at full power burns in phase 1."""


@pytest.fixture
def thin(phase_1, cabinet, miner, low) -> int:
    """A token at full power whose fee pool is low after a day: the threshold and nothing more."""
    token_id = cabinet()
    phase_1.stake(token_id, FULL, low, sender=miner)
    return token_id


def test_topics__are_what_people_read(adapter):
    assert (adapter.FEE_LOW(), adapter.UNLOCKED()) == (FEE_LOW, UNLOCKED)


def test_poke_fee__at_the_threshold__not_low_and_below_it_told_once(adapter, engine, thin, miner, keeper, notices, low):
    """CNT-17: what is burned and not settled counts; the same event is not told again."""
    assert not adapter.fee_news(thin)
    with engine.reverts("MineNotices: nothing new"):
        adapter.poke_fee(thin, sender=keeper)
    engine.advance(DAY)
    assert adapter.fee_news(thin)
    event = adapter.poke_fee(thin, sender=keeper).named("Notified")[0]
    assert (event.subscriber, event.source, event.topic) == (miner.address, adapter.address, FEE_LOW)
    left = (low - GAS) // XZ + 1
    assert event.body.decode() == (
        f"NFTXZ {thin}: less than {left} XZ left in the fee pool. Mining stops when it cannot pay a day."
    )
    for wait in (0, DAY):
        engine.advance(wait)
        assert not adapter.fee_news(thin)
        with engine.reverts("MineNotices: nothing new"):
            adapter.poke_fee(thin, sender=keeper)


def test_poke_fee__topped_up_and_low_again__told_again(adapter, engine, thin, xz, miner, keeper, low):
    engine.advance(DAY)
    adapter.poke_fee(thin, sender=keeper)
    xz.mine.top_up(thin, 0, low, sender=miner)
    assert adapter.fee_news(thin)
    assert not adapter.poke_fee(thin, sender=keeper).named("Notified")
    assert adapter.told_low(thin) == ZERO_ADDRESS
    engine.advance((low // GAS + 1) * DAY)
    assert len(adapter.poke_fee(thin, sender=keeper).named("Notified")) == 1


def test_poke_fee__mining_stopped__told_although_much_is_left(xz, engine, thin, notices, deployer, miner, keeper):
    """A pool above the threshold that cannot pay the coming day is low: here the threshold is one wei."""
    adapter = engine.deploy("MineNotices", notices, xz.mine, 1, sender=deployer)
    notices.opt_in(adapter, FEE_LOW, sender=miner)
    engine.advance(30 * DAY)
    assert adapter.fee_news(thin)  # it would stop when settled
    xz.mine.settle(thin, sender=miner)
    assert xz.mine.position_of(thin)[4] and xz.mine.position_of(thin)[1] >= 1
    assert adapter.poke_fee(thin, sender=keeper).named("Notified")


def test_poke_fee__full_phase_0_or_not_staked__nothing_new(adapter, engine, staked, cabinet, keeper):
    for token_id in (staked, cabinet()):
        with engine.reverts("MineNotices: nothing new"):
            adapter.poke_fee(token_id, sender=keeper)


def test_poke_fee__phase_0__nothing_is_burned_so_nothing_is_low(xz, adapter, engine, onboard, keeper):
    token_id = onboard(Chip.from_seed("free"))
    with engine.reverts("MineNotices: nothing new"):
        adapter.poke_fee(token_id, sender=keeper)


def test_poke_fee__not_opted_in__reverts_and_is_told_later(adapter, engine, notices, thin, miner, keeper):
    notices.opt_out(adapter, FEE_LOW, sender=miner)
    engine.advance(DAY)
    assert not adapter.fee_news(thin)
    with engine.reverts("Notices: not opted in"):
        adapter.poke_fee(thin, sender=keeper)
    notices.opt_in(adapter, FEE_LOW, sender=miner)
    assert adapter.fee_news(thin)
    assert adapter.poke_fee(thin, sender=keeper).named("Notified")


def test_poke_fee__exited_while_low__passed(adapter, engine, xz, thin, miner, keeper):
    engine.advance(DAY)
    adapter.poke_fee(thin, sender=keeper)
    xz.mine.exit(thin, sender=miner)
    assert not adapter.poke_fee(thin, sender=keeper).named("Notified")


def test_poke_fee__sold_and_low_again__the_new_miner_is_told(
    adapter, engine, xz, thin, chips, notices, miner, other_miner, keeper, low
):
    """Nobody poked while the pool was somebody else's: who was told of it was another."""
    engine.advance(DAY)
    adapter.poke_fee(thin, sender=keeper)
    xz.mine.exit(thin, sender=miner)
    deadline = engine.time + DAY
    typed = transfer(thin, miner.address, other_miner.address, 0, deadline)
    sale = chips[thin].sign(domain_of(xz.nft).digest(typed))
    xz.nft.transferWithChip(miner, other_miner, thin, deadline, sale, sender=miner)
    xz.mine.stake(thin, FULL, low, sender=other_miner)
    engine.advance(DAY)
    assert not adapter.fee_news(thin)
    notices.opt_in(adapter, FEE_LOW, sender=other_miner)
    assert adapter.fee_news(thin)
    event = adapter.poke_fee(thin, sender=keeper).named("Notified")[0]
    assert event.subscriber == other_miner.address == adapter.told_low(thin)


def test_poke_exit__unlocked__told_once_until_withdrawn(adapter, engine, xz, notices, staked, miner, keeper):
    """XZ-14: to the second, the amount that can be withdrawn."""
    xz.mine.exit(staked, sender=miner)
    engine.time = engine.time - 1 + xz.params.exit_lock - 1
    with engine.reverts("MineNotices: nothing new"):
        adapter.poke_exit(miner, sender=keeper)
    engine.advance(1)
    notices.opt_out(adapter, UNLOCKED, sender=miner)
    assert not adapter.exit_news(miner)
    notices.opt_in(adapter, UNLOCKED, sender=miner)
    assert adapter.exit_news(miner)
    event = adapter.poke_exit(miner, sender=keeper).named("Notified")[0]
    assert (event.subscriber, event.topic) == (miner.address, UNLOCKED)
    assert event.body == b"Stakes have unlocked: 4140 XZ can be withdrawn from the mine."
    with engine.reverts("MineNotices: nothing new"):
        adapter.poke_exit(miner, sender=keeper)
    xz.mine.withdraw(miner, sender=keeper)
    assert adapter.exit_news(miner)
    assert not adapter.poke_exit(miner, sender=keeper).named("Notified")
    assert not adapter.exit_news(miner) and adapter.told_unlocked(miner) == 0


def test_deploy__bad_arguments__reverts(engine, deployer, node):
    for args, reason in [
        ((ZERO_ADDRESS, node, 1), "MineNotices: zero address"),
        ((node, ZERO_ADDRESS, 1), "MineNotices: zero address"),
        ((node, node, 0), "MineNotices: threshold is zero"),
    ]:
        with engine.reverts(reason):
            engine.deploy("MineNotices", *args, sender=deployer)
