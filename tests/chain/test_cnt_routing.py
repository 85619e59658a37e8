# SPDX-License-Identifier: MIT
"""Relays that sign one sequence, and who replaces them (CNT-22)."""

from dataclasses import replace
from itertools import pairwise

import pytest
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import chunk_world
from tests.session_world import PARAMS, SESSION, Disk, Session, talk_of
from wuxing.contattract import findings_chain
from wuxing.contattract.chunks.device import BlockDevice
from wuxing.contattract.keys import Key
from wuxing.contattract.sessions.group import Post
from wuxing.contattract.sessions.member import Member
from wuxing.contattract.sessions.routing import Accusation, Begun, Countersigned, Proposed, Relay, choose
from wuxing.contattract.sessions.session_log import Entry, LogStore, Sealed
from wuxing.paths import ROOT
from wuxing.refused import Refused

# --- who relays


def test_choose__block_hash__decides_and_nobody_sits_twice():
    """CNT-22: by (node id, block hash)."""
    nodes = [Key.from_seed(str(i)).address for i in range(9)]
    drawn = {choose(SESSION, keccak(bytes([i])), nodes, 3) for i in range(40)}
    assert len({relays[0] for relays in drawn}) == 9  # everybody is executor for some block
    assert all(len(set(relays)) == 3 for relays in drawn)
    assert choose(SESSION, b"h", nodes, 3) == choose(SESSION, b"h", reversed(nodes), 3)
    assert choose(SESSION, b"h", nodes, 3) != choose(keccak(b"other"), b"h", nodes, 3)


def test_findings__executor_by_remainder__is_no_choice():
    """CNT-22: with addresses as ids the paper's formula names one node for every block; docs/findings.md says so."""
    lines = findings_chain.executor_by_remainder()
    assert "executor for 1000 of 1000 blocks, 1 are ever" in lines[0] and "all 5" in lines[-1]
    told = (ROOT / "docs" / "findings.md").read_text()
    assert all(f"    {line}\n" in told for line in lines)


def test_choose__too_few__refused():
    """CNT-22"""
    nodes = [Key.from_seed(str(i)).address for i in range(2)]
    with pytest.raises(Refused, match="at least 3 relays to choose from, got 2"):
        choose(SESSION, b"h", [*nodes, *nodes], 3)


def test_params__two_relays__refused():
    """CNT-22: 必须选择 3 个以上"""
    with pytest.raises(ValueError, match="relays: expected at least 3, got 2"):
        replace(PARAMS, relays=2)
    assert PARAMS.relays == 3


# --- the log


def test_log__everybody_talks__one_sequence_signed_by_all_relays():
    """CNT-22: executor and watchers sign every entry; each member reads all."""
    session = Session()
    for i in range(4):
        for number, member in enumerate(session.members):
            member.say(f"{number} {i}")
    session.run(30)
    first, *others = session.members
    assert sorted(first.messages) == sorted(f"{n} {i}" for n in range(3) for i in range(4))
    assert all(other.messages == first.messages for other in others)
    assert [m for m in first.messages if m[0] == "1"] == [f"1 {i}" for i in range(4)]  # in the author's order
    for before, after in pairwise(first.log):
        assert (after.entry.number, after.entry.parent) == (before.entry.number + 1, before.entry.hash)
        assert len(after.signatures) == 3
    assert session.agree() and not any(m.complaints for m in session.members)


def test_relay__all_that_it_sees__has_no_plaintext():
    """CNT-22: a relay learns no plaintext, of messages, of files, of their names."""
    session = Session()
    seen = []
    for relay in session.relays.values():
        relay.receive = lambda message, sender, take=relay.receive: (seen.append(message), take(message, sender))
    session.members[0].say("meet at the old mill")
    session.members[1].share("deed of sale.txt", b"two acres of land" * 50)
    session.run()
    assert session.members[2].messages == ["meet at the old mill"]
    assert session.members[2].files == {"deed of sale.txt": b"two acres of land" * 50}
    wire = repr(seen).encode() + session.disk.now + b"".join(s.encoded for s in session.executor.log)
    assert len(seen) > 10
    for secret in (b"old mill", b"deed of sale", b"two acres", *session.members[0].keys.values()):
        assert secret not in wire and repr(secret)[2:-1].encode() not in wire


