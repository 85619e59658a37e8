# SPDX-License-Identifier: MIT
"""Vesting's events (ZOS-3, ZZM-2, CNT-2): an indexer knows each curve, each promise and each payment from the logs."""

from __future__ import annotations

from tests.events import emitted
from tests.unit.common.vesting.conftest import COIN, TRANCHES
from wuxing.engine.base import initcode
from wuxing.vesting import YEAR, line


def test_constructor__curves_and_grants__event_each(engine, house, owner, guardian):
    receipt = engine.transact(
        owner, None, initcode(house.vesting.artifact, owner, guardian, house.coin, [TRANCHES.argument()], [])
    )
    engine.at("Vesting", receipt.address)
    offsets, shares, linear = TRANCHES.argument()
    emitted(receipt, "Vesting.Registered", schedule=0, offsets=offsets, shares=shares, linear=linear)


def test_register__curve__event(house, owner):
    receipt = house.vesting.register(line(YEAR).argument(), sender=owner)
    emitted(receipt, "Vesting.Registered", schedule=2, offsets=[YEAR], shares=[10**9], linear=True)


def test_create__grant__event(engine, house, owner, miner):
    start = engine.time + 7
    receipt = house.vesting.create(miner, 5 * COIN, 1, start, True, sender=owner)
    emitted(
        receipt, "Vesting.Granted",
        grant=0, beneficiary=miner, amount=5 * COIN, schedule=1, start=start, revocable=True,
    )  # fmt: skip


def test_claim__part__event_names_the_beneficiary_whoever_asks(engine, house, grant, keeper, miner):
    number = grant(1)
    engine.advance(YEAR - 1)
    receipt = house.vesting.claim(number, sender=keeper)
    emitted(receipt, "Vesting.Claimed", grant=number, beneficiary=miner, amount=25 * COIN)


def test_revoke__half_way__event(engine, house, grant, owner):
    number = grant(1, revocable=True)
    engine.advance(2 * YEAR - 1)
    receipt = house.vesting.revoke(number, sender=owner)
    emitted(receipt, "Vesting.Revoked", grant=number, earned=50 * COIN, returned=50 * COIN)
