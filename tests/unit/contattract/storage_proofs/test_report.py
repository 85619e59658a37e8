# SPDX-License-Identifier: MIT
"""announce, report_answer, report_votes, ban (CNT-11, CNT-12): evidence and what it costs."""

import dataclasses

import pytest
from eth_hash.auto import keccak

from tests.proof_world import CNT, DAY, data_of
from wuxing.contattract.proof import SignedAnswer, View, announcement, compact, contradiction, self_proof
from wuxing.contattract.proof_model import FOREVER

DATA = data_of(0)


@pytest.fixture
def four(landlords):
    """Four members of group 0 with tenants' data."""
    return landlords.group_of(4, DATA)


def lie(landlords, challenge, liar, leaf: bytes = bytes(4_096), told=None) -> SignedAnswer:
    """A member's answer with another first leaf, signed."""
    told = told or View(challenge, DATA).told
    given = landlords.nodes[liar.address].answer(challenge, told.data_root)
    opened = dataclasses.replace(given.leaves[0], leaf=leaf)
    digest = challenge.answer_digest(given.sealed_root, told.data_root, 0, keccak(leaf))
    signature = compact(landlords.nodes[liar.address].key.sign(digest))
    return dataclasses.replace(given, leaves=(opened, *given.leaves[1:]), signatures=(signature, *given.signatures[1:]))


@pytest.fixture
def evidence(landlords, four):
    """Arguments against the second member, who answered with another leaf; today's message did not count it."""
    challenge = landlords.next_epoch(0)
    message = landlords.message(challenge, DATA, without=[four[1]])
    landlords.proofs.prove(*message.arguments, sender=landlords.owner)
    return contradiction(View(challenge, DATA), lie(landlords, challenge, four[1]))


def test_report_answer__false_leaf__bond_lost_place_lost_banned(landlords, four, evidence, keeper, engine):
    """CNT-11: a tenth to the reporter, the rest to the pool; anybody empties the seat."""
    landlords.proofs.announce(announcement(keeper, evidence[5]), sender=keeper)
    receipt = landlords.proofs.report_answer(*evidence, sender=keeper)
    slashed = receipt.named("Slashed")[0]
    assert (slashed.landlord, slashed.reporter, slashed.amount) == (four[1].address, keeper.address, CNT)
    assert landlords.system.token.balanceOf(keeper) == slashed.reward == CNT // 10
    assert landlords.disk.world()["pool"] == CNT - CNT // 10
    word = landlords.proofs.landlord(four[1])
    assert (word["bond"], word["banned"]) == (0, FOREVER) and landlords.proofs.is_banned(four[1])
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.join(1, sender=four[1])
    landlords.proofs.expel(0, four[1], landlords.members[0], sender=keeper)
    assert landlords.proofs.group(0)["count"] == 3
    engine.advance(60 * DAY)
    with engine.reverts("Proofs: nothing to withdraw"):
        landlords.proofs.withdraw(sender=four[1])
    with engine.reverts("Proofs: no bond to lose"):
        landlords.proofs.report_answer(*evidence, sender=keeper)


def test_report_answer__banned_member__cannot_prove_itself(landlords, four, evidence, keeper, engine):
    """CNT-11."""
    landlords.proofs.announce(announcement(keeper, evidence[5]), sender=keeper)
    landlords.proofs.report_answer(*evidence, sender=keeper)
    view = View(landlords.challenge(0, evidence[2][0]), DATA)
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.prove_self(*self_proof(view, landlords.nodes[four[1].address]), sender=keeper)