@pytest.mark.parametrize("seed", range(3))
def test_log__messages_get_lost__everything_arrives_once(seed: int):
    """CNT-22: a tenth of all messages never arrives."""
    session = Session(seed, loss=0.1)
    for i in range(5):
        for member in session.members:
            member.say(f"{member.key.address.hex()} {i}")
        session.run(5)
    session.run(60)
    assert all(len(member.messages) == 15 == len(set(member.messages)) for member in session.members)
    assert session.agree()


def test_store__device__holds_what_the_members_read():
    """CNT-22: 将会话内容不断保存起来; whoever comes later reads it from there."""
    session = Session()
    session.members[0].say("kept")
    session.run()
    session.disk.crash()
    stored = LogStore(session.disk).load()
    assert [s.entry.hash for s in stored] == [s.entry.hash for s in session.members[0].log] and len(stored) == 2
    for sealed in stored:
        assert Sealed.decode(sealed.encoded) == sealed


class PowerCut(Disk):
    """A device that loses power after so many writes. What was not flushed is lost, but for the last: disks reorder."""

    def __init__(self, kept: bytes, writes: int) -> None:
        self.kept = self.now = kept
        self.left = writes

    def write(self, offset: int, data: bytes) -> None:
        super().write(offset, data)
        self.left -= 1
        if self.left == 0:
            self.now = self.kept
            super().write(offset, data)
            raise OSError("no power")


@pytest.mark.parametrize("writes", [1, 2])
def test_store__power_cut_in_an_append__whole_entries_only(writes: int):
    """CNT-22: an entry is on the device before it counts."""
    session = Session()
    session.members[0].say("kept")
    session.run()
    log, before = session.members[0].log, LogStore(Disk())
    before.append(log[0])
    cut = PowerCut(before.device.kept, writes)
    with pytest.raises(OSError, match="no power"):
        LogStore(cut).append(log[1])
    assert [s.entry.hash for s in LogStore(cut).load()] == [s.entry.hash for s in log[:writes]]


def test_store__gap_or_garbage__refused():
    """CNT-22"""
    session = Session()
    session.members[0].say("kept")
    session.run()
    log, other = session.members[0].log, LogStore(Disk(), 512)
    with pytest.raises(Refused, match="entry 1 to be stored next, got 2"):
        other.append(log[1])
    other.append(log[0])
    other.append(log[0])
    assert len(other) == 1
    other.device.write(512, b"\0" * 7 + b"\2")
    with pytest.raises(Refused, match="Session: expected"):
        other.load()


def test_store__chunk_network__keeps_the_log_when_a_node_dies():
    """CNT-22, CNT-20: 两个区块链相互合作: the chunk network keeps what relays write."""
    net = chunk_world.network()
    owner = chunk_world.leased(net, chunks=4)
    session = Session()
    store = LogStore(BlockDevice(owner, range(4)), offset=100)
    for relay in session.relays.values():
        relay.store = store
    session.members[0].say("kept on the world disk")
    session.members[1].share("file", b"of three thousand bytes" * 130)
    session.run()
    chunk_world.group(net)[0].crash()
    session.members[2].say("and still kept")
    session.run()
    log = session.members[0].log
    read = LogStore(BlockDevice(owner, range(4)), offset=100).load()
    assert [sealed.entry.hash for sealed in read] == [sealed.entry.hash for sealed in log] and len(log) == 4
    late = Member(session.members[2].key, session.registry)
    for sealed in read:
        late.take(sealed)
    assert late.messages == ["kept on the world disk", "and still kept"] and len(late.files["file"]) == 2990


# --- relays fail


