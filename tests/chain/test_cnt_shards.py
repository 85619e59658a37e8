# SPDX-License-Identifier: MIT
"""Shards, transfers between them, splits: money is conserved at every step (CNT-21)."""

from contextlib import suppress
from dataclasses import replace

import pytest
from eth_hash.auto import keccak
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from wuxing import merkle
from wuxing.contattract import beacon as beacons
from wuxing.contattract.beacon import BAD, MISSING, Anchor
from wuxing.contattract.casper import Evidence, Join, Leave, Vote, Withdraw
from wuxing.contattract.keys import Key
from wuxing.contattract.pbft import COMMIT, Certificate
from wuxing.contattract.shard import (
    Credit,
    Domain,
    Receipt,
    State,
    Transfer,
    build,
    credits_for,
    execute,
    place,
    replay,
)
from wuxing.contattract.sharded import ShardedChain, ShardReplica
from wuxing.params import load
from wuxing.refused import Refused

PARAMS = replace(
    load("contattract", "reconciled"),
    pow_difficulty=2,
    casper_epoch=3,
    shard_seats=4,
    police_seats=4,
    shard_split=8,
    shard_block=5,
    pbft_timeout=500,
)
COIN = 10**18
USERS = [Key.from_seed(f"user {i}") for i in range(12)]
NAMES = [user.address for user in USERS]


def native(nodes=9, seed=0, params=PARAMS, **options) -> ShardedChain:
    founders = [Key.from_seed(f"node {i}") for i in range(nodes)]
    return ShardedChain(params, founders, dict.fromkeys(NAMES, 100 * COIN), seed, **options)


def pay(chain, sender, to, amount=COIN, nonce=None):
    nonce = chain.nonce(USERS[sender].address) if nonce is None else nonce
    transfer = Transfer.sign(USERS[sender], NAMES[to], amount, nonce)
    chain.submit(transfer)
    return transfer


def run(chain, steps):
    for _ in range(steps):
        chain.step()
        assert chain.total == chain.supply


def split(nodes=9, seed=0, **options) -> ShardedChain:
    """A chain that has split once at least."""
    chain = native(nodes, seed, **options)
    for _ in range(60):
        chain.step()
        if len(chain.shards) > 1:
            return chain
    raise AssertionError("expected a split within 60 steps")


def overtaken(chain, target) -> bool:
    """Others mine empty blocks beside a block until it is off the chain; not if finality forbids it."""
    block, most = target.parent, chain.chain.head.number - target.number + 20
    for _ in range(most):
        block = chain.mine([], on=block)
        if not chain.chain.holds(target):
            return True
    return False


def aligned(chain) -> None:
    """Steps to a block after which nothing is justified until the next checkpoint has passed."""
    while chain.chain.head.number % PARAMS.casper_epoch != 1:
        run(chain, 1)


def arrived(chain) -> None:
    """Steps until nothing is in flight."""
    for _ in range(60):
        if not chain.flight:
            return
        run(chain, 1)
    raise AssertionError("expected everything to arrive within 60 blocks")


def across(chain) -> tuple[int, int]:
    """Two users in different shards."""
    first = chain.shard_of(NAMES[0])
    return 0, next(i for i, name in enumerate(NAMES) if chain.shard_of(name) != first)


def recomputed(chain) -> int:
    """All money, from states and blocks alone: balances, and receipts emitted and not credited anywhere."""
    states = [chain.lines[number].state for number in chain.shards]
    credited = {receipt for state in states for receipt in state.credited}
    emitted = [r for line in chain.lines.values() for made in line.made for r in made.receipts]
    return sum(s.total for s in states) + sum(r.amount for r in emitted if r.id not in credited)


# --- one shard's state


