# SPDX-License-Identifier: MIT
"""SectorBonds.fault, fault_batch and retire: what a missed window costs, exactly once (XZ-19)."""

from __future__ import annotations

import pytest

COMMITTED, ACTIVE, FAULTY, TERMINATED, RETIRED = range(1, 6)


def test_fault__window_missed__penalty_burned_but_for_the_reporters_share(xz, sector, goto, keeper, storer):
    """XZ-19: 10% of the bond; 5% of that is the reporter's."""
    goto(sector)
    goto(sector, windows=1)
    supply, penalty = xz.token.totalSupply(), xz.sectors.penalty()
    assert xz.sectors.state_of(sector.id) == FAULTY and xz.sectors.missed(sector.id) == 1
    receipt = xz.sectors.fault(sector.id, sender=keeper)
    reward = penalty * xz.params.reporter_share // 10_000
    assert receipt.value == penalty == xz.params.sector_bond // 10
    assert xz.token.balanceOf(keeper) == reward and supply - xz.token.totalSupply() == penalty - reward
    event = receipt.named("Slashed")[0]
    assert (event.node, event.reporter, event.missed, event.burned, event.reward) == (
        storer.address, keeper.address, 1, penalty - reward, reward,
    )  # fmt: skip
    assert xz.sectors.sector(sector.id)[0] == xz.params.sector_bond - penalty
    assert xz.token.balanceOf(xz.sectors) == xz.params.sector_bond - penalty


def test_fault__window_still_open__reverts(engine, xz, sector, goto, keeper):
    """XZ-19: until its last second there is no fault, from then on there is."""
    goto(sector)
    start = engine.time
    engine.time = start + 1_799
    with engine.reverts("Sectors: no window was missed"):
        xz.sectors.fault(sector.id, sender=keeper)
    assert engine.time == start + 1_800
    xz.sectors.fault(sector.id, sender=keeper)


def test_fault__same_window_twice__reverts(engine, xz, sector, goto, keeper):
    """XZ-19: once a window; the next day's is another."""
    goto(sector, windows=1)
    xz.sectors.fault(sector.id, sender=keeper)
    with engine.reverts("Sectors: no window was missed"):
        xz.sectors.fault(sector.id, sender=keeper)
    engine.advance(86_400)
    assert xz.sectors.fault(sector.id, sender=keeper).value == xz.sectors.penalty()


def test_fault__window_proved__reverts(engine, xz, sector, prove, keeper):
    """XZ-19: a proved window is never slashed."""
    prove(sector)
    engine.advance(86_400 - 1_800)
    with engine.reverts("Sectors: no window was missed"):
        xz.sectors.fault(sector.id, sender=keeper)


def test_fault__days_missed_between_proofs__each_counted_once(engine, xz, sector, prove, goto, keeper):
    """XZ-19: proved, missed, missed, reported, missed, proved: three penalties."""
    prove(sector)
    engine.advance(2 * 86_400)
    goto(sector, windows=-1)
    assert xz.sectors.fault(sector.id, sender=keeper).named("Slashed")[0].missed == 2
    goto(sector)
    engine.advance(1_800)
    assert xz.sectors.missed(sector.id) == 1
    prove(sector)
    assert xz.sectors.sector(sector.id)[0] == xz.params.sector_bond - 3 * xz.sectors.penalty()


def test_fault__reported_then_proved__recovers(xz, sector, goto, prove, keeper):
    """XZ-19: faulty -> active."""
    goto(sector, windows=1)
    xz.sectors.fault(sector.id, sender=keeper)
    assert xz.sectors.sector(sector.id)[3] == FAULTY
    receipt = prove(sector)
    assert receipt.named("Recovered") and not receipt.named("Slashed")
    assert xz.sectors.sector(sector.id)[3] == ACTIVE


def test_fault__long_gone__bond_exhausted_and_terminated(engine, xz, sector, keeper):
    """XZ-19: never more than the bond, however many windows; the sector ends."""
    engine.advance(1_000 * 86_400)
    receipt = xz.sectors.fault(sector.id, sender=keeper)
    assert receipt.value == xz.params.sector_bond and receipt.named("Terminated")[0].sectorId == sector.id
    assert xz.sectors.sector(sector.id)[::3] == (0, TERMINATED)
    assert xz.token.balanceOf(xz.sectors) == 0 and xz.sectors.roots(sector.id) == bytes(32)


