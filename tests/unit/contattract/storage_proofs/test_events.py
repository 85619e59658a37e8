# SPDX-License-Identifier: MIT
"""StorageProofs' events (CNT-11, CNT-12, CNT-18): seats, passes, fines and bonds, as a landlord's node follows them."""

from __future__ import annotations

from tests.events import emitted, recorded
from tests.guarded import guarded
from tests.proof_world import CNT, DAY, data_of
from tests.unit.contattract.storage_proofs.test_prove_self import proof_of
from tests.unit.contattract.storage_proofs.test_report import announcement, evidence, four

__all__ = ["evidence", "four", "guarded"]

DATA = data_of(0)
FOREVER = 2**24 - 1


def test_seat__drawn_taken_left_and_bond_back__event_each(landlords, engine):
    proofs = landlords.proofs
    (landlord,) = landlords.new(1)
    number = engine.block_number
    emitted(proofs.join(1, sender=landlord), "StorageProofs.Joined", landlord=landlord, seats=1, draw=number + 1)
    engine.mine(1)
    with recorded(engine) as receipts:
        landlords.seat(landlord)
    emitted(receipts[-1], "StorageProofs.Seated", group=0, landlord=landlord, seat=0)
    left = proofs.leave(0, landlords.members[0], sender=landlord)
    penalty = CNT * landlords.params.draw_penalty // 10_000
    emitted(left, "StorageProofs.Fined", landlord=landlord, seats=1, penalty=penalty)
    emitted(left, "StorageProofs.Unseated", group=0, landlord=landlord, seat=0)
    engine.time = proofs.landlord(landlord)["unlock"]
    emitted(proofs.withdraw(sender=landlord), "StorageProofs.Withdrawn", landlord=landlord, amount=CNT - penalty)


def test_prove__and_prove_self__event_each(landlords, four, owner, keeper):
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA, signers=four[:3], without=[four[3]])
    receipt = landlords.proofs.prove(*message.arguments, sender=owner)
    told = dict(zip(("epoch", "block_hash", "sealed_roots", "data_root"), message.told, strict=True))
    emitted(receipt, "StorageProofs.Proved", group=0, told=told, passed=0b0111, signers=0b0111)
    emitted(
        landlords.proofs.prove_self(*proof_of(landlords, challenge, four[3]), sender=keeper),
        "StorageProofs.ProvedSelf", group=0, landlord=four[3], epoch=challenge.epoch,
    )  # fmt: skip


def test_report__false_answer__events_of_the_bond_and_of_the_ban(landlords, four, evidence, keeper):
    word = announcement(keeper, evidence[5])
    announced = landlords.proofs.announce(word, sender=keeper)
    emitted(announced, "StorageProofs.Announced", commitment=word)
    receipt = landlords.proofs.report_answer(*evidence, sender=keeper)
    reward = CNT * landlords.params.reporter_share // 10_000
    emitted(receipt, "StorageProofs.Slashed", landlord=four[1], reporter=keeper, amount=CNT, reward=reward)
    emitted(receipt, "StorageProofs.Banned", landlord=four[1], until_day=FOREVER)


def test_ban__bad_service__event_to_its_day(contattract, landlords, engine):
    (landlord,) = landlords.new(1)
    landlords.join(landlord)
    day = engine.time // DAY
    receipt = landlords.proofs.ban(landlord, sender=contattract.hires)
    emitted(receipt, "StorageProofs.Banned", landlord=landlord, until_day=day + landlords.params.ban // DAY)


def test_follow__moved_landlord__events_of_the_account_and_of_the_seat(landlords, guarded, keeper):
    landlords.fund(guarded.owner, amount=CNT)
    assert landlords.join(guarded.owner) == [0]
    guarded.move()
    receipt = landlords.proofs.follow(guarded.owner, sender=keeper)
    emitted(receipt, "StorageProofs.Followed", old=guarded.owner, to=guarded.new)
    seat = landlords.proofs.follow_seat(0, guarded.owner, landlords.members[0], sender=keeper)
    emitted(seat, "StorageProofs.Unseated", group=0, landlord=guarded.owner, seat=0)
    emitted(seat, "StorageProofs.Seated", group=0, landlord=guarded.new, seat=0)
