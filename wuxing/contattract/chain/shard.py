# SPDX-License-Identifier: MIT
"""One shard's state and blocks (CNT-21): accounts, transfers, receipts for other shards, credits from them.

A shard holds the accounts whose keccak256(address) has certain bits (its `Domain`). A transfer debits the sender; if
the recipient is of another shard, the block emits a receipt instead of a credit. Receipts are addressed to accounts,
not to shards: after a split the child that holds the account credits it. A state remembers the receipts that it
credited, so that none counts twice; balances and remembered receipts are under its root.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from eth_hash.auto import keccak

from wuxing import merkle
from wuxing.contattract.chain.pow import EMPTY, body_root
from wuxing.contattract.keys import Key, signer
from wuxing.refused import Refused

BUCKETS = 64
"""Leaves of the state tree; an account is in the one that the first byte of its hash says."""
AMOUNT = 32


@lru_cache(maxsize=1 << 16)
def place(address: bytes) -> bytes:
    """The hash that decides where an account lives."""
    return keccak(address)


@dataclass(frozen=True)
class Domain:
    """Which accounts: for some bits (0 is the first) of their hash, the value. No bits: all accounts."""

    bits: tuple[tuple[int, int], ...] = ()

    def holds(self, address: bytes) -> bool:
        """Whether an account is of this shard."""
        hashed = place(address)
        return all(hashed[bit // 8] >> (7 - bit % 8) & 1 == value for bit, value in self.bits)

    def halves(self, bit: int) -> tuple[Domain, Domain]:
        """The two children when a shard splits at a bit. `Refused` if it did so before."""
        if any(bit == used for used, _ in self.bits):
            raise Refused(f"Shard: expected a bit that does not split yet, got {bit}")
        return Domain((*self.bits, (bit, 0))), Domain((*self.bits, (bit, 1)))


# --- what moves money


@dataclass(frozen=True)
class Transfer:
    """A signed payment in wei; `nonce` counts the sender's transfers from 0."""

    to: bytes
    amount: int
    nonce: int
    signature: bytes

    @classmethod
    def sign(cls, key: Key, to: bytes, amount: int, nonce: int) -> Transfer:
        """Sign it."""
        return cls(to, amount, nonce, key.sign(_payment(to, amount, nonce)))

    @property
    def sender(self) -> bytes:
        """Who pays: read from the signature each time, as every node must."""
        return signer(_payment(self.to, self.amount, self.nonce), self.signature)

    @property
    def encoded(self) -> bytes:
        """Its bytes."""
        return self.to + self.amount.to_bytes(AMOUNT, "big") + self.nonce.to_bytes(8, "big") + self.signature


def _payment(to: bytes, amount: int, nonce: int) -> bytes:
    return keccak(b"CNT transfer" + to + amount.to_bytes(AMOUNT, "big") + nonce.to_bytes(8, "big"))


@dataclass(frozen=True)
class Receipt:
    """Money that left a shard in a block, at a place among its receipts."""

    shard: int
    height: int
    index: int
    to: bytes
    amount: int

    @property
    def encoded(self) -> bytes:
        """Its bytes."""
        numbers = (self.shard, self.height, self.index)
        return b"".join(n.to_bytes(8, "big") for n in numbers) + self.to + self.amount.to_bytes(AMOUNT, "big")

    @cached_property
    def id(self) -> bytes:
        """What the target remembers. Two payments of one block differ in their place."""
        return keccak(self.encoded)


@dataclass(frozen=True)
class Credit:
    """A receipt with its path to the receipts root of its block."""

    receipt: Receipt
    proof: tuple[bytes, ...]

    @property
    def encoded(self) -> bytes:
        """Its bytes."""
        return self.receipt.encoded + b"".join(self.proof)

    def is_under(self, root: bytes) -> bool:
        """Whether the path leads to a receipts root."""
        return merkle.verify(root, merkle.leaf(self.receipt.index, self.receipt.encoded), self.proof)


def credits_for(receipts: Sequence[Receipt]) -> list[Credit]:
    """A block's receipts with their paths."""
    if not receipts:
        return []
    tree = merkle.Tree.of(receipt.encoded for receipt in receipts)
    return [Credit(receipt, tuple(tree.proof(receipt.index))) for receipt in receipts]


# --- the state


