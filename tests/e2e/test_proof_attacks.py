# SPDX-License-Identifier: MIT
"""Attacks on the storage proofs and the hires (CNT-11, CNT-12), each by its name: what it takes, gains and costs.

Where an attack works the test says so with its price: docs/security.md has these as CNT-P-K.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from eth_hash.auto import keccak
from eth_utils import to_canonical_address

from tests.events import emitted
from tests.proof_world import CNT, DAY, Landlords, data_of, paper
from wuxing import merkle
from wuxing.contattract.hire_model import pay
from wuxing.contattract.proof import (
    Prover,
    View,
    aggregate,
    announcement,
    compact,
    contradiction,
    replica,
    self_proof,
)
from wuxing.contattract.proof_model import ZERO, Block, Proofs
from wuxing.params import load
from wuxing.refused import Refused
from wuxing.suite import System, deploy
from wuxing.typed_data import domain_of

DATA = data_of(0)


@pytest.fixture(scope="module")
def _system(engine, deployer, owner, guardian) -> System:
    roles = {"owner": owner.address, "guardian": guardian.address}
    return deploy(engine, "contattract", "paper", deployer, roles, paper(engine))


@pytest.fixture
def landlords(engine, _system, owner) -> Iterator[Landlords]:
    """Landlords of the world disk, none yet, at a noon."""
    with engine.anchor():
        made = Landlords(_system, owner)
        made.next_day()
        yield made


def vote(landlords, challenge, told, passed, liars):
    """What some members sign, whatever their honest software would say."""
    keys = [landlords.nodes[x.address].key for x in liars]
    votes = {key.address: compact(key.sign(challenge.message_digest(told, passed))) for key in keys}
    return aggregate(challenge, told, passed, votes)


def lie(view, node):
    """A member's answer under its true root with another first leaf, signed."""
    given = node.answer(view.challenge, view.told.data_root)
    false = dataclasses.replace(given.leaves[0], leaf=bytes(4_096))
    digest = view.challenge.answer_digest(given.sealed_root, given.data_root, 0, keccak(false.leaf))
    signatures = (compact(node.key.sign(digest)), *given.signatures[1:])
    return dataclasses.replace(given, leaves=(false, *given.leaves[1:]), signatures=signatures)


# one disk for two


def test_outsourcing__a_sealed_copy_of_another_id__passes_for_one_only(landlords):
    """CNT-11: the bytes of one node's replica answer for no other node."""
    four = landlords.group_of(4, DATA)
    nodes = [landlords.nodes[x.address] for x in four]
    nodes[3].store[0] = nodes[2].store[0]
    _, message = landlords.prove(0, DATA)
    assert message.passed == 0b0111


def test_outsourcing__one_plain_copy_for_two_ids__works_and_each_id_risks_its_own_bond(landlords):
    """CNT-P-K-1: who has the plain data can make any id's leaf when it is asked; two bonds stand on one disk."""
    four = landlords.group_of(4, DATA)
    plain = DATA
    for landlord in four[2:]:
        node = landlords.nodes[landlord.address]
        node.store[0] = replica(domain_of(landlords.proofs), node.key.address, 0, plain)
    _, message = landlords.prove(0, DATA)
    assert message.passed == 0b1111
    bonds = [landlords.proofs.landlord(x)["bond"] for x in four[2:]]
    assert bonds == [CNT, CNT] and [landlords.disk.verified(x)[0] for x in four[2:]] == [1, 1]


def test_outsourcing__free_space__each_id_has_to_generate_the_whole_chunk(landlords):
    """CNT-11: filler of another id answers nothing, and there is no common copy to derive it from."""
    four = landlords.group_of(4)
    nodes = [landlords.nodes[x.address] for x in four]
    nodes[3].store[0] = nodes[2].store[0]
    _, message = landlords.prove(0, None)
    assert message.passed == 0b0111


# into a group of one's choice