@pytest.mark.parametrize("seed", range(4))
def test_executor__dies_at_work__watcher_takes_over(seed: int):
    """CNT-22: without loss, without duplicate, wherever in the protocol it dies."""
    session = Session(seed)
    for i in range(4):
        for member in session.members:
            member.say(f"{member.key.address.hex()} {i}")
    session.run(0.1 + 0.07 * seed)
    old, watcher = session.seats[0], session.seats[1]
    session.kill(old)
    session.run(40)
    assert session.registry.term.number == 1 and session.seats[0] == watcher and old not in session.seats
    assert len(session.seats) == 3  # somebody else was drawn
    assert all(len(member.messages) == 12 == len(set(member.messages)) for member in session.members)
    assert session.agree() and len(LogStore(session.disk)) == len(session.members[0].log)


def test_executor__dies_when_one_member_has_the_entry__that_entry_comes_first():
    """CNT-22: only the executor and one member know that it is sealed; watchers have another post to put there."""
    session = Session()
    first, second, _ = session.members
    old, deliver = session.seats[0], session.network.deliver

    def filtered(sender, to, message):
        between = isinstance(message, Countersigned) and to != old and message.proposed.term == 0
        unseen = isinstance(message, Sealed) and sender == old and to != first.address
        early = isinstance(message, Post) and sender == second.address and to == old
        if not (between or unseen or early):
            deliver(sender, to, message)

    session.network.deliver = filtered
    second.say("waits at the watchers")
    session.run(0.5)
    first.say("sealed for one")
    while first.messages != ["sealed for one"]:
        session.run(0.01)
    session.kill(old)
    session.run(40)
    assert all(m.messages == ["sealed for one", "waits at the watchers"] for m in session.members)
    assert not any(m.complaints for m in session.members) and session.agree() and session.registry.term.number == 1


def test_begun__new_executor_puts_another_entry_first__refused():
    """CNT-22: watchers sign the carried entry first, or nothing."""
    session = Session()
    executor, watcher = session.executor, session.relays[session.seats[1]]
    one, two = (m._post(*talk_of(m, b"t" + m.address)) for m in session.members[:2])
    carried, other = (Entry(SESSION, 2, watcher.tip, post) for post in (one, two))
    session.registry.begun = Begun(session.registry.term, 1, carried)
    for entry in (other, carried):
        proposed = Proposed(entry, 0, executor.key.sign(entry.digest(0)))
        if entry is other:
            with pytest.raises(Refused, match="the entry that was carried over"):
                watcher.hear(proposed, executor.address)
            assert watcher.accused == {0: executor.address} and watcher.mine is None
            watcher.accused = {}
        else:
            watcher.hear(proposed, executor.address)
            assert watcher.mine == proposed


def test_watcher__dies__replaced():
    """CNT-22"""
    session = Session()
    dead = session.seats[2]
    session.kill(dead)
    session.members[0].say("hello")
    session.run(20)
    assert session.members[1].messages == ["hello"]
    assert session.registry.term.number == 1 and dead not in session.seats and session.agree()


def test_relays__fail_one_after_the_other__the_talk_goes_on():
    """CNT-22: 动态路由, as long as somebody offers to relay."""
    session = Session()
    for i in range(4):
        session.kill(session.seats[i % 3])
        session.members[i % 3].say(f"still here {i}")
        session.run(40)
    assert session.registry.term.number == 4
    assert all(member.messages == [f"still here {i}" for i in range(4)] for member in session.members)


def test_relays__nobody_left_to_replace_one__waits_for_an_offer():
    """CNT-22: at least three relays, or none of them seals: two would go on without what the third watches."""
    session = Session()
    spare = sorted(set(session.nodes) - set(session.seats))
    session.registry.offers = frozenset(session.seats)
    dead = session.seats[1]
    session.kill(dead)
    session.members[0].say("wait for a third")
    session.run(60)
    assert session.registry.term.number == 0 and session.members[1].messages == []
    session.registry.offers |= {spare[0]}
    session.run(20)
    assert session.registry.term.number == 1 and set(session.seats) == session.registry.offers - {dead}
    assert all(member.messages == ["wait for a third"] for member in session.members) and session.agree()


