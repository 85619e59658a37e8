# SPDX-License-Identifier: MIT
"""Who tries to win by, or against, the recovery of an account (CNT-18): thieves with the key, guardians who harass."""

from __future__ import annotations

from tests.guarded import KEPT, guarded, rising
from tests.unit.contattract.conftest import _deployed_contattract, contattract
from wuxing.contattract.signing import acceptance, signed_by

__all__ = ["_deployed_contattract", "contattract", "guarded"]


def test_thief_with_the_key__cancels_and_empties__gets_nothing(guarded, engine, attacker):
    """The thief cancels in the last second of the delay and finds the account frozen until the guardians answered."""
    g, recovery = guarded, guarded.recovery
    engine.time = g.approve().named("MoveStarted")[0].ready - 1
    recovery.cancel(sender=g.owner)
    for attempt in (
        lambda: recovery.withdraw(KEPT, sender=g.owner),
        lambda: recovery.set_guardians([attacker.address], 1, sender=g.owner),
    ):
        with engine.reverts("Recovery: account is frozen"):
            attempt()
    ready = g.approve().named("MoveStarted")[0].ready
    with engine.reverts("Recovery: cancelled before"):
        recovery.cancel(sender=g.owner)
    engine.time = ready
    recovery.execute(g.owner, sender=g.new)
    recovery.follow(g.owner, sender=g.new)
    recovery.withdraw(KEPT, sender=g.new)
    assert recovery.balance_of(g.owner) == 0


def test_thief_with_the_key__names_his_own_guardians__a_move_in_time_voids_it(guarded, engine, attacker):
    """A change of guardians races a move: the move starts in the last second, and the change never comes into force."""
    g, recovery = guarded, guarded.recovery
    since = recovery.set_guardians([attacker.address], 1, sender=g.owner).named("GuardiansNamed")[0].since
    g.approve(count=1)
    engine.time = since - 1
    recovery.approve(g.owner, g.new, sender=g.guardians[1])
    assert recovery.next_circle(g.owner) == ([], 0, 0)
    engine.time = since + 10
    recovery.cancel(sender=g.owner)
    assert recovery.circle(g.owner) == (rising(*g.guardians), 2)
    with engine.reverts("Recovery: not a guardian"):
        recovery.approve(g.owner, attacker, sender=attacker)
    engine.time = g.approve().named("MoveStarted")[0].ready
    recovery.execute(g.owner, sender=g.new)
    assert recovery.successor(g.owner) == g.new.address


def test_change_in_force_one_second_before_the_move__the_old_guardians_are_too_late(guarded, engine, attacker):
    """The other side of the race, as docs/contattract.md says: guardians have one delay to notice."""
    g, recovery = guarded, guarded.recovery
    since = recovery.set_guardians([attacker.address], 1, sender=g.owner).named("GuardiansNamed")[0].since
    g.approve(count=1)
    engine.time = since
    with engine.reverts("Recovery: not a guardian"):
        recovery.approve(g.owner, g.new, sender=g.guardians[1])


def test_griefing_guardians__start_again_and_again__are_replaced_in_the_rest(guarded, engine, keeper, attacker):
    """They freeze the account once; in their rest it takes its money and names others in time."""
    g, recovery, p = guarded, guarded.recovery, guarded.params
    g.approve(attacker)
    recovery.cancel(sender=g.owner)
    until = recovery.move_of(g.owner)["at"]
    # one of them alone can do nothing in the time to answer
    g.approve(attacker, count=1)
    engine.time = until
    recovery.withdraw(KEPT, sender=g.owner)
    # the latest second at which naming others still helps
    engine.time = until + p.recovery_rest - p.recovery_delay
    recovery.set_guardians([keeper.address], 1, sender=g.owner)
    engine.time = until + p.recovery_rest
    with engine.reverts("Recovery: not a guardian"):
        g.approve(attacker)
    assert not recovery.frozen(g.owner)


def test_griefing_guardians__keep_freezing__never_more_than_delay_and_answer_in_a_row(guarded, engine, attacker):
    """An owner that does nothing but cancel at the last second is frozen for delay + answer, then free for the rest."""
    g, recovery, p = guarded, guarded.recovery, guarded.params
    for _ in range(3):
        recovery.accept(g.owner, sender=attacker)
        started = engine.time
        for guardian in g.guardians[:2]:
            receipt = recovery.approve(g.owner, attacker, sender=guardian)
        ready = receipt.named("MoveStarted")[0].ready
        engine.time = ready - 1
        recovery.cancel(sender=g.owner)
        until = recovery.move_of(g.owner)["at"]
        assert until - started <= p.recovery_delay + p.recovery_answer
        engine.time = until
        recovery.withdraw(1, sender=g.owner)
        assert not recovery.frozen(g.owner)
        engine.time = until + p.recovery_rest


