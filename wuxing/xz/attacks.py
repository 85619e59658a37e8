# SPDX-License-Identifier: MIT
"""The attacks of the paper's section 4 and of XZ-20 on the simulated chain, with their measured outcome.

Each function runs a network with attackers in it and returns an `Outcome`: what the attacker did, what it
got, what it lost, whether the chain went on. Honest nodes play by wuxing/xz/node.py throughout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eth_hash.auto import keccak

from wuxing.xz import clique
from wuxing.xz.chain import WIGGLE, Network
from wuxing.xz.clique import Header
from wuxing.xz.evidence import DoubleSeal, Skip
from wuxing.xz.gossip import Gossip, Peer
from wuxing.xz.ledger import Block
from wuxing.xz.node import Node

SIGNERS = 7
MINUTES_10 = 600  # seconds: 200 blocks


# --- nodes that break the rules


class Malicious(Node):
    """Instead of a block it sends garbage in its own name, of another kind each time."""

    KINDS = (
        "wrong difficulty",
        "too early a time",
        "broken vote",
        "signers between checkpoints",
        "mix digest",
        "no seal",
    )

    def make(self, time: int) -> None:
        """Send a block that breaks a rule; honest peers refuse it."""
        good = self.prepare(time)
        changes: dict[str, dict[str, Any]] = {
            "wrong difficulty": {"difficulty": 3 - good.difficulty},
            "too early a time": {"time": self.head.header.time},
            "broken vote": {"nonce": b"\x2a" * 8},
            "signers between checkpoints": {"extra": clique.checkpoint_extra((self.address,))},
            "mix digest": {"mix_hash": keccak(b"mix")},
        }
        kind = self.KINDS[self.head.number % len(self.KINDS)]
        header = good if kind == "no seal" else clique.seal(replace(good, **changes[kind]), self.key)
        self.network.broadcast(self, header)


class Censor(Node):
    """Builds on no chain with a vote to drop one of the addresses that it shields."""

    shielded: frozenset[bytes] = frozenset()

    def join(self, network: Gossip) -> None:
        """Start with nothing shunned."""
        super().join(network)
        self.shunned: set[bytes] = set()

    def accepts(self, block: Block) -> bool:
        """Not a vote against the shielded, nor anything after one."""
        header = block.header
        against = header.coinbase in self.shielded and header.nonce == clique.DROP
        if against or header.parent_hash in self.shunned:
            self.shunned.add(block.hash)
            return False
        return True


class Spammer(Node):
    """Puts a vote for a new stranger into every block."""

    def choose_vote(self) -> tuple[bytes, bool] | None:
        """Someone nobody has heard of."""
        return self.random.randbytes(clique.ADDRESS), True


class DoubleSealer(Node):
    """Seals two blocks on one parent and sends each to one half of the nodes."""

    def make(self, time: int) -> None:
        """Two contents, two seals."""
        first = self.prepare(time)
        second = replace(first, transactions_root=keccak(self.head.hash))
        one, other = (clique.seal(header, self.key) for header in (first, second))
        self.adopt(one)
        self.network.broadcast(self, one, self.network.nodes[::2])
        self.adopt(other)
        self.network.broadcast(self, other, self.network.nodes[1::2])


class Skipper(Node):
    """Seals every block at once, however recently it sealed."""

    def may_seal(self) -> bool:
        """Whenever it is a signer."""
        return self.address in self.head.snapshot.signers

    def delay(self) -> float:
        """No politeness either."""
        return 0.0

    def make(self, time: int) -> None:
        """Send it even where the rules refuse it; build on it only where they do not."""
        header = clique.seal(self.prepare(time), self.key)
        if self.head.snapshot.may_seal(self.address):
            self.adopt(header)
        self.network.broadcast(self, header)


class Sybil(Node):
    """An identity without a seat that floods the nodes with blocks of its own."""

    def may_seal(self) -> bool:
        """It does not ask."""
        return True

    def delay(self) -> float:
        """As if it were always its turn."""
        return 0.0

    def make(self, time: int) -> None:
        """A well-formed block that claims to be in turn."""
        header = replace(self.prepare(time), difficulty=clique.IN_TURN)
        self.network.broadcast(self, clique.seal(header, self.key))


class Colluder(Node):
    """Of a coalition. While `hidden`, it builds with the coalition alone and tells nobody else."""

    coalition: Sequence[Node] = ()
    hidden = False

    def accepts(self, block: Block) -> bool:
        """While hidden, only the coalition's blocks."""
        return not self.hidden or block.signer in {node.address for node in self.coalition}

    def make(self, time: int) -> None:
        """Seal as the rules want; send it to all, or to the coalition."""
        if not self.hidden:
            super().make(time)
            return
        header = clique.seal(self.prepare(time), self.key)
        self.adopt(header)
        self.network.broadcast(self, header, self.coalition)

    def pass_on(self, header: Header, sender: Peer) -> None:
        """Nothing leaves the coalition while it hides."""
        if not self.hidden:
            super().pass_on(header, sender)

    def reveal(self) -> None:
        """Show the hidden chain."""
        self.hidden = False
        for node in self.network.nodes:
            if node is not self:
                self.network.send(self, node, self.head.header)


