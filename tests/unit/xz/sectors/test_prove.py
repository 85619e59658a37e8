# SPDX-License-Identifier: MIT
"""SectorBonds.prove with MerklePost: real bytes, the right leaves, in time (XZ-19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wuxing.xz.storage import MerkleProver, Replica

COMMITTED, ACTIVE, FAULTY, TERMINATED, RETIRED = range(1, 6)


def test_prove__in_its_window__active(engine, xz, sector, goto, prove, storer):
    """XZ-19: the proof is what wuxing/xz/storage.py makes."""
    assert xz.sectors.state_of(sector.id) == COMMITTED
    receipt = prove(sector)
    event, period = receipt.named("Proved")[0], engine.time // 86_400
    assert (event.sectorId, event.node, event.period) == (sector.id, storer.address, period)
    assert xz.sectors.sector(sector.id) == (xz.params.sector_bond, 16, period + 1, ACTIVE)
    assert not receipt.named("Slashed") and not receipt.named("Recovered")


def test_prove__every_day__nothing_is_slashed(xz, sector, prove):
    for _ in range(3):
        prove(sector)
        assert xz.sectors.missed(sector.id) == 0
    assert xz.sectors.sector(sector.id)[0] == xz.params.sector_bond


def test_prove__by_anybody__counts(xz, sector, opened, packed, keeper):
    """XZ-19: who has the bytes may prove for the node."""
    proof = packed(MerkleProver().prove(sector.replica, opened(sector)))
    xz.sectors.prove(sector.id, proof, sender=keeper)
    assert xz.sectors.state_of(sector.id) == ACTIVE


def test_prove__seed_not_drawn__drawn_by_the_proof(engine, xz, sector, goto, packed, keeper, storer):
    goto(sector)
    xz.sectors.open_window(sender=keeper)
    engine.mine(1)
    proof = packed(MerkleProver().prove(sector.replica, xz.sectors.seed()))
    receipt = xz.sectors.prove(sector.id, proof, sender=storer)
    assert receipt.named("SeedDrawn")[0].seed == xz.sectors.seed()


@pytest.fixture
def refused(engine, xz, sector, storer):
    """Expects a refusal that changes nothing."""

    def made(reason: str, proof: bytes, sector_id: int | None = None) -> None:
        before = xz.sectors.sector(sector.id)
        with engine.reverts(reason):
            xz.sectors.prove(sector.id if sector_id is None else sector_id, proof, sender=storer)
        assert xz.sectors.sector(sector.id) == before

    return made


def test_prove__late_or_early__reverts(engine, xz, sector, opened, packed, refused, goto):
    """XZ-19: late by a second is late."""
    proof = packed(MerkleProver().prove(sector.replica, opened(sector)))
    start = engine.time // 1_800 * 1_800
    with engine.anchor():
        engine.time = start + 1_800
        refused("Sectors: window has passed", proof)
    with engine.anchor():
        engine.time = start + 86_400 - 1
        refused("Sectors: window not open yet", proof)
    engine.time = start + 1_799
    xz.sectors.prove(sector.id, proof, sender=engine.account(30))


def test_prove__nobody_opened_the_window__reverts(sector, goto, packed, refused):
    goto(sector)
    refused("Sectors: nobody opened the window", packed(MerkleProver().prove(sector.replica, bytes(32))))


def test_prove__twice__reverts(xz, sector, prove, packed, refused):
    prove(sector)
    refused("Sectors: proved already", packed(MerkleProver().prove(sector.replica, xz.sectors.seed())))


def test_prove__committed_in_its_own_window__not_due_yet(engine, xz, goto, storer, sealed, packed, keeper):
    sector = sealed(storer)
    goto(sector)
    known = sector.replica.commitment
    xz.sectors.commit(7, known.root, known.data_root, known.leaves, sender=storer)
    xz.sectors.open_window(sender=keeper)
    proof = packed(MerkleProver().prove(sector.replica, xz.sectors.draw_seed(sender=keeper).value))
    with engine.reverts("Sectors: not due yet"):
        xz.sectors.prove(sector.id, proof, sender=storer)


def test_prove__wrong_index__reverts(xz, sector, opened, packed, refused):
    """XZ-19: other leaves than the seed picks, in other order, or yesterday's."""
    seed, prover = opened(sector), MerkleProver()
    proof = prover.prove(sector.replica, seed)
    replica = sector.replica
    first = proof.openings[0]
    other = next(i for i in range(16) if i != first.index)
    shifted = replace(first, index=other, data=replica.nodes[other], path=tuple(replica.tree.proof(other)))
    refused("Post: wrong index", packed(replace(proof, openings=(shifted, *proof.openings[1:]))))
    refused("Post: wrong index", packed(replace(proof, openings=proof.openings[::-1])))
    refused("Post: wrong index", packed(prover.prove(sector.replica, bytes(31) + b"\1")))


def test_prove__wrong_root__reverts(xz, sector, opened, packed, refused, storer):
    """XZ-19: the same data, not sealed as committed."""
    other = Replica.seal(bytes.fromhex(storer.address[2:]), sector.id, b"\1" * 512, 2)
    refused("Sectors: proof does not hold", packed(MerkleProver().prove(other, opened(sector))))


