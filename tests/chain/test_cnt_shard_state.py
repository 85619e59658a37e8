# SPDX-License-Identifier: MIT
"""One shard's accounts, receipts and blocks (CNT-21)."""

from dataclasses import replace

import pytest
from eth_hash.auto import keccak

from tests.shard_world import NAMES, USERS
from wuxing import merkle
from wuxing.contattract.chain import beacon as beacons
from wuxing.contattract.chain.shard import (
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
from wuxing.refused import Refused


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
        lambda s: s.credit(Receipt(2, 1, 0, NAMES[1], 0)),
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
