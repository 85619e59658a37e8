# SPDX-License-Identifier: MIT
"""SectorBonds.vy against wuxing/xz/post.py over generated histories: the same proofs pass, the same windows are missed,
and every miss costs its penalty exactly once (XZ-19).
"""

from __future__ import annotations

from typing import Any

from eth_abi import encode
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from wuxing.engine import Engine, Revert, open_engine
from wuxing.suite import System, deploy
from wuxing.xz import stage
from wuxing.xz.post import PERIOD, WINDOW, StorageError, WindowPost, window_of
from wuxing.xz.storage import MerkleProver, Replica

XZ = 10**18
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

        @initialize()
        def begin(self) -> None:
            """Two sectors to start with; the third may come later."""
            self.commit(NUMBERS[0])
            self.commit(NUMBERS[1])

        @rule(number=numbers)
        def commit(self, number: int) -> None:
            known = replicas[number].commitment
            if ids[number] in self.book.sectors:
                with engine.reverts("Sectors: number was used"):
                    sectors.commit(number, known.root, known.data_root, known.leaves, sender=storer)
                return
            self.book.add(known, engine.time)
            sectors.commit(number, known.root, known.data_root, known.leaves, sender=storer)

        @rule(number=numbers, later=st.integers(-2, 2), days=st.sampled_from([0, 0, 1, 2, 9]))
        def wait(self, number: int, later: int, days: int) -> None:
            """To about a sector's window: seconds to either side of its ends, or inside."""
            start = window_of(ids[number]) * WINDOW + (0, WINDOW)[later > 0] + later
            engine.advance((start - engine.time) % PERIOD + days * PERIOD)

        @rule(number=numbers, good=st.sampled_from([True, True, False]), late=st.sampled_from([0, 900, WINDOW - 5]))
        def meet(self, number: int, good: bool, late: int) -> None:
            """A proof in the sector's own window, soon after it opens or shortly before it closes."""
            start = window_of(ids[number]) * WINDOW + late
            engine.advance((start - engine.time) % PERIOD)
            self.prove(number, good)

        @rule(number=numbers, good=st.booleans())
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

        @rule(number=numbers, sure=st.integers(0, 4))
        def retire(self, number: int, sure: int) -> None:
            if sure:
                return  # leaving is final: seldom, so that histories have something to tell
            if not self.live(number):
                known = sectors.sector(ids[number]) != (0, 0, 0, 0)
                with engine.reverts(f"Sectors: {'sector has ended' if known else 'no such sector'}"):
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


def test_sectors__any_history__as_the_rules_in_python():
    """XZ-19. On revm, where a step costs little."""
    engine = open_engine("revm")
    deployer, storer, keeper = (engine.account(i) for i in range(3))
    xz = deploy(engine, "xz", "paper", deployer)
    stage.set_minted(xz, 1_000 * XZ, {storer.address: 1_000 * XZ})
    xz.token.approve(xz.sectors, 2**256 - 1, sender=storer)
    profile = settings()
    run_state_machine_as_test(
        histories(engine, xz, storer, keeper),
        settings=settings(profile, max_examples=4 * profile.max_examples),
    )
