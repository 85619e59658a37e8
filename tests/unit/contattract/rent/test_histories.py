# SPDX-License-Identifier: MIT
"""By the curve landlords together never get more than tenants paid (CNT-7, CNT-8), over generated histories."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wuxing.contattract.model import DAY, Disk
from wuxing.refused import Refused

CNT = 10**18
START = 20_000 * DAY
C = Fraction(1, 5)

Move = tuple[str, int, int, int]
"""What, how long after the last one, which lease or how many days, and a part in 1,000 of what is free."""
waits = st.one_of(st.sampled_from([0, 0, 0, 1, DAY - 1, DAY, DAY, 9 * DAY]), st.integers(0, 3 * DAY))
lengths = st.one_of(st.integers(1, 5), st.integers(1, 365))
parts = st.one_of(st.integers(1, 1_000), st.sampled_from([1, 990, 999, 1_000]))
moves = st.one_of(
    st.tuples(st.just("lease"), waits, lengths, parts),
    st.tuples(st.sampled_from(["shrink", "grow"]), waits, st.integers(0, 5), parts),
    st.tuples(st.just("renew"), waits, st.integers(0, 5), lengths),
)


def opened(space: int) -> Disk:
    """A disk of so many MB, verified for one landlord and backed for good, with 100 CNT in the pool."""
    disk = Disk(C, 365, START, by_curve=True)
    disk.record_pass(["landlord"], 0, space, True, False, START)
    disk.donate(100 * CNT, START)
    return disk


def wait(disk: Disk, until: int) -> None:
    """Time passes, and the landlord passes at each midnight."""
    for midnight in range((disk.today + 1) * DAY, until + 1, DAY):
        mb = disk.space
        disk.record_pass(["landlord"], 1, mb, True, True, midnight)
    disk.poke(1, until)


def play(disk: Disk, what: str, which: int, part: int) -> None:
    """A move; what is refused is left out."""
    now, free = disk.last, disk.free
    known = sorted(disk.leases)
    named = [n for n in sorted(known, key=lambda n: disk.leases[n].expiry) if disk.leases[n].expiry * DAY <= now]
    number = known[which % len(known)] if known else 0
    try:
        if what == "lease":
            disk.lease("tenant", max(1, (free - 1) * part // 1_000), which, now, named)
        elif what == "grow":
            more = max(1, (free - 1) * part // 1_000)
            disk.resize("tenant", number, disk._existing(number).mb + more, now, named)
        elif what == "shrink":
            disk.resize("tenant", number, max(1, disk._existing(number).mb * part // 1_001), now)
        else:
            disk.renew(number, part, now)
    except Refused:
        pass


@given(st.sampled_from([10, 1_000, 10**9]), st.lists(moves, max_size=12), st.integers(0, 40))
@example(1_000, [("lease", 0, 2, 101), ("lease", 0, 1, 990), ("grow", 0, 0, 990)], 3)
@example(10**9, [("lease", 0, 2, 101), ("lease", 0, 1, 999), ("grow", 0, 0, 999)], 3)
@example(1_000, [("lease", 0, 9, 500), ("lease", 0, 90, 900), ("shrink", 0, 0, 100), ("grow", DAY, 1, 1_000)], 40)
def test_by_curve__any_history_of_a_landlord_with_everything__pool_never_below_the_gift(space, history, days):
    """CNT-7, CNT-8: leased, extended, renewed with arrears, shrunk and grown: what was paid out had been paid in."""
    disk = opened(space)
    for what, delay, which, part in history:
        wait(disk, disk.last + delay)
        assert disk.pool >= 100 * CNT
        play(disk, what, which, part)
    for _ in range(days):
        wait(disk, disk.last + DAY)
        assert disk.pool >= 100 * CNT


@pytest.mark.parametrize("space", [1_000, 10**6, 10**9])
def test_grow__dear_neighbour_ends_first__days_given_up_count_as_in_an_empty_disk(space):
    """CNT-8: a lease made before a neighbour that pushes the price up is not worth that price after its end."""
    disk = opened(space)
    tenth = space // 10
    disk.lease("tenant", tenth, 2, START)
    rest = max(2, int(tenth**0.5))
    disk.lease("tenant", space - tenth - rest, 1, START)
    assert disk.resize("tenant", 0, tenth + rest - 1, START) > 0
    assert disk.live == space - 1
    wait(disk, START + DAY)
    assert disk.pool >= 100 * CNT