def test_report_answer__changed_evidence__reverts(landlords, four, evidence, keeper, engine):
    """CNT-11: each part is checked."""
    proofs = landlords.proofs
    _, _, told, _, _, signature, stored, path = evidence
    proofs.announce(announcement(keeper, signature), sender=keeper)
    epoch, block_hash, sealed_root, data_root = told
    cases = [
        ({0: 1}, "Proofs: wrong signature"),
        ({1: four[2].address}, "Proofs: wrong signature"),
        ({2: (epoch + 1, block_hash, sealed_root, data_root)}, "Proofs: wrong signature"),
        ({2: (epoch, bytes(32), sealed_root, data_root)}, "Proofs: wrong signature"),
        ({2: (epoch, block_hash, bytes(32), data_root)}, "Proofs: wrong signature"),
        ({2: (epoch, block_hash, sealed_root, bytes(32))}, "Proofs: wrong signature"),
        ({3: 1}, "Proofs: wrong signature"),
        ({4: stored}, "Proofs: answer is right"),
        ({4: bytes(32)}, "Proofs: wrong signature"),
        ({6: bytes(32)}, "Proofs: leaf is not sealed there"),
        ({7: path[:-1]}, "Proofs: leaf is not sealed there"),
    ]
    for changes, reason in cases:
        arguments = [changes.get(i, value) for i, value in enumerate(evidence)]
        with engine.reverts(reason):
            proofs.report_answer(*arguments, sender=keeper)
    for short in (signature[:63], b""):
        proofs.announce(announcement(keeper, short), sender=keeper)
        with engine.reverts("Proofs: wrong signature"):
            proofs.report_answer(*evidence[:5], short, *evidence[6:], sender=keeper)
    proofs.report_answer(*evidence, sender=keeper)


def test_report_answer__right_answer__is_no_evidence(landlords, four):
    """CNT-11: an honest node's signed answers cannot cost its bond."""
    challenge, message = landlords.prove(0, DATA)
    given = landlords.nodes[four[0].address].answer(challenge, message.told.data_root)
    assert contradiction(View(challenge, DATA), given) is None


def test_report_answer__answer_for_other_data__is_no_evidence(landlords, four, keeper, engine):
    """CNT-11: who answered before a write named the root of then, and is not slashed for what is stored after it."""
    challenge = landlords.next_epoch(0)
    early = landlords.nodes[four[1].address].answer(challenge, View(challenge, DATA).told.data_root)
    written = View(challenge, data_of(1))
    assert contradiction(written, early) is None
    arguments = contradiction(written, dataclasses.replace(early, sealed_root=written.trees[early.node].root))
    landlords.proofs.announce(announcement(keeper, arguments[5]), sender=keeper)
    with engine.reverts("Proofs: wrong signature"):
        landlords.proofs.report_answer(*arguments, sender=keeper)
    told = (*arguments[2][:2], early.sealed_root, arguments[2][3])
    with engine.reverts("Proofs: leaf is not sealed there"):
        landlords.proofs.report_answer(*arguments[:2], told, *arguments[3:], sender=keeper)


def test_report_answer__after_leaving_and_the_next_message__holds(landlords, four, evidence, keeper):
    """CNT-11: a bond answers until the lock is over, whatever the group signed since."""
    landlords.next_day()
    landlords.prove(0, DATA)
    landlords.leave(four[1], 0)
    landlords.proofs.announce(announcement(keeper, evidence[5]), sender=keeper)
    landlords.proofs.report_answer(*evidence, sender=keeper)
    assert landlords.proofs.is_banned(four[1]) and landlords.proofs.landlord(four[1])["bond"] == 0


def test_report_answer__not_announced_a_block_before_by_the_reporter__reverts(
    landlords, four, evidence, keeper, attacker, engine
):
    """CNT-11."""
    with engine.reverts("Proofs: announce it a block before"):
        landlords.proofs.report_answer(*evidence, sender=keeper)
    commitment = announcement(keeper, evidence[5])
    landlords.proofs.announce(commitment, sender=attacker)
    with engine.reverts("Proofs: announced already"):
        landlords.proofs.announce(commitment, sender=keeper)
    with engine.reverts("Proofs: announce it a block before"):
        landlords.proofs.report_answer(*evidence, sender=attacker)
    landlords.proofs.report_answer(*evidence, sender=keeper)


