# SPDX-License-Identifier: MIT
"""ZOSMine.harvest and claim (ZOS-4, ZOS-5): 40% at once, 60% over 180 days, minted only then, at a bounded price."""

from __future__ import annotations

import pytest

from tests.deep import DEEP
from tests.unit.zos.conftest import DAY, WORKER, YEAR, ZOS
from wuxing.engine import open_engine
from wuxing.suite import deploy

LINE = 180 * DAY


@pytest.mark.parametrize(("years", "millions"), [(1, 200), (2, 400), (3, 500), (4, 600), (6, 700)])
def test_emitted__one_staker_from_the_launch_on__worked_examples(engine, zos, miner, node, years, millions):
    """ZOS-4: and what the staker and the nodes harvest is all of it but for the rounding."""
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    engine.time = zos.mine.launch() + years * YEAR
    emitted = zos.mine.emitted()
    assert emitted == millions * 10**6 * ZOS
    nodes = zos.mine.pending_nodes()
    assert nodes == emitted // 10
    # the first second's emission was nobody's: the stake came in it
    assert 0 <= emitted - nodes - zos.mine.pending(miner) <= 10


def test_harvest__paid_and_locked__two_fifths_and_three_fifths(engine, zos, harvested, miner):
    paid = zos.token.balanceOf(miner) - (10**6 - 1_000) * ZOS
    assert paid == harvested * 4 // 10
    locked, gone = harvested - paid, engine.time - zos.mine.launch() - DAY
    assert gone == 1 and zos.mine.claimable(miner) == locked // LINE
    assert zos.mine.line_of(miner) == (locked // LINE, locked - locked // LINE)


def test_claim__half_a_line_and_a_whole__exact_to_the_wei(engine, zos, harvested, miner, attacker):
    """ZOS-5: day 90: half; day 180: all; a second before, not all."""
    begun, locked = zos.mine.launch() + DAY, harvested - harvested * 4 // 10
    zos.mine.unstake(1_000 * ZOS, sender=miner)
    before = zos.token.balanceOf(miner)
    engine.time = begun + LINE // 2
    assert zos.mine.claim(miner, sender=attacker).value == locked // 2
    engine.time = begun + LINE - 1
    assert zos.mine.claimable(miner) < locked - locked // 2
    engine.time = begun + LINE
    zos.mine.claim(miner, sender=attacker)
    assert zos.token.balanceOf(miner) == before + locked
    with engine.reverts("Mine: nothing to claim"):
        zos.mine.claim(miner, sender=miner)


def test_claim__before_the_line_begins__nothing(engine, zos, miner):
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    engine.time = zos.mine.launch() + DAY // 2
    zos.mine.harvest(miner, sender=miner)
    engine.time = zos.mine.launch() + DAY - 1
    with engine.reverts("Mine: nothing to claim"):
        zos.mine.claim(miner, sender=miner)


def test_harvest__of_another_or_of_nothing__refused(engine, zos, harvested, miner, attacker):
    with engine.reverts("Mine: harvest your own"):
        zos.mine.harvest(miner, sender=attacker)
    with engine.reverts("Mine: nothing to harvest"):
        zos.mine.harvest(attacker, sender=attacker)


def test_harvest__nobody_staked_for_a_year__that_emission_is_never_minted(engine, zos, miner):
    """ZOS-4: it belongs to nobody."""
    engine.time = zos.mine.launch() + YEAR
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    engine.time = zos.mine.launch() + YEAR + DAY
    day = zos.mine.emitted() - zos.mine.emitted_at(zos.mine.launch() + YEAR)
    rounding = (zos.mine.pool()[2] >> 72) + 3
    assert day * 9 // 10 - rounding <= zos.mine.pending(miner) <= day * 9 // 10 + 1


def test_harvest_nodes__their_part__only_their_payee(engine, zos, node, owner, attacker):
    """ZOS-6: the foundation's nodes have theirs from the first second, whoever stakes."""
    engine.time = zos.mine.launch() + YEAR
    assert zos.mine.harvest_nodes(sender=node).value == 20 * 10**6 * ZOS
    assert zos.token.balanceOf(node) == 8 * 10**6 * ZOS
    with engine.reverts("ownable: caller is not the owner"):
        zos.mine.set_node_payee(attacker, sender=attacker)
    zos.mine.set_node_payee(attacker, sender=owner)
    with engine.reverts("Mine: not the nodes' payee"):
        zos.mine.harvest_nodes(sender=node)
    zos.mine.harvest_nodes(sender=attacker)


def test_harvest_nodes__again__only_what_has_come_out_since(engine, zos, node):
    """ZOS-6: a tenth of the 200 million of each of the first two years, once."""
    for year in (1, 2):
        engine.time = zos.mine.launch() + year * YEAR
        assert zos.mine.harvest_nodes(sender=node).value == 20 * 10**6 * ZOS
        assert zos.mine.node_harvested() == year * 20 * 10**6 * ZOS


def test_halvings__thirty_years_asleep__one_harvest_below_the_schedule(engine, zos, miner):
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    engine.time = zos.mine.launch() + 40 * YEAR
    got = zos.mine.harvest(miner, sender=miner).value
    assert got <= zos.mine.emitted_at(zos.mine.launch() + 40 * YEAR) * 9 // 10 < 720 * 10**6 * ZOS
    assert zos.mine.emitted_at(zos.mine.launch() + 40 * YEAR) == 800 * 10**6 * ZOS - 800 * 10**6 * ZOS // 2**20


def test_harvest__daily_for_years__same_gas_as_on_the_second_day():
    """ZOS-5: one bounded record, whatever the history; on an engine that holds no snapshot, where gas is exact.

    Two years, in which the ring of 182 days turns four times; `make test-deep` takes ten.
    """
    days = 3_650 if DEEP else 750
    engine = open_engine("titanoboa")
    owner, miner = engine.account(0), engine.account(1)
    zos = deploy(engine, "zos", "paper", owner)
    zos.budgets.spend(1, miner, 10**5 * ZOS, "to stake", sender=owner)
    zos.token.approve(zos.mine, 2**256 - 1, sender=miner)
    start = (engine.time // DAY + 1) * DAY
    engine.time = start
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=miner)
    harvests, claims = {}, {}
    for day in range(1, days):
        engine.time = start + day * DAY + 43_200
        harvests[day] = zos.mine.harvest(miner, sender=miner).gas_used
        if day % 365 in (2, 3):
            engine.time = start + day * DAY + 44_000
            claims[day] = zos.mine.claim(miner, sender=miner).gas_used
    years = [day for day in range(366, days)]
    assert max(harvests[day] for day in years) <= max(harvests[2], harvests[3])
    assert max(claims[day] for day in claims if day > 3) <= 50_000
