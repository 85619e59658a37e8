# SPDX-License-Identifier: MIT
"""XZ-18: honest nodes on the simulated network: real headers, turns, forks, votes, outages."""

from dataclasses import replace
from itertools import pairwise

import pytest
from eth_account import Account
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxing.xz import clique
from wuxing.xz.chain import Network
from wuxing.xz.clique import Header, Snapshot
from wuxing.xz.evidence import SignerSet, message_of
from wuxing.xz.ledger import Block, Ledger, reorg_depth
from wuxing.xz.node import FUTURE_BLOCK, Node

COURT = "0x00000000000000000000000000000000C0FFEE00"


def nodes(count: int, **options) -> list[Node]:
    return [Node(f"signer {number}", **options) for number in range(count)]


def verify_anew(network: Network) -> Snapshot:
    """The observer's chain as a stranger would check it: from raw bytes, from genesis."""
    headers = [Header.decode(block.header.raw) for block in network.chain()]
    snapshot = Snapshot.of_checkpoint(headers[0], network.epoch)
    for parent, header in pairwise(headers):
        clique.verify(header, parent, snapshot, network.period)
        snapshot = snapshot.apply(header)
    return snapshot


@pytest.fixture(scope="module")
def calm() -> Network:
    network = Network(nodes(7), seed=1, start=1_700_000_001)
    network.run(600)
    return network


def test_run__all_online__one_block_a_period_and_all_verify(calm: Network):
    """XZ-18: period 3 s; in turn at once, so the turns are kept."""
    chain = calm.chain()
    assert len(chain) - 1 == 199
    assert all(b.header.time - a.header.time == 3 for a, b in pairwise(chain))
    assert all(b.header.difficulty == clique.IN_TURN for b in chain[1:])
    assert verify_anew(calm) == chain[-1].snapshot


def test_run__all_online__nobody_refused_or_accused_and_all_agree(calm: Network):
    """XZ-18: an honest signer whose block lost the race seals again on another parent: no double seal."""
    assert (calm.rejections, calm.evidence) == ([], [])
    assert len(calm.seals) > 199  # some sealed out of turn and lost
    assert calm.reorgs and all(reorg.depth == 1 for reorg in calm.reorgs)
    assert len({node.head.hash for node in calm.nodes}) == 1


def test_run__same_seed__same_run():
    def run(seed: int) -> tuple:
        network = Network(nodes(5), seed=seed)
        network.run(150)
        return network.seals, network.reorgs, network.observer.head.hash

    assert run(3) == run(3)
    assert run(3)[:2] != run(4)[:2]


def test_outage__one_signer__turns_filled_and_it_comes_back():
    """XZ-18: out of turn after rand(N x 500 ms): a silent signer costs seconds, not blocks."""
    signers = nodes(5)
    network = Network(signers, seed=2)
    network.outage(signers[0], 60, 120)
    network.run(300)
    chain = network.chain()[1:]
    away = [b for b in chain if 60 < b.header.time <= 180]
    assert signers[0].address not in {b.signer for b in away}
    assert any(b.header.difficulty == clique.OUT_OF_TURN for b in away)
    assert signers[0].address in {b.signer for b in chain if b.header.time > 190}
    assert signers[0].head is network.observer.head
    assert len(chain) >= 95 and network.rejections == []
    late = [s for s in network.seals if not s.in_turn and 60 < s.time <= 180]
    times = {b.hash: b.header.time for b in chain}
    delays = [s.time - times[s.hash] for s in late if s.hash in times]
    assert delays and all(0 <= delay <= 2.5 for delay in delays)


def test_outage__nothing_sealed_since__asks_a_peer():
    """A node that comes back hears what it missed even if nobody seals any more."""
    signers = nodes(3)
    network = Network(signers, seed=2)
    network.outage(signers[0], 10, 50)
    network.after(50, signers[1].go_offline)
    network.after(50, signers[2].go_offline)
    network.run(59)
    assert network.observer.head.number >= 14 and signers[0].head.number <= 4
    network.run(3)
    assert signers[0].head.number >= network.observer.head.number - 1 >= 13


def test_outage__majority__chain_waits_and_resumes():
    """XZ-18: N/2 + 1 signers are needed; without them nothing is sealed, and nothing breaks."""
    signers = nodes(5)
    network = Network(signers, seed=2)
    for node in signers[:3]:
        network.outage(node, 30, 90)
    network.run(115)
    stalled = network.observer.head.number
    assert stalled <= 10 + 2
    network.run(120)
    assert network.observer.head.number >= stalled + 35
    verify_anew(network)


