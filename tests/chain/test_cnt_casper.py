# SPDX-License-Identifier: MIT
"""The deposit pool and the finality of checkpoints (CNT-21)."""

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from wuxing.contattract.chain.casper import NEVER, Checkpoint, Evidence, Finality, Join, Leave, Pool, Vote, offender
from wuxing.contattract.keys import Key
from wuxing.params import load
from wuxing.refused import Refused

PARAMS = replace(load("contattract", "reconciled"), casper_leak=1000)
WEI = PARAMS.casper_deposit
DAY = 86_400
KEYS = [Key.from_seed(f"validator {i}") for i in range(6)]
A, B, C, D, E, F = (key.address for key in KEYS)


def point(epoch: int, branch: str = "") -> Checkpoint:
    return Checkpoint(epoch, f"{epoch}{branch}".encode().rjust(32, b"\0"))


def link(source: int, target: int, key: Key = KEYS[0], branch: str = "") -> Vote:
    return Vote.cast(point(source), point(target, branch), key)


def founded(count: int = 4) -> Pool:
    return Pool.founded(PARAMS, {key.address: WEI for key in KEYS[:count]})


# --- evidence


CASES = [
    ((1, 2, ""), (1, 2, "x"), True),  # two targets in one epoch
    ((1, 3, ""), (2, 3, ""), True),  # one target from two sources
    ((1, 5, ""), (2, 4, ""), True),  # around
    ((2, 4, ""), (1, 5, ""), True),  # within
    ((1, 2, ""), (1, 2, ""), False),  # the same
    ((1, 2, ""), (2, 3, ""), False),  # one after the other
    ((1, 3, ""), (1, 4, ""), False),  # same source, later target
    ((1, 4, ""), (3, 5, ""), False),  # overlapping, not around
]


@pytest.mark.parametrize("first, second, guilty", CASES)
def test_offender__two_votes__double_or_surround(first, second, guilty):
    """CNT-21: a table of what convicts: source, target, branch."""
    a, b = (Vote.cast(point(s), point(t, branch), KEYS[0]) for s, t, branch in (first, second))
    if guilty:
        assert offender(Evidence(a, b)) == offender(Evidence(b, a)) == A
    else:
        with pytest.raises(Refused, match="expected two"):
            offender(Evidence(a, b))


def test_offender__two_signers_or_forged__convicts_nobody():
    """CNT-21: two real signatures of one key are needed; another's vote with a changed target is another's."""
    a, b = link(1, 2), link(1, 2, KEYS[1], "x")
    with pytest.raises(Refused, match="one signer"):
        offender(Evidence(a, b))
    with pytest.raises(Refused, match="one signer"):
        offender(Evidence(a, replace(a, target=point(2, "x"))))
    with pytest.raises(Refused, match="a signature of 65 bytes"):
        offender(Evidence(a, replace(b, signature=b"\0" * 65)))


# --- coming and going


def test_join__waits_a_day_and_a_dynasty():
    """CNT-21: 等待一天时间, and only a final checkpoint lets anybody in."""
    pool = founded()
    pool.join(E, WEI, 1000)
    pool.turn(1000 + DAY - 1)
    assert pool.validators[E].start == NEVER
    pool.turn(1000 + DAY)
    assert pool.validators[E].start == pool.dynasty + 1 == 3 and E not in pool.active()
    pool.turn(1000 + DAY)
    assert E in pool.active() and E not in pool.active(2)


def test_leave__votes_seven_more_days__paid_after_four_months():
    """CNT-21: 大概 7 天后关闭, 等待 4 个月"""
    pool = founded()
    pool.leave(A, 0)
    pool.turn(7 * DAY - 1)
    assert pool.validators[A].end == NEVER
    pool.turn(7 * DAY)
    pool.turn(8 * DAY)
    assert A not in pool.active() and A in pool.active(2)
    due = 7 * DAY + 120 * DAY
    with pytest.raises(Refused, match="unbonding time of 10368000 s to be over"):
        pool.withdraw(A, due - 1)
    assert pool.withdraw(A, due) == WEI == pool.paid
    for again in (lambda: pool.withdraw(A, due), lambda: pool.leave(A, due)):
        with pytest.raises(Refused, match="expected a validator, got 0x"):
            again()
    with pytest.raises(Refused, match="a key that was never in the pool"):
        pool.join(A, WEI, due)


def test_leave__before_it_came_in__never_votes():
    """CNT-21"""
    pool = founded()
    pool.join(E, WEI, 0)
    pool.leave(E, 10)
    for day in range(1, 20):
        pool.turn(day * DAY)
        assert E not in pool.active()
    assert pool.withdraw(E, 8 * DAY + 120 * DAY) == WEI


