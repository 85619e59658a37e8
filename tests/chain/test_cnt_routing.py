# SPDX-License-Identifier: MIT
"""Sessions: relays that sign one sequence, members with keys of their own (CNT-22)."""

from dataclasses import replace
from itertools import pairwise

import pytest
from coincurve import PrivateKey
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import chunk_world
from wuxing.contattract import findings_chain, group
from wuxing.contattract.device import BlockDevice
from wuxing.contattract.group import TALK, Group, Post, fresh_key, lock, make_change, open_change, unlock
from wuxing.contattract.keys import Key
from wuxing.contattract.member import Intent, Member
from wuxing.contattract.p2p import PeerNetwork
from wuxing.contattract.routing import Accusation, Begun, Countersigned, Proposed, Registry, Relay, choose
from wuxing.contattract.session_log import START, Entry, LogStore, Sealed
from wuxing.params import load
from wuxing.paths import ROOT
from wuxing.refused import Refused

SESSION = keccak(b"session")
PARAMS = load("contattract", "reconciled")


class Disk:
    """A device that keeps what is flushed."""

    def __init__(self) -> None:
        self.kept = self.now = bytes(1 << 17)

    def read(self, offset: int, size: int) -> bytes:
        return self.now[offset : offset + size]

    def write(self, offset: int, data: bytes) -> None:
        self.now = self.now[:offset] + data + self.now[offset + len(data) :]

    def flush(self) -> None:
        self.kept = self.now

    def crash(self) -> None:
        self.now = self.kept


class Session:
    """Three members, seven nodes that offer to relay, three of which do; `kinds` are other relays than honest ones."""

    def __init__(self, seed=0, loss=0.0, kinds=None, members=3):
        self.network = PeerNetwork(seed, loss=loss)
        self.nodes = {key.address: key for key in (Key.from_seed(f"relay {i}") for i in range(7))}
        keys = [Key.from_seed(f"member {i}") for i in range(members)]
        publics = tuple(key.public for key in keys)
        self.block = keccak(b"block")
        offers = frozenset(self.nodes)
        self.registry = Registry(SESSION, publics, offers, PARAMS, lambda: self.block, self.network)
        self.disk = Disk()
        self.kinds = kinds or {}
        self.relays = {}
        for address, key in self.nodes.items():
            place = self.seats.index(address) if address in self.seats else None
            kind = self.kinds.get(place, Relay)
            self.relays[address] = kind(key, self.registry, LogStore(self.disk))
        self.liars = {address for address, relay in self.relays.items() if type(relay) is not Relay}
        self.members = [Member(key, self.registry) for key in keys]
        self.run(5)

    @property
    def seats(self):
        return self.registry.term.relays

    @property
    def executor(self):
        return self.relays[self.seats[0]]

    def run(self, seconds=10.0):
        self.network.run(seconds)

    def join(self, name):
        member = Member(Key.from_seed(name), self.registry)
        self.members[0].invite(member.key.public)
        self.run()
        return member

    def kill(self, address):
        self.network.nodes.pop(address)

    def agree(self):
        """All members and seated relays have one log, and each post once."""
        logs = [[s.entry.hash for s in f.log] for f in (*self.members, *(self.relays[a] for a in self.seats))]
        longest = max(logs, key=len)
        digests = [sealed.entry.post.digest for sealed in max((m.log for m in self.members), key=len)]
        return all(log == longest[: len(log)] for log in logs) and len(set(digests)) == len(digests)


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


# --- members come and go


def test_join__member__reads_nothing_earlier():
    """CNT-22: the key changes when somebody joins; the log is all there, and opens from there on."""
    session = Session()
    session.members[0].say("before")
    session.members[1].share("early", b"file")
    session.run()
    late = session.join("late")
    session.members[1].say("after")
    session.run()
    assert late.messages == ["after"] and late.files == {}
    assert len(late.log) == len(session.members[0].log) and late.complaints == []
    early = next(s.entry.post for s in late.log if s.entry.post.kind == TALK)
    with pytest.raises(Refused, match="opens with the group key"):
        unlock(late.keys[late.group.epoch], early)
    late.say("hello")
    session.run()
    assert session.members[2].messages == ["before", "after", "hello"]


def test_leave__member__reads_nothing_later():
    """CNT-22: after a farewell nothing is said before the key changed."""
    session = Session()
    one, two, gone = session.members
    gone.leave()
    one.say("is it gone?")
    session.run()
    two.say("yes")
    session.run()
    assert sorted(one.messages) == ["is it gone?", "yes"] == sorted(two.messages)
    after = [s.entry.post for s in one.log if s.entry.post.kind == TALK and s.entry.number > len(gone.log)]
    assert gone.address not in one.group.members and one.group.epoch == 2 and 2 not in gone.keys
    for post in after:
        assert post.epoch == 2
        for key in gone.keys.values():
            with pytest.raises(Refused, match="opens with the group key"):
                unlock(key, post)
    change = next(s.entry.post for s in one.log if s.entry.post.kind == group.CHANGE and s.entry.post.epoch == 2)
    assert open_change(change.body, gone.key) is None
    with pytest.raises(Refused, match="expected a member"):
        gone.say("still here")