def test_proposals__majority__signer_added_seals_and_is_certified():
    """XZ-18, XZ-20: votes through coinbase and nonce; the court hears of the new set."""
    signers, newcomer = nodes(4), Node("newcomer")
    network = Network(signers, [newcomer], seed=5)
    for node in signers[:3]:
        node.proposals[newcomer.address] = True
    network.run(120)
    sets = network.signer_sets()
    assert [len(s.signers) for s in sets] == [4, 5]
    assert newcomer.address in {block.signer for block in network.chain()}
    assert {vote.signer for vote in network.votes()} == {node.address for node in signers[:3]}
    assert all(vote.add and vote.address == newcomer.address for vote in network.votes())
    assert signers[0].proposals == {newcomer.address: True}  # it stays in the pool

    [(certified, signatures)] = network.certificates(31337, COURT)
    assert certified == sets[1] == SignerSet(certified.from_block, tuple(sorted(sets[1].signers)))
    block = network.chain()[certified.from_block]
    assert block.parent and block.parent.snapshot.signers == certified.signers
    message = message_of(certified, 31337, COURT)
    by = [Account.recover_message(message, signature=s) for s in signatures]
    assert [bytes.fromhex(a[2:]) for a in by] == list(sets[0].signers)
    assert all(len(s) == 65 and s[-1] in (27, 28) for s in signatures)
    other = message_of(certified, 1, COURT)
    assert Account.recover_message(other, signature=signatures[0]) != by[0]


def test_proposals__half__not_enough():
    """XZ-18: more than half."""
    signers = nodes(4)
    network = Network(signers, seed=5)
    for node in signers[:2]:
        node.proposals[signers[3].address] = False
    network.run(120)
    assert len(network.signer_sets()) == 1
    assert network.observer.head.snapshot.tally(signers[3].address) == 2


def test_proposals__several__each_gets_its_turn():
    """XZ-18: one of the open proposals at random goes into each block."""
    signers = nodes(3)
    network = Network(signers, seed=5)
    strangers = [Node(f"stranger {n}").address for n in range(3)]
    signers[0].proposals = dict.fromkeys(strangers, True)
    network.run(200)
    assert {vote.address for vote in network.votes()} == set(strangers)


def test_epoch__on_the_network__votes_forgotten_and_signers_listed():
    """XZ-18"""
    signers = nodes(4)
    network = Network(signers, epoch=20, seed=5)
    signers[0].proposals[Node("stranger").address] = True
    network.run(200)
    chain = network.chain()
    checkpoints = [block for block in chain[1:] if block.number % 20 == 0]
    assert len(checkpoints) == 3
    for block in checkpoints:
        assert block.parent and block.parent.snapshot.votes and not block.snapshot.votes
        assert clique.checkpoint_signers(block.header) == block.snapshot.signers
    verify_anew(network)


def test_latency__seconds__more_forks_and_still_one_chain():
    network = Network(nodes(5), latency=(0.5, 1.5), seed=1)
    network.run(300)
    assert len(network.reorgs) > 20
    assert network.observer.head.number >= 90
    verify_anew(network)


def test_hash_at__time__last_block_before_it(calm: Network):
    """XZ-19: the seed of a window is the hash of the block at its opening."""
    chain = calm.chain()
    assert calm.hash_at(chain[10].header.time) == chain[10].hash
    assert calm.hash_at(chain[11].header.time - 0.5) == chain[10].hash
    assert calm.hash_at(0) == chain[0].hash


# --- one node


class Fork:
    """Blocks on a genesis, placed by hand."""

    def __init__(self) -> None:
        self.network = Network(nodes(5), seed=1)
        self.by_address = {node.address: node for node in self.network.signers}
        self.order = [self.by_address[a] for a in self.network.ledger.genesis.snapshot.signers]

    def grow(self, parent: Block, place: int, time: int = 0) -> Block:
        node = self.order[place]
        header = clique.prepare(parent.header, parent.snapshot, node.address, time or parent.header.time + 3)
        return self.network.ledger.add(clique.seal(header, node.key))


