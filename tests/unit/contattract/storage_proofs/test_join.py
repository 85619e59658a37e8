# SPDX-License-Identifier: MIT
"""join, assign, cancel (CNT-11): bonds, draws, seats."""

import dataclasses

import pytest
from eth_abi import encode
from eth_hash.auto import keccak

from tests.proof_world import CNT, DAY, Landlords, paper
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.params import load
from wuxing.suite import deploy, plan


def test_join__bond_is_taken_and_the_next_block_draws(landlords, engine):
    """CNT-11: one CNT for a MB."""
    (landlord,) = landlords.new(1)
    number = engine.block_number
    receipt = landlords.proofs.join(3, sender=landlord)
    joined = receipt.named("Joined")[0]
    assert (joined.seats, joined.draw) == (3, number + 1)
    assert landlords.system.token.balanceOf(landlords.proofs) == 3 * CNT
    word = landlords.proofs.landlord(landlord)
    assert (word["bond"], word["pending"], word["seats"], word["among"]) == (3 * CNT, 3, 0, 3)
    assert landlords.proofs.totals() == {"groups": 0, "seats": 3}


def test_join__free_bond_is_used_first__but_not_while_it_is_locked(landlords, engine):
    """CNT-11: another draw within the lock takes a bond of its own."""
    (landlord,) = landlords.new(1)
    groups = landlords.join(landlord, 2)
    engine.advance(landlords.params.absence)
    landlords.leave(landlord, groups[0])
    unlock = landlords.proofs.landlord(landlord)["unlock"]
    for time, due in ((unlock - 1, 1), (unlock, 0)):
        with engine.anchor():
            before = landlords.system.token.balanceOf(landlord)
            engine.time = time
            landlords.proofs.join(1, sender=landlord)
            assert before - landlords.system.token.balanceOf(landlord) == due * CNT
            word = landlords.proofs.landlord(landlord)
            # a group for the seat that it has, one for the next
            assert (word["bond"], word["among"]) == ((2 + due) * CNT, 2)


def test_join__more_bond_is_free_than_the_seats_need__nothing_is_taken(landlords, engine):
    """CNT-11: two of three seats were given back; what is over stays free."""
    (landlord,) = landlords.new(1)
    groups = landlords.join(landlord, 3)
    engine.advance(landlords.params.absence)
    for group in groups[:2]:
        landlords.leave(landlord, group)
    engine.time = landlords.proofs.landlord(landlord)["unlock"]
    before = landlords.system.token.balanceOf(landlord)
    landlords.proofs.join(1, sender=landlord)
    assert landlords.system.token.balanceOf(landlord) == before
    assert landlords.proofs.landlord(landlord)["bond"] == 3 * CNT and landlords.proofs.free_bond(landlord) == CNT


@pytest.mark.parametrize("seats", [0, 17])
def test_join__not_1_to_16_seats__reverts(landlords, engine, seats):
    """CNT-11."""
    (landlord,) = landlords.new(1)
    with engine.reverts("Proofs: expected 1 to 16 seats"):
        landlords.proofs.join(seats, sender=landlord)


def test_join__pending_paused_or_without_bond__reverts(landlords, engine, guardian, owner, keeper):
    """CNT-11."""
    (landlord,) = landlords.new(1)
    with engine.reverts("InsufficientAllowance"):
        landlords.proofs.join(1, sender=keeper)
    landlords.proofs.join(1, sender=landlord)
    with engine.reverts("Proofs: a draw is pending"):
        landlords.proofs.join(1, sender=landlord)
    landlords.proofs.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        landlords.proofs.join(1, sender=keeper)
    landlords.seat(landlord, by=keeper)
    assert landlords.proofs.landlord(landlord)["seats"] == 1


def test_join__drawn_among_the_groups_that_the_seats_of_now_fill(landlords):
    """CNT-11: a group for each 16 seats, begun, and one for each of the landlord's own."""
    for i, landlord in enumerate(landlords.new(3)):
        landlords.proofs.join(16, sender=landlord)
        assert landlords.proofs.totals() == {"groups": 0, "seats": 16 * (i + 1)}
        assert landlords.proofs.landlord(landlord)["among"] == 16
    (last,) = landlords.new(1)
    landlords.proofs.join(1, sender=last)
    assert landlords.proofs.landlord(last)["among"] == 4