def test_domain__halves__share_out_all_accounts():
    """CNT-21: by a bit of the account's hash; every account is in one child."""
    whole = Domain(((5, 1),))
    zero, one = whole.halves(77)
    for i in range(300):
        who = keccak(bytes([i % 256, i // 256]))[:20]
        bits = bin(int.from_bytes(place(who), "big"))[2:].zfill(256)
        assert whole.holds(who) == (bits[5] == "1")
        assert zero.holds(who) == (bits[5] == "1" and bits[77] == "0")
        assert whole.holds(who) == (zero.holds(who) != one.holds(who))
    with pytest.raises(Refused, match="a bit that does not split yet, got 5"):
        whole.halves(5)


def _state(*balances: int, domain=None) -> State:
    return State(domain or Domain(), dict(zip(NAMES, balances, strict=False)))


@pytest.mark.parametrize(
    "transfer, reason",
    [
        (Transfer.sign(USERS[0], NAMES[1], 11, 0), "an amount of 1 to 10 wei, got 11"),
        (Transfer.sign(USERS[0], NAMES[1], 0, 0), "an amount of 1 to 10 wei, got 0"),
        (Transfer.sign(USERS[0], NAMES[1], 1, 1), "nonce 0, got 1"),
        (Transfer.sign(USERS[5], NAMES[1], 1, 0), "an amount of 1 to 0 wei, got 1"),
        (Transfer(NAMES[1], 1, 0, b"\0" * 65), "a signature of 65 bytes"),
        (replace(Transfer.sign(USERS[0], NAMES[1], 1, 0), amount=2), "amount of 1 to 0 wei"),
    ],
)
def test_pay__bad_transfer__refused_and_nothing_changed(transfer, reason):
    """CNT-21"""
    state = _state(10)
    root = state.root
    with pytest.raises(Refused, match=reason):
        state.pay(transfer)
    assert state.root == root and state.total == 10


def test_pay__twice__refused():
    """CNT-21: the nonce makes a transfer count once."""
    state, transfer = _state(10), Transfer.sign(USERS[0], NAMES[1], 4, 0)
    assert state.pay(transfer) is False and state.balances == {NAMES[0]: 6, NAMES[1]: 4}
    with pytest.raises(Refused, match="nonce 1, got 0"):
        state.pay(transfer)


def test_pay__to_another_shard__leaves_by_a_receipt():
    """CNT-21: the debit is here, the credit is not."""
    domain = Domain(((0, place(NAMES[0])[0] >> 7),))
    other = next(name for name in NAMES if not domain.holds(name))
    state = _state(10, domain=domain)
    after, receipts = execute(state, 1, 7, [], [Transfer.sign(USERS[0], other, n + 1, n) for n in range(2)])
    assert (state.total, after.total) == (10, 7)
    assert receipts == [Receipt(1, 7, 0, other, 1), Receipt(1, 7, 1, other, 2)]
    stranger = next(user for user in USERS if not domain.holds(user.address))
    with pytest.raises(Refused, match="a sender of this shard"):
        state.pay(Transfer.sign(stranger, NAMES[0], 1, 0))
    with pytest.raises(Refused, match="a receipt for an account of this shard"):
        state.credit(receipts[0])


def test_credit__twice__refused():
    """CNT-21: also by a child of the shard that credited it."""
    state, receipt = _state(10), Receipt(1, 7, 0, NAMES[3], 5)
    state.credit(receipt)
    state.credit(replace(receipt, index=1))
    assert state.balances[NAMES[3]] == 10
    children = [state.split(domain) for domain in Domain().halves(9)]
    assert sum(child.total for child in children) == state.total
    for heir in (state, next(child for child in children if child.domain.holds(NAMES[3]))):
        with pytest.raises(Refused, match="a receipt that was not credited yet"):
            heir.credit(receipt)


def test_root__any_change__shows():
    """CNT-21: balances, nonces and credited receipts are under the root, whatever the order they came in."""
    state = _state(10, 20, 30)
    roots = {state.root}
    for change in (
        lambda s: s.pay(Transfer.sign(USERS[0], NAMES[1], 1, 0)),
        lambda s: s.credit(Receipt(2, 1, 0, NAMES[7], 0)),
        lambda s: s.nonces.update({NAMES[4]: 1}) or s.pay(Transfer.sign(USERS[1], NAMES[4], 1, 0)),
    ):
        change(state)
        assert state.root not in roots
        roots.add(state.root)
        fresh = State(
            state.domain, *(dict(reversed(d.items())) for d in (state.balances, state.nonces, state.credited))
        )
        assert fresh.root == state.copy().root == state.root


def _block(credits=(), transfers=()):
    state = _state(10, domain=Domain(((0, place(NAMES[0])[0] >> 7),)))
    header = beacons.ShardHeader(1, 1, b"\0" * 32, b"c" * 32, b"", b"")
    other = next(name for name in NAMES if not state.domain.holds(name))
    return state, *build(header, state, credits, transfers or [Transfer.sign(USERS[0], other, 3, 0)])


@pytest.mark.parametrize("root", ["state_root", "body_root", "receipts_root"])
def test_replay__wrong_root__refused(root: str):
    """CNT-21: what the police do."""
    state, block, after, receipts = _block()
    assert replay(state, block)[0].root == after.root and replay(state, block)[1] == receipts
    forged = replace(block, header=replace(block.header, **{root: b"\7" * 32}))
    with pytest.raises(Refused, match=f"the {root.replace('_', ' ')} that"):
        replay(state, forged)


def test_credits_for__receipts__each_under_the_root():
    """CNT-21: the path leads to the block's receipts root, for that receipt at that place alone."""
    receipts = [Receipt(1, 1, i, NAMES[i], i + 1) for i in range(5)]
    root = merkle.Tree.of(r.encoded for r in receipts).root
    for credit in credits_for(receipts):
        assert credit.is_under(root)
        for change in (
            {"amount": 100},
            {"to": NAMES[9]},
            {"index": 4 - credit.receipt.index or 3},
            {"height": 2},
            {"shard": 2},
        ):
            changed = replace(credit.receipt, **change)
            assert changed == credit.receipt or not Credit(changed, credit.proof).is_under(root)
    assert credits_for([]) == []


# --- the whole


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


def test_split__children__inherit_state_and_what_is_in_flight_arrives():
    """CNT-21: at random, by a bit drawn from the work; nothing is lost, old transfers stay spent."""
    chain = native(9)
    spent = pay(chain, 0, 1)
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


# --- what the main chain refuses


@pytest.fixture(scope="module")
def anchored():
    """A chain with a decided block that is not anchored yet."""
    chain = native(9, params=replace(PARAMS, shard_split=99))
    for _ in range(4):
        chain.step()
    made = chain.round(1)
    return chain, made


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"height": 9}, "the block after height 4"),
        ({"parent": b"\7" * 32}, "the block after height 4"),
        ({"shard": 2}, r"one of the shards \[1\], got 2"),
        ({"committee": b"\7" * 32}, "a committee of the shard"),
        ({"last": True}, "a last block only of a shard that splits"),
        ({"state_root": b"\7" * 32}, "a certificate of this block"),
    ],
)
def test_anchor__bad_header__refused(anchored, change, reason):
    """CNT-21"""
    chain, made = anchored
    anchor = Anchor(replace(made.block.header, **change), made.certificate)
    with pytest.raises(Refused, match=reason):
        chain.mine([anchor])


