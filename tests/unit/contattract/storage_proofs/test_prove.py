# SPDX-License-Identifier: MIT
"""prove (CNT-11): a group's message of the day."""

import dataclasses

import pytest
from eth_hash.auto import keccak
from eth_utils import to_canonical_address

from tests.proof_world import DAY, data_of
from wuxing.contattract import sealing
from wuxing.contattract.proof import View
from wuxing.contattract.proof_model import ZERO

DATA = data_of(0)


@pytest.fixture
def four(landlords):
    """A, B, C and D of the paper's figure in group 0, with tenants' data."""
    return landlords.group_of(4, DATA)


def test_prove__paper_figure__three_of_four_pass_and_the_space_counts(landlords, four):
    """CNT-11, 3.1.3: A, C and D prove, B does not; their signatures make the message."""
    del landlords.nodes[four[1].address].store[0]
    challenge, message = landlords.prove(0, DATA)
    assert (message.passed, message.signers) == (0b1101, 0b1101)
    assert [landlords.disk.verified(x) for x in four] == [(1, 0), (0, 0), (1, 0), (1, 0)]
    assert landlords.disk.world()["space"] == 1
    group = landlords.proofs.group(0)
    assert (group["passed"], group["epoch"], group["backed"]) == (0b1101, challenge.epoch, True)
    told = message.told
    words = told.epoch.to_bytes(32, "big") + told.block_hash + told.sealed_roots + told.data_root
    assert landlords.proofs.attested(0) == keccak(words)


def test_prove__event_names_who_passed(landlords, four, owner):
    """CNT-11."""
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA, signers=four[:3])
    event = landlords.proofs.prove(*message.arguments, sender=owner).named("Proved")[0]
    assert (event.group, event.passed, event.signers) == (0, 0b1111, 0b0111)
    assert tuple(event.told.values()) == tuple(message.told)


def test_prove__wrong_bytes__does_not_pass(landlords, four):
    """CNT-11: a replica of another node's id, or of other data, answers nothing."""
    nodes = [landlords.nodes[x.address] for x in four]
    nodes[1].store[0] = nodes[0].store[0]
    _, message = landlords.prove(0, DATA)
    assert message.passed == 0b1101


def test_prove__free_space__filler_passes_and_attests_no_data(landlords):
    """CNT-11: free space is filled, proved and earns."""
    landlords.group_of(3)
    _, message = landlords.prove(0, None)
    assert message.passed == 0b111 and message.told.data_root == bytes(32)
    assert landlords.disk.world()["space"] == 1


def test_prove__next_day__pass_moves_and_space_stays_one(landlords, four):
    """CNT-3, CNT-11: who passes again is counted once, the group too."""
    landlords.prove(0, DATA)
    landlords.next_day()
    del landlords.nodes[four[3].address].store[0]
    landlords.prove(0, DATA)
    assert [landlords.disk.verified(x) for x in four] == [(1, 0)] * 3 + [(0, 1)]
    assert landlords.disk.world()["space"] == 1
    group = landlords.proofs.group(0)
    assert (group["passed"], group["before"], group["backed"], group["backed_before"]) == (7, 8, True, False)


def test_prove__a_day_without_message__all_lapse(landlords, four):
    """CNT-11: no message, no pass; the day after that the old passes are not moved."""
    landlords.prove(0, DATA)
    landlords.next_day()
    assert landlords.disk.verified(four[0]) == (0, 1) and landlords.disk.world()["space"] == 1
    landlords.next_day()
    assert landlords.disk.verified(four[0]) == (0, 0) and landlords.disk.world()["space"] == 0
    landlords.prove(0, DATA)
    assert landlords.disk.verified(four[0]) == (1, 0) and landlords.disk.world()["space"] == 1
    assert landlords.proofs.group(0)["before"] == 0