def test_grinding__waiting_for_another_draw__changes_nothing_and_a_new_one_costs_bond(landlords, engine, keeper):
    """CNT-11: one block's hash fixes the draw, whoever carries it out and whenever; letting it expire costs 5%."""
    for landlord in landlords.new(8):
        landlords.proofs.join(16, sender=landlord)
    (grinder,) = landlords.new(1)
    tries, wanted = 0, None
    while True:
        landlords.proofs.join(1, sender=grinder)
        engine.mine(1)
        drawn = landlords.proofs.drawn(grinder)
        wanted = (drawn + 1) % 8 if wanted is None else wanted
        if drawn == wanted:
            break
        engine.mine(200)
        assert landlords.proofs.drawn(grinder) == drawn
        engine.mine(60)
        landlords.proofs.cancel(grinder, sender=keeper)
        tries += 1
    assert tries > 0 and landlords.disk.world()["pool"] == tries * CNT * 500 // 10_000
    # anybody could have seated it where it did not want to be: there was time for 256 blocks
    assert landlords.seat(grinder, by=keeper) == wanted


def test_grinding__keepers_seat_who_waits(landlords, engine, keeper):
    """CNT-11: a landlord that does not like its group is in it before its draw expires."""
    for landlord in landlords.new(4):
        landlords.proofs.join(16, sender=landlord)
    (grinder,) = landlords.new(1)
    landlords.proofs.join(1, sender=grinder)
    engine.mine(1)
    group = landlords.seat(grinder, by=keeper)
    with engine.reverts("Proofs: no draw is pending"):
        landlords.proofs.cancel(grinder, sender=keeper)
    landlords.leave(grinder, group)
    with engine.reverts("Proofs: bond is locked"):
        landlords.proofs.withdraw(sender=grinder)


@pytest.fixture(scope="module")
def _reconciled(engine, deployer, owner, guardian) -> System:
    roles = {"owner": owner.address, "guardian": guardian.address}
    return deploy(engine, "contattract", "reconciled", deployer, roles)


def test_self_ban__a_hire_of_one_second__costs_the_draw_besides(engine, _reconciled, owner, keeper):
    """CNT-11, CNT-12: who dislikes its draw hires itself and reports 0, for 91 CNT; the draw costs 819 besides."""
    with engine.anchor():
        landlords = Landlords(_reconciled, owner)
        proofs, hires, disk = landlords.proofs, _reconciled.hires, landlords.disk
        grinder, friend = engine.account(30), engine.account(31)
        landlords.fund(grinder, friend, amount=20_000 * CNT)
        _reconciled.token.approve(hires, 2**255, sender=friend)
        proofs.join(16, sender=grinder)
        engine.mine(1)
        proofs.drawn(grinder)
        hires.set_rate(100 * CNT * DAY, sender=grinder)
        number = hires.hire(grinder, 1, 100 * CNT, sender=friend).value
        engine.time = hires.hire_of(number)["end"]
        receipt = hires.report(number, 0, sender=friend)
        price = 16 * 1_024 * CNT * 500 // 10_000
        emitted(receipt, "StorageProofs.Fined", landlord=grinder, seats=16, penalty=price)
        assert price > 819 * CNT and disk.world()["pool"] == 91 * CNT + price
        assert proofs.landlord(grinder)["bond"] == 16 * 1_024 * CNT - price
        with engine.reverts("Proofs: no draw is pending"):
            proofs.cancel(grinder, sender=keeper)


def test_self_ban__after_the_draw__the_seat_costs_what_leaving_does(landlords, engine, keeper):
    """CNT-11, CNT-12: what is drawn yet and what is seated already; nobody sends away who sat through a period."""
    for landlord in landlords.new(4):
        landlords.proofs.join(16, sender=landlord)
    (grinder,) = landlords.new(1)
    landlords.proofs.join(3, sender=grinder)
    engine.mine(1)
    group = landlords.seat(grinder)
    since = landlords.proofs.seat(group, grinder)["since"]
    price = CNT * 500 // 10_000
    emitted(
        landlords.proofs.ban(grinder, sender=landlords.proofs.hires()),
        "StorageProofs.Fined", landlord=grinder, seats=2, penalty=2 * price,
    )  # fmt: skip
    members = list(landlords.members[group])
    for time, due in ((since + landlords.params.absence - 1, 3 * price), (since + landlords.params.absence, 2 * price)):
        with engine.anchor():
            engine.time = time
            landlords.proofs.expel(group, grinder, members, sender=keeper)
            assert landlords.proofs.landlord(grinder)["bond"] == 3 * CNT - due == landlords.proofs.free_bond(grinder)
            assert landlords.disk.world()["pool"] == due