def test_prove__leaf_of_another_place_under_the_challenged_index__reverts(sector, opened, packed, refused):
    """XZ-19: the leaf carries its index: a node that lost a leaf cannot show another in its place."""
    proof = MerkleProver().prove(sector.replica, opened(sector))
    first, replica = proof.openings[0], sector.replica
    other = next(i for i in range(16) if i != first.index)
    forged = replace(first, data=replica.nodes[other], path=tuple(replica.tree.proof(other)))
    refused("Sectors: proof does not hold", packed(replace(proof, openings=(forged, *proof.openings[1:]))))


def test_prove__leaf_bytes_not_stored__reverts(sector, opened, packed, refused):
    """XZ-19: who kept the tree but not the bytes has no proof."""
    proof = MerkleProver().prove(sector.replica, opened(sector))
    empty = tuple(replace(o, data=bytes(32)) for o in proof.openings)
    refused("Sectors: proof does not hold", packed(replace(proof, openings=empty)))


def test_prove__inner_node_for_a_leaf__reverts(sector, opened, packed, refused):
    """XZ-19: 64 bytes that hash to an inner node are no leaf."""
    proof = MerkleProver().prove(sector.replica, opened(sector))
    first, layers = proof.openings[0], sector.replica.tree.layers
    pair = b"".join(sorted(layers[0][first.index // 2 * 2 : first.index // 2 * 2 + 2]))
    forged = replace(first, data=pair, path=first.path[1:])
    refused("Post: wrong leaf size", packed(replace(proof, openings=(forged, *proof.openings[1:]))))


@pytest.mark.parametrize("size", [0, 31, 33, 1_024])
def test_prove__leaf_of_other_size__reverts(sector, opened, packed, refused, size):
    proof = MerkleProver().prove(sector.replica, opened(sector))
    cut = replace(proof.openings[0], data=bytes(size))
    refused("Post: wrong leaf size", packed(replace(proof, openings=(cut, *proof.openings[1:]))))


@pytest.mark.parametrize("count", [0, 3, 5])
def test_prove__other_number_of_leaves__reverts(sector, opened, packed, refused, count):
    proof = MerkleProver(count).prove(sector.replica, opened(sector))
    refused("Post: wrong number of leaves", packed(proof))


@pytest.mark.parametrize("garbage", [b"", b"\xff" * 96, bytes(31)], ids=["empty", "ones", "short"])
def test_prove__not_a_proof__reverts(sector, opened, refused, garbage):
    opened(sector)
    refused("", garbage)


def test_prove__wrong_sector__reverts(xz, sector, commit, opened, packed, refused):
    """XZ-19: a proof is of one sector: challenges differ by id, and so do replicas."""
    other = commit(number=7 + 48)  # due in the same window
    proof = packed(MerkleProver().prove(sector.replica, opened(sector)))
    refused("Post: wrong index", proof, other.id)
    refused("Sectors: no such sector", proof, other.id + 1)


def test_prove__missed_before__pays_first_and_recovers(engine, xz, sector, prove, storer):
    """XZ-19: two days missed and not reported cost two penalties, all burned; then the sector is whole again."""
    prove(sector)
    engine.advance(2 * 86_400 + 1_800)
    supply = xz.token.totalSupply()
    assert xz.sectors.state_of(sector.id) == FAULTY and xz.sectors.missed(sector.id) == 2
    receipt = prove(sector)
    slashed = receipt.named("Slashed")[0]
    cost = 2 * xz.sectors.penalty()
    assert (slashed.missed, slashed.burned, slashed.reward) == (2, cost, 0)
    assert receipt.named("Recovered")[0].sectorId == sector.id
    assert supply - xz.token.totalSupply() == cost
    assert xz.sectors.sector(sector.id)[0] == xz.params.sector_bond - cost
    assert (xz.sectors.state_of(sector.id), xz.sectors.missed(sector.id)) == (ACTIVE, 0)


def test_prove__bond_used_up_by_misses__reverts(engine, xz, sector, prove, opened, packed, refused, keeper):
    """XZ-19: ten windows missed are the whole bond; the sector is to be reported, not proved."""
    prove(sector)
    engine.advance(10 * 86_400)
    refused("Sectors: bond is exhausted", packed(MerkleProver().prove(sector.replica, opened(sector))))
    xz.sectors.fault(sector.id, sender=keeper)
    assert xz.sectors.state_of(sector.id) == TERMINATED
    refused("Sectors: sector has ended", b"")


def test_constructor__post__out_of_range__reverts(engine, deployer):
    for args, reason in (
        ((0, 32), "expected 1 to 8 challenges"),
        ((9, 32), "expected 1 to 8 challenges"),
        ((4, 0), "expected 1 to 1024 bytes"),
        ((4, 1_025), "expected 1 to 1024 bytes"),
    ):
        with engine.reverts(f"Post: {reason}"):
            engine.deploy("MerklePost", *args, sender=deployer)


def test_verify__largest_proof__accepted(engine, deployer, packed):
    """XZ-19: eight leaves of 1,024 bytes."""
    from wuxing import merkle
    from wuxing.xz.storage import MerkleProof, Opening, challenges

    post = engine.deploy("MerklePost", 8, 1_024, sender=deployer)
    leaves = [bytes([i]) * 1_024 for i in range(32)]
    tree = merkle.Tree.of(leaves)
    places = challenges(b"\7" * 32, 5, 32, 8)
    assert places == [post.challenge(b"\7" * 32, 5, 32, k) for k in range(8)]
    openings = tuple(Opening(i, leaves[i], tuple(tree.proof(i))) for i in places)
    assert post.verify(tree.root, 32, b"\7" * 32, 5, packed(MerkleProof(bytes(20), 5, openings)))