def test_fault__unknown_sector__reverts(engine, xz, keeper):
    with engine.reverts("Sectors: no such sector"):
        xz.sectors.fault(1, sender=keeper)


def test_fault__sector_has_ended__forbidden(engine, xz, sector, commit, storer, keeper):
    """XZ-19: terminated and retired are final: no fault, no proof, no leaving."""
    other = commit(8)
    xz.sectors.retire(other.id, sender=storer)
    engine.advance(20 * 86_400)
    xz.sectors.fault(sector.id, sender=keeper)
    assert (xz.sectors.state_of(sector.id), xz.sectors.state_of(other.id)) == (TERMINATED, RETIRED)
    for ended in (sector.id, other.id):
        assert xz.sectors.missed(ended) == 0
        for call in (
            lambda i=ended: xz.sectors.fault(i, sender=keeper),
            lambda i=ended: xz.sectors.retire(i, sender=storer),
            lambda i=ended: xz.sectors.prove(i, b"", sender=storer),
        ):
            with engine.reverts("Sectors: sector has ended"):
                call()


def test_fault_batch__mixed__takes_what_there_is(engine, xz, sector, commit, goto, prove, keeper, storer):
    """XZ-19: proved, unknown, ended and repeated sectors are passed over."""
    proved, retired = commit(8), commit(9)
    xz.sectors.retire(retired.id, sender=storer)
    goto(sector, windows=2)
    goto(proved)
    prove(proved)
    engine.advance(1_800 * 10)
    missed = xz.sectors.missed(sector.id)
    assert missed > 0 and xz.sectors.missed(proved.id) == 0
    taken = xz.sectors.fault_batch([sector.id, proved.id, retired.id, 1, sector.id], sender=keeper)
    assert taken.value == missed * xz.sectors.penalty() and len(taken.named("Slashed")) == 1
    with engine.reverts("Sectors: no window was missed"):
        xz.sectors.fault_batch([sector.id, proved.id, retired.id, 1], sender=keeper)


def test_fault_batch__more_than_64__reverts(engine, xz, keeper):
    with engine.reverts(""):
        xz.sectors.fault_batch(list(range(65)), sender=keeper)


# leaving


def test_retire__nothing_missed__whole_bond_returned(xz, sector, prove, storer):
    prove(sector)
    before = xz.token.balanceOf(storer)
    receipt = xz.sectors.retire(sector.id, sender=storer)
    assert receipt.value == xz.params.sector_bond == xz.token.balanceOf(storer) - before
    assert receipt.named("Retired")[0].returned == receipt.value
    assert xz.sectors.sector(sector.id)[::3] == (0, RETIRED) and xz.sectors.roots(sector.id) == bytes(32)


def test_retire__windows_missed__paid_first(engine, xz, sector, goto, storer):
    """XZ-19: leaving does not save from what was missed and not reported."""
    goto(sector, windows=1)
    engine.advance(86_400)
    receipt = xz.sectors.retire(sector.id, sender=storer)
    assert receipt.value == xz.params.sector_bond - 2 * xz.sectors.penalty()
    assert receipt.named("Slashed")[0].missed == 2 and xz.token.balanceOf(xz.sectors) == 0


def test_retire__in_its_open_window__counts_as_missed_unless_proved(engine, xz, sector, goto, prove, storer):
    """XZ-19: who sees the challenge and leaves has missed it."""
    with engine.anchor():
        goto(sector)
        returned = xz.sectors.retire(sector.id, sender=storer).value
        assert returned == xz.params.sector_bond - xz.sectors.penalty()
    prove(sector)
    assert xz.sectors.retire(sector.id, sender=storer).value == xz.params.sector_bond


def test_retire__bond_used_up__returns_nothing_and_ends(engine, xz, sector, storer):
    """XZ-19: nobody's exit is blocked, not even an empty one."""
    engine.advance(30 * 86_400)
    assert xz.sectors.retire(sector.id, sender=storer).value == 0
    assert xz.sectors.state_of(sector.id) == RETIRED


@pytest.mark.parametrize("who", ["keeper", "owner", "guardian"])
def test_retire__not_its_node__reverts(engine, xz, sector, request, who):
    with engine.reverts("Sectors: not its node"):
        xz.sectors.retire(sector.id, sender=request.getfixturevalue(who))