@dataclass
class State:
    """Balances in wei, nonces, credited receipts of a domain. Applying changes it in place, and only when valid."""

    domain: Domain
    balances: dict[bytes, int] = field(default_factory=dict)
    nonces: dict[bytes, int] = field(default_factory=dict)
    credited: dict[bytes, bytes] = field(default_factory=dict)
    """Receipt id -> account."""
    _leaves: list[bytes] = field(default_factory=list)
    _dirty: set[int] = field(default_factory=lambda: set(range(BUCKETS)))
    _root: bytes = b""

    @classmethod
    def founded(cls, balances: Mapping[bytes, int], domain: Domain = Domain()) -> State:
        """The state of genesis: the accounts of the domain."""
        return cls(domain, {who: wei for who, wei in balances.items() if domain.holds(who)})

    def copy(self) -> State:
        """Another state with the same content."""
        return State(
            self.domain,
            dict(self.balances),
            dict(self.nonces),
            dict(self.credited),
            list(self._leaves),
            set(self._dirty),
            self._root,
        )

    @property
    def total(self) -> int:
        """Wei of all accounts."""
        return sum(self.balances.values())

    @property
    def root(self) -> bytes:
        """Merkle root over the buckets of accounts."""
        if self._dirty:
            content = self._content(self._dirty)
            if not self._leaves:
                self._leaves = [bytes(32)] * BUCKETS
            for bucket in self._dirty:
                self._leaves[bucket] = merkle.leaf(bucket, b"".join(sorted(content[bucket])))
            self._dirty, self._root = set(), merkle.Tree(self._leaves).root
        return self._root

    def _content(self, wanted: set[int]) -> dict[int, list[bytes]]:
        content: dict[int, list[bytes]] = defaultdict(list)
        for who, wei in self.balances.items():
            if (bucket := _bucket(who)) in wanted:
                nonce = self.nonces.get(who, 0)
                content[bucket].append(b"a" + who + wei.to_bytes(AMOUNT, "big") + nonce.to_bytes(8, "big"))
        for receipt, who in self.credited.items():
            if (bucket := _bucket(who)) in wanted:
                content[bucket].append(b"r" + receipt)
        return content

    def _move(self, who: bytes, wei: int) -> None:
        self.balances[who] = self.balances.get(who, 0) + wei
        self._dirty.add(_bucket(who))

    def pay(self, transfer: Transfer) -> bool:
        """Debit the sender, credit a recipient of this shard. Whether it must leave the shard by a receipt."""
        who = transfer.sender
        if not self.domain.holds(who):
            raise Refused("Shard: expected a sender of this shard")
        if transfer.nonce != self.nonces.get(who, 0):
            raise Refused(f"Shard: expected nonce {self.nonces.get(who, 0)}, got {transfer.nonce}")
        if not 0 < transfer.amount <= self.balances.get(who, 0):
            raise Refused(f"Shard: expected an amount of 1 to {self.balances.get(who, 0)} wei, got {transfer.amount}")
        self.nonces[who] = transfer.nonce + 1
        self._move(who, -transfer.amount)
        if self.domain.holds(transfer.to):
            self._move(transfer.to, transfer.amount)
            return False
        return True

    def credit(self, receipt: Receipt) -> None:
        """Take in money from another shard, once."""
        if not self.domain.holds(receipt.to):
            raise Refused("Shard: expected a receipt for an account of this shard")
        if receipt.id in self.credited:
            raise Refused("Shard: expected a receipt that was not credited yet")
        self.credited[receipt.id] = receipt.to
        self._move(receipt.to, receipt.amount)

    def split(self, domain: Domain) -> State:
        """What a child inherits: its accounts, their nonces and what was credited to them."""
        return State(
            domain,
            {who: wei for who, wei in self.balances.items() if domain.holds(who)},
            {who: nonce for who, nonce in self.nonces.items() if domain.holds(who)},
            {receipt: who for receipt, who in self.credited.items() if domain.holds(who)},
        )


def _bucket(address: bytes) -> int:
    return place(address)[0] % BUCKETS


# --- blocks


@dataclass(frozen=True)
class ShardHeader:
    """What the main chain keeps of a shard's block. `committee` names who decided, `last` ends a shard that splits."""

    shard: int
    height: int
    parent: bytes
    committee: bytes
    state_root: bytes
    body_root: bytes
    receipts_root: bytes = EMPTY
    last: bool = False

    @property
    def encoded(self) -> bytes:
        """Its bytes."""
        head = self.shard.to_bytes(8, "big") + self.height.to_bytes(8, "big") + bytes([self.last])
        return head + self.parent + self.committee + self.state_root + self.body_root + self.receipts_root

    @cached_property
    def hash(self) -> bytes:
        """Keccak of the bytes."""
        return keccak(self.encoded)


@dataclass(frozen=True)
class ShardBlock:
    """Credits first, then transfers, in their order."""

    header: ShardHeader
    credits: tuple[Credit, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    @property
    def hash(self) -> bytes:
        """The header's."""
        return self.header.hash


def execute(
    state: State, shard: int, height: int, credits: Iterable[Credit], transfers: Iterable[Transfer]
) -> tuple[State, list[Receipt]]:
    """The state after, and the receipts. `Refused` at the first item that breaks a rule; `state` does not change."""
    after = state.copy()
    receipts: list[Receipt] = []
    for credit in credits:
        after.credit(credit.receipt)
    for transfer in transfers:
        if after.pay(transfer):
            receipts.append(Receipt(shard, height, len(receipts), transfer.to, transfer.amount))
    return after, receipts


def build(
    header: ShardHeader, state: State, credits: Sequence[Credit], transfers: Sequence[Transfer]
) -> tuple[ShardBlock, State, list[Receipt]]:
    """The block with these items on a state; `header` says shard, height, parent, committee and whether it is the last.

    `Refused` if an item breaks a rule.
    """
    after, receipts = execute(state, header.shard, header.height, credits, transfers)
    return assemble(header, after, receipts, credits, transfers), after, receipts


def assemble(
    header: ShardHeader,
    after: State,
    receipts: Sequence[Receipt],
    credits: Sequence[Credit],
    transfers: Sequence[Transfer],
) -> ShardBlock:
    """The block of items that lead to a state and receipts."""
    full = replace(
        header, state_root=after.root, body_root=body_root([*credits, *transfers]), receipts_root=body_root(receipts)
    )
    return ShardBlock(full, tuple(credits), tuple(transfers))


def replay(state: State, block: ShardBlock) -> tuple[State, list[Receipt]]:
    """Do a block again from its parent's state. `Refused` if it breaks a rule or its roots are not what comes out."""
    made, after, receipts = build(block.header, state, block.credits, block.transfers)
    for name in ("state_root", "body_root", "receipts_root"):
        if getattr(made.header, name) != getattr(block.header, name):
            raise Refused(f"Shard: expected the {name.replace('_', ' ')} that the block's items lead to")
    return after, receipts