def test_leave__last__closes_the_group():
    """CNT-22: 所有用户都退出该群组，群组才关闭，否则会一直开放"""
    session = Session()
    for member in session.members:
        assert not session.executor.group.closed
        member.leave()
        session.run(20)
    assert session.executor.group.closed
    late = Post(SESSION, TALK, 9, 1, 0, START, b"").signed(session.members[0].key)
    with pytest.raises(Refused, match="the last member has left"):
        session.executor.group.check(late)


def test_change__first_by_address_is_away__another_changes_the_key():
    """CNT-22"""
    session = Session()
    first, *others = sorted(session.members, key=lambda member: member.address)
    others[0].leave()
    session.kill(first.address)
    others[1].say("anyone?")
    session.run(40)
    assert others[1].messages == ["anyone?"] and others[1].group.epoch == 2


def test_invite__two_at_once__both_come_in():
    """CNT-22: the second change is made again."""
    session = Session()
    a, b = (Member(Key.from_seed(name), session.registry) for name in "ab")
    session.members[0].invite(a.key.public)
    session.members[1].invite(b.key.public)
    session.run(20)
    session.members[2].say("welcome")
    session.run()
    assert a.messages[-1:] == b.messages[-1:] == ["welcome"]
    assert len(a.group.members) == 5 and a.group.epoch == 3


def test_invite__no_key__refused():
    """CNT-22: bad input changes nothing."""
    session = Session()
    with pytest.raises(Refused, match="expected a public key on secp256k1"):
        session.members[0].invite(b"\2" + b"\xff" * 32)
    assert session.members[0].outbox == []


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
        between = isinstance(message, Countersigned) and to != old
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
    session.network.deliver = deliver
    session.run(40)
    assert all(m.messages == ["sealed for one", "waits at the watchers"] for m in session.members)
    assert not any(m.complaints for m in session.members) and session.agree() and session.registry.term.number == 1


def test_begun__new_executor_puts_another_entry_first__refused():
    """CNT-22: watchers sign the carried entry first, or nothing."""
    session = Session()
    executor, watcher = session.executor, session.relays[session.seats[1]]
    one, two = (m._post(*_talk(m, b"t" + m.address)) for m in session.members[:2])
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


def test_executor__cut_off__comes_back_and_cannot_seal():
    """CNT-22: what it gave numbers to in the meantime is not in anybody's log."""
    session = Session()
    old = session.executor
    session.network.partition([n for n in session.network.nodes if n != old.address], [old.address])
    lonely = Entry(SESSION, 2, old.tip, session.members[0]._post(*_talk(session.members[0], b"t alone")))
    old.put(lonely)
    session.members[0].say("together")
    session.run(30)
    session.network.heal()
    session.run(10)
    assert session.registry.term.number == 1
    assert all(member.messages == ["together"] for member in session.members) and session.agree()


def _talk(member, plain):
    return Intent(TALK, plain), member.group.counters.get(member.address, 0), member.group.epoch


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
    old = Accusation(7, honest, None, None)
    with pytest.raises(Refused, match="one relay of this term"):
        session.registry.accuse(replace(old, signature=liar.key.sign(old.digest)))


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


# --- what a member believes


@pytest.fixture
def talk():
    session = Session()
    for i in range(3):
        session.members[0].say(str(i))
        session.run(2)
    late = Member(Key.from_seed("reader"), session.registry)
    return session, session.members[0].log, late


def test_member__dropped_entry__waits_for_it(talk):
    """CNT-22: a gap is seen and asked for."""
    session, log, late = talk
    late.take(log[0])
    late.take(log[2])
    assert len(late.log) == 1
    session.run(1)
    assert [s.entry.hash for s in late.log] == [s.entry.hash for s in log]


def test_member__reordered__refused(talk):
    """CNT-22: another order needs other signatures; with all relays' signatures it still does not follow."""
    session, log, late = talk
    late.take(log[0])
    swapped = replace(log[2], entry=replace(log[2].entry, number=2))
    with pytest.raises(Refused, match="signatures of the executor and of every watcher"):
        late.take(swapped)
    keys = [session.nodes[address] for address in session.seats]
    sealed = replace(swapped, signatures=tuple(key.sign(swapped.entry.digest(0)) for key in keys))
    with pytest.raises(Refused, match="the entry after the last one"):
        late.take(sealed)
    assert len(late.log) == 1


@pytest.mark.parametrize("missing", range(3))
def test_member__one_signature_short__refused(talk, missing: int):
    """CNT-22: executor and watchers, each is needed; one cannot sign twice."""
    _, log, late = talk
    signatures = [s for i, s in enumerate(log[0].signatures) if i != missing]
    with pytest.raises(Refused, match="signatures of the executor and of every watcher"):
        late.take(replace(log[0], signatures=(*signatures, signatures[0])))


