# SPDX-License-Identifier: MIT
"""ZOSMine's events (ZOS-4, ZOS-5, ZOS-6): each stake, harvest and setting with its amounts."""

from __future__ import annotations

from tests.events import emitted, recorded
from tests.unit.zos.conftest import DAY, VALIDATOR, WORKER, ZOS
from wuxing.params import load
from wuxing.suite import deploy

LINE = 180 * DAY


def test_stake__and_move_and_unstake__event_each(zos, miner):
    minimum = load("zos", "paper").minimums[VALIDATOR]
    emitted(
        zos.mine.stake(WORKER, minimum, sender=miner),
        "ZOSMine.Staked", miner=miner, kind=WORKER, amount=minimum, stake=minimum,
    )  # fmt: skip
    emitted(
        zos.mine.stake(WORKER, 5, sender=miner),
        "ZOSMine.Staked", miner=miner, kind=WORKER, amount=5, stake=minimum + 5,
    )  # fmt: skip
    emitted(zos.mine.move(VALIDATOR, sender=miner), "ZOSMine.Moved", miner=miner, kind=VALIDATOR)
    emitted(zos.mine.unstake(5, sender=miner), "ZOSMine.Unstaked", miner=miner, amount=5, stake=minimum)


def test_delegate__and_undelegate_and_commission__event_each(zos, miner, other_miner):
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=other_miner)
    emitted(
        zos.mine.set_commission(1_000, sender=other_miner),
        "ZOSMine.CommissionSet", miner=other_miner, commission=1_000,
    )  # fmt: skip
    emitted(
        zos.mine.delegate(other_miner, 70 * ZOS, sender=miner),
        "ZOSMine.Delegated", delegator=miner, operator=other_miner, amount=70 * ZOS,
    )  # fmt: skip
    emitted(
        zos.mine.undelegate(other_miner, 30 * ZOS, sender=miner),
        "ZOSMine.Undelegated", delegator=miner, operator=other_miner, amount=30 * ZOS,
    )  # fmt: skip


def test_harvest__stake_delegation_and_nodes__event_with_what_is_paid_and_what_is_locked(
    engine, zos, miner, other_miner, node
):
    """ZOS-5: two fifths now, three fifths on the line."""
    zos.mine.stake(WORKER, 1_000 * ZOS, sender=other_miner)
    zos.mine.delegate(other_miner, 1_000 * ZOS, sender=miner)
    engine.time = zos.mine.launch() + DAY
    for send, account, operator in (
        (lambda: zos.mine.harvest(other_miner, sender=other_miner), other_miner, other_miner),
        (lambda: zos.mine.harvest_delegation(miner, other_miner, sender=miner), miner, other_miner),
        (lambda: zos.mine.harvest_nodes(sender=node), node, None),
    ):
        receipt = send()
        paid = receipt.value * 4 // 10
        emitted(
            receipt, "ZOSMine.Harvested",
            account=account, operator=operator or "0x" + "00" * 20, paid=paid, locked=receipt.value - paid,
        )  # fmt: skip


def test_claim__half_a_line__event_names_the_account_whoever_asks(engine, zos, harvested, miner, attacker):
    engine.time = zos.mine.launch() + DAY + LINE // 2
    locked = harvested - harvested * 4 // 10
    emitted(zos.mine.claim(miner, sender=attacker), "ZOSMine.Claimed", account=miner, amount=locked // 2)


def test_node_payee__first_and_next__event_each(engine, deployer, zos, owner, node, keeper):
    with recorded(engine) as receipts:
        made = deploy(engine, "zos", "paper", deployer, {"node_payee": node.address})
    (born,) = [r for r in receipts if r.named("NodePayeeSet")]
    emitted(born, "ZOSMine.NodePayeeSet", payee=node)
    assert made.mine.address != zos.mine.address
    emitted(zos.mine.set_node_payee(keeper, sender=owner), "ZOSMine.NodePayeeSet", payee=keeper)