def test_prove__too_few_replicas__they_earn_and_the_space_does_not_count(landlords, four):
    """CNT-3: two of four passed; yesterday's backing stays until it lapses."""
    landlords.prove(0, DATA)
    landlords.next_day()
    for landlord in four[2:]:
        landlords.nodes[landlord.address].store[0] = DATA
    _, message = landlords.prove(0, DATA)
    assert message.passed == 0b11
    group = landlords.proofs.group(0)
    assert (group["backed"], group["backed_before"]) == (False, True)
    assert landlords.disk.world()["space"] == 1
    landlords.next_day()
    assert landlords.disk.world()["space"] == 0


def test_prove__group_of_two__reverts(landlords, engine):
    """CNT-11: below the replicas needed nobody can vouch for anybody."""
    landlords.group_of(2)
    message = landlords.message(landlords.next_epoch(0), None)
    with engine.reverts("Proofs: group is too small"):
        landlords.proofs.prove(*message.arguments, sender=landlords.owner)


def test_prove__twice_a_day__reverts(landlords, four, engine):
    """CNT-11: a message counts once."""
    landlords.prove(0, DATA)
    again = landlords.message(landlords.next_epoch(0), DATA)
    with engine.reverts("Proofs: group proved today"):
        landlords.proofs.prove(*again.arguments, sender=landlords.owner)