def test_self_evidence__to_drop_a_draw__costs_more_than_the_draw(landlords, engine, attacker, keeper):
    """CNT-11: two votes of one's own, reported by a friend: nine tenths of the bond are gone."""
    landlords.group_of(4)
    landlords.fund(attacker, amount=100 * CNT)
    landlords.proofs.join(16, sender=attacker)
    challenge, key = landlords.next_epoch(0), landlords.nodes[attacker.address].key
    told = View(challenge, None).told
    signed = [(passed, compact(key.sign(challenge.message_digest(told, passed)))) for passed in (1, 2)]
    landlords.proofs.announce(announcement(keeper, signed[0][1] + signed[1][1]), sender=keeper)
    votes = [(passed, told.sealed_roots, told.data_root, signature) for passed, signature in signed]
    pool = landlords.disk.world()["pool"]
    landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, *votes, sender=keeper)
    lost = landlords.disk.world()["pool"] - pool
    assert lost == 16 * CNT * 9 // 10 > 16 * CNT * 500 // 10_000
    assert landlords.proofs.landlord(attacker)["pending"] == landlords.proofs.landlord(attacker)["bond"] == 0


def test_redraw__leave_and_join_again__takes_fresh_bond_and_a_part_of_the_old(landlords, engine, attacker, keeper):
    """CNT-11: a seat in a group of one's choice is not had by leaving every other one for nothing."""
    for landlord in landlords.new(8):
        landlords.proofs.join(16, sender=landlord)
    landlords.fund(attacker, amount=100 * CNT)
    token, tries, wanted = landlords.system.token, 0, None
    while True:
        (group,) = landlords.join(attacker)
        wanted = (group + 1) % 8 if wanted is None else wanted
        if group == wanted:
            break
        landlords.leave(attacker, group)
        tries += 1
        with engine.reverts("Proofs: bond is locked"):
            landlords.proofs.withdraw(sender=attacker)
    fine = CNT * 500 // 10_000
    assert tries > 0 and token.balanceOf(attacker) == (99 - tries) * CNT
    assert landlords.proofs.landlord(attacker)["bond"] == (tries + 1) * CNT - tries * fine
    assert landlords.disk.world()["pool"] == tries * fine


def test_empty_groups__made_by_draws_that_expire__leave_nobody_alone(landlords, engine, keeper):
    """CNT-11: 320 CNT bonded, 16 lost, and the honest who come after fill the first group all the same."""
    crowd = landlords.new(20)
    for landlord in crowd:
        landlords.proofs.join(16, sender=landlord)
    engine.mine(257)
    for landlord in crowd:
        landlords.proofs.cancel(landlord, sender=keeper)
    assert landlords.proofs.totals() == {"groups": 0, "seats": 0}
    assert landlords.disk.world()["pool"] == 16 * CNT
    assert [landlords.join(landlord) for landlord in landlords.new(12)] == [[0]] * 12


def test_empty_groups__made_by_leaving__leave_nobody_alone(landlords):
    """CNT-11: seats in 16 groups, left at once: a twentieth of each bond; who comes after fills the first group."""
    (griefer,) = landlords.new(1)
    for group in landlords.join(griefer, 16):
        landlords.leave(griefer, group)
    totals = landlords.proofs.totals()
    assert totals["groups"] >= 16 and totals["seats"] == 0
    assert landlords.disk.world()["pool"] == 16 * CNT * 500 // 10_000
    assert [landlords.join(landlord) for landlord in landlords.new(6)] == [[0]] * 6