@pytest.mark.parametrize(
    "do, reason",
    [
        (lambda pool: pool.join(E, WEI - 1, 0), "a deposit of at least"),
        (lambda pool: pool.join(A, WEI, 0), "never in the pool"),
        (lambda pool: pool.leave(E, 0), "expected a validator"),
        (lambda pool: pool.withdraw(A, 10**9), "unbonding time"),
        (lambda pool: pool.slash(E, 0), "expected a validator"),
    ],
)
def test_pool__bad_moves__refused(do, reason):
    """CNT-21"""
    pool = founded()
    with pytest.raises(Refused, match=reason):
        do(pool)
    assert (pool.held, pool.burned, pool.paid) == (4 * WEI, 0, 0)


def test_signed__wishes__name_their_signer():
    """CNT-21: another amount is another signer's, so nobody can enter or leave for somebody else."""
    assert Join.sign(WEI, KEYS[4]).validator == E and Leave.sign(KEYS[4]).validator == E
    assert replace(Join.sign(WEI, KEYS[4]), amount=WEI + 1).validator != E


# --- penalties


def test_slash__alone__a_tenth_at_once_then_three_times_the_share():
    """CNT-21: 与其它犯错验证节点的数量是成比例的: 1 of 100 loses a tenth, 20 of 100 lose 60%, a third all."""
    for count, lost in ((1, Fraction(1, 10)), (20, Fraction(6, 10)), (34, Fraction(1))):
        who = [bytes([i]) * 20 for i in range(100)]
        pool = Pool.founded(PARAMS, dict.fromkeys(who, WEI))
        for time, address in enumerate(who[:count]):
            pool.slash(address, time)
        assert pool.burned == count * (WEI // 10)
        shares = [pool.penalty(address) for address in who[:count]]
        assert shares[0] == lost and shares == sorted(shares) and shares[-1] < lost * Fraction(104, 100)
        paid = [pool.withdraw(address, 200 * DAY) for address in who[:count]]
        assert paid == [WEI - int(WEI * share) for share in shares]
        assert pool.burned == sum(int(WEI * share) for share in shares)


def test_slash__far_apart__not_together():
    """CNT-21: convictions count together within the unbonding time."""
    pool = founded()
    pool.slash(A, 0)
    pool.slash(B, PARAMS.casper_unbonding)
    assert pool.penalty(A) == 1
    other = founded()
    other.slash(A, 0)
    other.slash(B, PARAMS.casper_unbonding + 1)
    assert other.penalty(A) == Fraction(3, 4)


def test_slash__twice__refused():
    """CNT-21: one conviction; the vote ends with this dynasty; the clock of the unbonding starts anew."""
    pool = founded()
    pool.slash(A, 5)
    with pytest.raises(Refused, match="not convicted yet"):
        pool.slash(A, 6)
    pool.turn(5)
    assert A not in pool.active()
    with pytest.raises(Refused, match="unbonding"):
        pool.withdraw(A, 4 + PARAMS.casper_unbonding)


def test_slash__while_it_unbonds__still_possible():
    """CNT-21: who left can be convicted until it is paid out."""
    pool = founded()
    pool.leave(A, 0)
    pool.turn(7 * DAY)
    pool.slash(A, 50 * DAY)
    with pytest.raises(Refused, match="unbonding"):
        pool.withdraw(A, 7 * DAY + PARAMS.casper_unbonding)
    assert pool.withdraw(A, 50 * DAY + PARAMS.casper_unbonding) < WEI


def test_leak__absent__a_little_and_more_the_longer():
    """CNT-21: 1/1000 in an epoch here, five times that after five epochs without finality; the present lose nothing."""
    pool = founded()
    pool.leak({A}, 1)
    assert pool.validators[A].deposit == WEI - WEI // 1000
    pool.leak({A, B}, 5)
    assert pool.validators[B].deposit == WEI - WEI // 200
    assert pool.validators[C].deposit == WEI
    pool.leak({C}, 5000)
    assert pool.validators[C].deposit == 0 and pool.held + pool.burned == 4 * WEI


# --- finality


def vote(finality: Finality, pool: Pool, *keys: Key) -> Finality:
    for key in keys:
        finality = finality.counted(Vote.cast(finality.source, finality.current, key), pool)
    return finality


def test_finality__two_thirds_twice__final():
    """CNT-21: justified by two thirds, final when its direct successor is justified from it."""
    pool = founded(6)
    state = Finality.founded(point(0)).opened(point(1))
    state = vote(state, pool, *KEYS[:3])
    assert state.justified == point(0)
    state = vote(state, pool, KEYS[3])
    assert (state.justified, state.final) == (point(1), point(0))
    state = vote(state.opened(point(2)), pool, *KEYS[2:])
    assert (state.justified, state.final) == (point(2), point(1))


def test_finality__a_gap__justified_but_not_final():
    """CNT-21: an epoch without two thirds; the next link spans it and makes nothing final."""
    pool = founded(3)
    state = vote(Finality.founded(point(0)).opened(point(1)), pool, *KEYS[:2])
    state = vote(state.opened(point(2)), pool, KEYS[0])
    state = vote(state.opened(point(3)), pool, *KEYS[:2])
    assert (state.justified, state.final) == (point(3), point(0))
    state = vote(state.opened(point(4)), pool, *KEYS[:2])
    assert (state.justified, state.final) == (point(4), point(3))


def test_finality__deposits_weigh_not_heads():
    """CNT-21: two thirds of the deposits."""
    pool = founded(3)
    pool.validators[A] = replace(pool.validators[A], deposit=4 * WEI)
    state = Finality.founded(point(0)).opened(point(1))
    assert vote(state, pool, KEYS[1], KEYS[2]).justified == point(0)
    assert vote(state, pool, KEYS[0]).justified == point(1)


def test_finality__new_validators__old_ones_must_agree_too():
    """CNT-21: a link needs two thirds of this dynasty and of the last, so that a takeover cannot undo finality."""
    pool = founded(3)
    for key in KEYS[3:]:
        pool.join(key.address, 10 * WEI, 0)
    pool.turn(DAY)
    pool.turn(DAY)
    assert len(pool.active()) == 6 and len(pool.active(pool.dynasty - 1)) == 3
    state = Finality.founded(point(0)).opened(point(1))
    assert vote(state, pool, *KEYS[3:]).justified == point(0)
    assert vote(state, pool, *KEYS[:2]).justified == point(0)
    assert vote(state, pool, *KEYS[1:]).justified == point(1)


@pytest.mark.parametrize(
    "ballot, reason",
    [
        (Vote.cast(point(0), point(2), KEYS[0]), "this epoch's"),
        (Vote.cast(point(1), point(1), KEYS[0]), "this epoch's"),
        (Vote.cast(point(0, "x"), point(1), KEYS[0]), "this epoch's"),
        (Vote.cast(point(0), point(1, "x"), KEYS[0]), "this epoch's"),
        (Vote.cast(point(0), point(1), KEYS[5]), "a validator of this dynasty"),
        (Vote.cast(point(0), point(1), KEYS[1]), "one vote of a validator"),
    ],
)
def test_counted__bad_vote__refused(ballot, reason):
    """CNT-21"""
    pool = founded()
    state = vote(Finality.founded(point(0)).opened(point(1)), pool, KEYS[1])
    with pytest.raises(Refused, match=reason):
        state.counted(ballot, pool)


# --- any history


class Deposits(RuleBasedStateMachine):
    """CNT-21: wei paid in are held, burned or paid out, whatever happens in which order."""

    def __init__(self) -> None:
        super().__init__()
        self.pool, self.time, self.paid_in, self.count = founded(), 0, 4 * WEI, 0

    @rule(seconds=st.integers(0, 150 * DAY))
    def wait(self, seconds):
        self.time += seconds
        self.pool.turn(self.time)

    @rule(more=st.integers(0, 10**18))
    def join(self, more):
        self.count += 1
        self.pool.join(self.count.to_bytes(20, "big"), WEI + more, self.time)
        self.paid_in += WEI + more

    @rule(who=st.integers(0, 9), what=st.sampled_from(["leave", "withdraw", "slash"]))
    def move(self, who, what):
        known = sorted(self.pool.validators)
        if known:
            with suppress(Refused):
                getattr(self.pool, what)(known[who % len(known)], self.time)

    @rule(epochs=st.integers(1, 400), absent=st.sets(st.integers(0, 9)))
    def leak(self, epochs, absent):
        known = sorted(self.pool.active())
        self.pool.leak({known[i] for i in absent if i < len(known)}, epochs)

    @invariant()
    def conserved(self):
        assert self.paid_in == self.pool.held + self.pool.burned + self.pool.paid
        assert all(v.deposit >= 0 for v in self.pool.validators.values())
        assert all(v.end >= v.start or v.start == NEVER for v in self.pool.validators.values())


TestDeposits = Deposits.TestCase
TestDeposits.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
