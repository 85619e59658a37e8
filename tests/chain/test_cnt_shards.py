# SPDX-License-Identifier: MIT
"""Shards, transfers between them, splits: money is conserved at every step (CNT-21)."""

from contextlib import suppress
from dataclasses import replace

import pytest
from eth_hash.auto import keccak
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.shard_world import (
    COIN,
    NAMES,
    PARAMS,
    USERS,
    across,
    aligned,
    arrived,
    doubled,
    native,
    overtaken,
    pay,
    recomputed,
    run,
    split,
)
from wuxing.contattract.chain import beacon as beacons
from wuxing.contattract.chain.casper import Checkpoint, Evidence, Join, Leave, Vote, Withdraw
from wuxing.contattract.chain.shard import (
    Transfer,
    build,
)
from wuxing.contattract.keys import Key
from wuxing.refused import Refused


def test_transfer__across_shards__arrives_once_after_finality():
    """CNT-21: debited at once, in flight until anchor and verdict are final, credited once."""
    chain = split()
    sender, to = across(chain)
    before = chain.balance(NAMES[sender]), chain.balance(NAMES[to])
    pay(chain, sender, to, 7 * COIN)
    chain.step()
    assert chain.balance(NAMES[sender]) == before[0] - 7 * COIN and chain.balance(NAMES[to]) == before[1]
    (flying,) = chain.flight.values()
    waited = 0
    while chain.flight and waited < 60:
        final, receipt = chain.final, flying.receipt
        if chain.waiting(chain.shard_of(receipt.to)):
            view = final.shards[receipt.shard]
            assert view.checked >= receipt.height in view.headers
        run(chain, 1)
        waited += 1
    assert chain.balance(NAMES[to]) == before[1] + 7 * COIN and PARAMS.casper_epoch < waited <= 4 * PARAMS.casper_epoch
    run(chain, 10)
    assert chain.balance(NAMES[to]) == before[1] + 7 * COIN


def test_creditable__forged_replayed_or_reverted__refused():
    """CNT-21: what is not anchored, not checked, changed, or no longer on the chain."""
    chain = split()
    sender, to = across(chain)
    aligned(chain)
    pay(chain, sender, to, COIN)
    chain.step()
    (credit,) = chain.flight.values()
    before_block = chain.final
    with pytest.raises(Refused, match="a receipt of an anchored block"):
        before_block.creditable(credit)
    height, shard = credit.receipt.height, credit.receipt.shard
    assert chain.beacon.shards[shard].checked < height
    with pytest.raises(Refused, match="that the police found good"):
        chain.beacon.creditable(credit)
    anchored = chain.chain.head
    run(chain, 1)
    chain.beacon.creditable(credit)
    for forged in (
        replace(credit, receipt=replace(credit.receipt, amount=2 * COIN)),
        replace(credit, receipt=replace(credit.receipt, to=NAMES[sender])),
        replace(credit, proof=(*credit.proof, b"\0" * 32)),
    ):
        with pytest.raises(Refused, match="under its block's root"):
            chain.beacon.creditable(forged)
    assert overtaken(chain, anchored)  # a heavier chain without the anchor
    with pytest.raises(Refused, match="a receipt of an anchored block"):
        chain.beacon.creditable(credit)
    arrived(chain)
    run(chain, 1)
    target = chain.lines[chain.shard_of(NAMES[to])]
    with pytest.raises(Refused, match="not credited yet"):
        target.state.copy().credit(credit.receipt)