def test_assign__group_is_the_block_hashs(landlords, engine, keeper):
    """CNT-11: the landlord has no say: anybody carries the draw out, and it is what the hash says."""
    crowd = landlords.new(3)
    for landlord in crowd:
        landlords.proofs.join(16, sender=landlord)
    (landlord,) = landlords.new(1)
    landlords.proofs.join(2, sender=landlord)
    draw = landlords.proofs.landlord(landlord)["draw"]
    engine.mine(1)
    drawn = []
    for pending in (2, 1):
        seed = engine.block_hash(draw)
        for k in range(8):
            words = encode(["bytes32", "address", "uint256", "uint256"], [seed, landlord.address, pending, k])
            number = int.from_bytes(keccak(words), "big") % 4
            if number not in drawn:
                break
        drawn.append(number)
        assert landlords.seat(landlord, by=keeper) == number
    assert drawn[0] != drawn[1]
    seats = [landlords.proofs.seat(g, landlord) for g in drawn]
    assert [s["place"] for s in seats] == [0, 0] and all(s["since"] > 0 for s in seats)


def test_assign__a_node_sits_once_in_a_group(landlords):
    """CNT-11: each of a landlord's seats is in another group."""
    for landlord in landlords.new(2):
        groups = landlords.join(landlord, 3)
        assert len(set(groups)) == 3
        assert landlords.proofs.landlord(landlord)["seats"] == 3
    assert landlords.proofs.totals() == {"groups": max(landlords.members) + 1, "seats": 6}


def test_assign__too_early_or_late_or_nothing__reverts(landlords, engine):
    """CNT-11."""
    (landlord,) = landlords.new(1)
    with engine.reverts("Proofs: no draw is pending"):
        landlords.proofs.assign(landlord, [], sender=landlord)
    landlords.proofs.join(1, sender=landlord)
    with engine.reverts("Proofs: draw is not known yet"):
        landlords.proofs.drawn(landlord)
    with engine.anchor():
        engine.mine(256)
        assert landlords.proofs.drawn(landlord) == 0
        landlords.seat(landlord)
        del landlords.members[0]
    engine.mine(257)
    with engine.reverts("Proofs: draw has expired"):
        landlords.proofs.assign(landlord, [], sender=landlord)


def test_assign__wrong_members__reverts(landlords, engine):
    """CNT-11."""
    first, second = landlords.new(2)
    landlords.join(first)
    landlords.proofs.join(1, sender=second)
    engine.mine(1)
    for members in ([], [second], [first, first], [first, ZERO_ADDRESS]):
        with engine.reverts("Proofs: wrong members"):
            landlords.proofs.assign(second, members, sender=second)
    assert landlords.proofs.assign(second, [first], sender=second).value == 0


def test_assign__a_new_group__has_nobody_yet(landlords, engine):
    """CNT-11: who carries the first draw out puts no member of its own beside it."""
    first, second = landlords.new(2)
    landlords.proofs.join(1, sender=first)
    engine.mine(1)
    for members in ([second], [ZERO_ADDRESS], [ZERO_ADDRESS, second]):
        with engine.reverts("Proofs: wrong members"):
            landlords.proofs.assign(first, members, sender=second)
    assert landlords.proofs.assign(first, [], sender=second).value == 0


def test_assign__an_empty_seat_is_given_first__a_full_group_not_drawn(landlords):
    """CNT-11: 32 seats."""
    crowd = landlords.new(33)
    for landlord in crowd[:16]:
        landlords.join(landlord)
    landlords.leave(crowd[3], 0)
    assert landlords.join(crowd[16]) == [0]
    assert landlords.proofs.seat(0, crowd[16])["place"] == 3
    for landlord in crowd[17:]:
        landlords.join(landlord)
    sizes = [landlords.proofs.group(g)["count"] for g in range(landlords.proofs.totals()["groups"])]
    assert sum(sizes) == 32 and max(sizes) <= 32


def test_cancel__expired_draw__penalty_to_the_pool_rest_free_after_the_lock(landlords, engine, keeper):
    """CNT-11: who dislikes its draw pays for another."""
    (landlord,) = landlords.new(1)
    landlords.proofs.join(4, sender=landlord)
    with engine.reverts("Proofs: draw has not expired"):
        landlords.proofs.cancel(landlord, sender=keeper)
    engine.mine(255)
    with engine.reverts("Proofs: draw has not expired"):
        landlords.proofs.cancel(landlord, sender=keeper, call=True)
    engine.mine(1)
    receipt = landlords.proofs.cancel(landlord, sender=keeper)
    penalty = 4 * CNT * 500 // 10_000
    assert receipt.named("Fined")[0].penalty == penalty
    assert landlords.disk.world()["pool"] == penalty
    assert landlords.proofs.totals()["seats"] == 0
    assert landlords.proofs.free_bond(landlord) == 4 * CNT - penalty
    with engine.reverts("Proofs: bond is locked"):
        landlords.proofs.withdraw(sender=landlord)
    with engine.reverts("Proofs: no draw is pending"):
        landlords.proofs.cancel(landlord, sender=keeper)
    engine.advance(30 * DAY)
    landlords.proofs.withdraw(sender=landlord)
    assert landlords.system.token.balanceOf(landlords.proofs) == 0