def test_thief_is_a_guardian__approves_to_end_it__cannot(guarded, engine):
    """He approves his victim's move to take it back once it runs, or a move of his own; neither helps him."""
    g, recovery = guarded, guarded.recovery
    thief, honest = g.guardians[0], g.guardians[1:]
    recovery.approve(g.owner, g.new, sender=thief)
    recovery.approve(g.owner, thief, sender=thief)
    recovery.accept(g.owner, sender=g.new)
    recovery.approve(g.owner, g.new, sender=honest[0])
    with engine.reverts("Recovery: move has started"):
        recovery.retract(g.owner, g.new, sender=thief)
    recovery.cancel(sender=g.owner)  # he has the key too
    recovery.approve(g.owner, thief, sender=thief)
    assert recovery.move_of(g.owner)["phase"] == 2
    recovery.accept(g.owner, sender=g.new)
    for guardian in honest:
        recovery.approve(g.owner, g.new, sender=guardian)
    engine.time = recovery.move_of(g.owner)["at"]
    recovery.execute(g.owner, sender=thief)
    assert recovery.successor(g.owner) == g.new.address


def test_front_run_execution__anybody_executes__always_to_the_address_agreed_on(guarded, engine, attacker):
    """Nothing in a call of execute or follow names a payee: who is faster helps."""
    g, recovery = guarded, guarded.recovery
    engine.time = g.approve().named("MoveStarted")[0].ready
    recovery.execute(g.owner, sender=attacker)
    recovery.follow(g.owner, sender=attacker)
    assert recovery.balance_of(g.new) == KEPT and recovery.balance_of(attacker) == 0
    with engine.reverts("Recovery: more than the balance"):
        recovery.withdraw(1, sender=attacker)


def test_stolen_signatures__replayed_after_a_cancel__do_not_answer_it(guarded, engine, attacker):
    """Signatures name the turn: what started the first move does not start the second."""
    g, recovery = guarded, guarded.recovery
    deadline = engine.time + 10**8
    signatures = [g.signed(guardian, deadline) for guardian in g.guardians[:2]]
    accepted = g.accepted(deadline)
    recovery.accept_signed(g.owner, g.new, deadline, accepted, sender=attacker)
    recovery.approve_signed(g.owner, g.new, deadline, signatures, sender=attacker)
    recovery.cancel(sender=g.owner)
    with engine.reverts("Recovery: not a guardian"):
        recovery.approve_signed(g.owner, g.new, deadline, signatures, sender=attacker)
    with engine.reverts("Recovery: not the new address"):
        recovery.accept_signed(g.owner, g.new, deadline, accepted, sender=attacker)


def test_burden_for_a_stranger__sybil_moves_its_ban_to_an_honest_landlord__cannot(
    guarded, contattract, engine, attacker, other_miner
):
    """CNT-K-8: a sybil is its own guardian; neither it nor anybody but the victim can accept for the victim."""
    recovery, sybil, helper, victim = guarded.recovery, attacker, engine.account(22), other_miner
    recovery.set_guardians([helper.address], 1, sender=sybil)
    engine.advance(guarded.params.recovery_delay)
    deadline = engine.time + 100
    for to in (sybil, helper):
        signature = signed_by(to, recovery, acceptance(sybil.address, victim.address, recovery.turn(sybil), deadline))
        with engine.reverts("Recovery: not the new address"):
            recovery.accept_signed(sybil, victim, deadline, signature, sender=helper)
    recovery.accept(sybil, sender=helper)
    with engine.reverts("Recovery: new address has not accepted"):
        recovery.approve(sybil, victim, sender=helper)
    for contract, name in ((contattract.proofs, "Proofs"), (contattract.hires, "Hires"), (contattract.mail, "Mail")):
        with engine.reverts(f"{name}: account has not moved"):
            contract.follow(sybil, sender=helper)
    assert not recovery.frozen(sybil) and not recovery.accepted(sybil, victim)
    # a detour through an accomplice's address ends there: each move needs its own consent
    recovery.approve(sybil, helper, sender=helper)
    engine.time = recovery.move_of(sybil)["at"]
    recovery.execute(sybil, sender=helper)
    recovery.set_guardians([sybil.address], 1, sender=helper)
    engine.advance(guarded.params.recovery_delay)
    with engine.reverts("Recovery: guardian is frozen"):
        recovery.approve(helper, victim, sender=sybil)
    assert recovery.successor(sybil) == helper.address


def test_enough_guardians_collude__account_is_theirs__after_two_delays_in_the_open(guarded, engine, attacker):
    """The residual risk (CNT-K-R1): who can start two moves owns the account; it takes them two delays at least."""
    g, recovery, p = guarded, guarded.recovery, guarded.params
    begun = engine.time
    engine.time = g.approve(attacker).named("MoveStarted")[0].ready - 1
    recovery.cancel(sender=g.owner)
    engine.time = g.approve(attacker).named("MoveStarted")[0].ready
    recovery.execute(g.owner, sender=attacker)
    assert recovery.successor(g.owner) == attacker.address
    assert engine.time - begun >= 2 * p.recovery_delay - 1