def test_executor__cut_off__comes_back_and_cannot_seal():
    """CNT-22: what it gave numbers to in the meantime is not in anybody's log."""
    session = Session()
    old = session.executor
    session.network.partition([n for n in session.network.nodes if n != old.address], [old.address])
    lonely = Entry(SESSION, 2, old.tip, session.members[0]._post(*talk_of(session.members[0], b"t alone")))
    old.put(lonely)
    session.members[0].say("together")
    session.run(30)
    session.network.heal()
    session.run(10)
    assert session.registry.term.number == 1
    assert all(member.messages == ["together"] for member in session.members) and session.agree()


class Censor(Relay):
    """Leaves the posts of one author out."""

    victim = Key.from_seed("member 1").address

    def choose(self):
        return next((post for post in self._admissible() if post.author != self.victim), None)


class Forger(Relay):
    """Alters what it relays."""

    def put(self, entry):
        super().put(replace(entry, post=replace(entry.post, body=entry.post.body + b"!")))


class Doubler(Relay):
    """As executor tells each watcher another order, and signs whatever it is asked to."""

    def put(self, entry):
        posts = self._admissible()
        other = replace(entry, post=posts[-1])
        for watcher, told in zip(self.term.relays[1:], (entry, other), strict=False):
            proposed = Proposed(told, self.term.number, self.key.sign(told.digest(self.term.number)))
            self.network.send(self.address, watcher, proposed)
        self._sign(Proposed(entry, self.term.number, self.key.sign(entry.digest(self.term.number))))


class Silent(Relay):
    """Signs nothing."""

    def _consider(self, proposed):
        return False


def test_censor__executor__loses_its_place():
    """CNT-22: a dropped post is seen by the watchers; the others' posts do not hide it."""
    session = Session(kinds={0: Censor})
    for i in range(30):
        session.members[0].say(f"noise {i}")
        if i == 2:
            session.members[1].say("hear me")
        session.run(0.5)
    session.run(30)
    assert not session.liars & set(session.seats)
    assert all(len(member.messages) == 31 and "hear me" in member.messages for member in session.members)
    assert session.members[0].messages.index("hear me") < 25  # while the noise went on


@pytest.mark.parametrize("kind", [Forger, Doubler])
def test_liar__executor__seals_nothing_and_loses_its_place(kind: type):
    """CNT-22: altered or reordered posts; the watchers sign one thing, or none."""
    session = Session(kinds={0: kind})
    for member in session.members:
        member.say(f"from {member.key.address.hex()}")
    session.run(60)
    assert not session.liars & set(session.seats) and session.agree()
    assert all(len(member.messages) == 3 == len(set(member.messages)) for member in session.members)


def test_silent__watcher__is_accused_by_the_others():
    """CNT-22"""
    session = Session(kinds={2: Silent})
    session.members[0].say("hello")
    session.run(20)
    assert not session.liars & set(session.seats) and session.members[1].messages == ["hello"]


def test_accuse__one_relay__ends_no_term():
    """CNT-22: a liar alone cannot drive the others out; nor can a stranger, nor an old accusation."""
    session = Session()
    liar, honest = session.relays[session.seats[2]], session.seats[1]
    for _ in range(3):
        liar.accuse(honest)
        session.run(0.5)
    assert session.registry.term.number == 0
    stranger = next(key for address, key in session.nodes.items() if address not in session.seats)
    accusation = Accusation(0, honest, None, None)
    for key in (stranger, session.members[0].key):
        with pytest.raises(Refused, match="one relay of this term"):
            session.registry.accuse(replace(accusation, signature=key.sign(accusation.digest)))
    nobody = Accusation(0, stranger.address, None, None)
    with pytest.raises(Refused, match="of another"):
        session.registry.accuse(replace(nobody, signature=liar.key.sign(nobody.digest)))
    old = Accusation(7, honest, None, None)
    with pytest.raises(Refused, match="one relay of this term"):
        session.registry.accuse(replace(old, signature=liar.key.sign(old.digest)))