def test_sybil__a_third_of_all_seats__holds_two_thirds_of_no_group():
    """CNT-11: 320 seats of one owner among 960, drawn into groups of 16 on average, by the executable specification."""

    def hash_of(number: int) -> bytes:
        return keccak(str(number).encode())

    model = Proofs(load("contattract", "paper"))
    number, sybils, seats = 1, set(), 0
    for i in range(960):
        name = f"0x{i + 1:040x}"
        model.join(name, 1, Block(number, DAY, hash_of))
        number += 2
        block = Block(number, DAY, hash_of)
        group = model.drawn(name, block)
        model.assign(name, list(model.group(group).members), block)
        if keccak(name.encode())[0] % 3 == 0:
            sybils.add(name)
            seats += 1
    sizes = {n: (sum(m in sybils for m in g.members), g.count) for n, g in model.groups.items() if g.count >= 3}
    assert 280 <= seats <= 360 and len(sizes) >= 50
    assert [n for n, (bad, count) in sizes.items() if 3 * bad >= 2 * count and count >= 11] == []
    assert sum(3 * bad >= 2 * count for bad, count in sizes.values()) <= 2


# messages


def test_replay__yesterdays_message__refused(landlords, engine, keeper):
    """CNT-11: it is stale; under today's number its hash is wrong; with today's hash nobody signed it."""
    landlords.group_of(4, DATA)
    _, message = landlords.prove(0, DATA)
    arguments = list(message.arguments)
    landlords.next_day()
    today = landlords.next_epoch(0)
    told = arguments[1]
    for changed, reason in (
        (told, "Proofs: epoch was used"),
        ((today.epoch, *told[1:]), "Proofs: wrong block hash"),
        ((today.epoch, today.block_hash, *told[2:]), "Proofs: wrong signature"),
    ):
        with engine.reverts(reason):
            landlords.proofs.prove(arguments[0], changed, *arguments[2:], sender=keeper)
    landlords.next_day()
    assert landlords.disk.verified(next(iter(landlords.accounts)))[0] == 0


def test_replay__another_groups_message__refused(landlords, engine, keeper):
    """CNT-11: the group is signed."""
    crowd = landlords.new(3)
    for landlord in crowd:
        landlords.join(landlord, 2)
    for group in (0, 1):
        landlords.store(group, crowd, None)
    message = landlords.message(landlords.next_epoch(0), None)
    other = landlords.next_epoch(1)
    _, told, passed, signers, _, signatures = message.arguments
    moved = (other.epoch, other.block_hash, *told[2:])
    with engine.reverts("Proofs: wrong signature"):
        landlords.proofs.prove(1, moved, passed, signers, landlords.members[1], signatures, sender=keeper)


def test_forged_aggregate__a_third_of_the_members_and_strangers__refused(landlords, engine, attacker):
    """CNT-11: two of six sign for all; repeated, foreign and empty signatures do not fill the rest."""
    six = landlords.group_of(6, DATA)
    landlords.fund(attacker)
    challenge = landlords.next_epoch(0)
    told, passed = View(challenge, DATA).told, 0b111111
    mine = [compact(landlords.nodes[x.address].key.sign(challenge.message_digest(told, passed))) for x in six[:2]]
    foreign = compact(landlords.nodes[attacker.address].key.sign(challenge.message_digest(told, passed)))
    members = landlords.members[0]
    for fill in (mine, [foreign] * 2, [bytes(64)] * 2, [mine[0], bytes(64)]):
        with engine.reverts("Proofs: wrong signature"):
            landlords.proofs.prove(0, tuple(told), passed, 0b1111, members, b"".join([*mine, *fill]), sender=attacker)
    with engine.reverts("Proofs: under two thirds"):
        landlords.proofs.prove(0, tuple(told), passed, 0b11, members, b"".join(mine), sender=attacker)


def test_withheld_signatures__more_than_a_third__all_fail_and_the_griefers_with_them(landlords):
    """CNT-P-K-2: three of seven can stop a group; they forgo what they take from the others, day by day."""
    seven = landlords.group_of(7)
    landlords.prove(0, None)
    landlords.next_day()
    challenge = landlords.next_epoch(0)
    told = View(challenge, None).told
    assert vote(landlords, challenge, told, 0b1111111, seven[:4]) is None
    landlords.next_day()
    assert [landlords.disk.verified(x) for x in seven] == [(0, 0)] * 7
    assert landlords.disk.world()["space"] == 0
    for landlord in seven[:4]:
        landlords.leave(landlord, 0)
    assert landlords.proofs.group(0)["count"] == 3