def test_prove__message_of_before_midnight_again_after_it__reverts(landlords, four, engine):
    """CNT-11: an epoch serves once, though its hash is still known on the next day."""
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA)
    engine.time = (engine.time // DAY + 1) * DAY - 5
    landlords.proofs.prove(*message.arguments, sender=landlords.owner)
    engine.time = (engine.time // DAY + 1) * DAY + 5
    with engine.reverts("Proofs: epoch was used"):
        landlords.proofs.prove(*message.arguments, sender=landlords.owner)


def test_prove__challenge_of_another_time__reverts(landlords, four, engine, owner):
    """CNT-11: stale, not drawn yet, not this group's, or with another hash."""
    landlords.next_epoch(0)
    challenge = landlords.next_epoch(0)
    good = list(landlords.message(challenge, DATA).arguments)
    cases = [
        (challenge.epoch + 1, "Proofs: not this group's epoch"),
        (challenge.epoch + landlords.params.round_epochs, "Proofs: challenge is not known yet"),
        (challenge.epoch - landlords.params.round_epochs, "Proofs: challenge is stale"),
    ]
    for epoch, reason in cases:
        with engine.reverts(reason):
            landlords.proofs.prove(0, (epoch, *good[1][1:]), *good[2:], sender=owner)
    with engine.reverts("Proofs: wrong block hash"):
        landlords.proofs.prove(0, (good[1][0], b"\1" * 32, *good[1][2:]), *good[2:], sender=owner)
    with engine.anchor():
        engine.mine(challenge.epoch * 20 + 100 - engine.block_number)
        landlords.proofs.prove(*good, sender=owner)
    engine.mine(challenge.epoch * 20 + 101 - engine.block_number)
    with engine.reverts("Proofs: challenge is stale"):
        landlords.proofs.prove(*good, sender=owner)


def test_prove__in_the_challenges_own_block__reverts(landlords, four, engine, owner):
    """CNT-11: a block does not know its own hash; a challenge of hash zero would be known to everybody before."""
    epoch = landlords.next_epoch(0).epoch + landlords.params.round_epochs
    engine.mine(epoch * landlords.params.epoch_blocks - engine.block_number)
    challenge = dataclasses.replace(landlords.challenge(0, epoch), block_hash=bytes(32))
    message = landlords.message(challenge, DATA)
    with engine.reverts("Proofs: challenge is not known yet"):
        landlords.proofs.prove(*message.arguments, sender=owner)


def test_prove__signatures_not_of_two_thirds_of_the_members__reverts(landlords, four, engine, owner, attacker):
    """CNT-11: forged, repeated, a stranger's, of another message, too few or too many."""
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA, signers=four[:3])
    group, told, passed, signers, members, signatures = message.arguments
    one, two, three = (signatures[i : i + 64] for i in (0, 64, 128))
    stranger = landlords.fund(attacker) or landlords.nodes[attacker.address]
    other = landlords.nodes[four[2].address].key.sign(challenge.message_digest(message.told, 0b0111))
    foreign = stranger.key.sign(challenge.message_digest(message.told, passed))
    cases = [
        (signers, one + two, "Proofs: wrong number of signatures"),
        (signers, signatures + one, "Proofs: wrong number of signatures"),
        (0b0011, one + two, "Proofs: under two thirds"),
        (signers, one + two + two, "Proofs: wrong signature"),
        (signers, one + one + one, "Proofs: wrong signature"),
        (signers, two + one + three, "Proofs: wrong signature"),
        (signers, one + two + bytes(64), "Proofs: wrong signature"),
        (signers, one + two + other[:64], "Proofs: wrong signature"),
        (signers, one + two + foreign[:64], "Proofs: wrong signature"),
        (0b1011, signatures, "Proofs: wrong signature"),
        (0b10011, signatures, "Proofs: no such seat"),
    ]
    for who, what, reason in cases:
        with engine.reverts(reason):
            landlords.proofs.prove(group, told, passed, who, members, what, sender=owner)
    for changed in (0b0111, 0b1110, 0b1101):
        with engine.reverts("Proofs: wrong signature"):
            landlords.proofs.prove(group, told, changed, signers, members, signatures, sender=owner)
    for i, value in ((2, b"\2" * 32), (3, bytes(32))):
        lie = tuple(value if k == i else word for k, word in enumerate(told))
        with engine.reverts("Proofs: wrong signature"):
            landlords.proofs.prove(group, lie, passed, signers, members, signatures, sender=owner)
    landlords.proofs.prove(*message.arguments, sender=owner)


def test_prove__map_of_nobody_or_of_seats_that_are_not__reverts(landlords, four, engine, owner):
    """CNT-11: wrong bitmap."""
    landlords.leave(four[1], 0)
    challenge = landlords.next_epoch(0)
    cases = [(0, "Proofs: nobody passed"), (0b10001, "Proofs: no such seat"), (0b0010, "Proofs: nobody passed")]
    for passed, reason in cases:
        for node in landlords.nodes.values():
            node.signed.clear()
        bad = landlords.message(challenge, DATA, passed=passed)
        with engine.reverts(reason):
            landlords.proofs.prove(*bad.arguments, sender=owner)


@pytest.mark.parametrize("signed", [False, True])
def test_prove__a_member_left_since_it_was_signed__the_others_count(landlords, four, engine, owner, signed):
    """CNT-11, attack "leave in front": a member voids nobody's message; its own pass and signature are gone with it."""
    landlords.prove(0, DATA)
    landlords.next_day()
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA, signers=four if signed else four[:3])
    landlords.leave(four[3], 0)
    group, told, passed, signers, _, signatures = message.arguments
    arguments = group, told, passed
    if signed:
        with engine.reverts("Proofs: no such seat"):
            landlords.proofs.prove(*arguments, signers, landlords.members[0], signatures, sender=owner)
    event = landlords.proofs.prove(
        *arguments, signers & 0b0111, landlords.members[0], signatures[: 3 * 64], sender=owner
    ).named("Proved")[0]
    assert (passed, event.passed) == (0b1111, 0b0111)
    kept = landlords.proofs.group(0)
    assert (kept["passed"], kept["before"], kept["seen"] & 0b1000, kept["backed"]) == (0b0111, 0, 0, True)
    assert [landlords.disk.verified(x) for x in four] == [(1, 0)] * 3 + [(0, 0)]
    assert landlords.disk.world()["space"] == 1


