# SPDX-License-Identifier: MIT
"""Sealed replicas of real bytes and the proofs that they are there (XZ-19): PoRep and PoSt.

A sector is a node's share of data, cut into nodes of 32 bytes. Sealing it makes a replica that only
this node and sector number have. The node commits to the Merkle root of its replica; later it opens
leaves that a block hash picks.

    replica id   = keccak256(abi.encode(address node, uint256 sectorId, bytes32 dataRoot, bytes32 home))
    home         = keccak256(abi.encode(uint256 chainId, address SectorBonds)); zero on the native chain
    challenge k  = uint256(keccak256(abi.encode(bytes32 seed, uint256 sectorId, uint256 k))) % leaves
    leaf i       = merkle.leaf(i, the 32 bytes at i), see wuxing/merkle.py

Sealing goes over the sector twice, forwards and then backwards, and each sealed node is masked with a
key drawn from the node sealed before it and from one sealed earlier, far away. So every byte of the
replica depends on the whole sector, and to make up one leaf on demand is to seal it all again, which
`work` hashes a node make slow. Unsealing knows all the neighbours, so it needs no order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from eth_hash.auto import keccak

from wuxing import merkle

NODE = 32  # bytes
NATIVE = bytes(32)
"""The home of what is stored for the native chain alone."""
WORK = 64  # hashes a node and pass; enough to tell cheating from looking up, little enough to simulate


def word(value: int | bytes) -> bytes:
    """One word of `abi.encode`: a number or an address from the right, a bytes32 as it is."""
    return value.to_bytes(32, "big") if isinstance(value, int) else value.rjust(32, b"\0")


# --- PoRep: the replica


def split(data: bytes) -> list[bytes]:
    """The sector's nodes; its length must be a whole number of nodes, at least two."""
    if len(data) % NODE or len(data) < 2 * NODE:
        raise ValueError(f"expected two or more nodes of {NODE} bytes, got {len(data)} bytes")
    return [data[i : i + NODE] for i in range(0, len(data), NODE)]


def pad(data: bytes, size: int) -> bytes:
    """Data in a sector of `size` bytes, zeros after it."""
    if len(data) > size:
        raise ValueError(f"expected at most {size} bytes, got {len(data)}")
    return data.ljust(size, b"\0")


def home_of(chain_id: int, contract: str) -> bytes:
    """Where a replica is bonded: a contract's address on a chain. What is sealed for one home answers at no other."""
    return keccak(word(chain_id) + word(int(contract, 16)))


def replica_id(node: bytes, sector: int, data_root: bytes, home: bytes = NATIVE) -> bytes:
    """What makes a replica unique: whose it is, which sector, of which data, and where it is bonded."""
    return keccak(word(node) + word(sector) + word(data_root) + home)


def far(identity: bytes, layer: int, step: int) -> int:
    """The earlier step of a pass that a step also depends on; only for steps after the first."""
    return int.from_bytes(keccak(identity + word(layer) + word(step)), "big") % step


def _mask(identity: bytes, layer: int, step: int, before: bytes, far_before: bytes, work: int) -> bytes:
    """The key of one node: slow on purpose, `work` rounds of HMAC-SHA256."""
    return hashlib.pbkdf2_hmac("sha256", before + far_before, identity + word(layer) + word(step), work, dklen=NODE)


def _xor(a: bytes, b: bytes) -> bytes:
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).to_bytes(NODE, "big")


def _place(layer: int, step: int, count: int) -> int:
    """Where in the sector a step of a pass is: the first pass goes up, the second comes down."""
    return step if layer == 0 else count - 1 - step


def _key(identity: bytes, layer: int, step: int, count: int, sealed: Callable[[int], bytes], work: int) -> bytes:
    """The key at a step; `sealed(place)` gives what this pass made of an earlier place."""
    if step == 0:
        return _mask(identity, layer, 0, b"", b"", work)
    before, distant = _place(layer, step - 1, count), _place(layer, far(identity, layer, step), count)
    return _mask(identity, layer, step, sealed(before), sealed(distant), work)