def test_withheld_signatures__a_third__do_not_stop_the_group(landlords):
    """CNT-11: two of six say nothing; the four others are enough, and count them absent in the end."""
    six = landlords.group_of(6)
    for landlord in six[4:]:
        del landlords.nodes[landlord.address].store[0]
    _, message = landlords.prove(0, None)
    assert (message.passed, message.signers) == (0b001111, 0b001111)


def test_unjust_exclusion__by_two_thirds__the_member_proves_itself(landlords, keeper):
    """CNT-11: its replica's root stands in the very message that leaves it out."""
    six = landlords.group_of(6, DATA)
    challenge = landlords.next_epoch(0)
    view = View(challenge, DATA)
    message = vote(landlords, challenge, view.told, 0b001111, six[:4])
    landlords.proofs.prove(*message.arguments, sender=keeper)
    for victim in six[4:]:
        landlords.proofs.prove_self(*self_proof(view, landlords.nodes[victim.address]), sender=victim)
    assert [landlords.disk.verified(x)[0] for x in six] == [1] * 6


def test_unjust_exclusion__a_member_without_the_bytes__cannot_prove_itself(landlords, engine):
    """CNT-11: it makes up the leaf that was asked for, or has only half of them."""
    six = landlords.group_of(6, DATA)
    liar = landlords.nodes[six[5].address]
    half = liar.store[0][: 1 << 19] + bytes(1 << 19)
    liar.store[0] = half
    challenge, message = landlords.prove(0, DATA)
    assert message.passed == 0b011111
    arguments = self_proof(View(challenge, DATA), liar)
    with engine.reverts("Proofs: leaf is not sealed there"):
        landlords.proofs.prove_self(*arguments, sender=six[5])


# liars


def test_lying_minority__cannot_pass_a_bad_member_nor_fail_a_good_one(landlords, engine, keeper):
    """CNT-11: two of seven (fewer than a third) sign that the thief stores and the victim does not."""
    seven = landlords.group_of(7, DATA)
    thief, accomplice, victim = seven[0], seven[1], seven[6]
    del landlords.nodes[thief.address].store[0]
    challenge = landlords.next_epoch(0)
    view = View(challenge, DATA)
    lie = 0b0111111
    assert vote(landlords, challenge, view.told, lie, [thief, accomplice]) is None
    truth = landlords.message(challenge, DATA, signers=seven[2:])
    assert truth.passed == 0b1111110
    landlords.proofs.prove(*truth.arguments, sender=keeper)
    assert landlords.disk.verified(thief) == (0, 0) and landlords.disk.verified(victim) == (1, 0)


def test_lying_minority__signs_both_ways__loses_its_bond(landlords, keeper):
    """CNT-11: whoever signs the truth and the lie for one challenge is slashed by the two signatures."""
    four = landlords.group_of(4, DATA)
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    node = landlords.nodes[four[0].address]
    first = node.sign(challenge, told, 0b1111)
    with pytest.raises(Refused, match="Prover: signed another message of group 0"):
        node.sign(challenge, told, 0b0111)
    second = compact(node.key.sign(challenge.message_digest(told, 0b0111)))
    landlords.proofs.announce(announcement(keeper, first + second), sender=keeper)
    votes = [(p, told.sealed_roots, told.data_root, s) for p, s in ((0b1111, first), (0b0111, second))]
    landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, *votes, sender=keeper)
    assert landlords.proofs.landlord(four[0])["bond"] == 0 and landlords.proofs.is_banned(four[0])


