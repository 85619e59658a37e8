# SPDX-License-Identifier: MIT
"""SectorBonds.commit and the constructor (XZ-19)."""

from __future__ import annotations

import pytest
from eth_hash.auto import keccak

from wuxing.xz.post import window_at, window_of

COMMITTED = 1
ROOT, DATA_ROOT = keccak(b"root"), keccak(b"data root")


def test_commit__bond__pulled_and_recorded(engine, xz, storer):
    """XZ-19: 100 XZ for a sector; its id is the node's address and number."""
    before = xz.token.balanceOf(storer)
    receipt = xz.sectors.commit(3, ROOT, DATA_ROOT, 16, sender=storer)
    event, sector_id = receipt.named("Committed")[0], receipt.value
    assert sector_id == int(storer.address, 16) << 96 | 3 == xz.sectors.sector_id(storer, 3)
    assert before - xz.token.balanceOf(storer) == xz.params.sector_bond == xz.token.balanceOf(xz.sectors)
    assert xz.sectors.sector(sector_id) == (xz.params.sector_bond, 16, event.due, COMMITTED)
    assert xz.sectors.roots(sector_id) == ROOT
    assert (event.sectorId, event.node, event.root, event.dataRoot, event.leaves) == (
        sector_id, storer.address, ROOT, DATA_ROOT, 16,
    )  # fmt: skip


@pytest.mark.parametrize("windows, wait", [(-1, 0), (0, 1), (1, 1)], ids=["before", "in", "after"])
def test_commit__about_its_window__due_in_the_next_to_open(engine, xz, storer, sealed, goto, windows, wait):
    """XZ-19: a sector is not at fault for a window it could not meet; the same rule as wuxing/xz/post.py."""
    sector = sealed(storer)
    goto(sector)  # the windows around its own, a day later
    engine.advance(86_400 + windows * 1_800)
    now, window = window_at(engine.time)
    due = xz.sectors.commit(7, ROOT, ROOT, 16, sender=storer).named("Committed")[0].due
    assert due == now + wait == now + (window_of(sector.id) <= window)


def test_commit__number_used_before__reverts(engine, xz, sector, storer):
    """XZ-19: an id is used once, also when its sector has ended."""
    for _ in range(2):
        with engine.reverts("Sectors: number was used"):
            xz.sectors.commit(7, ROOT, ROOT, 16, sender=storer)
        if xz.sectors.state_of(sector.id) == COMMITTED:
            xz.sectors.retire(sector.id, sender=storer)


def test_commit__same_number_of_another_node__another_sector(xz, sector, earn, miner):
    """XZ-19: nobody can take another node's number."""
    earn(miner, 1)
    xz.token.approve(xz.sectors, 2**256 - 1, sender=miner)
    assert xz.sectors.commit(7, ROOT, ROOT, 16, sender=miner).value != sector.id


def test_commit__empty_root_or_leaves_out_of_range__reverts(engine, xz, storer):
    with engine.reverts("Sectors: root is empty"):
        xz.sectors.commit(1, bytes(32), ROOT, 16, sender=storer)
    for leaves in (0, 1, 2**32 + 1):
        with engine.reverts("Sectors: leaves out of range"):
            xz.sectors.commit(1, ROOT, ROOT, leaves, sender=storer)


def test_commit__no_allowance_or_no_coins__nothing_changes(engine, xz, storer, keeper):
    xz.token.approve(xz.sectors, xz.params.sector_bond - 1, sender=storer)
    xz.token.approve(xz.sectors, 2**256 - 1, sender=keeper)
    for account, lacking in ((storer, "InsufficientAllowance"), (keeper, "InsufficientBalance")):
        with engine.reverts(lacking):
            xz.sectors.commit(1, ROOT, ROOT, 16, sender=account)
        assert xz.sectors.sector(xz.sectors.sector_id(account, 1)) == (0, 0, 0, 0)


def test_commit__paused__only_commitments_stop(engine, xz, storer, sector, prove, guardian, owner):
    """XZ-19: the guardian stops entries, never proofs or exits."""
    xz.sectors.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        xz.sectors.commit(1, ROOT, ROOT, 16, sender=storer)
    prove(sector)
    assert xz.sectors.retire(sector.id, sender=storer).value == xz.params.sector_bond
    xz.sectors.unpause(sender=owner)
    xz.sectors.commit(1, ROOT, ROOT, 16, sender=storer)


@pytest.mark.parametrize(
    "place, value, reason",
    [
        (2, "0x" + "00" * 20, "zero address"),
        (3, "0x" + "00" * 20, "zero address"),
        (4, 0, "bond out of range"),
        (4, 2**96, "bond out of range"),
        (5, 0, "penalty is zero"),
        (5, 10_001, "share above 100%"),
        (6, 10_001, "share above 100%"),
        (7, 0, "period not in windows"),
        (7, 86_401, "period not in windows"),
        (8, 1, "period not in windows"),
    ],
)
def test_constructor__out_of_range__reverts(engine, xz, owner, guardian, deployer, place, value, reason):
    args = [owner, guardian, xz.token, xz.post_verifier, 10**20, 1_000, 500, 86_400, 48]
    args[place] = value
    with engine.reverts(f"Sectors: {reason}"):
        engine.deploy("SectorBonds", *args, sender=deployer)
