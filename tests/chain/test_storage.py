# SPDX-License-Identifier: MIT
"""XZ-19: replicas, their proofs, windows, faults and elections, over real bytes."""

from dataclasses import replace

import pytest
from eth_abi import encode
from eth_hash.auto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxing import merkle
from wuxing.xz import post, storage
from wuxing.xz.post import PERIOD, WINDOW, Fault, StorageError, WindowPost
from wuxing.xz.storage import MerkleProver, Replica

MINER, OTHER = b"\x01" * 20, b"\x02" * 20
SEED, LATER = keccak(b"block 1"), keccak(b"block 2")
DATA = bytes(range(256)) * 2  # 16 nodes
WORK = 2  # the rules are the same, the tests quicker


@pytest.fixture(scope="module")
def replica() -> Replica:
    return Replica.seal(MINER, 5, DATA, WORK)


# --- PoRep


@given(st.binary(min_size=2, max_size=600), st.integers(0, 2**32), st.binary(min_size=20, max_size=20))
@settings(max_examples=40, deadline=None)
def test_seal__any_data__unseals_to_it(data: bytes, sector: int, node: bytes):
    """XZ-19"""
    data = storage.pad(data, -(-max(len(data), 64) // 32) * 32)
    assert Replica.seal(node, sector, data, 1).unseal() == data


def test_seal__other_node_or_sector__shares_no_byte_run(replica: Replica):
    """XZ-19: PoRep: the replica of one node is of no use to another."""
    for other in (Replica.seal(OTHER, 5, DATA, WORK), Replica.seal(MINER, 6, DATA, WORK)):
        assert not set(other.nodes) & set(replica.nodes)
        assert other.commitment.root != replica.commitment.root
        assert other.commitment.data_root == replica.commitment.data_root
    assert not set(replica.nodes) & set(storage.split(DATA))


@pytest.mark.parametrize("changed", [0, 8, 15])
def test_seal__one_node_of_data_changed__every_sealed_node_changes(changed: int):
    """XZ-19: no leaf can be made without sealing the whole sector."""
    identity = keccak(b"the same replica id")
    nodes = storage.split(DATA)

    def sealed(data: list[bytes]) -> list[bytes]:
        return storage._seal_pass(storage._seal_pass(data, identity, 0, 1), identity, 1, 1)

    nodes_changed = [b"\xff" * 32 if place == changed else node for place, node in enumerate(nodes)]
    assert all(a != b for a, b in zip(sealed(nodes), sealed(nodes_changed), strict=True))


def test_unseal__stored_byte_lost__noticed(replica: Replica):
    broken = Replica(replica.commitment, [bytes(32), *replica.nodes[1:]], WORK)
    with pytest.raises(ValueError, match="not the replica"):
        broken.unseal()


def test_replica_id__definition__abi_encoding():
    types = ["address", "uint256", "bytes32", "bytes32"]
    home = keccak(encode(["uint256", "address"], [1, "0x" + OTHER.hex()]))
    assert storage.home_of(1, "0x" + OTHER.hex()) == home
    for at, arguments in ((bytes(32), ()), (home, (home,))):
        expected = keccak(encode(types, ["0x" + MINER.hex(), 5, SEED, at]))
        assert storage.replica_id(MINER, 5, SEED, *arguments) == expected


def test_challenges__definition__abi_encoding_as_the_contract():
    """XZ-19"""
    expected = [int.from_bytes(keccak(encode(["bytes32", "uint256", "uint256"], [SEED, 5, k]))) % 16 for k in range(3)]
    assert storage.challenges(SEED, 5, 16, 3) == expected


@pytest.mark.parametrize("size", [0, 32, 65])
def test_seal__size_not_whole_nodes__refused(size: int):
    with pytest.raises(ValueError, match=f"got {size} bytes"):
        Replica.seal(MINER, 1, bytes(size))


def test_pad__too_much_data__refused():
    with pytest.raises(ValueError, match="at most 64 bytes, got 65"):
        storage.pad(bytes(65), 64)


def test_verify_seal__honest__accepted_at_every_place(replica: Replica):
    """XZ-19: PoRep, over enough challenges to meet both ends of both passes."""
    proof = storage.prove_seal(replica, DATA, SEED, 64)
    assert {opening.data.index for opening in proof} >= {0, 15}
    assert storage.verify_seal(replica.commitment, SEED, 64, proof, WORK)


def test_verify_seal__data_stored_unsealed__refused():
    """XZ-19: a node that commits to the bare data has no replica."""
    honest = Replica.seal(MINER, 5, DATA, WORK)
    lazy = Replica(replace(honest.commitment, root=honest.commitment.data_root), storage.split(DATA), WORK)
    proof = storage.prove_seal(lazy, DATA, SEED, 4)
    assert not storage.verify_seal(lazy.commitment, SEED, 4, proof, WORK)


def test_verify_seal__another_nodes_replica__refused(replica: Replica):
    """XZ-19: a copied replica does not seal to the copier's identity."""
    copied = Replica(replace(replica.commitment, node=OTHER), replica.nodes, WORK)
    proof = storage.prove_seal(copied, DATA, SEED, 4)
    assert not storage.verify_seal(copied.commitment, SEED, 4, proof, WORK)


def test_verify_seal__one_crafted_leaf_for_another_place__refused():
    """XZ-19: a leaf that has the right key for the challenged place, but stands at another."""
    identity, count = storage.replica_id(MINER, 5, merkle.Tree.of(storage.split(DATA)).root), 16
    layers = [storage.split(DATA)]
    place = storage.challenges(SEED, 5, count, 1)[0]
    shown_before = []
    for layer in (0, 1):
        sealed = storage._seal_pass(layers[layer], identity, layer, WORK)
        step = storage._place(layer, place, count)
        near = [storage._place(layer, s, count) for s in (step - 1, storage.far(identity, layer, step))]
        key = storage._key(identity, layer, step, count, sealed.__getitem__, WORK)
        shown_before.append((near, key))
        layers.append(sealed)
    spare = next(p for p in range(count) if p not in {place, *shown_before[0][0], *shown_before[1][0]})
    for layer, (_, key) in enumerate(shown_before):
        layers[layer + 1][spare] = storage._xor(layers[layer][spare], key)
    trees = [merkle.Tree.of(nodes) for nodes in layers]
    known = storage.Commitment(MINER, 5, *(tree.root for tree in trees), count)
    crafted = storage.SealOpening(
        *(storage.open_leaf(nodes, tree, spare) for nodes, tree in zip(layers, trees, strict=True)),
        *(
            tuple(storage.open_leaf(layers[i + 1], trees[i + 1], p) for p in near)
            for i, (near, _) in enumerate(shown_before)
        ),
    )
    assert not storage.verify_seal(known, SEED, 1, [crafted], WORK)


def test_verify_seal__other_seed_short_or_shuffled__refused(replica: Replica):
    proof = storage.prove_seal(replica, DATA, SEED, 4)
    for seed, shown in ((LATER, proof), (SEED, proof[:-1]), (SEED, proof[::-1])):
        assert not storage.verify_seal(replica.commitment, seed, 4, shown, WORK)
    hidden = [replace(opening, replica_before=()) for opening in proof]
    assert not storage.verify_seal(replica.commitment, SEED, 4, hidden, WORK)


# --- PoSt


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=30, deadline=None)
def test_prove__any_seed__verifies_for_it_alone(seed: bytes):
    """XZ-19: a proof for another index, seed or replica fails."""
    ours, prover = Replica.seal(MINER, 5, DATA, 1), MerkleProver()
    theirs = Replica.seal(OTHER, 5, DATA, 1)
    proof = prover.prove(ours, seed)
    assert prover.verify(ours.commitment, seed, proof)
    assert not prover.verify(ours.commitment, keccak(seed), proof)
    assert not prover.verify(theirs.commitment, seed, proof)
    for named in (replace(proof, node=OTHER), replace(proof, sector=6)):
        assert not prover.verify(theirs.commitment, seed, named)
        assert not prover.verify(ours.commitment, seed, named)
    assert not prover.verify(ours.commitment, seed, replace(proof, openings=proof.openings[:-1]))
    moved = replace(proof.openings[0], index=(proof.openings[0].index + 1) % 16)
    assert not prover.verify(ours.commitment, seed, replace(proof, openings=(moved, *proof.openings[1:])))


def test_prove__replica_lost__fails(replica: Replica):
    prover = MerkleProver()
    lost = Replica(replica.commitment, [bytes(32)] * 16, WORK)
    assert not prover.verify(replica.commitment, SEED, prover.prove(lost, SEED))


# --- WindowPoSt


def opening(period: int, window: int) -> int:
    return period * PERIOD + window * WINDOW


@pytest.fixture
def book(replica: Replica) -> WindowPost:
    ledger = WindowPost(0)
    ledger.add(replica.commitment, 0)  # sector 5: its window of period 0 is still to come
    return ledger


def test_window_of__sectors__spread_over_the_day():
    """XZ-19: 24 hours in 48 windows, sector mod 48."""
    assert (PERIOD, WINDOW) == (86_400, 1_800)
    assert [post.window_of(s) for s in (0, 5, 47, 48, 101)] == [0, 5, 47, 0, 5]
    assert post.window_at(opening(3, 47) + WINDOW - 1) == (3, 47)


def test_submit__every_window__no_fault(book: WindowPost, replica: Replica):
    """XZ-19"""
    for period in range(3):
        seed = keccak(bytes([period]))
        book.submit(MerkleProver().prove(replica, seed), seed, opening(period, 5) + WINDOW - 1)
    assert book.advance(opening(3, 0)) == [] and book.faults == []


def test_advance__window_missed__fault_every_period_until_recovery(book: WindowPost, replica: Replica):
    """XZ-19: a missed window is a fault; a proof in a later window is the recovery."""
    assert book.advance(opening(0, 6) - 1) == []
    assert book.advance(opening(0, 6)) == [Fault(MINER, 5, 0, 5)]
    assert book.advance(opening(1, 6)) == [Fault(MINER, 5, 1, 5)]
    assert book.faulty == {5}
    book.submit(MerkleProver().prove(replica, SEED), SEED, opening(2, 5))
    assert book.faulty == set() and book.recovered == [(2, 5)]
    assert book.advance(opening(3, 0)) == [] and len(book.faults) == 2


def test_submit__refused__nothing_changed(book: WindowPost, replica: Replica):
    """XZ-19: late, early, twice, unknown, wrong seed, wrong path."""
    prover = MerkleProver()
    proof = prover.prove(replica, SEED)

    def refused(time: int, match: str, shown=proof, seed: bytes = SEED) -> None:
        with pytest.raises(StorageError, match=match):
            book.submit(shown, seed, time)

    refused(opening(0, 5) - 1, "expected in window 5, came in 4")
    refused(opening(0, 5), "not known", replace(proof, sector=6))
    refused(opening(0, 5), "does not answer", seed=LATER)
    refused(opening(0, 5), "does not answer", replace(proof, openings=proof.openings[::-1]))
    assert book.proved == {} and book.faults == []
    book.submit(proof, SEED, opening(0, 5))
    refused(opening(0, 5) + 1, "proved already")
    refused(opening(0, 6), "expected in window 5, came in 6")
    refused(opening(0, 5), "time goes back")


def test_add__window_gone_or_open__due_next_period(replica: Replica):
    """XZ-19: a sector that comes late is not at fault for a window it could not meet."""
    for when in (opening(0, 5), opening(0, 30)):
        book = WindowPost(0)
        book.add(replica.commitment, when)
        assert book.advance(opening(1, 0)) == []
        assert book.advance(opening(1, 6)) == [Fault(MINER, 5, 1, 5)]
    with pytest.raises(StorageError, match="there already"):
        book.add(replica.commitment, opening(1, 7))


def test_submit__before_it_is_due__refused(replica: Replica):
    book = WindowPost(0)
    book.add(replica.commitment, opening(0, 5))
    with pytest.raises(StorageError, match="due first in period 1"):
        book.submit(MerkleProver().prove(replica, SEED), SEED, opening(0, 5))


# --- WinningPoSt


NODES = [bytes([n]) * 20 for n in range(1, 5)]


def test_elect__many_blocks__in_proportion_to_weight():
    """XZ-19: election by weight in T. 4,000 draws; 5 standard deviations allowed."""
    weights = dict(zip(NODES, (1, 2, 5, 0), strict=True))
    drawn = [post.elect(keccak(n.to_bytes(4)), weights)[0] for n in range(4_000)]
    for node, weight in weights.items():
        expected = 4_000 * weight / 8
        spread = 5 * (expected * (1 - weight / 8)) ** 0.5
        assert abs(drawn.count(node) - expected) <= spread
    assert NODES[3] not in drawn


def test_elect__definition__draw_falls_along_sorted_addresses():
    draw = int.from_bytes(keccak(encode(["bytes32", "uint256"], [SEED, 0]))) % 8
    expected = NODES[0] if draw < 1 else NODES[1] if draw < 3 else NODES[2]
    weights = dict(zip(reversed(NODES[:3]), (5, 2, 1), strict=True))
    assert post.elect(SEED, weights) == [expected]


def test_elect__several__different_and_no_more_than_there_are():
    drawn = post.elect(SEED, dict.fromkeys(NODES, 3), 9)
    assert sorted(drawn) == NODES
    assert post.elect(SEED, {}) == [] and post.elect(SEED, {MINER: 0}) == []


def test_winning_post__drawn_but_silent__loses_only_the_block():
    """XZ-19: no fault, no weight lost; the next draw is open to it again."""
    prover, weights = MerkleProver(), {MINER: 1, OTHER: 1}
    replicas = {node: [Replica.seal(node, s, DATA, 1) for s in (1, 2)] for node in weights}
    sectors = {node: [r.commitment for r in own] for node, own in replicas.items()}

    def proof(node: bytes, seed: bytes):
        known = post.winning_sector(seed, sectors[node])
        return prover.prove(replicas[node][known.sector - 1], seed)

    both = post.winning_post(SEED, weights, sectors, [proof(n, SEED) for n in weights], prover, 2)
    assert set(both.winners) == set(both.elected) == set(weights)
    one = post.winning_post(SEED, weights, sectors, [proof(OTHER, SEED)], prover, 2)
    assert set(one.elected) == set(weights) and one.winners == (OTHER,)
    stale = post.winning_post(LATER, weights, sectors, [proof(OTHER, SEED)], prover, 2)
    assert stale.winners == ()
    again = post.winning_post(LATER, weights, sectors, [proof(n, LATER) for n in weights], prover, 2)
    assert MINER in again.winners


def test_winning_post__proof_of_another_sector__does_not_win():
    """XZ-19: the seed picks the sector too."""
    prover = MerkleProver()
    own = [Replica.seal(MINER, s, DATA, 1) for s in (1, 2)]
    commitments = {MINER: [r.commitment for r in own]}
    picked = post.winning_sector(SEED, commitments[MINER])
    wrong = next(r for r in own if r.commitment != picked)
    election = post.winning_post(SEED, {MINER: 1}, commitments, [prover.prove(wrong, SEED)], prover)
    assert election.elected == (MINER,) and election.winners == ()
