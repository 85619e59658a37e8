# SPDX-License-Identifier: MIT
"""StorageProofs.vy and DataHires.vy against their models over generated histories (CNT-11, CNT-12).

Landlords join, are seated, pass, are left out and prove themselves, leave, are slashed, banned and sent away, in any
order, with waits from a block to months, on revm with the real disk. Where the model refuses, the contract must revert
with the same reason. After every move the invariants of docs/security.md are checked (numbers in the code).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from eth_utils import to_canonical_address
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests import twins
from tests.proof_world import CNT, DAY, Landlords
from wuxing.contattract.hire_model import Hires
from wuxing.contattract.proof import Challenge, Prover, View, announcement, compact, replica, self_proof
from wuxing.contattract.proof_model import HASHES, ZERO, Attestation, Block, Proofs
from wuxing.engine import Revert, open_engine
from wuxing.params import load
from wuxing.refused import Refused
from wuxing.suite import deploy
from wuxing.typed_data import domain_of

PEOPLE = 7
FUNDS = 100_000 * CNT
people = st.integers(0, PEOPLE - 1)
maps = st.one_of(st.sampled_from([0b111, 0b1111, 0b1110, 0b1011, 0b11111, 0, 0b1000000]), st.integers(0, 255))
waits = st.sampled_from([0, 0, 0, 0, 1, 100, DAY // 2, DAY, DAY, 2 * DAY, 20 * DAY, 31 * DAY])
# a group of five at most, met in every epoch, so that histories reach everything soon
SMALL = {"group_size": 5, "group_fill": 5, "round_epochs": 1}


def test_proofs__generated_histories__contract_equals_model():
    engine = open_engine("revm")
    params = replace(load("contattract", "paper"), **SMALL)
    owner, guardian = engine.account(0), engine.account(1)
    roles = {"owner": owner.address, "guardian": guardian.address}
    system = deploy(engine, "contattract", "paper", owner, roles, params)
    proofs, disk, token = system.proofs, system.disk, system.token
    world = Landlords(system, owner)
    accounts = world.new(PEOPLE)
    for account in accounts:
        system.budgets.spend(0, account, FUNDS, "history", sender=owner)
    names = [account.address for account in accounts]
    domain = domain_of(proofs)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.model = Proofs(params)
            self.heard = 0
            self.used: set[tuple[int, int]] = set()
            self.day_of: dict[int, int] = {}
            for who in range(5):
                self.join(who, 1, True, 0)
            self.prove_well(0, 0b11111, 1)

        def proved_today(self) -> bool:
            return any(group.time // DAY == engine.time // DAY for group in self.model.groups.values())

        def block(self) -> Block:
            return Block(engine.block_number, engine.time, engine.block_hash)

        def both(self, real: Any, modelled: Any) -> Any:
            block = self.block()
            try:
                expected = modelled(block)
            except Refused as refusal:
                with pytest.raises(Revert) as caught:
                    real()
                assert caught.value.reason == str(refusal)
                return None
            receipt = real()
            if receipt.value is not None:
                assert receipt.value == expected
            return receipt

        def hear(self, receipt: Any) -> None:
            """What the disk was told, as it says."""
            told = self.model.told_disk[self.heard :]
            self.heard = len(self.model.told_disk)
            passed = [(e.landlord, e.mb) for e in receipt.named("Passed")]
            assert passed == [(who, 1) for call in told if call[0] == "pass" for who in call[1]]
            struck = [(e.landlord, e.mb) for e in receipt.named("Struck")]
            assert struck == [(call[1], call[2] + call[3]) for call in told if call[0] == "strike"]

        def members(self, group: int, right: bool = True) -> list[str]:
            members = list(self.model.group(group).members)
            return members if right else [*members, ZERO]

        @rule(who=people, seats=st.sampled_from([0, 1, 1, 1, 2, 3, 17]), seated=st.booleans(), wait=waits)
        def join(self, who: int, seats: int, seated: bool, wait: int) -> None:
            engine.advance(wait)
            self.both(
                lambda: proofs.join(seats, sender=names[who]), lambda now: self.model.join(names[who], seats, now)
            )
            for _ in range(self.model.landlord(names[who]).pending if seated else 0):
                self.assign(who)

        def is_drawing(self) -> bool:
            return any(a.pending for a in self.model.landlords.values())

        @precondition(is_drawing)
        @rule(who=people)
        def assign(self, who: int) -> None:
            engine.mine(1)
            try:
                group = self.model.drawn(names[who], self.block())
            except Refused:
                group = 0
            members = self.members(group)
            self.both(
                lambda: proofs.assign(names[who], members, sender=owner),
                lambda now: self.model.assign(names[who], members, now),
            )

        @precondition(is_drawing)
        @rule(who=people, blocks=st.sampled_from([1, HASHES - 1, HASHES, HASHES + 1]))
        def cancel(self, who: int, blocks: int) -> None:
            engine.mine(blocks)
            self.both(lambda: proofs.cancel(names[who], sender=owner), lambda now: self.model.cancel(names[who], now))

        @rule(who=people, group=st.integers(0, 2), right=st.sampled_from([True, True, True, False]), wait=waits)
        def leave(self, who: int, group: int, right: bool, wait: int) -> None:
            engine.advance(wait)
            members = self.members(group, right)
            receipt = self.both(
                lambda: proofs.leave(group, members, sender=names[who]),
                lambda now: self.model.leave(group, names[who], members, now),
            )
            if receipt:
                self.hear(receipt)

        @rule(who=people, group=st.sampled_from([0, 0, 1]), wait=waits)
        def expel(self, who: int, group: int, wait: int) -> None:
            engine.advance(wait)
            members = self.members(group)
            receipt = self.both(
                lambda: proofs.expel(group, names[who], members, sender=owner),
                lambda now: self.model.expel(group, names[who], members, now),
            )
            if receipt:
                self.hear(receipt)

        @rule(who=people, wait=waits)
        def withdraw(self, who: int, wait: int) -> None:
            engine.advance(wait)
            self.both(lambda: proofs.withdraw(sender=names[who]), lambda now: self.model.withdraw(names[who], now))

        def challenge(self, group: int, epoch: int) -> Challenge:
            seats = tuple(to_canonical_address(m) for m in self.model.group(group).members)
            return Challenge(domain, group, epoch, engine.block_hash(epoch * params.epoch_blocks), seats)

        @rule(
            group=st.integers(0, 3),
            passed=maps,
            signers=maps,
            late=st.sampled_from([0, 0, 0, 0, 99, 100]),
            forged=st.sampled_from([None, None, None, 0, 1]),
            wait=waits,
        )
        def prove(self, group: int, passed: int, signers: int, late: int, forged: int | None, wait: int) -> None:
            engine.advance(wait)
            epoch = -(-engine.block_number // params.epoch_blocks)
            engine.mine(epoch * params.epoch_blocks + 1 + late - engine.block_number)
            members = self.members(group)
            challenge = self.challenge(group, epoch)
            told = View(challenge, None).told if members else Attestation(epoch, challenge.block_hash, b"", b"")
            told = told._replace(sealed_roots=told.sealed_roots or bytes(32), data_root=bytes(32))
            digest = challenge.message_digest(told, passed)
            seats = [s for s in range(len(members)) if signers >> s & 1 and members[s] != ZERO]
            by = [members[s] for s in seats] + [names[0]] * (signers.bit_count() - len(seats))
            if forged is not None and forged < len(by):
                by[forged] = names[(names.index(by[forged]) + 1) % PEOPLE]
            signatures = b"".join(compact(world.nodes[name].key.sign(digest)) for name in by)
            receipt = self.both(
                lambda: proofs.prove(group, tuple(told), passed, signers, members, signatures, sender=owner),
                lambda now: self.model.prove(group, told, passed, signers, members, by, now),
            )
            if receipt:
                self.hear(receipt)
                # CNT-P-2: an epoch serves a group once; CNT-P-3: a group proves once a day
                assert (group, epoch) not in self.used
                self.used.add((group, epoch))
                today = self.model.group(group).time // DAY
                assert self.day_of.get(group) != today
                self.day_of[group] = today

        @rule(mask=maps)
        def prove_tomorrow(self, mask: int) -> None:
            self.prove_well(0, mask, 1)

        @rule(mask=st.sampled_from([0b11, 0b111, 0b1111, 0b11100]))
        def prove_after_a_gap(self, mask: int) -> None:
            """Two days on two messages, the first without many, so that passes move, lapse and are made up for."""
            self.prove_well(0, 0b11111 ^ mask, 1)
            self.prove_well(0, mask, 1)

        @rule(group=st.sampled_from([0, 0, 0, 1]), mask=maps, days=st.sampled_from([0, 1, 1, 1, 2, 30, 31, 60]))
        def prove_well(self, group: int, mask: int, days: int) -> None:
            """All members sign; the first three pass at least, or whom the map names."""
            occupied = sum(1 << s for s, m in enumerate(self.model.group(group).members) if m != ZERO)
            self.prove(group, occupied & (mask or 0b111), occupied, 0, None, days * DAY)

        @precondition(proved_today)
        @rule(who=people, group=st.sampled_from([0, 0, 0, 1]), wrong=st.sampled_from([None, None, None, 2, 3, 5]))
        def prove_self(self, who: int, group: int, wrong: int | None) -> None:
            g = self.model.group(group)
            if g.told is None:
                return
            left_out = [m for s, m in enumerate(g.members) if m != ZERO and not g.passed >> s & 1] or names
            name = left_out[who % len(left_out)]
            node = to_canonical_address(name)
            seats = tuple(to_canonical_address(m) for m in g.members)
            view = View(Challenge(domain, group, g.told.epoch, g.told.block_hash, seats), None)
            if node in seats:
                prover = Prover(world.nodes[name].key, {group: replica(domain, node, group, None)})
                arguments = list(self_proof(view, prover))
            else:
                arguments = [group, name, tuple(g.told), bytes(32), [], [], []]
            arguments[2] = tuple(g.told)
            if wrong == 2:
                arguments[2] = (*g.told[:3], b"\1" * 32)
            elif wrong == 3:
                arguments[3] = b"\1" * 32
            elif wrong == 5:
                arguments[5] = arguments[5][1:]
            receipt = self.both(
                lambda: proofs.prove_self(*arguments, sender=owner),
                lambda now: self.model.prove_self(*arguments[:2], Attestation(*arguments[2]), *arguments[3:], now),
            )
            if receipt:
                self.hear(receipt)

        @rule(who=people, how=st.sampled_from(["stop", "go", "ban", "vote twice"]))
        def judge(self, who: int, how: str) -> None:
            """CNT-P-9: a pause refuses entries alone; all else goes on in the same histories."""
            if how == "vote twice":
                self.vote_twice(who)
            elif how == "ban":
                self.both(
                    lambda: proofs.ban(names[who], sender=system.hires.address),
                    lambda now: self.model.ban(names[who], now),
                )
            else:
                (proofs.pause if how == "stop" else proofs.unpause)(sender=owner)
                self.model.paused = how == "stop"

        def vote_twice(self, who: int) -> None:
            """Evidence that anybody can make of itself; the slashing is what is compared."""
            challenge = self.challenge(0, 1)
            roots = bytes(32), bytes(32)
            told = Attestation(1, challenge.block_hash, *roots)
            key = world.nodes[names[who]].key
            first, second = (compact(key.sign(challenge.message_digest(told, passed))) for passed in (1, 2))
            commitment = announcement(owner, first + second)
            if proofs.announced(commitment) == 0:
                proofs.announce(commitment, sender=owner)
            before = token.balanceOf(owner)
            votes = (1, *roots, first), (2, *roots, second)
            rewards: list[int] = []
            if self.both(
                lambda: proofs.report_votes(0, 1, challenge.block_hash, *votes, sender=owner),
                lambda now: rewards.append(self.model.slash(names[who], now)),
            ):
                assert token.balanceOf(owner) == before + rewards[0]

        @invariant()
        def words_are_equal(self) -> None:
            for name in names:
                assert proofs.landlord(name) == vars(self.model.landlord(name))
                assert proofs.free_bond(name) == self.model.free(name)
            for number, group in self.model.groups.items():
                kept = proofs.group(number)
                assert kept == {key: getattr(group, key) for key in kept}
                for name in names:
                    seat = proofs.seat(number, name)
                    assert seat["since"] == group.since.get(name, 0)
                    assert not seat["since"] or group.members[seat["place"]] == name
            assert proofs.totals() == {"groups": self.model.opened, "seats": self.model.seats}

        @invariant()
        def holds_every_bond(self) -> None:
            """CNT-P-1: CNT held is the sum of bonds; what was lost is the pool's."""
            held = sum(self.model.landlord(name).bond for name in names)
            assert token.balanceOf(proofs) == held == self.model.held
            assert disk.world()["pool"] == self.model.donated

        @invariant()
        def one_seat_in_a_group_and_every_seat_bonded(self) -> None:
            """CNT-P-4, CNT-P-5: nobody sits twice; who is not slashed has a bond for each seat."""
            taken = dict.fromkeys(names, 0)
            for group in self.model.groups.values():
                there = [m for m in group.members if m != ZERO]
                assert len(set(there)) == len(there) == group.count <= params.group_size
                for name in there:
                    taken[name] += 1
            for name in names:
                a = self.model.landlord(name)
                assert a.seats == taken[name]
                lost = a.bond < (a.seats + a.pending) * CNT
                assert not lost or a.banned > 0 or a.unlock > 0

        @invariant()
        def disk_counts_what_was_proved(self) -> None:
            """CNT-P-6: verified MB and space are those of today's and yesterday's messages, less who left."""
            # the last transaction was a second ago: at midnight the disk's day may be ahead of it
            today, verified = engine.time // DAY, dict.fromkeys(names, (0, 0))
            space = 0
            for group in self.model.groups.values():
                age = today - group.time // DAY
                for seat, name in enumerate(group.members):
                    if name == ZERO or age > 1:
                        continue
                    now, old = verified[name]
                    passed, before = group.passed >> seat & 1, group.before >> seat & 1
                    verified[name] = (now + passed, old + before) if age == 0 else (now, old + passed)
                space += (age <= 1 and group.backed) or (age == 0 and group.backed_before)
            assert {name: disk.verified(name) for name in names} == verified
            assert disk.world()["space"] == space

        def teardown(self) -> None:
            """CNT-P-9: everybody gets out with the bond that it did not lose."""
            proofs.pause(sender=guardian)
            for number, group in list(self.model.groups.items()):
                for name in [m for m in group.members if m != ZERO]:
                    self.leave(names.index(name), number, True, 0)
            engine.mine(HASHES + 2)
            for who in range(PEOPLE):
                self.cancel(who, 1)
            engine.advance(params.bond_lock)
            for who in range(PEOPLE):
                self.withdraw(who, 0)
            assert token.balanceOf(proofs) == 0
            engine.restore(self.snapshot)

    run_state_machine_as_test(Histories)


