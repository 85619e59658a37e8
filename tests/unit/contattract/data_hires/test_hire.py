# SPDX-License-Identifier: MIT
"""hire, report, settle, withdraw, follow (CNT-12): data agents in escrow."""

import pytest

from tests.guarded import guarded
from tests.proof_world import CNT, DAY
from wuxing.contattract.hire_model import pay
from wuxing.engine.base import ZERO_ADDRESS

__all__ = ["guarded"]


@pytest.fixture
def hires(contattract, other_miner, miner, attacker):
    """The other miner serves for 10 CNT a day; miner and attacker have CNT to hire it."""
    contattract.hires.set_rate(10 * CNT, sender=other_miner)
    for user in (miner, attacker, other_miner):
        contattract.token.approve(contattract.hires, 2**255, sender=user)
    return contattract.hires


def ended(hires, engine, user, agent, days=10):
    """A hire of some days that is over."""
    number = hires.hire(agent, days * DAY, 2**255, sender=user).value
    engine.time = hires.hire_of(number)["end"]
    return number


def test_hire__fee_in_escrow(hires, contattract, miner, other_miner, engine):
    """CNT-12: rounded up to the wei."""
    before = contattract.token.balanceOf(miner)
    now = engine.time
    event = hires.hire(other_miner, DAY + 1, 10 * CNT + 10**15, sender=miner).named("Hired")[0]
    fee = -(-10 * CNT * (DAY + 1) // DAY)
    assert (event.hire, event.fee, event.end) == (0, fee, now + DAY + 1)
    assert contattract.token.balanceOf(miner) == before - fee == before - contattract.token.balanceOf(hires)
    assert hires.hire_of(0) == {"user": miner.address, "fee": fee, "agent": other_miner.address, "end": event.end}


def test_hire__bad_input__reverts(hires, engine, miner, other_miner, attacker, guardian):
    """CNT-12."""
    cases = [
        (attacker, DAY, 2**255, miner, "Hires: not for hire"),
        (other_miner, DAY, 2**255, other_miner, "Hires: hire another"),
        (other_miner, 0, 2**255, miner, "Hires: time out of range"),
        (other_miner, 365 * DAY + 1, 2**255, miner, "Hires: time out of range"),
        (other_miner, DAY, 10 * CNT - 1, miner, "Hires: dearer than the maximum"),
    ]
    for agent, seconds, most, user, reason in cases:
        with engine.reverts(reason):
            hires.hire(agent, seconds, most, sender=user)
    hires.hire(other_miner, 365 * DAY, 2**255, sender=miner)
    with engine.reverts("Hires: rate out of range"):
        hires.set_rate(2**90, sender=miner)
    hires.set_rate(0, sender=other_miner)
    with engine.reverts("Hires: not for hire"):
        hires.hire(other_miner, DAY, 2**255, sender=miner)
    hires.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        hires.hire(other_miner, DAY, 2**255, sender=miner)


@pytest.mark.parametrize("quality", [0, 1, 50, 99, 100])
def test_report__agent_is_paid_by_quality_the_rest_goes_to_the_pool(
    hires, contattract, engine, miner, other_miner, quality
):
    """CNT-12: a tenth to the pool; of the rest a tenth in any case; nothing back to the user."""
    number = ended(hires, engine, miner, other_miner)
    before, fee = contattract.token.balanceOf(miner), 100 * CNT
    receipt = hires.report(number, quality, sender=miner)
    paid = fee * 9 // 10 * (10 * 100 + 90 * quality) // 10_000
    assert hires.owed(other_miner) == paid == pay(contattract.params, fee, quality)
    assert (receipt.named("Settled")[0].paid, receipt.named("Settled")[0].donated) == (paid, fee - paid)
    assert contattract.disk.world()["pool"] == fee - paid
    assert contattract.token.balanceOf(miner) == before
    balance = contattract.token.balanceOf(other_miner)
    assert hires.withdraw(sender=other_miner).value == paid
    assert contattract.token.balanceOf(other_miner) == balance + paid
    assert contattract.token.balanceOf(hires) == 0
    with engine.reverts("Hires: nothing to withdraw"):
        hires.withdraw(sender=other_miner)


def test_report__not_the_user_or_not_its_time__reverts(hires, engine, miner, other_miner, attacker):
    """CNT-12."""
    number = hires.hire(other_miner, 10 * DAY, 2**255, sender=miner).value
    end = hires.hire_of(number)["end"]
    with engine.reverts("Hires: no such hire"):
        hires.report(number + 1, 50, sender=miner)
    engine.time = end - 1
    with engine.reverts("Hires: not over yet"):
        hires.report(number, 50, sender=miner)
    with engine.anchor():
        hires.report(number, 50, sender=miner)
        with engine.reverts("Hires: no such hire"):
            hires.report(number, 50, sender=miner)
    for who in (attacker, other_miner):
        with engine.reverts("Hires: not the user"):
            hires.report(number, 50, sender=who)
    with engine.reverts("Hires: expected a quality of 0 to 100"):
        hires.report(number, 101, sender=miner)
    engine.time = end + 7 * DAY
    with engine.anchor():
        hires.report(number, 50, sender=miner)
    engine.time = end + 7 * DAY + 1
    with engine.reverts("Hires: too late to report"):
        hires.report(number, 50, sender=miner)


def test_settle__no_report__full_pay_and_no_word_on_quality(hires, engine, miner, other_miner, keeper, guardian):
    """CNT-12: by anybody, when the window is over; paused or not."""
    number = ended(hires, engine, miner, other_miner)
    end = hires.hire_of(number)["end"]
    hires.pause(sender=guardian)
    engine.time = end + 7 * DAY
    with engine.reverts("Hires: a report may still come"):
        hires.settle(number, sender=keeper)
    hires.settle(number, sender=keeper)
    assert hires.owed(other_miner) == 90 * CNT
    assert hires.reputation(other_miner)["weight"] == 0
    with engine.reverts("Hires: no such hire"):
        hires.settle(number, sender=keeper)


def test_report__bad_service__bans_at_the_proofs(hires, contattract, engine, miner, other_miner):
    """CNT-12: an average below 60 with 100 CNT of fees behind it."""
    number = ended(hires, engine, miner, other_miner, days=9)
    hires.report(number, 0, sender=miner)
    assert not contattract.proofs.is_banned(other_miner)
    number = ended(hires, engine, miner, other_miner, days=2)
    receipt = hires.report(number, 0, sender=miner)
    assert receipt.named("Banned")[0].landlord == other_miner.address
    with engine.reverts("Hires: agent is banned"):
        hires.hire(other_miner, DAY, 2**255, sender=miner)


@pytest.mark.parametrize(("quality", "banned"), [(59, True), (60, False)])
def test_report__at_the_bound(hires, contattract, engine, miner, other_miner, quality, banned):
    """CNT-12: 60 is enough; the weight counts from exactly 100 CNT on."""
    hires.report(ended(hires, engine, miner, other_miner), quality, sender=miner)
    assert contattract.proofs.is_banned(other_miner) == banned


def test_reputation__weighs_by_fees_and_halves(hires, engine, miner, other_miner):
    """CNT-12: a dear hire counts more; after a half-life a report weighs half, in a line between."""
    hires.report(ended(hires, engine, miner, other_miner, days=30), 80, sender=miner)
    hires.report(ended(hires, engine, miner, other_miner, days=30), 100, sender=miner)
    r = hires.reputation(other_miner)
    assert r["score"] * 100 // r["weight"] > 9_000
    last, half = r["last"], hires.terms()["half_life"]
    seen = []
    for ages in (0, 1, 2, 3, 4, 8, 40):
        engine.time = last + ages * half // 2
        seen.append(hires.reputation(other_miner)["weight"] / r["weight"])
    assert seen == pytest.approx([1, 0.75, 0.5, 0.375, 0.25, 2**-4, 2**-20], rel=1e-6)
    assert hires.reputation(other_miner)["score"] / hires.reputation(other_miner)["weight"] == pytest.approx(
        r["score"] / r["weight"]
    )
    engine.time = last + 300 * half
    assert hires.reputation(other_miner)["weight"] == hires.reputation(other_miner)["score"] == 0


def test_follow__user_reports_and_agent_is_paid_where_they_moved(
    hires, contattract, guarded, engine, other_miner, keeper
):
    """CNT-18: the guarded account is an agent for one hire and a user in another."""
    longer = contattract.params.recovery_delay + 2 * DAY
    hires.set_rate(CNT, sender=guarded.owner)
    contattract.token.approve(hires, 2**255, sender=guarded.owner)
    served = hires.hire(guarded.owner, longer, 2**255, sender=other_miner).value
    used = hires.hire(other_miner, longer, 2**255, sender=guarded.owner).value
    early = hires.hire(guarded.owner, 1, 2**255, sender=other_miner).value
    engine.time = max(engine.time, hires.hire_of(early)["end"])
    hires.report(early, 100, sender=other_miner)
    with engine.reverts("Hires: account has not moved"):
        hires.follow(guarded.owner, sender=keeper)
    guarded.approve()
    with engine.reverts("Hires: account is frozen"):
        hires.withdraw(sender=guarded.owner)
    engine.time = guarded.recovery.move_of(guarded.owner)["at"]
    guarded.recovery.execute(guarded.owner, sender=guarded.new)
    before = hires.reputation(guarded.owner)["weight"]
    hires.follow(guarded.owner, sender=keeper)
    assert hires.owed(guarded.new) > 0 and hires.owed(guarded.owner) == 0
    assert hires.rate(guarded.new) == CNT and hires.rate(guarded.owner) == 0
    assert 0 < hires.reputation(guarded.new)["weight"] <= before
    assert hires.reputation(guarded.owner)["weight"] == 0
    engine.time = hires.hire_of(used)["end"]
    owed = hires.owed(guarded.new)
    with engine.reverts("Hires: not the user"):
        hires.report(used, 0, sender=guarded.owner)
    hires.report(used, 100, sender=guarded.new)
    fee = hires.hire_of(served)["fee"]
    hires.report(served, 100, sender=other_miner)
    assert hires.owed(guarded.new) == owed + pay(contattract.params, fee, 100)


def test_settle__agent_moved__its_successor_is_paid(hires, guarded, engine, other_miner, keeper):
    """CNT-12, CNT-18: nobody reported; the old key gets nothing."""
    hires.set_rate(CNT, sender=guarded.owner)
    number = ended(hires, engine, other_miner, guarded.owner)
    guarded.move()
    engine.time = max(engine.time, hires.hire_of(number)["end"] + 7 * DAY + 1)
    hires.settle(number, sender=keeper)
    assert (hires.owed(guarded.new), hires.owed(guarded.owner)) == (9 * CNT, 0)


@pytest.mark.parametrize("own", [None, 0, 100])
def test_follow__bad_name__does_not_join_a_better_one_of_the_successors_own(
    hires, contattract, guarded, engine, other_miner, keeper, own
):
    """CNT-12, CNT-18, attack "a burden for a stranger": money follows, a bad name only to no name or a worse one."""
    old, new = guarded.owner, guarded.new
    for agent in (old, new) if own is not None else (old,):
        hires.set_rate(CNT, sender=agent)
        number = ended(hires, engine, other_miner, agent)
        hires.report(number, 30 if agent is old else own, sender=other_miner)
    made = hires.owed(new)
    owed = hires.owed(old)
    if own is not None:
        hires.set_rate(2 * CNT, sender=new)
    guarded.move()
    before = hires.reputation(new)
    hires.follow(old, sender=keeper)
    assert (hires.owed(new), hires.owed(old)) == (made + owed, 0)
    # a rate of its own stays the successor's
    assert (hires.rate(new), hires.rate(old)) == (CNT if own is None else 2 * CNT, 0)
    r = hires.reputation(new)
    if own == 100:
        assert r["score"] * 100 // r["weight"] >= 99 * 100 and hires.reputation(old)["weight"] > 0
        assert r["weight"] <= before["weight"]
    else:
        assert r["weight"] > before["weight"] and hires.reputation(old)["weight"] == 0
        assert r["score"] / r["weight"] == pytest.approx(30 if own is None else 15, abs=0.5)


BAD = [
    ({"cut": 10_001}, "Hires: share above 100%"),
    ({"floor": 10_001}, "Hires: share above 100%"),
    ({"longest": 0}, "Hires: longest out of range"),
    ({"window": 0}, "Hires: window out of range"),
    ({"half_life": 0}, "Hires: half-life out of range"),
    ({"half_life": 2**32}, "Hires: half-life out of range"),
    ({"bound": 0}, "Hires: bound out of range"),
    ({"bound": 101}, "Hires: bound out of range"),
    ({"weight": 0}, "Hires: weight out of range"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_constructor__terms_out_of_range__reverts(hires, engine, deployer, bad, reason):
    """CNT-12."""
    terms, one = tuple({**hires.terms(), **bad}.values()), hires.address
    with engine.reverts(reason):
        engine.deploy("DataHires", deployer, deployer, one, one, one, one, terms, sender=deployer)


@pytest.mark.parametrize("missing", range(4))
def test_constructor__zero_address__reverts(hires, engine, deployer, missing):
    """CNT-12."""
    others = [hires.address if i != missing else ZERO_ADDRESS for i in range(4)]
    with engine.reverts("Hires: zero address"):
        engine.deploy("DataHires", deployer, deployer, *others, tuple(hires.terms().values()), sender=deployer)
