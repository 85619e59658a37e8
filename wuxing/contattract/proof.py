# SPDX-License-Identifier: MIT
"""What landlords' nodes do at a challenge: answer, check each other, sign one message for StorageProofs (CNT-11).

    challenge = group, epoch, hash of the epoch's block
    answer    = the challenged leaves of a node's sealed replica; it signs keccak256 of each with that replica's root
                (EIP-712 `Answer`)
    view      = what everybody who has the data knows: every member's sealed leaves and root
    message   = who passed, the root over the sealed roots by seat, the root of the data; two thirds sign it

A replica is sealing.py's, of a chunk whose number is a hash of chain, contract and group (`chunk_of`): one replica does
not answer on two chains, nor for two contracts. A key is anything with a 20 byte `address` and a `sign(digest)` that
gives 65 bytes r, s, v (v 0, 1, 27 or 28). A node signs one message for a challenge, no second:
that would cost its bond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Protocol

from eth_hash.auto import keccak
from eth_utils import to_checksum_address

from wuxing import merkle
from wuxing.contattract import sealing
from wuxing.contattract.proof_model import Attestation
from wuxing.refused import Refused
from wuxing.typed_data import Domain, Message

NOBODY = bytes(20)
"""An empty seat."""
FREE_SPACE = bytes(32)
"""The data root of space that nobody leases."""

_MESSAGE = {
    "group": "uint256",
    "epoch": "uint256",
    "blockHash": "bytes32",
    "passed": "uint256",
    "sealedRoots": "bytes32",
    "dataRoot": "bytes32",
}
_ANSWER = {
    "group": "uint256",
    "epoch": "uint256",
    "blockHash": "bytes32",
    "sealedRoot": "bytes32",
    "dataRoot": "bytes32",
    "k": "uint256",
    "leafHash": "bytes32",
}


class Key(Protocol):
    """A node's key: its address, 20 bytes, and recoverable signatures of 32 bytes."""

    @property
    def address(self) -> bytes:
        """20 bytes."""
        ...

    def sign(self, digest: bytes, /) -> bytes:
        """65 bytes r, s, v."""
        ...


def compact(signature: bytes) -> bytes:
    """A signature of 65 bytes r, s, v as the 64 of EIP-2098. ValueError for another length."""
    if len(signature) != 65:
        raise ValueError(f"expected a signature of 65 bytes r, s, v, got {len(signature)}")
    parity = signature[64] % 27
    return signature[:32] + bytes([signature[32] | parity << 7]) + signature[33:64]


@dataclass(frozen=True)
class Challenge:
    """What a group is asked in an epoch. `members` are its seats; `domain` is the one of StorageProofs."""

    domain: Domain
    group: int
    epoch: int
    block_hash: bytes
    members: tuple[bytes, ...]
    size: int = sealing.CHUNK
    """Bytes of a replica."""
    leaves: int = 4
    """How many leaves each member opens."""

    def answer_digest(self, sealed_root: bytes, data_root: bytes, k: int, leaf_hash: bytes) -> bytes:
        """What a node signs of its k-th leaf: the root of its own replica stands in it."""
        values = (self.group, self.epoch, self.block_hash, sealed_root, data_root, k, leaf_hash)
        return self.domain.digest(Message("Answer", _ANSWER, dict(zip(_ANSWER, values, strict=True))))

    def message_digest(self, told: Attestation, passed: int) -> bytes:
        """What members sign together."""
        values = (self.group, told.epoch, told.block_hash, passed, told.sealed_roots, told.data_root)
        return self.domain.digest(Message("GroupMessage", _MESSAGE, dict(zip(_MESSAGE, values, strict=True))))


@dataclass(frozen=True)
class SignedAnswer:
    """A node's leaves with its signature of each."""

    node: bytes
    sealed_root: bytes
    """Of its replica, as signed."""
    data_root: bytes
    leaves: tuple[sealing.Answer, ...]
    signatures: tuple[bytes, ...]
    """64 bytes each."""


