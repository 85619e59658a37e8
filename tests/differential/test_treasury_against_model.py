# SPDX-License-Identifier: MIT
"""The Safe and KeyRecovery.vy against wuxing/zzm/treasury_model.py over generated histories (ZZM-4).

Keyholders pay, swap keys and switch the module off, the council proposes, cancels and lets execute, keys object, in any
order, on revm; waits end on, before and behind the seconds at which a replacement becomes ready and void. Where the
model refuses, the contracts revert with the same reason. ZZM-INV-11 and 12 after each move.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from tests.zzm_world import World
from wuxing.engine import Engine, Revert, open_engine
from wuxing.handover import handover
from wuxing.refused import Refused
from wuxing.suite import plan
from wuxing.zzm.treasury import SENTINEL, Payment, sign, transfer
from wuxing.zzm.treasury_model import ZERO, Call, KeyRecovery, Safe

KEYS, HELD = 5, 1_000
people = st.integers(0, KEYS + 4)
"""The five keyholders of the beginning, two accounts that hold no key, zero, the head of the Safe's list, the Safe."""


def histories(engine: Engine, world: World) -> type:
    """The state machine; every history starts from the same snapshot."""
    safe, recovery, bitcoin = world.safe, world.zzm.recovery, world.zzm.bitcoin
    accounts = [*world.keys, engine.account(35), engine.account(36)]
    addresses = [*(a.address for a in accounts), ZERO, SENTINEL, safe.address]
    by_address = dict(zip(addresses, accounts, strict=False))
    council, stranger = world.council, world.other
    delay, window = world.zzm.params.recovery_delay, world.zzm.params.recovery_window
    order = [key for key in safe.getOwners() if key in addresses]
    bitcoin.mint(safe, HELD, sender=world.deployer)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.safe = Safe(safe.address, list(order), HELD)
            self.model = KeyRecovery(council.address, self.safe, delay, window)
            self.signed: list[tuple[Call, int, tuple[str, ...], bytes]] = []
            """Calls with a nonce, who signed them, and the signatures: used ones stay in somebody's hands."""

        def teardown(self) -> None:
            engine.restore(self.snapshot)

        def both(self, expected: Callable[[], Any], real: Callable[[], Any]) -> None:
            """The same on both, or refused by both for the same reason."""
            try:
                expected()
            except Refused as refused:
                try:
                    real()
                except Revert as revert:
                    assert revert.reason == str(refused)
                    return
                raise AssertionError(f"the model refuses with {refused}, the contract does not") from None
            real()

        # the Safe

        def payment(self, call: Call) -> Payment:
            """The Safe transaction of a call."""
            if call.kind == "pay":
                return transfer(bitcoin, *call.terms)
            if call.kind == "disable":
                return Payment(safe.address, 0, safe.disableModule.encode(SENTINEL, recovery))
            old, new = call.terms
            owners = safe.getOwners()
            before = owners[owners.index(old) - 1] if old in owners[1:] else SENTINEL
            return Payment(safe.address, 0, safe.swapOwner.encode(before, old, new))

        def sent(self, call: Call, nonce: int, signers: tuple[str, ...], signatures: bytes) -> None:
            self.both(
                lambda: self.safe.execute(call, [(signer, call, nonce) for signer in signers]),
                lambda: self.payment(call).send(safe, signatures, stranger),
            )

        def order_by(self, call: Call, left_out: int | None, stranger_too: bool) -> None:
            """All keyholders sign, or all but one, or one that holds no key in one's place."""
            signers = list(self.safe.keys)
            if left_out is not None:
                signers.pop(left_out)
                if stranger_too:
                    signers.append(next(a for a in addresses if a not in self.safe.keys))
            signatures = sign([by_address[a] for a in signers], self.payment(call).digest(safe))
            made = (call, self.safe.nonce, tuple(signers), signatures)
            self.signed.append(made)
            self.sent(*made)

        @rule(
            amount=st.sampled_from([1, HELD, HELD + 1]),
            left_out=st.sampled_from([None, None, 0, 4]),
            stranger_too=st.booleans(),
        )
        def pay(self, amount: int, left_out: int | None, stranger_too: bool) -> None:
            self.order_by(Call("pay", (stranger.address, amount)), left_out, stranger_too)

        @rule(old=people, new=people, recovered=st.sampled_from(["", "", "lost", "replacement"]))
        def swap(self, old: int, new: int, recovered: str) -> None:
            """The five change a key themselves, perhaps the one that is to be replaced, or bring its successor."""
            gone = self.model.lost if recovered == "lost" else addresses[old]
            come = self.model.replacement if recovered == "replacement" else addresses[new]
            self.order_by(Call("swap", (gone, come)), None, False)

        @rule(sure=st.sampled_from([False, False, False, True]))
        def disable(self, sure: bool) -> None:
            """The five switch the module off."""
            if sure:
                self.order_by(Call("disable"), None, False)

        @precondition(lambda self: self.signed)
        @rule(pick=st.integers(0, 3))
        def replay(self, pick: int) -> None:
            """Signatures of before, used or not, under today's nonce."""
            call, nonce, signers, signatures = self.signed[pick % len(self.signed)]
            if nonce < self.safe.nonce:
                self.sent(call, nonce, signers, signatures)

        # the recovery

        @initialize()
        def begun(self) -> None:
            """Most histories are about a replacement."""
            self.propose(0, KEYS, True)

        @rule(lost=people, replacement=people, by_council=st.sampled_from([True, True, True, False]))
        def propose(self, lost: int, replacement: int, by_council: bool) -> None:
            now, by = engine.time, council if by_council else stranger
            self.both(
                lambda: self.model.propose(addresses[lost], addresses[replacement], now, by.address),
                lambda: recovery.propose(addresses[lost], addresses[replacement], sender=by),
            )

        @precondition(lambda self: self.model.objected)
        @rule(objects=st.booleans())
        def propose_again(self, objects: bool) -> None:
            """For a key that has objected: now it counts as stolen."""
            self.cancel(True)
            self.propose(addresses.index(min(self.model.objected)), KEYS, True)
            if objects:
                self.object(0, True)

        @rule(who=st.integers(0, KEYS + 1), oneself=st.booleans())
        def object(self, who: int, oneself: bool) -> None:
            """The key that is to go, or anybody."""
            by, now = by_address.get(self.model.lost, accounts[who]) if oneself else accounts[who], engine.time
            self.both(lambda: self.model.object(now, by.address), lambda: recovery.object(sender=by))

        @rule(by_council=st.booleans())
        def cancel(self, by_council: bool) -> None:
            by = council if by_council else stranger
            self.both(lambda: self.model.cancel(by.address), lambda: recovery.cancel(sender=by))

        @rule(after=st.sampled_from([0, 0, 1, -1, window, window + 1, None]))
        def execute(self, after: int | None) -> None:
            """At a second reckoned from the one at which it is ready, or now."""
            if after is not None:
                engine.time = max(engine.time, self.model.ready + after)
            now = engine.time
            self.both(lambda: self.model.execute(now), lambda: recovery.execute(sender=stranger))

        @precondition(lambda self: self.model.lost != ZERO)
        @rule(second=st.integers(0, 1), objects=st.booleans())
        def propose_another(self, second: int, objects: bool) -> None:
            """In the last second in which one waits, or when it is void; with an objection before, or without."""
            engine.time = max(engine.time, self.model.ready + window + second)
            if objects:
                self.object(0, True)
            self.propose(1, KEYS + 1, True)

        @invariant()
        def agree(self) -> None:
            assert (recovery.lost(), recovery.replacement(), recovery.ready()) == (
                self.model.lost, self.model.replacement, self.model.ready,
            )  # fmt: skip
            assert all(recovery.objected(a) == (a in self.model.objected) for a in addresses)
            assert safe.getOwners() == self.safe.keys and safe.nonce() == self.safe.nonce
            assert bitcoin.balanceOf(safe) == self.safe.held and safe.isModuleEnabled(recovery) == self.safe.enabled

        @invariant()
        def five_of_five(self) -> None:
            """ZZM-INV-12: threshold and number of keys stay."""
            assert safe.getThreshold() == KEYS == len(set(safe.getOwners()))

    return Histories


def test_treasury__any_history__as_the_model():
    """ZZM-INV-11, ZZM-INV-12."""
    engine = open_engine("revm")
    deployer = engine.account(0)
    made = plan(engine, "zzm", "paper", deployer, {"guardian": engine.account(2).address})
    made.steps += handover(made)
    made.deploy()
    run(histories(engine, World(made.system, deployer)), settings=settings(max_examples=70, stateful_step_count=40))
