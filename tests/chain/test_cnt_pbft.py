# SPDX-License-Identifier: MIT
"""One committee's agreement (CNT-21): safe with f of 3 f + 1 faulty, live with f, stuck and still safe above."""

from dataclasses import dataclass, replace

import pytest
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shard_world import doubled
from wuxing.contattract.chain import pbft
from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.chain.pbft import (
    COMMIT,
    PREPARE,
    Ballot,
    Certificate,
    Committee,
    Prepared,
    Proposal,
    Replica,
    ViewChange,
)
from wuxing.contattract.keys import Key
from wuxing.refused import Refused

TIMEOUT = 1.0


@dataclass(frozen=True)
class Word:
    """A value: valid unless it is a lie."""

    text: str

    @property
    def hash(self) -> bytes:
        return keccak(self.text.encode())


class Book:
    """What a replica decides for: words, none of them a lie."""

    def __init__(self, name: str) -> None:
        self.name, self.words, self.certificates = name, [], []

    def propose(self, height: int) -> Word:
        return Word(f"{height} by {self.name}")

    def check(self, height: int, value: Word) -> None:
        if value.text.startswith("lie") or not value.text.startswith(str(height)):
            raise Refused("Book: expected the truth")

    def commit(self, height: int, value: Word, certificate: Certificate) -> None:
        self.words.append(value.text)
        self.certificates.append(certificate)


class Silent(Replica):
    """Says nothing."""

    def begin(self):
        return

    def take(self, message, sender):
        return


class Liar(Replica):
    """As leader proposes what is not valid."""

    def lead(self, wishes):
        self.network.broadcast(self.address, self.proposal(Word("lie"), wishes), self.committee.members)


class Doubler(Replica):
    """As leader tells each half another thing; signs prepares and commits for whatever it hears of, to each half."""

    def lead(self, wishes):
        bound = pbft.highest(wishes)
        words = [Word(f"{self.height} one"), Word(f"{self.height} two")]
        for half, word in enumerate(words):
            for member in self.committee.members[half::2]:
                self.network.send(self.address, member, self.proposal(bound.value if bound else word, wishes))

    def take(self, message, sender):
        if isinstance(message, Proposal) and message.height == self.height:
            for phase in (PREPARE, COMMIT):
                digest = self.committee.digest(phase, message.height, message.view, message.value.hash)
                ballot = Ballot(phase, message.height, message.view, message.value.hash, self.key.sign(digest))
                self.network.broadcast(self.address, ballot, self.committee.members)
        super().take(message, sender)


class Amnesiac(Replica):
    """Wants every leader out, and forgets what it had prepared."""

    def begin(self):
        super().begin()
        self.prepared = None
        self.ask(self.view + 1)


class Shard:
    """A committee at work; `kinds` are the replicas of the first members, by place."""

    def __init__(self, members=4, kinds=None, seed=0, loss=0.0):
        self.keys = sorted((Key.from_seed(f"node {i}") for i in range(members)), key=lambda key: key.address)
        self.committee = Committee(b"shard", tuple(key.address for key in self.keys))
        self.network = PeerNetwork(seed, loss=loss)
        self.replicas = []
        for place, key in enumerate(self.keys):
            kind = (kinds or {}).get(place, Replica)
            self.replicas.append(kind(key, self.committee, Book(str(place)), self.network, TIMEOUT))
        self.honest = [replica for replica in self.replicas if type(replica) is Replica]

    def round(self, seconds=60):
        """All begin on the next height; until all honest members decided on it."""
        height = max(replica.height for replica in self.honest)
        for replica in self.replicas:
            if replica.height == height or replica in self.honest:
                replica.begin()
        return self.network.run(seconds, lambda: all(replica.height > height for replica in self.honest))

    @property
    def logs(self):
        return [replica.app.words for replica in self.honest]

    def agree(self):
        """No two honest members decided differently, and each decision has a valid certificate."""
        longest = max(self.logs, key=len)
        for replica in self.honest:
            for height, certificate in enumerate(replica.app.certificates, 1):
                assert len(certificate.verify(self.committee)) >= self.committee.quorum
                assert certificate.height == height and certificate.value == Word(replica.app.words[height - 1]).hash
        return all(log == longest[: len(log)] for log in self.logs)