def test_anchor__too_few_signatures__refused(anchored):
    """CNT-21"""
    chain, made = anchored
    few = replace(made.certificate, signatures=made.certificate.signatures[:2])
    with pytest.raises(Refused, match="signatures of 3 members, got 2"):
        chain.mine([Anchor(made.block.header, few)])
    chain.mine([Anchor(made.block.header, made.certificate)])
    with pytest.raises(Refused, match="the block after height 5"):
        chain.mine([Anchor(made.block.header, made.certificate)])


def test_judge__bad_verdict__refused():
    """CNT-21: of the next unchecked block, by a quorum of the police drawn for it, for what they signed."""
    chain = native(9, params=replace(PARAMS, shard_split=99))
    chain.step()
    chain.step()
    (good,) = chain.verdicts()
    committee = chain.beacon.shards[1].committees[-1]
    header = chain.beacon.shards[1].headers[good.height].header
    digest = committee.digest(COMMIT, good.height, 0, header.hash)
    by_committee = tuple(chain.nodes[who].sign(digest) for who in committee.members)
    for bad, reason in (
        (replace(good, signatures=good.signatures[:2]), "signatures of 3 members, got 2"),
        (replace(good, found=BAD), "signatures of 3 members, got 0"),
        (replace(good, found=b"fine"), "good, bad or missing"),
        (replace(good, height=good.height + 1), f"height {good.height}, got"),
        (replace(good, shard=2), "one of the shards"),
        (replace(good, signatures=by_committee), "got 0"),
    ):
        with pytest.raises(Refused, match=reason):
            chain.mine([bad])
    chain.mine([good])
    assert chain.beacon.shards[1].checked == good.height


