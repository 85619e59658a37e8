# SPDX-License-Identifier: MIT
"""Members of a session: who comes and goes, what they believe, their keys (CNT-22)."""

from dataclasses import replace

import pytest
from coincurve import PrivateKey
from eth_hash.auto import keccak

from tests.session_world import SESSION, Session, talk_of
from wuxing.contattract.keys import Key
from wuxing.contattract.sessions import group
from wuxing.contattract.sessions.group import TALK, Group, Post, fresh_key, lock, make_change, open_change, unlock
from wuxing.contattract.sessions.member import Member
from wuxing.contattract.sessions.session_log import START, Entry, Sealed, Term
from wuxing.refused import Refused

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


def test_member__signatures_of_another_term__refused(talk):
    """CNT-22: what relays signed in a term that has ended says nothing in the next."""
    session, log, late = talk
    session.registry.terms[1] = Term(1, session.seats)
    with pytest.raises(Refused, match="signatures of the executor and of every watcher"):
        late.take(replace(log[0], term=1))
    with pytest.raises(Refused, match="a term that began, got 2"):
        late.take(replace(log[0], term=2))


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
    told = author._post(*talk_of(author, b"t other branch"))
    told = replace(told, seen=3, tip=log[2].entry.hash).signed(author.key)
    twin = replace(log[3].entry, post=told)
    branch = Sealed(twin, 0, tuple(key.sign(twin.digest(0)) for key in keys))
    for sealed in (*log[:3], branch):
        late.take(sealed)
    with pytest.raises(Refused, match="one entry 4, got two"):
        late.take(log[3])
    crossing = session.members[0]._post(*talk_of(session.members[0], b"t crossing"))
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