def test_hires__generated_histories__contract_equals_model():
    engine = open_engine("revm")
    owner, guardian, *accounts = (engine.account(i) for i in range(6))
    roles = {"owner": owner.address, "guardian": guardian.address}
    system = deploy(engine, "contattract", "paper", owner, roles)
    hires, token, params = system.hires, system.token, system.params
    names = [account.address for account in accounts]
    for account in accounts:
        system.budgets.spend(0, account, FUNDS, "history", sender=owner)
        token.approve(hires, 2**255, sender=account)
    whom = st.integers(0, len(names) - 1)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = engine.snapshot()
            self.model = Hires(params)
            self.set_rate(0, 10 * CNT)

        def both(self, real: Any, modelled: Any) -> None:
            now = engine.time
            twins.both(real, lambda: modelled(now))

        @rule(who=whom, rate=st.sampled_from([0, 1, 10 * CNT, 333 * CNT // 7, 2**90]))
        def set_rate(self, who: int, rate: int) -> None:
            self.both(
                lambda: hires.set_rate(rate, sender=names[who]), lambda now: self.model.set_rate(names[who], rate)
            )

        @rule(user=whom, agent=whom, seconds=st.sampled_from([0, 1, DAY, 10 * DAY + 7, 365 * DAY, 365 * DAY + 1]))
        def hire(self, user: int, agent: int, seconds: int) -> None:
            most = 1_000 * CNT
            self.both(
                lambda: hires.hire(names[agent], seconds, most, sender=names[user]),
                lambda now: self.model.hire(names[user], names[agent], seconds, most, now),
            )

        @rule(
            who=whom,
            number=st.integers(0, 8),
            quality=st.sampled_from([0, 0, 30, 59, 60, 77, 100, 101]),
            wait=st.sampled_from([0, 1, DAY, 7 * DAY, 7 * DAY + 1, None, None, None]),
        )
        def report(self, who: int, number: int, quality: int, wait: int | None) -> None:
            open_hire = self.model.hires.get(number)
            if open_hire and wait is None:
                who, wait = names.index(open_hire.user), max(0, open_hire.end - engine.time)
            engine.advance(wait or 0)
            self.both(
                lambda: hires.report(number, quality, sender=names[who]),
                lambda now: self.model.report(names[who], number, quality, now),
            )

        @rule(number=st.integers(0, 8), wait=st.sampled_from([0, DAY, 8 * DAY, 180 * DAY, 500 * DAY]))
        def settle(self, number: int, wait: int) -> None:
            engine.advance(wait)
            self.both(lambda: hires.settle(number, sender=owner), lambda now: self.model.settle(number, now))

        @rule(who=whom)
        def withdraw(self, who: int) -> None:
            self.both(lambda: hires.withdraw(sender=names[who]), lambda now: self.model.withdraw(names[who]))

        @rule(stop=st.booleans())
        def pause(self, stop: bool) -> None:
            (hires.pause if stop else hires.unpause)(sender=owner)
            self.model.paused = stop

        @invariant()
        def books_agree(self) -> None:
            """CNT-P-11: escrow and what is owed are held exactly; the pool has the rest."""
            now = engine.time
            for name in names:
                r = self.model.reputation(name, now)
                assert hires.reputation(name) == vars(r) and r.score <= 100 * r.weight + 100
                assert hires.owed(name) == self.model.owed[name]
                assert system.proofs.landlord(name)["banned"] == self.model.banned.get(name, 0)
            open_fees = sum(hire.fee for hire in self.model.hires.values())
            assert token.balanceOf(hires) == self.model.held == open_fees + sum(self.model.owed.values())
            assert system.disk.world()["pool"] == self.model.donated

        def teardown(self) -> None:
            engine.restore(self.snapshot)

    run_state_machine_as_test(Histories)