@pytest.mark.parametrize(
    "members, faults, quorum",
    [(1, 0, 1), (3, 0, 2), (4, 1, 3), (5, 1, 4), (6, 1, 4), (7, 2, 5), (10, 3, 7), (100, 33, 67)],
)
def test_committee__sizes__quorums_share_an_honest_member(members: int, faults: int, quorum: int):
    """CNT-21: two quorums share more than f members, and the honest alone are a quorum."""
    made = Committee(b"", tuple(bytes([i]) for i in range(members)))
    assert (made.faults, made.quorum) == (faults, quorum)
    assert 2 * quorum - members > faults and members - faults >= quorum


def test_committee__empty__decides_nothing():
    """CNT-21"""
    with pytest.raises(Refused, match="signatures of 1 members, got 0"):
        Certificate(1, 0, b"", ()).verify(Committee(b"", ()))


@pytest.mark.parametrize("members", [1, 4, 7])
def test_round__all_honest__everybody_decides_and_leaders_take_turns(members: int):
    """CNT-21: one view, a proposal, a prepare and a commit of everybody to everybody."""
    shard = Shard(members)
    for _ in range(4):
        assert shard.round()
    assert shard.agree() and shard.logs[0] == [f"{h} by {h % members}" for h in range(1, 5)]
    others = members - 1
    assert shard.network.sent["Proposal"] == 4 * others and shard.network.sent["ViewChange"] == 0
    assert shard.network.sent["Ballot"] == 4 * 2 * members * others


@pytest.mark.parametrize("members", [4, 7, 10])
@pytest.mark.parametrize("kind", [Silent, Liar, Doubler, Amnesiac])
def test_round__f_faulty__goes_on_without_a_fork(members: int, kind: type):
    """CNT-21: f of 3 f + 1, their members lead too; the next leader goes on."""
    faults = (members - 1) // 3
    shard = Shard(members, dict.fromkeys(range(faults), kind))
    for _ in range(members + 1):
        assert shard.round()
    assert shard.agree() and all(len(log) == members + 1 for log in shard.logs)
    assert not any("lie" in word for word in shard.logs[0])