def test_report_answer__announced_in_the_same_block__reverts(landlords, four, evidence, attacker, engine):
    """CNT-11: a searcher's contract that saw the evidence announces and reports it in one transaction."""
    bundle = engine.deploy("Bundle", sender=attacker)
    announce = landlords.proofs.announce.encode(announcement(bundle, evidence[5]))
    show = landlords.proofs.report_answer.encode(*evidence)
    with engine.reverts("Proofs: announce it a block before"):
        bundle.execute(landlords.proofs, [announce, show], sender=attacker)
    bundle.execute(landlords.proofs, [announce], sender=attacker)
    bundle.execute(landlords.proofs, [show], sender=attacker)
    assert landlords.proofs.is_banned(four[1])


def votes(landlords, landlord, challenge, first, second):
    """Two signed messages (passed, told) of a landlord as the contract's votes."""
    made = []
    for passed, told in (first, second):
        signature = compact(landlords.nodes[landlord.address].key.sign(challenge.message_digest(told, passed)))
        made.append((passed, told.sealed_roots, told.data_root, signature))
    return made


def test_report_votes__two_messages_of_one_challenge__bond_lost(landlords, four, keeper):
    """CNT-11: another map, another root or other data; months later, and though it never was carried."""
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    others = [(0b0111, told), (0b1111, told._replace(data_root=bytes(32)))]
    others.append((0b1111, told._replace(sealed_roots=b"\1" * 32)))
    for landlord, other in zip(four, others, strict=False):
        first, second = votes(landlords, landlord, challenge, (0b1111, told), other)
        landlords.proofs.announce(announcement(keeper, first[3] + second[3]), sender=keeper)
        landlords.engine.advance(20 * DAY)
        landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, first, second, sender=keeper)
        assert landlords.proofs.is_banned(landlord)
    assert landlords.system.token.balanceOf(keeper) == 3 * CNT // 10


def test_report_votes__same_message_other_signer_or_form__reverts(landlords, four, keeper, engine):
    """CNT-11."""
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    same = votes(landlords, four[0], challenge, (0b1111, told), (0b1111, told))
    mine, changed = votes(landlords, four[0], challenge, (0b1111, told), (0b0111, told))
    theirs = votes(landlords, four[1], challenge, (0b0111, told), (0b0111, told))[0]
    broken = (*changed[:3], changed[3][:63])
    zero = [(1, told.sealed_roots, told.data_root, bytes(64)), (2, told.sealed_roots, told.data_root, bytes(64))]
    cases = [
        (same[0], same[1], "Proofs: votes are the same"),
        (mine, theirs, "Proofs: wrong signature"),
        (mine, broken, "Proofs: wrong signature"),
        (zero[0], zero[1], "Proofs: wrong signature"),
    ]
    for first, second, reason in cases:
        landlords.proofs.announce(announcement(keeper, first[3] + second[3]), sender=keeper)
        with engine.reverts(reason):
            landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, first, second, sender=keeper)
    with engine.reverts("Proofs: announce it a block before"):
        landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, mine, changed, sender=keeper)


def test_report_votes__other_block_of_the_same_number__is_no_evidence(landlords, four, keeper, engine):
    """CNT-11: after a reorganisation a node may sign again; the hash is a part of the evidence."""
    challenge = landlords.next_epoch(0)
    forked = dataclasses.replace(challenge, block_hash=b"\7" * 32)
    told = View(challenge, DATA).told
    mine = votes(landlords, four[0], challenge, (0b1111, told), (0b1111, told))[0]
    moved = told._replace(block_hash=forked.block_hash)
    later = votes(landlords, four[0], forked, (0b0111, moved), (0b0111, moved))[0]
    landlords.proofs.announce(announcement(keeper, mine[3] + later[3]), sender=keeper)
    with engine.reverts("Proofs: wrong signature"):
        landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, mine, later, sender=keeper)


def test_report_votes__nothing_bonded__reverts_and_a_leaver_still_pays(landlords, four, keeper, engine):
    """CNT-11: a bond answers until the lock is over."""
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    first, second = votes(landlords, four[0], challenge, (0b1111, told), (0b0111, told))
    landlords.leave(four[0], 0)
    landlords.proofs.announce(announcement(keeper, first[3] + second[3]), sender=keeper)
    landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, first, second, sender=keeper)
    with engine.reverts("Proofs: no bond to lose"):
        landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, first, second, sender=keeper)