# --- the outcome


@dataclass(frozen=True)
class Outcome:
    """What an attack came to. Times in seconds, heights in blocks.

    `blocks` of `expected` were sealed on the chain that stayed, `attacker_blocks` of them by the
    attackers. `voted_out` is how long it took to drop the first of them, None if it kept its seat.
    `honest_signers` of `signers` are left at the end.
    """

    attack: str
    attackers: int
    seconds: float
    blocks: int
    expected: int
    attacker_blocks: int
    signers: int
    honest_signers: int
    rejected: Counter[str]  # reason -> refusals of attackers' blocks, summed over the honest nodes
    forks: int  # heights for which more than one block was sealed
    reorg_depth: int  # the deepest at an honest node
    votes_carried: int  # the most votes under way after any block, which every node has to keep
    votes_left: int  # of them at the end
    voted_out: float | None
    evidence: tuple[DoubleSeal | Skip, ...]
    did: str
    got: str
    lost: str

    @property
    def went_on(self) -> bool:
        """Whether the chain kept nine tenths of its pace."""
        return self.blocks >= 0.9 * self.expected

    @property
    def harmless(self) -> bool:
        """Whether the chain went on with honest signers in the majority."""
        return self.went_on and 2 * self.honest_signers > self.signers


def measure(
    network: Network, attackers: Sequence[Node], attack: str, did: str, got: str, lost: str, begun: float = 0
) -> Outcome:
    """Count what happened in a network since `begun` seconds after its start."""
    guilty = {node.address for node in attackers}
    names = {node.name for node in attackers}
    chain = network.chain()
    since = network.start + begun
    new = [block for block in chain[1:] if block.header.time > since]
    honest = [reorg for reorg in network.reorgs if reorg.node not in names and reorg.time > since]
    heights = Counter(number for number, _ in {(seal.number, seal.hash) for seal in network.seals})
    final = chain[-1].snapshot.signers
    pending = pending_votes(chain)
    return Outcome(
        attack=attack,
        attackers=len(attackers),
        seconds=network.now - since,
        blocks=len(new),
        expected=int(network.now - since) // network.period,
        attacker_blocks=sum(block.signer in guilty for block in new),
        signers=len(final),
        honest_signers=sum(signer not in guilty for signer in final),
        rejected=Counter(
            r.reason for r in network.rejections if r.sender in names and r.node not in names and r.time > since
        ),
        forks=sum(count > 1 for count in heights.values()),
        reorg_depth=max((reorg.depth for reorg in honest), default=0),
        votes_carried=max(pending),
        votes_left=pending[-1],
        voted_out=voted_out(chain, guilty, since),
        evidence=tuple(e for e in network.evidence if e.signer in guilty),
        did=did,
        got=got,
        lost=lost,
    )


def voted_out(chain: Iterable[Block], guilty: set[bytes], since: float) -> float | None:
    """Seconds until the first of the guilty lost its seat."""
    for block in chain:
        if block.parent and guilty & set(block.parent.snapshot.signers) - set(block.snapshot.signers):
            return block.header.time - since
    return None


def pending_votes(chain: Iterable[Block]) -> list[int]:
    """How many votes are under way after each block."""
    return [sum(map(len, block.snapshot.votes.values())) for block in chain]


def honest_nodes(count: int) -> list[Node]:
    """Signers that play by the rules."""
    return [Node(f"signer {number}") for number in range(count)]


def propose(nodes: Iterable[Node], address: bytes, add: bool) -> None:
    """The operators of these nodes want a vote."""
    for node in nodes:
        node.proposals[address] = add


def _seat(outcome: Outcome) -> str:
    return "nothing" if outcome.voted_out is None else f"its seat, after {outcome.voted_out:.0f} s"


# --- section 4 of the paper