def test_check__block_of_a_lying_leader__refused():
    """CNT-21: a credit that is not final, too many items, another parent, committee or end: no member prepares it."""
    chain = split()
    sender, to = across(chain)
    pay(chain, sender, to, COIN)
    chain.step()
    (credit,) = chain.flight.values()
    app = chain.team(chain.shard_of(NAMES[to])).apps[0]
    height = app.height + 1
    users = [user for user in USERS if app.state.domain.holds(user.address)]
    crowd = [Transfer.sign(users[0], NAMES[to], 1, chain.nonce(users[0].address) + n) for n in range(6)]
    header = app.header(height)
    for block, reason in (
        (build(header, app.state, [credit], [])[0], "a receipt of an anchored block"),
        (build(header, app.state, [], crowd)[0], "at most 5 items"),
        (build(replace(header, parent=b"\7" * 32), app.state, [], [])[0], "a block after the last one"),
        (build(replace(header, committee=b"\7" * 32), app.state, [], [])[0], "a block after the last one"),
        (build(replace(header, last=True), app.state, [], [])[0], "a block after the last one"),
        (build(replace(header, height=height + 1), app.state, [], [])[0], "a block after the last one"),
    ):
        with pytest.raises(Refused, match=reason):
            app.check(height, block)
    app.check(height, build(header, app.state, [], crowd[:5])[0])