def _seal_pass(nodes: list[bytes], identity: bytes, layer: int, work: int) -> list[bytes]:
    sealed = list(nodes)
    for step in range(len(nodes)):
        place = _place(layer, step, len(nodes))
        sealed[place] = _xor(nodes[place], _key(identity, layer, step, len(nodes), sealed.__getitem__, work))
    return sealed


def _unseal_pass(sealed: list[bytes], identity: bytes, layer: int, work: int) -> list[bytes]:
    nodes = list(sealed)
    for step in range(len(sealed)):
        place = _place(layer, step, len(sealed))
        nodes[place] = _xor(sealed[place], _key(identity, layer, step, len(sealed), sealed.__getitem__, work))
    return nodes


@dataclass(frozen=True)
class Commitment:
    """What the chain knows of a sealed sector."""

    node: bytes  # address of the storage miner
    sector: int
    data_root: bytes
    layer_root: bytes  # of the first pass; needed only to check the sealing
    root: bytes  # of the replica: what PoSt is about
    leaves: int
    home: bytes = NATIVE

    @property
    def identity(self) -> bytes:
        """The replica id."""
        return replica_id(self.node, self.sector, self.data_root, self.home)


class Replica:
    """A sealed sector on a node's disk. `nodes` is what is stored."""

    def __init__(self, commitment: Commitment, nodes: Sequence[bytes], work: int = WORK) -> None:
        self.commitment, self.nodes, self.work = commitment, list(nodes), work
        self.tree = merkle.Tree.of(self.nodes)

    @classmethod
    def seal(cls, node: bytes, sector: int, data: bytes, work: int = WORK, home: bytes = NATIVE) -> Replica:
        """Seal a sector of data for a node, to be bonded at `home`."""
        nodes = split(data)
        data_root = merkle.Tree.of(nodes).root
        identity = replica_id(node, sector, data_root, home)
        layer = _seal_pass(nodes, identity, 0, work)
        sealed = _seal_pass(layer, identity, 1, work)
        roots = merkle.Tree.of(layer).root, merkle.Tree.of(sealed).root
        return cls(Commitment(node, sector, data_root, *roots, len(nodes), home), sealed, work)

    def unseal(self) -> bytes:
        """The data. `ValueError` if the stored bytes are no longer the replica."""
        layer = _unseal_pass(self.nodes, self.commitment.identity, 1, self.work)
        nodes = _unseal_pass(layer, self.commitment.identity, 0, self.work)
        if merkle.Tree.of(nodes).root != self.commitment.data_root:
            raise ValueError("the stored bytes are not the replica")
        return b"".join(nodes)


# --- openings, and the proof that a replica was sealed as it should be


@dataclass(frozen=True)
class Opening:
    """One leaf with its path."""

    index: int
    data: bytes
    path: tuple[bytes, ...]

    def is_under(self, root: bytes) -> bool:
        """Whether the leaf, at its place, is under the root."""
        return merkle.verify(root, merkle.leaf(self.index, self.data), self.path)


def open_leaf(nodes: Sequence[bytes], tree: merkle.Tree, index: int) -> Opening:
    """Open one place of a tree over nodes."""
    return Opening(index, nodes[index], tuple(tree.proof(index)))


def challenges(seed: bytes, sector: int, leaves: int, count: int) -> list[int]:
    """The places that a seed (a block hash) picks in a sector; the contract computes the same."""
    return [int.from_bytes(keccak(word(seed) + word(sector) + word(k)), "big") % leaves for k in range(count)]


@dataclass(frozen=True)
class SealOpening:
    """One challenged place through both passes, with the sealed nodes that its keys come from."""

    data: Opening
    layer: Opening
    replica: Opening
    layer_before: tuple[Opening, ...]  # none at the first step of the pass, else the last and the far one
    replica_before: tuple[Opening, ...]


