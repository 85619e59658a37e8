# SPDX-License-Identifier: MIT
"""What the main chain takes of shards' blocks and of the police's verdicts (CNT-21)."""

from dataclasses import replace

import pytest

from tests.shard_world import COIN, NAMES, PARAMS, native, recomputed, run, split
from wuxing import merkle
from wuxing.contattract.chain.beacon import BAD, MISSING, Anchor
from wuxing.contattract.chain.pbft import COMMIT, Certificate
from wuxing.contattract.chain.shard import (
    Credit,
    Receipt,
    build,
)
from wuxing.contattract.chain.sharded import ShardReplica
from wuxing.refused import Refused


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


@pytest.mark.parametrize(
    "kind, reason",
    [("older committee", "no committee before that of the parent"), ("after the last", "and none after it")],
)
def test_anchor__order_of_committees_and_end__kept(kind: str, reason: str):
    """CNT-21: who lost the seats adds nothing to its successors' blocks; nothing follows a shard's last."""
    chain = native(9, params=replace(PARAMS, shard_split=99))
    chain.step()
    made, state = chain.round(1), chain.beacon.copy()
    view = state.shards[1]
    anchored = view.headers[view.height]
    changes = {"last": True} if kind == "after the last" else {"committee": b"later"}
    headers = view.headers | {view.height: replace(anchored, header=replace(anchored.header, **changes))}
    later = replace(view.committees[-1], context=b"later")
    view = state.shards[1] = replace(view, headers=headers, committees=(*view.committees, later), splits_at=0)
    with pytest.raises(Refused, match=reason):
        state.anchor(Anchor(replace(made.block.header, parent=view.head), made.certificate), chain.chain.head)


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
    assert view.committees[-1].context not in view.banned
    convicted = set(chain.beacon.pool.slashes)
    assert convicted == (set() if hide else set(captured.members))
    with pytest.raises(Refused, match="not banned"):
        chain.mine([anchor])
    height = chain.lines[shard].height
    run(chain, 25)
    assert chain.lines[shard].height > height + 5 and chain.total == chain.supply == recomputed(chain)


def test_police__credit_of_a_receipt_that_nobody_emitted__found_bad():
    """CNT-21: a captured committee credits money that never left another shard."""
    chain = split(12)
    shard, other = chain.shards[:2]
    line, committee = chain.lines[shard], chain.final.shards[shard].committees[-1]
    to = next(name for name in NAMES if chain.shard_of(name) == shard)
    credit = Credit(Receipt(other, 1, 0, to, 10**6 * COIN), ())
    block = build(ShardReplica(chain, line, committee).header(line.height + 1), line.state, [credit], [])[0]
    chain.bodies[block.hash] = block
    digest = committee.digest(COMMIT, block.header.height, 0, block.hash)
    signatures = tuple(chain.nodes[who].sign(digest) for who in committee.members)
    chain.mine([Anchor(block.header, Certificate(block.header.height, 0, block.hash, signatures))])
    verdict = next(v for v in chain.verdicts() if v.shard == shard)
    assert verdict.found == BAD
    chain.mine([verdict])
    assert set(chain.beacon.pool.slashes) == set(committee.members)
    run(chain, 10)
    assert chain.total == chain.supply == recomputed(chain)


def test_judge__missing_block_of_the_newest_committee__police_take_the_seats():
    """CNT-21: until the next period, as no other committee has been drawn yet."""
    chain = native(9, params=replace(PARAMS, shard_split=99))
    chain.round(1)
    chain.bodies.clear()
    chain.mine()
    police = chain.beacon.shards[1].headers[1].police
    (verdict,) = chain.verdicts()
    chain.mine([verdict])
    view = chain.beacon.shards[1]
    assert verdict.found == MISSING and view.headers == {} and view.committees[-1] == police


def test_judge__missing_block_of_an_earlier_committee__the_later_one_keeps_the_seats():
    """CNT-21: the police sit only where no committee has been drawn since."""
    chain = native(9, params=replace(PARAMS, shard_split=99))
    chain.round(1)
    chain.bodies.clear()
    chain.mine()
    (verdict,) = chain.verdicts()
    state = chain.beacon.copy()
    view = state.shards[1]
    later = replace(view.committees[-1], context=b"later")
    state.shards[1] = replace(view, committees=(*view.committees, later))
    state.judge(verdict, 0)
    assert state.shards[1].committees == (*view.committees, later)
    assert state.shards[1].banned == {view.committees[-1].context}