def test_lying_majority__attests_what_nobody_stores__earns_until_its_users_report(landlords, engine, miner):
    """CNT-P-K-3: four of six without any bytes pass; rent is what they gain. A hired one answers to its user."""
    six = landlords.group_of(6, DATA)
    for liar in six[:4]:
        del landlords.nodes[liar.address].store[0]
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    message = vote(landlords, challenge, told, 0b001111, six[:4])
    landlords.proofs.prove(*message.arguments, sender=six[0])
    assert [landlords.disk.verified(x)[0] for x in six] == [1, 1, 1, 1, 0, 0]
    # the two honest ones prove themselves as long as the roots are the true ones
    landlords.proofs.prove_self(*self_proof(View(challenge, DATA), landlords.nodes[six[5].address]), sender=six[5])
    hires, token = landlords.system.hires, landlords.system.token
    landlords.fund(miner)
    token.approve(hires, 2**255, sender=miner)
    hires.set_rate(100 * CNT, sender=six[0])
    number = hires.hire(six[0], DAY, 2**255, sender=miner).value
    engine.time = hires.hire_of(number)["end"]
    hires.report(number, 0, sender=miner)
    landlords.proofs.expel(0, six[0], landlords.members[0], sender=miner)
    assert landlords.disk.verified(six[0]) == (0, 0)


def test_lying_majority__frames_an_honest_member__only_excludes_it(landlords, engine):
    """CNT-P-K-4: two thirds can attest a false root for a member; its answer names its own, so its bond is safe."""
    six = landlords.group_of(6, DATA)
    victim, liars = six[5], six[:4]
    challenge = landlords.next_epoch(0)
    view = View(challenge, DATA)
    given = landlords.nodes[victim.address].answer(challenge, view.told.data_root)
    false = View(challenge, DATA)
    node = to_canonical_address(victim.address)
    false.replicas = {**view.replicas, node: [bytes(4_096)] * 256}
    false.trees = {**view.trees, node: merkle.Tree.of(false.replicas[node])}
    message = vote(landlords, challenge, false.told, 0b011111, liars)
    landlords.proofs.prove(*message.arguments, sender=liars[0])
    assert contradiction(view, given) is None and contradiction(false, given) is None
    framed = contradiction(false, dataclasses.replace(given, sealed_root=false.trees[node].root))
    landlords.proofs.announce(announcement(liars[0], framed[5]), sender=liars[0])
    with engine.reverts("Proofs: wrong signature"):
        landlords.proofs.report_answer(*framed, sender=liars[0])
    told = (*framed[2][:2], given.sealed_root, framed[2][3])
    with engine.reverts("Proofs: leaf is not sealed there"):
        landlords.proofs.report_answer(*framed[:2], told, *framed[3:], sender=liars[0])
    assert landlords.proofs.landlord(victim)["bond"] == CNT and landlords.disk.verified(victim) == (0, 0)


def test_false_answer__to_agree_with_an_accomplice__is_evidence(landlords, keeper):
    """CNT-11: a signed answer that is not under its own root costs the bond though it was never counted."""
    four = landlords.group_of(4, DATA)
    liar = landlords.nodes[four[2].address]
    challenge, _ = landlords.prove(0, DATA)
    view = View(challenge, DATA)
    evidence = contradiction(view, lie(view, liar))
    landlords.proofs.announce(announcement(keeper, evidence[5]), sender=keeper)
    landlords.proofs.report_answer(*evidence, sender=keeper)
    assert landlords.proofs.landlord(four[2])["bond"] == 0


def test_front_running_a_reporter__copied_evidence_pays_nothing(landlords, engine, keeper, attacker):
    """CNT-11: who sees the evidence has not announced it, and cannot in the same block."""
    four = landlords.group_of(4, DATA)
    liar = landlords.nodes[four[2].address]
    challenge, _ = landlords.prove(0, DATA)
    view = View(challenge, DATA)
    evidence = contradiction(view, lie(view, liar))
    landlords.proofs.announce(announcement(keeper, evidence[5]), sender=keeper)
    with engine.reverts("Proofs: announce it a block before"):
        landlords.proofs.report_answer(*evidence, sender=attacker)
    landlords.proofs.report_answer(*evidence, sender=keeper)
    landlords.proofs.announce(announcement(attacker, evidence[5]), sender=attacker)
    with engine.reverts("Proofs: no bond to lose"):
        landlords.proofs.report_answer(*evidence, sender=attacker)
    assert landlords.system.token.balanceOf(attacker) == 0