@pytest.mark.parametrize("members", [4, 7])
def test_round__more_than_f_silent__no_progress_no_fork(members: int):
    """CNT-21"""
    shard = Shard(members, dict.fromkeys(range((members - 1) // 3 + 1), Silent))
    assert not shard.round(120)
    assert all(log == [] for log in shard.logs)


@pytest.mark.parametrize("seed", range(4))
def test_round__lost_messages__everybody_comes_along(seed: int):
    """CNT-21: a fifth of the messages is lost; who is behind is sent the decision."""
    shard = Shard(7, seed=seed, loss=0.2)
    for _ in range(5):
        assert shard.round(2000)
    assert shard.agree() and all(len(log) == 5 for log in shard.logs)


def test_round__partition__stops_and_goes_on_when_it_heals():
    """CNT-21: 2 of 4 on each side decide nothing; then all do."""
    shard = Shard(4)
    shard.round()
    names = shard.committee.members
    shard.network.partition(names[:2], names[2:])
    assert not shard.round(60)
    assert all(len(log) == 1 for log in shard.logs)
    shard.network.heal()
    assert shard.network.run(600, lambda: all(len(log) == 2 for log in shard.logs))
    assert shard.agree()


def test_round__member_cut_off__catches_up():
    """CNT-21: three of four go on; the fourth is sent what it missed, with certificates."""
    shard = Shard(4)
    lost = shard.replicas[0]
    shard.network.partition(shard.committee.members[1:], [lost.address])
    for _ in range(3):
        shard.round(30)
    assert lost.height == 1 and shard.replicas[1].height == 4
    assert lost.view == 1  # it wishes for the next leader, and goes no further alone
    shard.network.heal()
    for _ in range(3):
        shard.round(60)
    assert lost.height >= 5 and shard.agree()


def test_view_change__prepared_value__is_decided_later():
    """CNT-21: commits of view 0 are lost, some have prepared; the next leader must propose the same value."""
    shard = Shard(4)
    deliver = shard.network.deliver

    def drop(sender, to, message):
        if not (isinstance(message, Ballot) and message.phase == COMMIT and message.view == 0):
            deliver(sender, to, message)

    shard.network.deliver = drop
    assert shard.round()
    assert shard.logs == [["1 by 1"]] * 4
    assert {replica.app.certificates[0].view for replica in shard.honest} == {1}


def test_view_change__some_far_ahead__wait_for_the_others():
    """CNT-21: two silent, two that wish for a much later view: all wait as long there, so who is ahead must stay."""
    shard = Shard(7, dict.fromkeys(range(2), Silent))
    for replica in shard.honest:
        replica.begin()
    for replica in shard.honest[:2]:
        replica.ask(9)
    assert shard.network.run(2000, lambda: all(len(log) == 1 for log in shard.logs))
    assert shard.agree()


@pytest.mark.parametrize("members", [4, 7])
def test_on_view_change__f_members_ahead__not_followed(members: int):
    """CNT-21: f may all be faulty; one more, and an honest one has waited long enough."""
    shard = Shard(members)
    member, faults = shard.replicas[0], shard.committee.faults
    for place in range(1, faults + 1):
        member.take(_wish(shard, place, 5), shard.keys[place].address)
    assert member.view == 0
    member.take(_wish(shard, faults + 1, 5), shard.keys[faults + 1].address)
    assert member.view == 5


def test_view_change__wishes_lost__said_again():
    """CNT-21: the first wishes of all but one never arrive; repeated, they are a quorum."""
    shard = Shard(4, {1: Silent})  # who leads first
    lost, deliver = set(), shard.network.deliver

    def drop(sender, to, message):
        if isinstance(message, ViewChange) and (sender, to) not in lost:
            lost.add((sender, to))
        else:
            deliver(sender, to, message)

    shard.network.deliver = drop
    assert shard.round() and lost and shard.agree()
    assert {replica.app.certificates[0].view for replica in shard.honest} == {1}


def _wish(shard, place, view, prepared=None):
    bare = ViewChange(1, view, prepared, b"")
    return replace(bare, signature=shard.keys[place].sign(shard.committee.digest(b"view", 1, view, bare.content)))


def _ballots(shard, places, view, word, phase=PREPARE):
    digest = shard.committee.digest(phase, 1, view, word.hash)
    return tuple(Ballot(phase, 1, view, word.hash, shard.keys[place].sign(digest)) for place in places)


def _proposal(shard, place, view, word, wishes=()):
    digest = shard.committee.digest(b"propose", 1, view, word.hash)
    return Proposal(1, view, word, tuple(wishes), shard.keys[place].sign(digest))


def test_on_proposal__new_leader_breaks_the_rules__refused():
    """CNT-21: no quorum of wishes, wishes twice, of another view, or another value than the prepared one."""
    shard = Shard(4)
    member, word, other = shard.replicas[0], Word("1 a"), Word("1 b")
    bound = Prepared(0, word, _ballots(shard, range(3), 0, word))
    good = [_wish(shard, 1, 1, bound), _wish(shard, 2, 1), _wish(shard, 3, 1)]
    cases = [
        (_proposal(shard, 2, 1, other, good), "prepared in the highest view"),
        (_proposal(shard, 2, 1, word, good[:2]), "wishes of 3 members"),
        (_proposal(shard, 2, 1, word, [good[0], good[1], good[1]]), "wishes of 3 members"),
        (_proposal(shard, 2, 1, word, [*good[:2], _wish(shard, 3, 2)]), "for this height and view"),
        (_proposal(shard, 3, 1, word, good), "of the leader"),
        (_proposal(shard, 1, 0, Word("lie")), "the truth"),
    ]
    for proposal, reason in cases:
        with pytest.raises(Refused, match=reason):
            member.take(proposal, shard.keys[1].address)
    assert member.proposals == {}
    member.take(_proposal(shard, 2, 1, word, good), shard.keys[2].address)
    assert member.proposals[1].value == word and member.view == 1


def test_on_proposal__two_values_prepared__the_later_view_binds():
    """CNT-21: a value prepared in view 0 may have been given up, one prepared in view 1 may have been decided."""
    shard, word, other = Shard(4), Word("1 a"), Word("1 b")
    early = Prepared(0, word, _ballots(shard, range(3), 0, word))
    late = Prepared(1, other, _ballots(shard, range(3), 1, other))
    wishes = [_wish(shard, 1, 2, early), _wish(shard, 2, 2, late), _wish(shard, 3, 2)]
    for order in (wishes, wishes[::-1]):
        assert pbft.highest(order) == late and pbft.highest(order[2:]) in (None, early)
    with pytest.raises(Refused, match="prepared in the highest view"):
        shard.replicas[0].take(_proposal(shard, 3, 2, word, wishes), shard.keys[3].address)


def test_on_ballot__quorum_of_a_view_that_was_given_up__no_commit():
    """CNT-21: who has asked for another view commits to nothing of the old one: its wish said that it had not."""
    shard, word = Shard(4), Word("1 a")
    member = shard.replicas[0]
    member.take(_proposal(shard, 1, 0, word), shard.keys[1].address)
    member.ask(1)
    for ballot in _ballots(shard, (1, 2, 3), 0, word):
        member.take(ballot, member.address)
    assert member.prepared is None
    assert not any(found for (phase, _, _), found in member.ballots.items() if phase == COMMIT)


def test_on_proposal__second_of_a_view__not_prepared():
    """CNT-21: one prepare in a view, whatever the leader says afterwards."""
    shard, one, two = Shard(4), Word("1 a"), Word("1 b")
    member = shard.replicas[0]
    for word in (one, two):
        member.take(_proposal(shard, 1, 0, word), shard.keys[1].address)
    assert member.proposals[0].value == one
    assert {digest for phase, _, digest in member.ballots if phase == PREPARE} == {one.hash}


def test_lead__with_a_prepared_value__proposes_that():
    """CNT-21: an honest new leader is bound too."""
    shard, word = Shard(4), Word("1 a")
    leader = shard.replicas[2]
    bound = Prepared(0, word, _ballots(shard, range(3), 0, word))
    for wish in (_wish(shard, 0, 1), _wish(shard, 1, 1, bound), _wish(shard, 3, 1)):
        leader.take(wish, shard.keys[0].address)
    assert leader.proposals[1].value == word


def test_on_view_change__false_claim_of_a_prepared_value__refused():
    """CNT-21: a prepared value is shown with a quorum of prepares of that view, height and value."""
    shard = Shard(4)
    word, other = Word("1 a"), Word("1 b")
    claims = [
        (Prepared(0, word, _ballots(shard, range(2), 0, word)), "prepares of 3 members"),
        (Prepared(0, word, _ballots(shard, [0, 1, 1], 0, word)), "prepares of 3 members"),
        (Prepared(0, word, _ballots(shard, range(3), 0, other)), "prepares of 3 members"),
        (Prepared(0, word, _ballots(shard, range(3), 0, word, COMMIT)), "prepares of 3 members"),
        (Prepared(0, word, _ballots(shard, range(3), 1, word)), "prepares of 3 members"),
        (Prepared(1, word, _ballots(shard, range(3), 1, word)), "in an earlier view"),
    ]
    for claim, reason in claims:
        with pytest.raises(Refused, match=reason):
            shard.replicas[0].take(_wish(shard, 3, 1, claim), shard.keys[3].address)
    assert not shard.replicas[0].wishes


def test_take__not_a_member__refused():
    """CNT-21: strangers, other shards' or heights' signatures count for nothing."""
    shard, word = Shard(4), Word("1 a")
    stranger = Key.from_seed("stranger")
    elsewhere = replace(shard.committee, context=b"other shard")
    for key, committee, height in (
        (stranger, shard.committee, 1),
        (shard.keys[1], elsewhere, 1),
        (shard.keys[1], shard.committee, 2),
    ):
        signature = key.sign(committee.digest(PREPARE, height, 0, word.hash))
        with pytest.raises(Refused, match="a member of the committee"):
            shard.replicas[0].take(Ballot(PREPARE, 1, 0, word.hash, signature), key.address)


def test_certificate__too_few_or_changed__refused():
    """CNT-21: a quorum of different members, for this value, height and view."""
    shard = Shard(4)
    shard.round()
    good = shard.replicas[0].app.certificates[0]
    signatures = good.signatures[:3]
    assert replace(good, signatures=signatures).verify(shard.committee)
    for bad in (
        replace(good, signatures=signatures[:2]),
        replace(good, signatures=(*signatures[:2], signatures[1])),
        replace(good, signatures=signatures, value=keccak(b"x")),
        replace(good, signatures=signatures, height=2),
        replace(good, signatures=signatures, view=1),
    ):
        with pytest.raises(Refused, match="signatures of 3 members"):
            bad.verify(shard.committee)


def test_catch_up__forged_decision__refused():
    """CNT-21"""
    shard, other = Shard(4), Shard(4)
    shard.round()
    good = shard.replicas[0].log[1]
    member = other.replicas[0]
    with pytest.raises(Refused, match="signatures of 3 members"):
        few = replace(good, certificate=replace(good.certificate, signatures=good.certificate.signatures[:2]))
        member.take(few, other.keys[1].address)
    member.take(replace(good, value=Word("1 forged")), other.keys[1].address)
    assert member.height == 1
    member.take(good, other.keys[1].address)
    assert member.height == 2


def test_later__flood_of_one_member__keeps_room_for_the_others():
    """CNT-21: messages of later heights are kept, but not without a bound for each sender."""
    shard = Shard(4)
    for _ in range(100):
        shard.replicas[0].receive(Ballot(PREPARE, 2, 0, b"", b""), shard.keys[1].address)
    assert len(shard.replicas[0].later) == pbft.AHEAD


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_histories__faults_losses_partitions__never_a_fork(data):
    """CNT-21: at most f faulty of any kind, messages lost or repeated, the network split now and then: one log."""
    members = data.draw(st.sampled_from([4, 5, 7]))
    faults = (members - 1) // 3
    kinds = {p: data.draw(st.sampled_from([Silent, Liar, Doubler, Amnesiac, Replica])) for p in range(faults)}
    shard = Shard(members, kinds, data.draw(st.integers(0, 999)), data.draw(st.sampled_from([0, 0, 0.1])))
    if data.draw(st.booleans()):
        doubled(shard.network)
    for _ in range(data.draw(st.integers(1, 4))):
        if data.draw(st.booleans()):
            side = data.draw(st.sets(st.sampled_from(shard.committee.members)))
            shard.network.partition(side, set(shard.committee.members) - side)
            shard.round(data.draw(st.sampled_from([0.1, 0.3, 3, 20])))
            shard.network.heal()
        shard.round(400)
        assert shard.agree()
    shard.network.loss = 0.0
    assert shard.round(4000)  # when messages arrive again it goes on