def chunk_of(domain: Domain, group: int) -> int:
    """The number under which a group's replicas are sealed; `domain` is the one of StorageProofs."""
    words = (domain.chain_id, int(domain.contract, 16), group)
    return int.from_bytes(keccak(b"wuxing group" + b"".join(word.to_bytes(32, "big") for word in words)), "big")


def replica(domain: Domain, node: bytes, group: int, data: bytes | None, size: int = sealing.CHUNK) -> bytes:
    """What a node (20 bytes) stores for its seat in a group: the data, sealed, or filler for free space (None)."""
    chunk = chunk_of(domain, group)
    return sealing.filler(node, chunk, size) if data is None else sealing.seal(node, chunk, data)


@lru_cache(maxsize=64)
def _replica(
    domain: Domain, node: bytes, group: int, data: bytes | None, size: int
) -> tuple[list[bytes], merkle.Tree]:
    """What a node has to store, in leaves, and their tree.

    Every member works out every other's replica; simulated in one process, the same one is made once.
    """
    leaves = sealing.leaves_of(replica(domain, node, group, data, size))
    return leaves, merkle.Tree.of(leaves)


class View:
    """What a member knows of a challenge from the group's data (None: free space, filled by each node for itself)."""

    def __init__(self, challenge: Challenge, data: bytes | None) -> None:
        if data is not None and len(data) != challenge.size:
            raise ValueError(f"expected {challenge.size} bytes of data, got {len(data)}")
        self.challenge, self.data = challenge, data
        c = challenge
        made = {n: _replica(c.domain, n, c.group, data, c.size) for n in c.members if n != NOBODY}
        self.replicas = {node: leaves for node, (leaves, _) in made.items()}
        """Each member's sealed leaves."""
        self.trees = {node: tree for node, (_, tree) in made.items()}
        """Each member's tree over them."""

    @cached_property
    def roots(self) -> merkle.Tree:
        """The tree over the sealed roots, by seat; an empty seat has 32 zero bytes."""
        return merkle.Tree.of(self.trees[n].root if n != NOBODY else FREE_SPACE for n in self.challenge.members)

    @cached_property
    def told(self) -> Attestation:
        """What the message says beside who passed."""
        c = self.challenge
        data_root = FREE_SPACE if self.data is None else sealing.chunk_root(self.data)
        return Attestation(c.epoch, c.block_hash, self.roots.root, data_root)

    def is_right(self, given: SignedAnswer) -> bool:
        """Whether a node opened the challenged leaves of its own replica of this data."""
        c, replica = self.challenge, self.replicas.get(given.node)
        if replica is None or given.data_root != self.told.data_root or len(given.leaves) != c.leaves:
            return False
        root = self.trees[given.node].root
        if given.sealed_root != root:
            return False
        for k, opened in enumerate(given.leaves):
            place = sealing.challenged(given.node, c.group, c.block_hash, len(replica), k)
            if (opened.node_id, opened.index, opened.leaf, opened.root) != (given.node, place, replica[place], root):
                return False
        return True

    def passed(self, answers: Iterable[SignedAnswer]) -> int:
        """The map of who answered rightly."""
        right = {given.node for given in answers if self.is_right(given)}
        return sum(1 << seat for seat, node in enumerate(self.challenge.members) if node in right)


@dataclass
class Prover:
    """A landlord's node: its key, what it stores by group, and what it signed, so that it never signs twice."""

    key: Key
    store: dict[int, bytes] = field(default_factory=dict)
    signed: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def answer(self, challenge: Challenge, data_root: bytes) -> SignedAnswer | None:
        """The challenged leaves of what is stored, whatever that is; None where nothing is."""
        sealed = self.store.get(challenge.group)
        if sealed is None:
            return None
        c, node = challenge, self.key.address
        leaves = tuple(sealing.answer(node, c.group, sealed, c.block_hash, k) for k in range(c.leaves))
        root = sealing.chunk_root(sealed)
        digests = (c.answer_digest(root, data_root, k, keccak(opened.leaf)) for k, opened in enumerate(leaves))
        return SignedAnswer(node, root, data_root, leaves, tuple(compact(self.key.sign(digest)) for digest in digests))

    def sign(self, challenge: Challenge, told: Attestation, passed: int) -> bytes:
        """This node's vote for a message. Refused if it signed another one for this challenge."""
        digest = challenge.message_digest(told, passed)
        if self.signed.setdefault((challenge.group, challenge.epoch), digest) != digest:
            raise Refused(f"Prover: signed another message of group {challenge.group}, epoch {challenge.epoch}")
        return compact(self.key.sign(digest))