def test_hit_and_run__leaving_before_the_evidence__the_bond_is_still_there(landlords, engine, keeper):
    """CNT-11: the lock outlasts the group's next message."""
    four = landlords.group_of(4, DATA)
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    key = landlords.nodes[four[0].address].key
    signed = [compact(key.sign(challenge.message_digest(told, p))) for p in (0b1111, 0b0111)]
    landlords.leave(four[0], 0)
    with engine.reverts("Proofs: bond is locked"):
        landlords.proofs.withdraw(sender=four[0])
    landlords.proofs.announce(announcement(keeper, b"".join(signed)), sender=keeper)
    votes = [(p, told.sealed_roots, told.data_root, s) for p, s in zip((0b1111, 0b0111), signed, strict=True)]
    landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, *votes, sender=keeper)
    assert landlords.proofs.landlord(four[0])["bond"] == 0 and landlords.members[0][0] == ZERO


# hires


@pytest.fixture
def agent(landlords, miner, other_miner, attacker):
    """The other miner serves for 100 CNT a day; others can hire it."""
    landlords.fund(miner, other_miner, attacker, amount=10_000 * CNT)
    for user in (miner, other_miner, attacker):
        landlords.system.token.approve(landlords.system.hires, 2**255, sender=user)
    landlords.system.hires.set_rate(100 * CNT, sender=other_miner)
    return other_miner


def serve(landlords, user, agent, quality, days=1):
    """A hire to its end and its report."""
    hires = landlords.system.hires
    number = hires.hire(agent, days * DAY, 2**255, sender=user).value
    landlords.engine.time = hires.hire_of(number)["end"]
    hires.report(number, quality, sender=user)


def test_self_hire__to_wash_a_bad_name__costs_more_than_bad_service_earned(landlords, agent, miner, attacker):
    """CNT-12: 100 CNT of service at quality 0 leave the agent 9; 150 of its own make good for it: 15 lost."""
    params, hires = landlords.params, landlords.system.hires
    earned = pay(params, 100 * CNT, 0)
    washing = 150 * CNT
    lost = washing - pay(params, washing, 100)
    assert earned == 9 * CNT and lost == 15 * CNT
    for days in (1, 1):
        serve(landlords, attacker, agent, 100, days)
    serve(landlords, miner, agent, 0)
    assert not landlords.proofs.is_banned(agent)
    r = hires.reputation(agent)
    assert r["score"] // r["weight"] in (66, 67)
    serve(landlords, miner, agent, 0)
    assert landlords.proofs.is_banned(agent)


def test_bad_report__out_of_spite__returns_nothing_and_weighs_what_it_cost(landlords, agent, miner, attacker):
    """CNT-12: against 1,000 CNT of good service reports of 0 have to cost 667 CNT to ban; nothing comes back."""
    for _ in range(5):
        serve(landlords, miner, agent, 100, days=2)
    token = landlords.system.token
    before = token.balanceOf(attacker)
    serve(landlords, attacker, agent, 0, days=6)
    assert token.balanceOf(attacker) == before - 600 * CNT
    assert not landlords.proofs.is_banned(agent)
    serve(landlords, attacker, agent, 0, days=1)
    assert landlords.proofs.is_banned(agent)


def test_node__that_never_signs_twice__cannot_be_slashed_by_its_own_messages(landlords):
    """CNT-11: the node's software refuses the second vote, after a restart from what it kept too."""
    four = landlords.group_of(4, DATA)
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    node = landlords.nodes[four[0].address]
    node.sign(challenge, told, 0b1111)
    restarted = Prover(node.key, node.store, dict(node.signed))
    assert restarted.sign(challenge, told, 0b1111) == node.sign(challenge, told, 0b1111)
    with pytest.raises(Refused, match="signed another message"):
        restarted.sign(challenge, told._replace(data_root=bytes(32)), 0b1111)