def test_report_votes__pending_draw__is_dropped(landlords, four, keeper, engine):
    """CNT-11: what was bonded for it is lost as well."""
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    first, second = votes(landlords, four[0], challenge, (0b1111, told), (0b0111, told))
    landlords.proofs.join(2, sender=four[0])
    landlords.proofs.announce(announcement(keeper, first[3] + second[3]), sender=keeper)
    receipt = landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, first, second, sender=keeper)
    assert receipt.named("Slashed")[0].amount == 3 * CNT
    assert landlords.proofs.totals()["seats"] == 4
    with engine.reverts("Proofs: no draw is pending"):
        landlords.proofs.drawn(four[0])


def slash(landlords, landlord, keeper):
    """A landlord loses its bond by two votes for one challenge."""
    challenge = landlords.next_epoch(0)
    told = View(challenge, DATA).told
    first, second = votes(landlords, landlord, challenge, (0b1111, told), (0b0111, told))
    landlords.proofs.announce(announcement(keeper, first[3] + second[3]), sender=keeper)
    landlords.proofs.report_votes(0, challenge.epoch, challenge.block_hash, first, second, sender=keeper)


def test_report_votes__the_liar_leaves_within_a_period_of_absence__nothing_is_left_to_fine(landlords, four, keeper):
    """CNT-11: a seat without a bond is given back all the same."""
    slash(landlords, four[0], keeper)
    pool = landlords.disk.world()["pool"]
    receipt = landlords.proofs.leave(0, landlords.members[0], sender=four[0])
    assert receipt.named("Fined")[0].penalty == 0 and landlords.disk.world()["pool"] == pool
    assert landlords.proofs.group(0)["count"] == 3 and landlords.proofs.landlord(four[0])["seats"] == 0


def test_ban__who_lied__stays_banned_for_ever(landlords, four, keeper):
    """CNT-11, CNT-12, attack "a shorter ban": bad service told after the evidence lets no liar back."""
    slash(landlords, four[0], keeper)
    landlords.proofs.ban(four[0], sender=landlords.proofs.hires())
    assert landlords.proofs.landlord(four[0])["banned"] == FOREVER


def test_expel__banned__not_on_the_day_on_which_it_ends(landlords, four, keeper, engine):
    """CNT-12: who was not sent away in time keeps its seat."""
    landlords.proofs.ban(four[0], sender=landlords.proofs.hires())
    end = landlords.proofs.landlord(four[0])["banned"] * DAY
    engine.time = end - 1
    with engine.anchor():
        landlords.proofs.expel(0, four[0], landlords.members[0], sender=keeper)
        assert landlords.proofs.group(0)["count"] == 3
    engine.time = end
    with engine.reverts("Proofs: not to be sent away"):
        landlords.proofs.expel(0, four[0], landlords.members[0], sender=keeper)


def test_ban__only_by_the_hires__bond_stays_places_go(landlords, four, keeper, engine):
    """CNT-12: a ban ends; the seat may be taken by anybody's call. The second ends a draw, which has its price."""
    with engine.reverts("Proofs: only DataHires"):
        landlords.proofs.ban(four[0], sender=keeper)
    hires = landlords.proofs.hires()
    landlords.proofs.ban(four[0], sender=hires)
    today = (engine.time - 1) // DAY
    assert landlords.proofs.landlord(four[0])["banned"] == today + 365
    landlords.proofs.expel(0, four[0], landlords.members[0], sender=keeper)
    engine.time = (today + 365) * DAY - 1
    with engine.reverts("Proofs: landlord is banned"):
        landlords.proofs.join(1, sender=four[0])
    assert not landlords.proofs.is_banned(four[0])
    landlords.proofs.join(1, sender=four[0])
    landlords.proofs.ban(four[0], sender=hires)
    word = landlords.proofs.landlord(four[0])
    left = CNT - CNT * 500 // 10_000
    assert (word["pending"], word["bond"]) == (0, left) and landlords.proofs.totals()["seats"] == 3