def malicious_signer(seed: int = 0, seconds: float = MINUTES_10) -> Outcome:
    """恶意签名者: a signer sends garbage whenever it may seal, until the others vote it out."""
    honest, attacker = honest_nodes(SIGNERS - 1), Malicious("malicious")
    network = Network([*honest, attacker], seed=seed)
    network.run(seconds)
    outcome = measure(network, [attacker], "malicious signer", "", "", "")
    return replace(
        outcome,
        did=f"sealed garbage of {len(Malicious.KINDS)} kinds; {outcome.rejected.total()} refusals",
        got="turns that others filled, out of turn and some seconds late",
        lost=_seat(outcome),
    )


def censoring_signers(attackers: int = 1, seed: int = 0, seconds: float = MINUTES_10, reaction: float = 60) -> Outcome:
    """审查签名者: `attackers` of 7 build on no block that votes against them.

    After `reaction` seconds the operators of the others want them out. With half or fewer of the
    signers the censors end up on a chain of their own; with more the vote never stays.
    """
    honest = honest_nodes(SIGNERS - attackers)
    censors = [Censor(f"censor {number}") for number in range(attackers)]
    for censor in censors:
        censor.shielded = frozenset(node.address for node in censors)
    network = Network([*honest, *censors], seed=seed)
    network.run(reaction)
    for censor in censors:
        propose(honest, censor.address, False)
    network.run(seconds - reaction)
    outcome = measure(network, censors, f"{attackers} of {SIGNERS} censor", "", "", "", reaction)
    mine = [seal for seal in network.seals if network.name_of(seal.signer).startswith("censor")]
    kept = {block.hash for block in network.chain()}
    wasted = sum(seal.hash not in kept for seal in mine)
    return replace(
        outcome,
        did="built on no block with a vote against itself",
        got="the vote never stayed" if outcome.voted_out is None else f"a fork of its own, {wasted} blocks wasted",
        lost=_seat(outcome),
    )


def spamming_signer(
    epoch: int = 100, reaction: float | None = None, seed: int = 0, seconds: float = 2 * MINUTES_10
) -> Outcome:
    """垃圾邮件签名者: a new proposal in every block. An epoch forgets them; a vote-out takes them back.

    `reaction` is when the operators of the others want it out, None for never.
    """
    honest, attacker = honest_nodes(SIGNERS - 1), Spammer("spammer")
    network = Network([*honest, attacker], epoch=epoch, seed=seed)
    if reaction is not None:
        network.after(reaction, propose, honest, attacker.address, False)
    network.run(seconds)
    outcome = measure(network, [attacker], "spamming signer", "", "", "", reaction or 0)
    return replace(
        outcome,
        did=f"voted for a stranger in {sum(v.signer == attacker.address for v in network.votes())} blocks",
        got=f"{outcome.votes_carried} votes to carry at most, {outcome.votes_left} at the end",
        lost=_seat(outcome),
    )


def concurrent_blocks(wiggle: float = WIGGLE, seed: int = 0, seconds: float = MINUTES_10) -> Outcome:
    """并发块: the signer in turn is silent every time, so that all others compete. No attacker but chance.

    A random delay of rand(N x `wiggle`) keeps them apart; with none they all seal at once and fork.
    """
    signers = honest_nodes(SIGNERS)
    for silent in signers[:2]:
        silent.go_offline()
    network = Network(signers, wiggle=wiggle, seed=seed)
    network.run(seconds)
    outcome = measure(network, [], f"concurrent blocks, delay {wiggle} s a signer", "", "", "")
    return replace(
        outcome,
        did="2 of 7 signers silent, their turns open to all",
        got=f"{outcome.forks} forked heights, reorganisations up to {outcome.reorg_depth} deep",
        lost="nothing",
    )


# --- XZ-20


def double_sealing(seed: int = 0, seconds: float = MINUTES_10) -> Outcome:
    """双挖: a signer seals two blocks on one parent. Whoever meets both has the court's evidence."""
    honest, attacker = honest_nodes(SIGNERS - 1), DoubleSealer("double sealer")
    network = Network([*honest, attacker], seed=seed)
    network.run(seconds)
    outcome = measure(network, [attacker], "double sealing", "", "", "")
    return replace(
        outcome,
        did=f"heights at which it sealed two blocks: {len(outcome.evidence)}",
        got=f"forks, undone within {outcome.reorg_depth} block",
        lost=_seat(outcome) + "; two raw headers take its whole stake in court",
    )