def test_prove__a_seat_changed_hands_since_it_was_signed__passes_with_who_has_it(landlords, four, engine, owner):
    """CNT-P-K-11: known: the newcomer has what the other one forgoes; neither counts twice."""
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA, signers=four[:3])
    landlords.leave(four[3], 0)
    (late,) = landlords.new(1)
    assert landlords.join(late) == [0]
    *arguments, _, signatures = message.arguments
    landlords.proofs.prove(*arguments, landlords.members[0], signatures, sender=owner)
    assert [landlords.disk.verified(x) for x in (four[3], late)] == [(0, 0), (1, 0)]
    assert landlords.proofs.group(0)["passed"] == 0b1111


def test_prove__wrong_members__reverts(landlords, four, engine, owner):
    """CNT-11: the list is kept as a hash."""
    message = landlords.message(landlords.next_epoch(0), DATA)
    group, told, passed, signers, members, signatures = message.arguments
    for wrong in ([], members[:3], [*members, ZERO], [members[1], members[0], *members[2:]]):
        with engine.reverts("Proofs: wrong members"):
            landlords.proofs.prove(group, told, passed, signers, wrong, signatures, sender=owner)


@pytest.mark.parametrize(("members", "enough"), [(3, 2), (4, 3), (5, 4), (6, 4), (7, 5)])
def test_prove__two_thirds_exactly__enough_and_one_less_is_not(landlords, engine, owner, members, enough):
    """CNT-11: of three two, of four three, of five four, of six four."""
    crowd = landlords.group_of(members)
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, None, signers=crowd[:enough])
    group, told, passed, _, seats, signatures = message.arguments
    fewer = (1 << enough - 1) - 1, seats, signatures[:-64]
    with engine.reverts("Proofs: under two thirds"):
        landlords.proofs.prove(group, told, passed, *fewer, sender=owner)
    landlords.proofs.prove(*message.arguments, sender=owner)
    assert landlords.proofs.group(0)["passed"] == (1 << members) - 1


def test_prove__paused__goes_on(landlords, four, guardian):
    """CNT-P-9: a pause stops entries alone."""
    landlords.proofs.pause(sender=guardian)
    landlords.prove(0, DATA)
    assert landlords.proofs.group(0)["passed"] == 0b1111


def test_is_due__every_group__once_in_a_round_by_number(landlords):
    """CNT-11: every group is met in one epoch of each round (180 of them in the set `paper`)."""
    epochs = landlords.params.round_epochs
    for group in (0, 1, epochs - 1, epochs, 12_345):
        assert [e for e in range(2 * epochs) if landlords.proofs.is_due(group, e)] == [
            e for e in range(2 * epochs) if (e + group) % epochs == 0
        ]


def test_challenge__as_the_nodes_compute_it(landlords, four):
    """CNT-11: contract and sealing.py ask for the same leaves."""
    challenge = landlords.next_epoch(0)
    node = landlords.nodes[four[2].address]
    answer = node.answer(challenge, View(challenge, DATA).told.data_root)
    asked = [landlords.proofs.challenge(four[2], 0, challenge.block_hash, k) for k in range(4)]
    assert asked == [opened.index for opened in answer.leaves] and len(set(asked)) > 1


def test_challenge__of_a_larger_group__reaches_all_its_leaves(contattract, engine, deployer):
    """CNT-11: a group of 1,024 MB is asked for any of its leaves, not for those of the first MB."""
    terms = {**contattract.proofs.terms(), "mb": 1_024}
    one = contattract.token.address
    proofs = engine.deploy(
        "StorageProofs", deployer, deployer, one, one, one, one, tuple(terms.values()), sender=deployer
    )
    node, seed = to_canonical_address(deployer.address), b"\7" * 32
    asked = [proofs.challenge(deployer, 3, seed, k) for k in range(4)]
    assert asked == [sealing.challenged(node, 3, seed, 1_024 * 256, k) for k in range(4)] and max(asked) > 256
