# SPDX-License-Identifier: MIT
"""A storage node that lost half of its data, and one that hopes for kind seeds, against SectorBonds (XZ-19)."""

from __future__ import annotations

import math

import pytest
from eth_abi import encode
from eth_hash.auto import keccak

from wuxing.engine import Revert
from wuxing.xz.post import PERIOD, WINDOW, window_of
from wuxing.xz.storage import MerkleProver, Replica, challenges

LEAVES = 64
TERMINATED = 4
DATA = b"".join(keccak(bytes([i])) for i in range(LEAVES))


def packed(replica: Replica, seed: bytes) -> bytes:
    shown = MerkleProver().prove(replica, seed).openings
    return encode(
        ["uint256[]", "bytes[]", "bytes32[][]"],
        [[o.index for o in shown], [o.data for o in shown], [list(o.path) for o in shown]],
    )


def lossy(whole: Replica, lost: int) -> Replica:
    """What is left of a replica: the tree is kept, the first `lost` leaves are zeros."""
    left = Replica(whole.commitment, whole.nodes, 1)
    left.nodes[:lost] = [bytes(32)] * lost
    return left


@pytest.mark.parametrize("lost", [8, 16, 32])
def test_lost_leaves__one_window__caught_with_the_computed_probability(xz, lost):
    """XZ-19: 1 - (1 - lost / leaves)^4: 41%, 68% and 94% for an eighth, a quarter and half of the data.

    400 seeds; the count may lie 4 standard deviations from the expected one. The seeds are fixed.
    """
    sector = 0x1234 << 96
    whole = Replica.seal(b"\7" * 20, sector, DATA, 1)
    left, tries = lossy(whole, lost), 400
    caught = 0
    for n in range(tries):
        seed = keccak(n.to_bytes(4, "big"))
        holds = xz.post_verifier.verify(whole.commitment.root, LEAVES, seed, sector, packed(left, seed))
        assert holds == all(place >= lost for place in challenges(seed, sector, LEAVES, 4))
        caught += not holds
    chance = 1 - (1 - lost / LEAVES) ** xz.params.post_challenges
    assert abs(caught - tries * chance) <= 4 * math.sqrt(tries * chance * (1 - chance))


def test_half_lost__some_days__bonds_go_and_sectors_end(engine, xz, earn, keeper):
    """XZ-19: eight sectors, half of each lost, twelve days of trying to prove: 94% of windows are missed, every
    penalty is taken, and what an honest twin stores stays whole."""
    storer = engine.account(30)
    earn(storer, 12)
    xz.token.approve(xz.sectors, 2**256 - 1, sender=storer)
    address, replicas = bytes.fromhex(storer.address[2:]), {}
    for number in range(9):
        sector = xz.sectors.sector_id(storer, number)
        whole = Replica.seal(address, sector, DATA, 1)
        known = whole.commitment
        xz.sectors.commit(number, known.root, known.data_root, known.leaves, sender=storer)
        replicas[sector] = whole if number == 8 else lossy(whole, LEAVES // 2)
    *halves, honest = sorted(replicas, key=lambda s: (s & 0xFF == 8, window_of(s)))
    start = engine.time // PERIOD + 1
    engine.time = start * PERIOD
    misses = {sector: xz.sectors.missed(sector) for sector in replicas}  # windows between commitment and first day
    tried = caught = 0
    for day in range(start, start + 12):
        for sector in sorted(replicas, key=window_of):
            if misses[sector] >= 10:
                continue  # its bond is used up
            engine.time = day * PERIOD + window_of(sector) * WINDOW
            xz.sectors.open_window(sender=keeper)
            seed = xz.sectors.draw_seed(sender=keeper).value
            kind = sector == honest or all(place >= LEAVES // 2 for place in challenges(seed, sector, LEAVES, 4))
            try:
                xz.sectors.prove(sector, packed(replicas[sector], seed), sender=storer)
                assert kind
            except Revert as error:
                assert not kind and error.reason == "Sectors: proof does not hold"
                misses[sector] += 1
            tried += sector != honest
            caught += not kind
    engine.time = (start + 12) * PERIOD
    chance = 1 - 0.5**xz.params.post_challenges
    assert abs(caught - tried * chance) <= 4 * math.sqrt(tried * chance * (1 - chance))

    supply, before = xz.token.totalSupply(), xz.token.balanceOf(xz.sectors)
    taken = xz.sectors.fault_batch(halves, sender=keeper).value
    reward = xz.token.balanceOf(keeper)
    assert reward == taken * xz.params.reporter_share // 10_000
    assert supply - xz.token.totalSupply() == taken - reward
    assert before - xz.token.balanceOf(xz.sectors) == taken
    for sector in halves:
        bond, _, _, state = xz.sectors.sector(sector)
        assert bond == max(0, xz.params.sector_bond - misses[sector] * xz.sectors.penalty())
        assert (state == TERMINATED) == (bond == 0)
    assert xz.sectors.sector(honest)[0] == xz.params.sector_bond - misses[honest] * xz.sectors.penalty()
    assert misses[honest] <= 1 < min(misses[s] for s in halves)
