# SPDX-License-Identifier: MIT
"""An honest node of the native chain: when it seals, what it refuses, which fork it takes (XZ-18)."""

from __future__ import annotations

import random

from eth_hash.auto import keccak

from wuxing.xz import clique
from wuxing.xz.clique import CliqueError, Header
from wuxing.xz.evidence import DoubleSeal, Skip
from wuxing.xz.gossip import Gossip, Peer
from wuxing.xz.ledger import UNKNOWN_ANCESTOR, Block, Rejection, Reorg, reorg_depth

FUTURE_BLOCK = "block in the future"


class Node:
    """An honest node. It seals if it is a signer, and follows the heaviest chain that meets the rules.

    `proposals` are the votes that its operator wants (address: add?); one of them at random goes into
    each block that it seals, for as long as it would change anything: they stay in the pool, because a
    reorganisation may undo a vote and a later vote the change (EIP-225, voting strategy).
    It proposes by itself to drop a signer of `tolerance` refused blocks or of one double seal.
    """

    def __init__(self, name: str, key: bytes | None = None, tolerance: int | None = 3) -> None:
        self.name = name
        self.key = key or keccak(b"wuxing xz node " + name.encode())
        self.address = clique.address_of(self.key)
        self.tolerance = tolerance
        self.proposals: dict[bytes, bool] = {}
        self.online = True

    def join(self, network: Gossip) -> None:
        """Take part in a network, at its genesis."""
        self.network = network
        self.random = random.Random(f"{network.seed} {self.name}")
        self.head = network.ledger.genesis
        self.imported = {self.head.hash}
        self.seen = {self.head.hash}
        self._alarm = 0  # number of the last alarm set; earlier ones do not ring
        self._offences: dict[bytes, int] = {}
        self._sealed: dict[tuple[bytes, int, bytes], Header] = {}  # signer, number, parent -> first seen

    # sealing

    def may_seal(self) -> bool:
        """Whether this node seals on its head."""
        return self.head.snapshot.may_seal(self.address)

    def delay(self) -> float:
        """Seconds after the block's time to wait: none in turn, rand(N x 500 ms) out of turn."""
        signers = self.head.snapshot.signers
        if clique.in_turn(signers, self.head.number + 1, self.address):
            return 0.0
        return self.random.uniform(0, len(signers) * self.network.wiggle)

    def next_time(self) -> int:
        """Time of the next block: a period after its parent, or now if that is past."""
        return max(self.head.header.time + self.network.ledger.period, int(self.network.now))

    def schedule(self) -> None:
        """Set the alarm for the block on the present head."""
        self._alarm += 1
        if self.online and self.may_seal():
            time = self.next_time()
            self.network.after(time - self.network.now + self.delay(), self._ring, self._alarm, time)

    def _ring(self, alarm: int, time: int) -> None:
        if alarm == self._alarm and self.online:
            self.make(time)

    def make(self, time: int) -> None:
        """Seal a block on the head and send it to everybody."""
        header = clique.seal(self.prepare(time), self.key)
        self.adopt(header)
        self.network.broadcast(self, header)

    def prepare(self, time: int) -> Header:
        """The next block, still unsealed."""
        return clique.prepare(self.head.header, self.head.snapshot, self.address, time, self.choose_vote())

    def choose_vote(self) -> tuple[bytes, bool] | None:
        """One of the proposals that would change something, at random."""
        open_ = [p for p in self.proposals.items() if self.head.snapshot.is_meaningful(*p)]
        return self.random.choice(open_) if open_ else None

    def adopt(self, header: Header) -> None:
        """Take one's own block."""
        self.seen.add(header.hash)
        self._import(header, self)

    # hearing

    def hear(self, header: Header, sender: Peer) -> None:
        """A block comes in: import it with what is missing before it, pass it on; or refuse it."""
        if not self.online or header.hash in self.seen:
            return
        if header.parent_hash not in self.imported and header.parent_hash in self.network.ledger.blocks:
            self.network.fetch(self, sender, header)
            return
        if header.time > self.network.now:  # it may come again when its time has come
            self._refuse(header, sender, FUTURE_BLOCK)
            return
        self.seen.add(header.hash)
        if self._import(header, sender):
            self.pass_on(header, sender)

    def pass_on(self, header: Header, sender: Peer) -> None:
        """Give a good block to others."""
        self.network.relay(self, header, sender)

    def _import(self, header: Header, sender: Peer) -> bool:
        try:
            block = self.network.ledger.add(header)
        except CliqueError as error:
            self._refuse(header, sender, error.reason)
            return False
        self.imported.add(block.hash)
        self._watch(block)
        if self.accepts(block) and self.prefers(block):
            self.follow(block)
        return True

    def accepts(self, block: Block) -> bool:
        """Whether the node would build on a block that meets the rules. An honest one does."""
        return True

    def prefers(self, block: Block) -> bool:
        """go-ethereum's fork choice: heavier; then shorter; then one's own; then a coin."""
        head = self.head
        if block.total_difficulty != head.total_difficulty:
            return block.total_difficulty > head.total_difficulty
        if block.number != head.number:
            return block.number < head.number
        if head.signer == self.address:
            return False
        return block.signer == self.address or self.random.random() < 0.5

    def follow(self, block: Block) -> None:
        """Make a block the head."""
        depth = reorg_depth(self.head, block)
        if depth:
            self.network.reorgs.append(Reorg(self.network.now, self.name, depth, block.number))
        self.head = block
        self.schedule()

    # watching

    def _refuse(self, header: Header, sender: Peer, reason: str) -> None:
        try:
            signer = clique.signer_of(header)
        except CliqueError:
            signer = None
        self.network.rejections.append(
            Rejection(self.network.now, self.name, sender.name, header.number, signer, reason)
        )
        if signer is not None and reason == clique.RECENTLY_SIGNED:
            self.network.report(self._skip(header, signer))
        if signer is not None and reason not in (UNKNOWN_ANCESTOR, FUTURE_BLOCK):
            self._blame(signer, 1)

    def _watch(self, block: Block) -> None:
        key = block.signer, block.number, block.header.parent_hash
        first = self._sealed.setdefault(key, block.header)
        if clique.seal_hash(first) != clique.seal_hash(block.header):
            self.network.report(DoubleSeal(block.signer, block.number, first.raw, block.header.raw))
            self._blame(block.signer, self.tolerance or 0)

    def _skip(self, header: Header, signer: bytes) -> Skip:
        parent = self.network.ledger.blocks[header.parent_hash]
        signers, run, block = len(parent.snapshot.signers), [header.raw, parent.header.raw], parent
        while block.signer != signer and block.parent:
            block = block.parent
            run.append(block.header.raw)
        return Skip(signer, header.number, signers, tuple(run[::-1]))

    def _blame(self, signer: bytes, offences: int) -> None:
        if self.tolerance is None or signer not in self.head.snapshot.signers:
            return
        self._offences[signer] = self._offences.get(signer, 0) + offences
        if self._offences[signer] >= self.tolerance:
            self.proposals[signer] = False

    # power

    def go_offline(self) -> None:
        """Hear and seal nothing."""
        self.online = False

    def go_online(self) -> None:
        """Come back, ask a peer for what was missed, and seal again."""
        self.online = True
        self.schedule()
        self.network.sync(self)