@dataclass(frozen=True)
class GroupMessage:
    """An aggregated message: what StorageProofs.prove takes."""

    challenge: Challenge
    told: Attestation
    passed: int
    signers: int
    signatures: bytes

    @property
    def arguments(self) -> tuple:
        """The arguments of `StorageProofs.prove`."""
        members = [to_checksum_address(node) for node in self.challenge.members]
        return self.challenge.group, tuple(self.told), self.passed, self.signers, members, self.signatures


def aggregate(
    challenge: Challenge, told: Attestation, passed: int, votes: Mapping[bytes, bytes]
) -> GroupMessage | None:
    """Members' votes (64 bytes by node) as one message; None while they are fewer than two thirds."""
    seats = [(seat, votes[node]) for seat, node in enumerate(challenge.members) if node in votes and node != NOBODY]
    count = sum(node != NOBODY for node in challenge.members)
    if 3 * len(seats) < 2 * count:
        return None
    signers = sum(1 << seat for seat, _ in seats)
    return GroupMessage(challenge, told, passed, signers, b"".join(signature for _, signature in seats))


def group_message(challenge: Challenge, nodes: Sequence[Prover], data: bytes | None) -> GroupMessage | None:
    """One challenge among nodes that all have the data and hear each other; None without two thirds of the members.

    A node that stores nothing is taken for lost: it neither answers nor signs.
    """
    view = View(challenge, data)
    answers = [given for node in nodes if (given := node.answer(challenge, view.told.data_root))]
    passed = view.passed(answers)
    alive = {given.node for given in answers}
    votes = {n.key.address: n.sign(challenge, view.told, passed) for n in nodes if n.key.address in alive}
    return aggregate(challenge, view.told, passed, votes)


def self_proof(view: View, node: Prover) -> tuple:
    """The arguments of `StorageProofs.prove_self` for a node that the message of this view left out.

    ValueError if it stores nothing for the group or sits in no seat of it.
    """
    challenge, address = view.challenge, node.key.address
    if address not in challenge.members or (given := node.answer(challenge, view.told.data_root)) is None:
        raise ValueError(f"expected a member of group {challenge.group} that stores it, got 0x{address.hex()}")
    return (
        challenge.group,
        to_checksum_address(address),
        tuple(view.told),
        view.trees[address].root,
        view.roots.proof(challenge.members.index(address)),
        [opened.leaf for opened in given.leaves],
        [list(opened.path) for opened in given.leaves],
    )


def contradiction(view: View, given: SignedAnswer) -> tuple | None:
    """The arguments of `StorageProofs.report_answer` against an answer whose leaf is not under the root signed with it.

    None if every leaf is under it, and where that root is not the one this view has for the node: nobody can show then
    what is under it, and the answer only does not pass. The commitment to announce first is
    `announcement(reporter, arguments[5])`.
    """
    c, replica, tree = view.challenge, view.replicas[given.node], view.trees[given.node]
    if given.sealed_root != tree.root:
        return None
    for k, (opened, signature) in enumerate(zip(given.leaves, given.signatures, strict=True)):
        place = sealing.challenged(given.node, c.group, c.block_hash, len(replica), k)
        stored, answered = keccak(replica[place]), keccak(opened.leaf)
        if stored != answered:
            told = Attestation(c.epoch, c.block_hash, given.sealed_root, given.data_root)
            evidence = (k, answered, signature, stored, tree.proof(place))
            return c.group, to_checksum_address(given.node), tuple(told), *evidence
    return None


def announcement(reporter: Any, signatures: bytes) -> bytes:
    """What a reporter announces before it shows evidence: keccak256(abi.encode(reporter, keccak256(signatures)))."""
    return keccak(bytes.fromhex(str(getattr(reporter, "address", reporter))[2:]).rjust(32, b"\0") + keccak(signatures))