def test_judge__after_a_reorg__old_verdict_refused():
    """CNT-21: the police are drawn with the hash of the block that anchors."""
    chain = native(9, params=replace(PARAMS, shard_split=99))
    chain.step()
    (verdict,) = chain.verdicts()
    genesis = chain.chain.genesis
    anchor = [item for item in chain.chain.head.body if isinstance(item, Anchor)]
    other = chain.mine([], on=genesis)
    other = chain.mine(anchor, on=other)
    assert chain.chain.head is other
    with pytest.raises(Refused, match="signatures of 3 members, got 0"):
        chain.mine([verdict])


def forge(chain, shard, keys, amount=10**6 * COIN, hide=False):
    """A block by `keys` that makes money from nothing for another shard; its anchor."""
    line, committee = chain.lines[shard], chain.final.shards[shard].committees[-1]
    app = ShardReplica(chain, line, committee)
    victim = next(name for name in NAMES if chain.shard_of(name) != shard)
    receipt = Receipt(shard, line.height + 1, 0, victim, amount)
    block = build(app.header(line.height + 1), line.state, [], [])[0]
    block = replace(block, header=replace(block.header, receipts_root=beacons_root([receipt])))
    if not hide:
        chain.bodies[block.hash] = block
    digest = committee.digest(COMMIT, block.header.height, 0, block.hash)
    signatures = tuple(key.sign(digest) for key in keys if key.address in committee.members)
    return Anchor(block.header, Certificate(block.header.height, 0, block.hash, signatures)), receipt


def beacons_root(receipts):
    return merkle.Tree.of(r.encoded for r in receipts).root


@pytest.mark.parametrize("hide, found", [(False, BAD), (True, MISSING)])
def test_police__captured_shard__struck_out_and_the_shard_goes_on(hide: bool, found: bytes):
    """CNT-21: 警察机制: forged receipts are never credited; who signed is convicted; nobody is for a missing block."""
    chain = split(12)
    shard = chain.shards[0]
    captured = chain.final.shards[shard].committees[-1]
    anchor, receipt = forge(chain, shard, [chain.nodes[who] for who in captured.members], hide=hide)
    chain.mine([anchor])
    with pytest.raises(Refused, match="that the police found good"):
        chain.beacon.creditable(Credit(receipt, ()))
    verdict = next(v for v in chain.verdicts() if v.shard == shard)
    assert verdict.found == found
    chain.mine([verdict])
    view = chain.beacon.shards[shard]
    assert receipt.height not in view.headers and captured.context in view.banned
    convicted = set(chain.beacon.pool.slashes)
    assert convicted == (set() if hide else set(captured.members))
    with pytest.raises(Refused, match="not banned"):
        chain.mine([anchor])
    height = chain.lines[shard].height
    run(chain, 25)
    assert chain.lines[shard].height > height + 5 and chain.total == chain.supply == recomputed(chain)


# --- any history


class Histories(RuleBasedStateMachine):
    """CNT-21: money is conserved after every step: transfers, rounds, blocks, reorganisations, outages, splits."""

    @initialize(nodes=st.sampled_from([5, 9, 12]), seed=st.integers(0, 999), loss=st.sampled_from([0.0, 0.0, 0.05]))
    def start(self, nodes, seed, loss):
        self.chain = native(nodes, seed, loss=loss)
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

    @rule(which=st.integers(0, 9))
    def one_shard(self, which):
        shards = self.chain.shards
        self.chain.round(shards[which % len(shards)])

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