def test_prefers__fork__heavier_then_shorter_then_own():
    """XZ-18: go-ethereum's fork choice."""
    fork = Fork()
    genesis, observer = fork.network.ledger.genesis, fork.network.observer
    in_turn, out_of_turn, other = (fork.grow(genesis, place) for place in (1, 2, 3))
    longer = fork.grow(out_of_turn, 0)  # two blocks, as heavy as the one in turn
    observer.head = out_of_turn
    assert observer.prefers(in_turn) and observer.prefers(longer)
    observer.head = longer
    assert longer.total_difficulty == in_turn.total_difficulty
    assert observer.prefers(in_turn)
    observer.head = in_turn
    assert not observer.prefers(longer) and not observer.prefers(out_of_turn)
    node = fork.order[2]
    node.head = out_of_turn
    assert not any(node.prefers(other) for _ in range(20))
    node.head = other
    assert all(node.prefers(out_of_turn) for _ in range(20))
    observer.head = other
    assert {observer.prefers(out_of_turn) for _ in range(40)} == {True, False}


def test_reorg_depth__fork__blocks_left_behind():
    fork = Fork()
    genesis = fork.network.ledger.genesis
    a1 = fork.grow(genesis, 1)
    a2 = fork.grow(a1, 2)
    b1 = fork.grow(genesis, 3)
    b2 = fork.grow(b1, 2)
    b3 = fork.grow(b2, 4)
    assert [reorg_depth(a2, x) for x in (a2, a1, b1, b3, genesis)] == [0, 1, 2, 2, 2]
    assert reorg_depth(genesis, b3) == 0


def test_hear__block_of_the_future__refused_until_its_time():
    """XZ-18"""
    fork = Fork()
    observer, sender = fork.network.observer, fork.order[1]
    block = fork.grow(fork.network.ledger.genesis, 1)
    observer.hear(block.header, sender)
    assert [r.reason for r in fork.network.rejections] == [FUTURE_BLOCK]
    assert observer.head is fork.network.ledger.genesis
    fork.network.run(3)
    observer.hear(block.header, sender)
    assert observer.head is block


def test_hear__parent_not_known__fetched_from_the_sender():
    fork = Fork()
    observer, ledger = fork.network.observer, fork.network.ledger
    for node in fork.network.signers:
        node.go_offline()
    first = fork.grow(ledger.genesis, 1)
    second = fork.grow(first, 2)
    fork.network.run(10)
    observer.hear(second.header, fork.order[2])
    assert observer.head is ledger.genesis
    fork.network.run(1)
    assert observer.head is second


def test_hear__parent_nobody_has__refused():
    fork = Fork()
    block = fork.grow(fork.network.ledger.genesis, 1)
    orphan = clique.seal(replace(block.header, parent_hash=bytes(32)), fork.order[1].key)
    fork.network.run(10)
    fork.network.observer.hear(orphan, fork.order[1])
    assert fork.network.rejections[-1].reason == "unknown ancestor"


def test_ledger__refused_header__refused_again_alike():
    fork = Fork()
    ledger: Ledger = fork.network.ledger
    stranger = Node("stranger")
    header = clique.prepare(ledger.genesis.header, ledger.genesis.snapshot, stranger.address, 3)
    for _ in range(2):
        with pytest.raises(clique.CliqueError, match="unauthorized signer: 0x" + stranger.address.hex()):
            ledger.add(clique.seal(header, stranger.key))
    assert list(ledger.blocks) == [ledger.genesis.hash]


@given(st.integers(0, 10_000), st.integers(3, 7), st.data())
@settings(max_examples=8, deadline=None)
def test_run__any_outages_and_proposals__rules_hold(seed: int, count: int, data: st.DataObject):
    """XZ-18: whoever loses power and votes what, the chain verifies and nobody honest is accused."""
    signers = nodes(count)
    network = Network(signers, [Node("newcomer")], seed=seed, epoch=25)
    everybody = [node.address for node in network.nodes[:-1]]
    for node in signers:
        if data.draw(st.booleans()):
            network.outage(node, data.draw(st.integers(0, 100)), data.draw(st.integers(1, 60)))
        for address in data.draw(st.lists(st.sampled_from(everybody), max_size=2)):
            node.proposals[address] = data.draw(st.booleans())
    network.run(200)
    snapshot = verify_anew(network)
    assert snapshot.signers == tuple(sorted(snapshot.signers))
    assert network.evidence == []
    assert not [r for r in network.rejections if r.reason != FUTURE_BLOCK]