def test_accuse__oneself__does_not_help_an_accuser():
    """CNT-22: a majority of three are two others, not one and the accused."""
    session = Session()
    liar, odd = session.seats[2], session.seats[1]
    for who in (liar, odd):
        accusation = Accusation(0, odd, None, None)
        signed = replace(accusation, signature=session.nodes[who].sign(accusation.digest))
        session.registry.accuse(signed)
    assert session.registry.term.number == 0 and odd in session.seats


def test_countersigned__by_others_than_relays__not_kept():
    """CNT-22"""
    session = Session()
    relay, member = session.relays[session.seats[1]], session.members[0]
    entry = Entry(SESSION, 2, relay.tip, member._post(*talk_of(member, b"t")))
    digest = entry.digest(0)
    proposed = Proposed(entry, 0, session.executor.key.sign(digest))
    for key in (member.key, session.nodes[session.seats[2]]):
        relay.hear(Countersigned(proposed, key.sign(digest)), key.address)
        assert member.address not in relay.signatures.get(entry.hash, {})
    assert set(relay.log[1].signatures) == {session.nodes[who].sign(digest) for who in session.seats}


def test_accuse__accuser__signs_nothing_more_in_the_term():
    """CNT-22: else what it did not show could still be sealed."""
    session = Session()
    executor, watcher = session.executor, session.relays[session.seats[1]]
    entry = Entry(SESSION, 2, watcher.tip, session.members[0]._post(*talk_of(session.members[0], b"t")))
    watcher.accuse(executor.address)
    watcher.hear(Proposed(entry, 0, executor.key.sign(entry.digest(0))), executor.address)
    assert watcher.mine is None and watcher.signatures == {}


def test_accuse__invented_log__refused():
    """CNT-22: an accuser shows its last entry sealed and the next one proposed, or is not heard."""
    session = Session()
    session.members[0].say("one")
    session.run()
    relay = session.relays[session.seats[1]]
    good, stranger = relay.log[-1], Key.from_seed("stranger")
    entry = Entry(SESSION, 3, relay.tip, good.entry.post)
    invented = Proposed(entry, 0, stranger.sign(entry.digest(0)))
    for last, carry, reason in (
        (replace(good, signatures=good.signatures[:2]), None, "signatures of the executor"),
        (replace(good, entry=replace(good.entry, number=99)), None, "signatures of the executor"),
        (good, invented, "that the executor proposed"),
    ):
        accusation = Accusation(0, session.seats[0], last, carry)
        with pytest.raises(Refused, match=reason):
            session.registry.accuse(replace(accusation, signature=relay.key.sign(accusation.digest)))
    assert session.registry.accusations == {}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_histories__talk_failures_members__one_log_for_all(data):
    """CNT-22: whatever happens, members and relays agree, nothing is lost and nothing comes twice."""
    session = Session(data.draw(st.integers(0, 99)), loss=data.draw(st.sampled_from([0.0, 0.05])))
    said, killed = set(), 0
    for step in range(data.draw(st.integers(1, 8))):
        here = [member for member in session.members if member.address in member.group.members and not member.left]
        action = data.draw(st.sampled_from(["say", "say", "share", "kill", "join", "leave"]))
        who = here[data.draw(st.integers(0, len(here) - 1))]
        if action == "say":
            who.say(f"{step}")
            said.add(f"{step}")
        elif action == "share":
            who.share(f"{step}", b"file" * 20)
        elif action == "kill" and killed < 2:
            session.kill(session.seats[data.draw(st.integers(0, 2))])
            killed += 1
            session.run(25)
        elif action == "join":
            session.members.append(session.join(f"late {step}"))
        elif action == "leave" and len(here) > 2:
            session.run(40)
            who.leave()
            session.run(40)
        session.run(data.draw(st.sampled_from([0.05, 1.0, 5.0])))
    session.run(120)
    stayed = [member for member in session.members[:3] if not member.left]
    for member in stayed:
        assert sorted(member.messages) == sorted(said)
        assert not member.complaints and not member.outbox
    assert session.agree()