def test_split__children__inherit_state_and_what_is_in_flight_arrives():
    """CNT-21: at random, by a bit drawn from the work; nothing is lost, old transfers stay spent."""
    chain = native(9)
    spent = pay(chain, 0, 1)
    waits = Transfer.sign(USERS[9], NAMES[0], COIN, chain.nonce(NAMES[9]) + 1)
    chain.submit(waits)
    late = Transfer.sign(USERS[2], NAMES[3], 3 * COIN, chain.nonce(NAMES[2]))
    flying_at_split = 0
    for _ in range(70):
        shards = chain.shards
        run(chain, 1)
        for i in range(4, 8):
            pay(chain, i, (i * 5 + 3) % 12, COIN // 10)
        if chain.shards != shards:
            flying_at_split += len(chain.flight)
            assert chain.total == recomputed(chain) == chain.supply
            for number in shards:
                if number not in chain.shards:
                    parent, kids = chain.lines[number], [chain.lines[2 * number], chain.lines[2 * number + 1]]
                    assert parent.made[-1].block.header.last
                    assert parent.state.total == sum(kid.base.total for kid in kids)
                    for kid in kids:
                        assert (kid.start, kid.parent) == (parent.height, parent.tip)
                        assert all(kid.base.domain.holds(who) for who in kid.base.balances)
    assert len(chain.shards) == 2 and chain.shards == [2, 3]
    assert [number for number in chain.shards if waits in chain.pending[number]] == [chain.shard_of(NAMES[9])]
    with pytest.raises(Refused, match="nonce 1 or later, got 0"):
        chain.submit(spent)
    chain.submit(late)
    for shard in chain.shards:
        assert {len(c.members) for c in chain.final.shards[shard].committees} == {4}
    for _ in range(60):
        run(chain, 1)
    assert chain.flight == {} and chain.nonce(NAMES[2]) == 1


def test_split__in_flight_to_a_shard_that_splits__arrives_at_the_child():
    """CNT-21: receipts name accounts, not shards."""
    chain = split(17, seed=3)
    seen = False
    for _ in range(80):
        sender, to = across(chain)
        with suppress(Refused):
            pay(chain, sender, to, COIN // 100)
        flying = {credit.receipt.id: chain.shard_of(credit.receipt.to) for credit in chain.flight.values()}
        shards = chain.shards
        run(chain, 1)
        if chain.shards != shards:
            for credit in chain.flight.values():
                old = flying.get(credit.receipt.id)
                seen = seen or (old is not None and chain.shard_of(credit.receipt.to) in (2 * old, 2 * old + 1))
    assert seen and len(chain.shards) == 4
    chain.pending = {number: [] for number in chain.pending}
    arrived(chain)


def test_split__at_random__not_all_at_once():
    """CNT-21: 分裂的机制要考虑一定的随机性: when, and by which bit, differs with the work."""
    bits, periods = set(), set()
    for seed in range(8):
        chain = split(8, seed)
        view = chain.beacon.shards[1]
        bits.add(view.splits_at)
        periods.add(view.height)
    assert len(bits) > 5 and len(periods) > 1


def test_split__too_few_nodes__never():
    """CNT-21: 7 of 8 nodes are not enough for two committees of 4."""
    chain = native(7)
    run(chain, 40)
    assert chain.shards == [1] and chain.beacon.shards[1].splits_at is None


def test_committees__each_period__reshuffled_by_the_final_block():
    """CNT-21: 利用 PoW 定期轮换各分片的出块人; all nodes come to sit."""
    chain = native(9, params=replace(PARAMS, shard_split=99))
    run(chain, 60)
    committees = chain.beacon.shards[1].committees
    assert len(committees) > 10 and len({c.members for c in committees}) > 8
    assert {node for c in committees for node in c.members} == set(chain.nodes)
    checkpoint = chain.beacon.period
    block = chain.chain.at(checkpoint.epoch * PARAMS.casper_epoch)
    assert checkpoint.hash == block.hash
    assert committees[-1].members == tuple(beacons.draw(block.hash, block.state.pool.active()))[:4]
    for anchored in chain.beacon.shards[1].headers.values():
        seated = chain.beacon.shards[1].committee(anchored.header.committee)
        assert len(anchored.police.members) == 4 and not set(anchored.police.members) & set(seated.members)


def test_reorg__before_finality__anchors_come_again():
    """CNT-21: shards' decisions and money stay; the receipts are checked again by other police."""
    chain = split()
    sender, to = across(chain)
    for _ in range(3):
        pay(chain, sender, to)
        run(chain, 1)
    aligned(chain)
    pay(chain, sender, to)
    run(chain, 1)
    police = {h.police.context for v in chain.beacon.shards.values() for h in v.headers.values()}
    assert overtaken(chain, chain.chain.head)
    assert chain.reorgs and chain.total == chain.supply
    flying = len(chain.flight)
    assert flying >= 1
    arrived(chain)
    after = {h.police.context for v in chain.beacon.shards.values() for h in v.headers.values()}
    assert after - police


def test_struck_out__blocks_with_transfers_and_credits__paid_once_by_the_next_seats():
    """CNT-21: what a struck out block debited, sent and credited is as before, and is done again by others."""
    chain = split()
    sender, to = across(chain)
    shards = chain.shard_of(NAMES[sender]), chain.shard_of(NAMES[to])
    before = chain.balance(NAMES[sender]), chain.balance(NAMES[to])
    pay(chain, sender, to, 7 * COIN)
    while not chain.waiting(shards[1]):
        run(chain, 1)
    pay(chain, sender, to, COIN)
    withheld = [chain.round(shard) for shard in shards]
    assert withheld[0].receipts and withheld[1].block.credits
    for made in withheld:
        del chain.bodies[made.block.hash]
    chain.mine()
    for _ in range(25):
        run(chain, 1)
        assert chain.total == recomputed(chain)
    for shard, made in zip(shards, withheld, strict=True):
        assert made.block.header.committee in chain.final.shards[shard].banned
        assert made.block.hash not in {kept.block.hash for kept in chain.lines[shard].made}
    arrived(chain)
    assert (chain.balance(NAMES[sender]), chain.balance(NAMES[to])) == (before[0] - 8 * COIN, before[1] + 8 * COIN)


def test_undo__block_with_a_receipt__nothing_of_it_in_flight():
    """CNT-21: what was never sent in the end arrives nowhere, whether or not it is sent again."""
    chain = split()
    sender, to = across(chain)
    transfer = pay(chain, sender, to, COIN)
    shard = chain.shard_of(NAMES[sender])
    made, line = chain.round(shard), chain.lines[shard]
    assert len(chain.flight) == len(made.receipts) == 1
    chain._undo(line, line.height)
    assert not chain.flight and chain.pending[shard] == [transfer]
    assert chain.total == chain.supply == recomputed(chain)


def test_vote__honest_validator__one_in_an_epoch_and_none_around_another():
    """CNT-21: whatever chain it is led to, it signs nothing that convicts it."""
    chain = native(5)
    who = next(iter(chain.nodes))

    def voted(source: int, target: int, hash_: bytes = b"") -> Vote | None:
        return chain._vote(who, Checkpoint(source, bytes(32)), Checkpoint(target, hash_.ljust(32, b"\0")))

    first = voted(2, 3)
    assert first and voted(2, 3) is first
    assert voted(2, 3, b"other") is None and voted(1, 4) is None and voted(0, 2) is None
    assert voted(2, 5) and voted(5, 6)


def test_reorg__below_finality__not_followed():
    """CNT-21"""
    chain = native(9)
    run(chain, 20)
    head, start = chain.chain.head, chain.chain.final.parent
    block = start
    for _ in range(40):
        block = chain.mine([], on=block)
    assert block.total > head.total and chain.chain.head is head


def test_pool__join_leave_withdraw_by_blocks__nodes_come_and_go():
    """CNT-21: all through the main chain."""
    quick = replace(PARAMS, casper_join_delay=60, casper_exit_delay=60, casper_unbonding=600, shard_split=99)
    chain = native(8, params=quick)
    key, goes = Key.from_seed("newcomer"), Key.from_seed("node 3")
    chain.nodes[key.address] = key
    chain.queue += [Join.sign(quick.casper_deposit, key), Leave.sign(goes), Withdraw(goes.address)]
    for _ in range(150):
        run(chain, 1)
        seed = chain.beacon.period
        then = chain.chain.at(seed.epoch * quick.casper_epoch).state.pool
        seats = beacons.draw(seed.hash, then.active())[:4] if seed.epoch else None
        assert seats is None or list(chain.beacon.shards[1].committees[-1].members) == seats
    assert key.address in chain.beacon.pool.active() and goes.address not in chain.beacon.pool.validators
    assert any(key.address in c.members for c in chain.beacon.shards[1].committees)
    assert chain.beacon.pool.paid >= quick.casper_deposit * 99 // 100
    assert not any(goes.address in c.members for c in chain.beacon.shards[1].committees[-10:])


def test_pool__third_offline__leak_brings_finality_back():
    """CNT-21: 40% vanish; what is final stands still, until the absent have lost enough."""
    chain = native(10, params=replace(PARAMS, casper_leak=400, shard_seats=7, police_seats=4, shard_split=99))
    run(chain, 12)
    chain.offline = set(sorted(chain.nodes)[:4])
    stalled = chain.beacon.finality.final.epoch
    run(chain, 20)
    assert chain.beacon.finality.final.epoch <= stalled + 1
    run(chain, 90)
    pool = chain.beacon.pool
    assert chain.beacon.finality.final.epoch > stalled + 10
    away = sum(pool.validators[who].deposit for who in chain.offline)
    assert 3 * away < pool.held + PARAMS.casper_deposit // 100 and pool.burned > 0


def test_evidence__in_a_block__convicts():
    """CNT-21: anybody who has two votes that contradict each other takes the voter's place away."""
    chain = native(8)
    run(chain, 10)
    guilty = Key.from_seed("node 2")
    finality = chain.beacon.finality
    one = Vote.cast(finality.source, finality.current, guilty)
    two = Vote.cast(finality.source, replace(finality.current, hash=keccak(b"other")), guilty)
    chain.queue.append(Evidence(one, two))
    run(chain, 12)
    assert set(chain.beacon.pool.slashes) == {guilty.address}
    assert chain.beacon.pool.burned >= PARAMS.casper_deposit // 10
    assert guilty.address not in chain.beacon.pool.active()


def test_period__a_validator_is_convicted__seats_are_dealt_as_of_the_checkpoint():
    """CNT-21: no fork after the checkpoint seats another committee, not even where it convicts somebody."""
    chain = native(8, params=replace(PARAMS, shard_split=99))
    run(chain, 10)
    guilty = Key.from_seed("node 2")
    finality = chain.beacon.finality
    one = Vote.cast(finality.source, finality.current, guilty)
    chain.queue.append(Evidence(one, Vote.cast(finality.source, replace(finality.current, hash=keccak(b"x")), guilty)))
    lagged = False
    for _ in range(20):
        before = chain.beacon
        run(chain, 1)
        period = chain.beacon.period
        if period == before.period:
            continue
        then = chain.chain.at(period.epoch * PARAMS.casper_epoch).state.pool.active()
        assert {node for hand in chain.beacon.hands.values() for node in hand} == set(then)
        lagged |= set(then) != set(before.pool.active())
    assert lagged


# --- any history


class Histories(RuleBasedStateMachine):
    """CNT-21: money is conserved after every step: transfers, rounds, blocks, reorganisations, outages, splits.

    Committees' messages are late, lost, out of order, repeated; a committee is cut in two in the middle of a round.
    """

    @initialize(
        nodes=st.sampled_from([5, 9, 12]),
        seed=st.integers(0, 999),
        loss=st.sampled_from([0.0, 0.0, 0.05]),
        repeats=st.booleans(),
    )
    def start(self, nodes, seed, loss, repeats):
        self.chain = native(nodes, seed, loss=loss)
        self.repeats = repeats
        self.networks = set()
        self.sent: dict[bytes, int] = {}
        self.handed_in: list[Transfer] = []
        self.owed = dict.fromkeys(NAMES, 100 * COIN)

    def _pay(self, sender, to, amount):
        name = NAMES[sender]
        transfer = Transfer.sign(USERS[sender], NAMES[to], amount, self.sent.get(name, 0))
        if amount <= self.owed[name] - 50 * COIN:  # never short of money, so each will be paid in the end
            self.chain.submit(transfer)
            self.handed_in.append(transfer)
            self.sent[name] = self.sent.get(name, 0) + 1
            self.owed[name] -= amount
            self.owed[NAMES[to]] += amount

    @rule(moves=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 3 * COIN)), max_size=6))
    def pay(self, moves):
        for move in moves:
            self._pay(*move)

    @rule(which=st.integers(0, 99))
    def replay(self, which):
        if self.handed_in:
            with suppress(Refused):
                self.chain.submit(self.handed_in[which % len(self.handed_in)])

    @rule(steps=st.integers(1, 8))
    def step(self, steps):
        for _ in range(steps):
            self.chain.step()
            self.conserved()

    def _team(self, which):
        """A shard and its committee at work, whose messages come twice in some histories."""
        shard = self.chain.shards[which % len(self.chain.shards)]
        network = self.chain.team(shard).network
        if self.repeats and network not in self.networks:
            self.networks.add(network)
            doubled(network)
        return shard, network

    @rule(which=st.integers(0, 9))
    def one_shard(self, which):
        shard, _ = self._team(which)
        self.chain.round(shard)

    @rule(which=st.integers(0, 9), side=st.integers(1, 3), seconds=st.sampled_from([0.05, 0.15, 0.3, 1.0, 100.0]))
    def cut(self, which, side, seconds):
        """The committee is cut in two soon after a round began."""
        shard, network = self._team(which)
        members = self.chain.teams[shard].committee.members
        network.after(seconds / 10, network.partition, members[:side], members[side:])
        network.after(seconds, network.heal)
        self.chain.round(shard)

    @rule()
    def block(self):
        self.chain.mine()

    @rule(depth=st.integers(1, 5))
    def reorganise(self, depth):
        chain = self.chain.chain
        if chain.head.number - chain.final.number > depth:
            overtaken(self.chain, chain.at(chain.head.number - depth + 1))

    @rule(which=st.integers(0, 11))
    def outage(self, which):
        self.chain.offline = {sorted(self.chain.nodes)[which % len(self.chain.nodes)]}

    @rule()
    def back(self):
        self.chain.offline = set()

    @invariant()
    def conserved(self):
        chain = self.chain
        assert chain.total == chain.supply == recomputed(chain)
        for number in chain.shards:
            state = chain.lines[number].state
            assert all(wei >= 0 for wei in state.balances.values())
            assert all(state.domain.holds(who) for who in state.balances)
        assert sum(chain.final.shards[number].domain.holds(NAMES[0]) for number in chain.shards) == 1
        for number, view in chain.final.shards.items():
            for height, anchored in view.headers.items():
                made = chain.lines[number].made[height - view.start - 1]
                assert anchored.header == made.block.header and made.state.root == anchored.header.state_root

    def teardown(self):
        if not hasattr(self, "chain"):
            return
        self.chain.offline = set()
        for _ in range(150):
            self.chain.step()
            if not self.chain.flight and not any(self.chain.pending[number] for number in self.chain.shards):
                break
        self.conserved()
        assert {name: self.chain.balance(name) for name in NAMES} == self.owed


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