def test_member__altered_by_all_relays__refused(talk):
    """CNT-22: relays together cannot put words into a member's mouth."""
    session, log, late = talk
    keys = [session.nodes[address] for address in session.seats]
    forged = replace(log[0].entry, post=replace(log[0].entry.post, body=b"forged"))
    with pytest.raises(Refused, match="Group: expected a post of a member"):
        late.take(Sealed(forged, 0, tuple(key.sign(forged.digest(0)) for key in keys)))


def test_member__two_branches_by_all_relays__come_to_light(talk):
    """CNT-22: relays that lie together show two logs; the first post that crosses over names an unknown tip."""
    session, log, late = talk
    keys = [session.nodes[address] for address in session.seats]
    author = session.members[1]
    told = author._post(*_talk(author, b"t other branch"))
    told = replace(told, seen=3, tip=log[2].entry.hash).signed(author.key)
    twin = replace(log[3].entry, post=told)
    branch = Sealed(twin, 0, tuple(key.sign(twin.digest(0)) for key in keys))
    for sealed in (*log[:3], branch):
        late.take(sealed)
    with pytest.raises(Refused, match="one entry 4, got two"):
        late.take(log[3])
    crossing = session.members[0]._post(*_talk(session.members[0], b"t crossing"))
    crossing = replace(crossing, counter=late.group.counters[session.members[0].address]).signed(session.members[0].key)
    entry = Entry(SESSION, 5, late.tip, crossing)
    with pytest.raises(Refused, match="an author who has seen this log"):
        late.take(Sealed(entry, 0, tuple(key.sign(entry.digest(0)) for key in keys)))


# --- posts and keys


@pytest.fixture
def grouped():
    keys = [Key.from_seed(f"member {i}") for i in range(3)]
    made = Group.founded(SESSION, [key.public for key in keys])
    secret = fresh_key()
    body = make_change([key.public for key in keys], secret)
    made.apply(Post(SESSION, group.CHANGE, 0, 1, 0, START, body).signed(keys[0]))
    return made, keys, secret


def _post(key, kind=TALK, counter=0, epoch=1, body=b"", session=SESSION):
    return Post(session, kind, counter, epoch, 0, START, body).signed(key)


def test_check__bad_posts__refused_and_nothing_changed(grouped):
    """CNT-22"""
    made, keys, secret = grouped
    others = make_change([key.public for key in keys[1:]], secret)
    stranger = Key.from_seed("stranger")
    cases = [
        (_post(keys[1], session=keccak(b"x")), "a post of this session"),
        (_post(stranger), "a post of a member"),
        (_post(keys[0]), "post 1 of its author, got 0"),
        (_post(keys[1], epoch=0), "under the present key"),
        (_post(keys[1], epoch=2), "under the present key"),
        (_post(keys[1], kind=b"shout"), "talk, change or leave"),
        (_post(keys[1], kind=group.CHANGE, epoch=1), "key epoch 2, got 1"),
        (_post(keys[1], kind=group.CHANGE, epoch=2, body=others), "keeps every member"),
        (_post(keys[1], kind=group.CHANGE, epoch=2, body=b"\xff"), "a list of public keys"),
    ]
    before = repr(made)
    for post, reason in cases:
        with pytest.raises(Refused, match=reason):
            made.apply(post)
    assert repr(made) == before


def test_check__too_many_members__refused(grouped):
    """CNT-22"""
    made, keys, _ = grouped
    crowd = [PrivateKey(keccak(bytes([i // 256, i % 256]))).public_key.format() for i in range(group.MEMBERS - 2)]
    body = group.rlp.encode([[public, b""] for public in [*(key.public for key in keys), *crowd]])
    with pytest.raises(Refused, match=f"at most 256 members, got {group.MEMBERS + 1}"):
        made.apply(_post(keys[1], kind=group.CHANGE, epoch=2, body=body))


def test_unlock__another_place__refused(grouped):
    """CNT-22: author, counter, epoch and session belong to the ciphertext; nobody can say it as his own."""
    _, keys, secret = grouped
    body = lock(secret, SESSION, 1, keys[0].address, 1, b"mine")
    assert unlock(secret, _post(keys[0], counter=1, body=body)) == b"mine"
    others = [
        _post(keys[1], counter=1, body=body),
        _post(keys[0], counter=2, body=body),
        _post(keys[0], counter=1, epoch=2, body=body),
        _post(keys[0], counter=1, body=body, session=keccak(b"x")),
        _post(keys[0], counter=1, body=body[:-1]),
        _post(keys[0], counter=1),
    ]
    for post in others:
        with pytest.raises(Refused, match="opens with the group key"):
            unlock(secret, post)


def test_open_change__garbage_for_one__it_complains():
    """CNT-22: a change with a broken part names its author in the log; the member changes the key itself."""
    key = Key.from_seed("member 0")
    with pytest.raises(Refused, match="sealed to this member"):
        open_change(group.rlp.encode([[key.public, b"x" * 120]]), key)
    with pytest.raises(Refused, match="32 bytes, got 5"):
        open_change(make_change([key.public], b"short"), key)


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