def prove_seal(replica: Replica, data: bytes, seed: bytes, count: int) -> list[SealOpening]:
    """PoRep: show at `count` places that the replica is the sealed data and nothing else."""
    known, identity = replica.commitment, replica.commitment.identity
    nodes = split(data)
    layer = _seal_pass(nodes, identity, 0, replica.work)
    trees = [(nodes, merkle.Tree.of(nodes)), (layer, merkle.Tree.of(layer)), (replica.nodes, replica.tree)]

    def before(of_pass: int, place: int) -> tuple[Opening, ...]:
        step = _place(of_pass, place, known.leaves)
        steps = (step - 1, far(identity, of_pass, step)) if step else ()
        return tuple(open_leaf(*trees[of_pass + 1], _place(of_pass, s, known.leaves)) for s in steps)

    openings = []
    for place in challenges(seed, known.sector, known.leaves, count):
        plain, first, second = (open_leaf(*tree, place) for tree in trees)
        openings.append(SealOpening(plain, first, second, before(0, place), before(1, place)))
    return openings


def verify_seal(known: Commitment, seed: bytes, count: int, proof: Sequence[SealOpening], work: int = WORK) -> bool:
    """Whether the commitment's replica is sealed as it should be at every challenged place."""
    places = challenges(seed, known.sector, known.leaves, count)
    return len(proof) == count and all(
        _is_sealed(known, place, opening, work) for place, opening in zip(places, proof, strict=True)
    )


def _is_sealed(known: Commitment, place: int, shown: SealOpening, work: int) -> bool:
    passes = (
        (shown.data, known.data_root, shown.layer, known.layer_root, shown.layer_before),
        (shown.layer, known.layer_root, shown.replica, known.root, shown.replica_before),
    )
    for layer, (plain, plain_root, sealed, sealed_root, before) in enumerate(passes):
        if {plain.index, sealed.index} != {place} or not plain.is_under(plain_root):
            return False
        if not all(opening.is_under(sealed_root) for opening in (sealed, *before)):
            return False
        by_place = {opening.index: opening.data for opening in before}
        step = _place(layer, place, known.leaves)
        try:
            key = _key(known.identity, layer, step, known.leaves, by_place.__getitem__, work)
        except KeyError:  # a neighbour that the key needs is not shown
            return False
        if _xor(plain.data, key) != sealed.data:
            return False
    return True


# --- PoSt: the same replica, later


class Proof(Protocol):
    """Evidence that a replica is stored, about one sector and one seed."""

    @property
    def node(self) -> bytes:
        """Address of the storage miner."""

    @property
    def sector(self) -> int:
        """Number of the sector."""


AnyProof = TypeVar("AnyProof", bound=Proof)


class Prover(Protocol[AnyProof]):
    """How a replica is proved. Merkle paths now; a zk-SNARK would stand behind the same two calls."""

    def prove(self, replica: Replica, seed: bytes) -> AnyProof:
        """Evidence for the challenges of `seed`."""

    def verify(self, known: Commitment, seed: bytes, proof: AnyProof) -> bool:
        """Whether the evidence is about this commitment and answers this seed."""


@dataclass(frozen=True)
class MerkleProof:
    """The challenged leaves themselves."""

    node: bytes
    sector: int
    openings: tuple[Opening, ...]


@dataclass(frozen=True)
class MerkleProver:
    """Opens `count` challenged leaves of the replica."""

    count: int = 4

    def prove(self, replica: Replica, seed: bytes) -> MerkleProof:
        """The challenged leaves as they are stored."""
        known = replica.commitment
        places = challenges(seed, known.sector, known.leaves, self.count)
        openings = tuple(open_leaf(replica.nodes, replica.tree, place) for place in places)
        return MerkleProof(known.node, known.sector, openings)

    def verify(self, known: Commitment, seed: bytes, proof: MerkleProof) -> bool:
        """Each challenged place, in order, under the committed root."""
        places = challenges(seed, known.sector, known.leaves, self.count)
        return (
            (proof.node, proof.sector) == (known.node, known.sector)
            and [opening.index for opening in proof.openings] == places
            and all(opening.is_under(known.root) for opening in proof.openings)
        )
