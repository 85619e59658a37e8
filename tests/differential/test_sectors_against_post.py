# SPDX-License-Identifier: MIT
"""SectorBonds.vy against wuxing/xz/post.py over generated histories: the same proofs pass, the same windows are missed,
and every miss costs its penalty exactly once (XZ-19).
"""

from __future__ import annotations

from typing import Any

from eth_abi import encode
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from wuxing.engine import Engine, Revert
from wuxing.suite import System
from wuxing.xz.post import PERIOD, WINDOW, StorageError, WindowPost, window_of
from wuxing.xz.storage import MerkleProver, Replica

ACTIVE, FAULTY, TERMINATED, RETIRED = range(2, 6)
NUMBERS = (0, 1, 20)
numbers = st.sampled_from(NUMBERS)


def histories(engine: Engine, xz: System, storer: Any, keeper: Any) -> type:
    """The state machine; every history starts from the same snapshot."""
    sectors, full, penalty = xz.sectors, xz.params.sector_bond, xz.sectors.penalty()
    ids = {n: sectors.sector_id(storer, n) for n in NUMBERS}
    node, prover = bytes.fromhex(storer.address[2:]), MerkleProver()
    replicas = {n: Replica.seal(node, ids[n], bytes([n]) * 256, 1) for n in NUMBERS}
    broken = {n: Replica(r.commitment, [bytes(32)] * 8, 1) for n, r in replicas.items()}

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.book = WindowPost(engine.time)
            self.ended: set[int] = set()
            self.paid_out = 0
            self.balance = xz.token.balanceOf(storer)

        def teardown(self) -> None:
            engine.restore(self.snapshot)

        def faults(self, number: int) -> int:
            self.book.advance(engine.time)
            return sum(fault.sector == ids[number] for fault in self.book.faults)

        def live(self, number: int) -> bool:
            return ids[number] in self.book.sectors and number not in self.ended

        @rule(number=numbers)
        def commit(self, number: int) -> None:
            known = replicas[number].commitment
            if ids[number] in self.book.sectors:
                with engine.reverts("Sectors: number was used"):
                    sectors.commit(number, known.root, known.data_root, known.leaves, sender=storer)
                return
            self.book.add(known, engine.time)
            sectors.commit(number, known.root, known.data_root, known.leaves, sender=storer)

        @rule(number=numbers, later=st.integers(-2, 2), days=st.integers(0, 3))
        def wait(self, number: int, later: int, days: int) -> None:
            """To about a sector's window: seconds to either side of its ends, or inside."""
            start = window_of(ids[number]) * WINDOW + (0, WINDOW)[later > 0] + later
            engine.advance((start - engine.time) % PERIOD + days * PERIOD)

        @rule(number=numbers, good=st.sampled_from([True, True, False]))
        def prove(self, number: int, good: bool) -> None:
            index = engine.time // WINDOW
            try:
                sectors.open_window(sender=keeper)
            except Revert as error:
                assert error.reason == "Sectors: window is open"
            if engine.time // WINDOW != index:
                return  # the window has just closed
            try:
                seed = sectors.draw_seed(sender=keeper).value
            except Revert as error:
                assert error.reason in ("Sectors: opening has lapsed", "Sectors: nobody opened the window")
                return
            time = engine.time
            proof = prover.prove((replicas if good else broken)[number], seed)
            shown = encode(
                ["uint256[]", "bytes[]", "bytes32[][]"],
                [[o.index for o in proof.openings], [o.data for o in proof.openings], [o.path for o in proof.openings]],
            )
            stale = time // WINDOW != index
            exhausted = self.live(number) and self.faults(number) * penalty >= full
            try:
                assert not stale and number not in self.ended and not exhausted
                self.book.submit(proof, seed, time)
                accepted = True
            except (StorageError, AssertionError):
                accepted = False
            try:
                sectors.prove(ids[number], shown, sender=storer)
                assert accepted
            except Revert as error:
                assert not accepted, error.reason

        @rule(number=numbers)
        def fault(self, number: int) -> None:
            owed = self.owed(number)
            try:
                taken = sectors.fault(ids[number], sender=keeper)
            except Revert:
                assert owed == 0
                return
            assert taken.value == owed > 0
            if sectors.state_of(ids[number]) == TERMINATED:
                assert self.faults(number) * penalty >= full
                self.ended.add(number)

        def owed(self, number: int) -> int:
            """What the next report takes."""
            if not self.live(number):
                return 0
            bond = sectors.sector(ids[number])[0]
            return bond - max(0, full - self.faults(number) * penalty)

        @rule(number=numbers)
        def retire(self, number: int) -> None:
            if not self.live(number):
                with engine.reverts():
                    sectors.retire(ids[number], sender=storer)
                return
            time, misses = engine.time, self.faults(number)
            period, window = divmod(time // WINDOW, PERIOD // WINDOW)
            due = self.book.since[ids[number]] <= period and window_of(ids[number]) == window
            misses += due and self.book.proved.get(ids[number]) != period
            returned = sectors.retire(ids[number], sender=storer).value
            assert returned == max(0, full - misses * penalty)
            self.paid_out += returned
            self.ended.add(number)

        @invariant()
        def every_miss_once(self) -> None:
            """Bond lost and misses that nobody reported make up the model's faults; nothing else costs."""
            for number in NUMBERS:
                if not self.live(number):
                    continue
                bond = sectors.sector(ids[number])[0]
                missed = sectors.missed(ids[number])
                assert (full - bond) // penalty + missed == self.faults(number)
                assert (sectors.state_of(ids[number]) == FAULTY) == (ids[number] in self.book.faulty)

        @invariant()
        def bonds_are_held(self) -> None:
            """XZ held = all bonds; what the node paid came back or is a bond or was lost."""
            bonds = sum(sectors.sector(i)[0] for i in ids.values())
            assert xz.token.balanceOf(sectors) == bonds
            committed = len(self.book.sectors) * full
            assert self.balance - xz.token.balanceOf(storer) == committed - self.paid_out

    return Histories


def test_sectors__any_history__as_the_rules_in_python(engine, xz, earn, keeper):
    """XZ-19"""
    storer = engine.account(30)
    earn(storer, 5)
    xz.token.approve(xz.sectors, 2**256 - 1, sender=storer)
    machine = histories(engine, xz, storer, keeper)
    run_state_machine_as_test(
        machine, settings=settings(max_examples=25, stateful_step_count=40, deadline=None, derandomize=True)
    )
