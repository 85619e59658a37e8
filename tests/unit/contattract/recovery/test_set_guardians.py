# SPDX-License-Identifier: MIT
"""set_guardians (CNT-18): who may be named, and from which second on they are in force."""

import pytest

from tests.guarded import rising
from wuxing.engine.base import ZERO_ADDRESS


def test_set_guardians__first_ones__in_force_after_the_delay(contattract, engine, miner, operator, node):
    """To the second; before it nobody guards."""
    recovery, names = contattract.recovery, rising(operator, node)
    receipt = recovery.set_guardians(names, 1, sender=miner)
    since = receipt.named("GuardiansNamed")[0].since
    assert since == engine.time - 1 + contattract.params.recovery_delay == recovery.next_circle(miner)[2]
    engine.time = since - 1
    assert recovery.circle(miner) == ([], 0) and recovery.next_circle(miner) == (names, 1, since)
    with engine.reverts("Recovery: account has no guardians"):
        recovery.approve(miner, node, sender=operator)
    engine.time = since
    assert recovery.circle(miner) == (names, 1) and recovery.next_circle(miner) == ([], 0, 0)
    recovery.accept(miner, sender=node)
    recovery.approve(miner, node, sender=operator)
    assert recovery.frozen(miner)


def test_set_guardians__sixteen__all_count_and_seventeen_do_not_fit(contattract, engine, miner):
    """Bounded: sixteen of sixteen must agree, and the last one starts the move."""
    recovery = contattract.recovery
    guardians = [engine.account(40 + i) for i in range(17)]
    with engine.reverts(""):
        recovery.set_guardians(rising(*guardians), 16, sender=miner)
    recovery.set_guardians(rising(*guardians[:16]), 16, sender=miner)
    engine.advance(contattract.params.recovery_delay)
    for guardian in guardians[:15]:
        recovery.approve(miner, guardians[16], sender=guardian)
    with engine.reverts("Recovery: new address has not accepted"):
        recovery.approve(miner, guardians[16], sender=guardians[15])
    recovery.accept(miner, sender=guardians[16])
    assert recovery.approvals(miner, guardians[16]).bit_count() == 15
    assert not recovery.frozen(miner)
    recovery.approve(miner, guardians[16], sender=guardians[15])
    assert recovery.frozen(miner)


def test_set_guardians__again__the_delay_begins_anew_and_the_last_word_holds(guarded, engine, node, operator):
    recovery, delay = guarded.recovery, guarded.params.recovery_delay
    before = recovery.circle(guarded.owner)
    recovery.set_guardians([node.address], 1, sender=guarded.owner)
    engine.advance(delay - 2)
    recovery.set_guardians([operator.address], 1, sender=guarded.owner)
    engine.advance(delay - 2)
    assert recovery.circle(guarded.owner) == before
    engine.advance(1)
    assert recovery.circle(guarded.owner) == ([operator.address], 1)


def test_set_guardians__waiting_when_a_move_starts__void(guarded, engine, attacker):
    """CNT-18, attack "the thief names its own": whoever names guardians and is moved has named nobody."""
    recovery, owner = guarded.recovery, guarded.owner
    before = recovery.circle(owner)
    recovery.set_guardians([attacker.address], 1, sender=owner)
    guarded.approve()
    assert recovery.next_circle(owner) == ([], 0, 0)
    recovery.cancel(sender=owner)
    engine.advance(guarded.params.recovery_delay)
    assert recovery.circle(owner) == before
    with engine.reverts("Recovery: not a guardian"):
        recovery.retract(owner, guarded.new, sender=attacker)


def test_set_guardians__none__nobody_guards_after_the_delay(guarded, engine):
    guarded.recovery.set_guardians([], 0, sender=guarded.owner)
    engine.advance(guarded.params.recovery_delay)
    with engine.reverts("Recovery: account has no guardians"):
        guarded.recovery.approve(guarded.owner, guarded.new, sender=guarded.guardians[0])
    with engine.reverts("Recovery: account has no guardians"):
        guarded.recovery.approve_signed(guarded.owner, guarded.new, engine.time + 9, [], sender=guarded.new)


def test_set_guardians__approvals_before_the_change__do_not_count_after(guarded, engine):
    """Approvals belong to the guardians in force."""
    guarded.approve(count=1)
    guarded.recovery.set_guardians(rising(*guarded.guardians[:2]), 2, sender=guarded.owner)
    engine.advance(guarded.params.recovery_delay)
    assert not guarded.recovery.accepted(guarded.owner, guarded.new)
    guarded.recovery.accept(guarded.owner, sender=guarded.new)
    guarded.recovery.approve(guarded.owner, guarded.new, sender=guarded.guardians[1])
    assert not guarded.recovery.frozen(guarded.owner)
    guarded.recovery.approve(guarded.owner, guarded.new, sender=guarded.guardians[0])
    assert guarded.recovery.frozen(guarded.owner)


@pytest.mark.parametrize(
    ("who", "threshold", "reason"),
    [
        (["node", "node"], 1, "Recovery: guardians do not rise"),
        (["zero"], 1, "Recovery: guardians do not rise"),
        (["miner"], 1, "Recovery: guardian of itself"),
        (["node"], 2, "Recovery: threshold out of range"),
        (["node"], 0, "Recovery: threshold out of range"),
        ([], 1, "Recovery: threshold out of range"),
    ],
)
def test_set_guardians__bad_circle__reverts(contattract, engine, miner, node, who, threshold, reason):
    known = {"node": node.address, "miner": miner.address, "zero": ZERO_ADDRESS}
    with engine.reverts(reason):
        contattract.recovery.set_guardians([known[w] for w in who], threshold, sender=miner)


def test_set_guardians__falling_order__reverts(contattract, engine, miner, node, operator):
    with engine.reverts("Recovery: guardians do not rise"):
        contattract.recovery.set_guardians(rising(node, operator)[::-1], 1, sender=miner)


def test_set_guardians__frozen__reverts(guarded, engine, node):
    guarded.approve()
    with engine.reverts("Recovery: account is frozen"):
        guarded.recovery.set_guardians([node.address], 1, sender=guarded.owner)


def test_deploy__bad_terms__reverts(engine, deployer, node):
    zero = ZERO_ADDRESS
    for args, reason in [
        ((zero, 1, 1, 2), "Recovery: token is zero"),
        ((node, 0, 1, 2), "Recovery: a time is zero"),
        ((node, 1, 0, 2), "Recovery: a time is zero"),
        ((node, 2, 1, 2), "Recovery: rest is no longer than the delay"),
        ((node, 1, 1, 2**32), "Recovery: a time does not fit"),
        ((node, 1, 2**32, 2), "Recovery: a time does not fit"),
    ]:
        with engine.reverts(reason):
            engine.deploy("Recovery", *args, sender=deployer)
