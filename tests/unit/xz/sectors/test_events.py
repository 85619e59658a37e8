# SPDX-License-Identifier: MIT
"""SectorBonds' events (XZ-19): a sector's life, and each window that is opened and drawn."""

from __future__ import annotations

from tests.events import emitted, recorded
from wuxing.engine.base import ZERO_ADDRESS


def test_sector__committed_proved_missed_recovered_retired__event_each(
    xz, engine, sealed, commit, goto, opened, prove, storer, keeper
):
    p, penalty = xz.params, xz.sectors.penalty()
    with recorded(engine) as receipts:
        sector = commit()
    known, length = sector.replica.commitment, p.post_period // p.post_windows
    committed = emitted(
        receipts[-1], "SectorBonds.Committed",
        sectorId=sector.id, node=storer, root=known.root, dataRoot=known.data_root, leaves=known.leaves,
        due=receipts[-1].named("Committed")[0].due,
    )  # fmt: skip
    assert committed.due * p.post_period + (sector.id % p.post_windows) * length >= engine.time - 1
    with recorded(engine) as receipts:
        proved = prove(sector)
    now, window = engine.time // p.post_period, sector.id % p.post_windows
    opening = next(r for r in receipts if r.named("WindowOpened"))
    emitted(
        opening, "SectorBonds.WindowOpened",
        period=now, window=window, number=opening.named("WindowOpened")[0].number,
    )  # fmt: skip
    assert opening.named("WindowOpened")[0].number < engine.block_number
    drawn = next(r for r in receipts if r.named("SeedDrawn"))
    emitted(drawn, "SectorBonds.SeedDrawn", period=now, window=window, seed=drawn.value)
    emitted(proved, "SectorBonds.Proved", sectorId=sector.id, node=storer, period=now)
    goto(sector, windows=1)
    reward = penalty * p.reporter_share // 10_000
    emitted(
        xz.sectors.fault(sector.id, sender=keeper), "SectorBonds.Slashed",
        sectorId=sector.id, node=storer, reporter=keeper, missed=1, burned=penalty - reward, reward=reward,
    )  # fmt: skip
    back = prove(sector)
    emitted(back, "SectorBonds.Recovered", sectorId=sector.id, node=storer, period=engine.time // p.post_period)
    engine.advance(2 * p.post_period)
    left = xz.sectors.retire(sector.id, sender=storer)
    event = left.named("Slashed")[0]
    emitted(
        left, "SectorBonds.Slashed",
        sectorId=sector.id, node=storer, reporter=ZERO_ADDRESS, missed=event.missed,
        burned=event.missed * penalty, reward=0,
    )  # fmt: skip
    emitted(left, "SectorBonds.Retired", sectorId=sector.id, node=storer, returned=left.value)
    assert left.value == p.sector_bond - (1 + event.missed) * penalty


def test_fault__long_gone__event_of_the_end(engine, xz, sector, storer, keeper):
    engine.advance(1_000 * 86_400)
    receipt = xz.sectors.fault(sector.id, sender=keeper)
    emitted(receipt, "SectorBonds.Terminated", sectorId=sector.id, node=storer)