BAD = [
    ({"replicas": 2}, "Proofs: replicas out of range"),
    ({"replicas": 17}, "Proofs: replicas out of range"),
    ({"fill": 33, "size": 32}, "Proofs: size out of range"),
    ({"size": 33}, "Proofs: size out of range"),
    ({"mb": 0}, "Proofs: MB out of range"),
    ({"mb": 2**20 + 1}, "Proofs: MB out of range"),
    ({"bond": 0}, "Proofs: bond out of range"),
    ({"bond": 2**80}, "Proofs: bond out of range"),
    ({"penalty": 10_001}, "Proofs: share above 100%"),
    ({"reporter_share": 10_001}, "Proofs: share above 100%"),
    ({"penalty": 5_000, "reporter_share": 5_001}, "Proofs: share above 100%"),
    ({"epoch_blocks": 0}, "Proofs: no epochs"),
    ({"round_epochs": 0}, "Proofs: no epochs"),
    ({"answer_blocks": 0}, "Proofs: answer out of range"),
    ({"answer_blocks": 256}, "Proofs: answer out of range"),
    ({"challenges": 0}, "Proofs: expected 1 to 4 challenges"),
    ({"challenges": 5}, "Proofs: expected 1 to 4 challenges"),
    ({"absence": DAY - 1}, "Proofs: absence below a day"),
    ({"lock": 2**32}, "Proofs: time out of range"),
    ({"ban_days": 2**16}, "Proofs: time out of range"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD)
def test_constructor__terms_out_of_range__reverts(contattract, engine, deployer, bad, reason):
    """CNT-11."""
    terms = {**contattract.proofs.terms(), **bad}
    one = contattract.token.address
    with engine.reverts(reason):
        engine.deploy("StorageProofs", deployer, deployer, one, one, one, one, tuple(terms.values()), sender=deployer)


@pytest.mark.parametrize("missing", range(4))
def test_constructor__zero_address__reverts(contattract, engine, deployer, missing):
    """CNT-11."""
    others = [contattract.token.address if i != missing else ZERO_ADDRESS for i in range(4)]
    terms = tuple(contattract.proofs.terms().values())
    with engine.reverts("Proofs: zero address"):
        engine.deploy("StorageProofs", deployer, deployer, *others, terms, sender=deployer)


@pytest.mark.parametrize("parameters", ["paper", "reconciled"])
def test_params__challenges_each_20_blocks__every_group_once_a_day_at_least(parameters):
    """CNT-11, 3.2.1: twice at blocks of 12 s, so that one missed epoch costs no day; once at 24 s."""
    p = load("contattract", parameters)
    assert p.epoch_blocks == 20
    assert p.epoch_blocks * p.round_epochs * 12 * 2 <= DAY


def test_params__reconciled_groups_keep_a_gigabyte(engine, deployer):
    """CNT-11: 8.2.4's group of 1 GB, with a bond for each of its MB."""
    made = plan(engine, "contattract", "reconciled", deployer)
    step = next(step for step in made.steps if step.name == "proofs")
    made.factory = engine.deploy("Deployer", deployer, sender=deployer)
    terms = step.args(made)[-1]
    assert (terms[0], terms[4]) == (1_024, 1_024 * CNT)
    with pytest.raises(ValueError, match="replicas"):
        dataclasses.replace(made.params, replicas=2)
    with pytest.raises(ValueError, match="answer_blocks"):
        dataclasses.replace(made.params, answer_blocks=256)


@pytest.fixture(scope="module")
def _threes(engine, deployer, owner, guardian):
    roles = {"owner": owner.address, "guardian": guardian.address}
    small = dataclasses.replace(paper(engine), replicas=3, group_fill=3, group_size=3)
    return deploy(engine, "contattract", "paper", deployer, roles, small)


def test_assign__nine_groups_filled_since_the_joining__opens_another(engine, _threes, owner):
    """CNT-11: a draw whose groups are full does not go to one that it did not name."""
    with engine.anchor():
        landlords = Landlords(_threes, owner)
        late, *others = landlords.new(45)
        landlords.proofs.join(1, sender=late)
        assert landlords.proofs.landlord(late)["among"] == 1
        for account in others:
            landlords.join(account)
            if all(len(landlords.members.get(group, [])) == 3 for group in range(9)):
                break
        assert all(len(landlords.members[group]) == 3 for group in range(9))
        assert landlords.proofs.drawn(late) == landlords.proofs.totals()["groups"] >= 9
        assert landlords.seat(late) >= 9