def skipping(seed: int = 0, seconds: float = MINUTES_10) -> Outcome:
    """跳块: a signer seals every block at once. Its peers refuse what comes too soon, and keep the run."""
    honest, attacker = honest_nodes(SIGNERS - 1), Skipper("skipper")
    network = Network([*honest, attacker], seed=seed)
    network.run(seconds)
    outcome = measure(network, [attacker], "skipping", "", "", "")
    return replace(
        outcome,
        did=f"heights at which it sealed too soon: {len(outcome.evidence)}",
        got=f"{outcome.attacker_blocks} blocks that it was allowed",
        lost=_seat(outcome) + "; a run of raw headers takes its whole stake in court",
    )


def sybils(count: int = 20, seed: int = 0, seconds: float = MINUTES_10) -> Outcome:
    """女巫攻击: identities without a seat flood the nodes with sealed blocks. Only the list counts."""
    strangers = [Sybil(f"sybil {number}") for number in range(count)]
    network = Network(honest_nodes(SIGNERS), strangers, seed=seed)
    network.run(seconds)
    outcome = measure(network, strangers, f"{count} Sybils", "", "", "")
    return replace(
        outcome,
        did=f"sent blocks from {count} identities; {outcome.rejected.total()} refusals",
        got=f"{outcome.attacker_blocks} blocks, {outcome.signers - outcome.honest_signers} seats",
        lost="its bandwidth; it has no seat and no stake to lose",
    )


def takeover(attackers: int = 4, seed: int = 0, seconds: float = MINUTES_10) -> Outcome:
    """51%: a coalition of `attackers` of 7 votes to drop all others. It works from four on."""
    honest = honest_nodes(SIGNERS - attackers)
    coalition = [Colluder(f"colluder {number}") for number in range(attackers)]
    network = Network([*honest, *coalition], seed=seed)
    for node in honest:
        propose(coalition, node.address, False)
    network.run(seconds)
    outcome = measure(network, coalition, f"{attackers} of {SIGNERS} take over", "", "", "")
    dropped = len(honest) - outcome.honest_signers
    return replace(
        outcome,
        did="voted in every block to drop the honest signers",
        got=f"dropped {dropped} of {len(honest)} honest signers, {outcome.attacker_blocks} of {outcome.blocks} blocks",
        lost="nothing: no rule is broken" if dropped else "nothing, and got nothing",
    )


def withholding(
    attackers: int = 4, hidden: float = 60, seed: int = 0, seconds: float = MINUTES_10, begun: float = 60
) -> Outcome:
    """51%: a coalition builds a chain in secret for `hidden` seconds and then shows it.

    Four of seven can go on alone, and their chain wins; but the other three, who may each seal once in
    four blocks, cannot seal more than three blocks meanwhile, so no deeper reorganisation is to be had.
    """
    honest = honest_nodes(SIGNERS - attackers)
    coalition = [Colluder(f"colluder {number}") for number in range(attackers)]
    for node in coalition:
        node.coalition = coalition
    network = Network([*honest, *coalition], seed=seed)
    network.run(begun)
    for node in coalition:
        node.hidden = True
    network.run(hidden)
    revealed, public, secret = network.now, network.observer.head.number, coalition[0].head.number
    for node in coalition:
        node.reveal()
    network.run(seconds - begun - hidden)
    outcome = measure(network, coalition, f"{attackers} of {SIGNERS} withhold", "", "", "", begun)
    # only what the reveal undid; forks of depth one come and go at any time
    names = {node.name for node in (*honest, network.observer)}
    depth = max((r.depth for r in network.reorgs if r.node in names and 0 <= r.time - revealed <= 1), default=0)
    return replace(
        outcome,
        reorg_depth=depth,
        did=f"hid its chain for {hidden:.0f} s: at block {secret} when the public chain was at {public}",
        got=f"undid {depth} blocks at honest nodes",
        lost="nothing: no rule is broken" if secret > public else "the blocks that it hid",
    )


def all_outcomes(seed: int = 0) -> list[Outcome]:
    """Every attack once, below and above the majority where that decides."""
    return [
        malicious_signer(seed),
        censoring_signers(1, seed),
        censoring_signers(3, seed),
        censoring_signers(4, seed),
        spamming_signer(seed=seed),
        spamming_signer(reaction=60, seed=seed),
        concurrent_blocks(seed=seed),
        concurrent_blocks(0.0, seed=seed),
        double_sealing(seed),
        skipping(seed),
        sybils(seed=seed),
        takeover(3, seed),
        takeover(4, seed),
        withholding(3, seed=seed),
        withholding(4, seed=seed),
    ]
