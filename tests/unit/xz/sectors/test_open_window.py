# SPDX-License-Identifier: MIT
"""SectorBonds.open_window and draw_seed: the challenge nobody chooses (XZ-19)."""

from __future__ import annotations

import pytest


def test_draw_seed__block_after_the_opening__hash_of_the_opening_block(engine, xz, keeper):
    """XZ-19: unknown to whoever opens the window; the last 48 bits give way to the window's number."""
    number = engine.block_number
    opened = xz.sectors.open_window(sender=keeper).named("WindowOpened")[0]
    assert opened.number == number
    drawn = xz.sectors.draw_seed(sender=keeper).named("SeedDrawn")[0]
    assert drawn.seed == bytes(6) + engine.block_hash(number)[:26]
    assert (drawn.period, drawn.window) == (opened.period, opened.window)
    assert xz.sectors.seed() == drawn.seed
    again = xz.sectors.draw_seed(sender=keeper)
    assert again.value == drawn.seed and not again.events


def test_open_window__twice__reverts(engine, xz, keeper, attacker):
    """XZ-19: the seed of a window cannot be drawn again, before or after it is known."""
    xz.sectors.open_window(sender=keeper)
    with engine.reverts("Sectors: window is open"):
        xz.sectors.open_window(sender=attacker)
    xz.sectors.draw_seed(sender=keeper)
    engine.mine(300)
    with engine.reverts("Sectors: window is open"):
        xz.sectors.open_window(sender=attacker)


def test_open_window__opening_lapsed__opens_again(engine, xz, goto, sector, keeper):
    """XZ-19: where no seed was drawn while the EVM knew the hash, the window is not lost."""
    goto(sector)
    xz.sectors.open_window(sender=keeper)
    engine.mine(255)
    with engine.reverts("Sectors: window is open"):
        xz.sectors.open_window(sender=keeper)
    # the failed attempt was a block of its own: the opening is 257 blocks back
    with engine.reverts("Sectors: opening has lapsed"):
        xz.sectors.draw_seed(sender=keeper)
    xz.sectors.open_window(sender=keeper)
    xz.sectors.draw_seed(sender=keeper)


def test_draw_seed__last_block_that_knows_the_hash__drawn(engine, xz, goto, sector, keeper):
    goto(sector)
    number = engine.block_number
    xz.sectors.open_window(sender=keeper)
    engine.mine(255)
    assert xz.sectors.draw_seed(sender=keeper).value == bytes(6) + engine.block_hash(number)[:26]


def test_draw_seed__nobody_opened__reverts(engine, xz, keeper, goto, sector):
    with engine.reverts("Sectors: nobody opened the window"):
        xz.sectors.draw_seed(sender=keeper)
    goto(sector)
    xz.sectors.open_window(sender=keeper)
    engine.advance(86_400)  # the same window of the next day has a seed of its own
    for call in (xz.sectors.seed, lambda: xz.sectors.draw_seed(sender=keeper)):
        with engine.reverts("Sectors: nobody opened the window"):
            call()


def test_open_window__each_window__another_seed(engine, xz, keeper):
    seeds = set()
    for _ in range(50):
        xz.sectors.open_window(sender=keeper)
        seeds.add(xz.sectors.draw_seed(sender=keeper).value)
        engine.advance(1_800)
    assert len(seeds) == 50


@pytest.mark.parametrize("lost", [1, 4, 8])
def test_open_window__grinding_for_a_kind_seed__no_second_try(engine, xz, goto, commit, attacker, lost):
    """XZ-19: a node that lost some leaves waits for a block whose hash spares them; it opens, and the hash is the
    one of the opening itself, which it did not know: its chance is that of one honest draw, and it has one try."""
    from wuxing.xz.storage import challenges

    sector = commit()
    spared = tries = 0
    for _ in range(40):
        goto(sector)
        known = engine.block_hash(engine.block_number - 1)  # what an attacker can see before it opens
        while any(c < lost for c in challenges(bytes(6) + known[:26], sector.id, 16, 4)):
            engine.mine(1)
            tries += 1
            known = engine.block_hash(engine.block_number - 1)
        xz.sectors.open_window(sender=attacker)
        seed = xz.sectors.draw_seed(sender=attacker).value
        spared += all(c >= lost for c in challenges(seed, sector.id, 16, 4))
        engine.advance(3_600)
    honest = (1 - lost / 16) ** 4
    spread = 4 * (40 * honest * (1 - honest)) ** 0.5
    assert abs(spared - 40 * honest) <= spread  # 4 standard deviations; hashes of this engine repeat run for run
    assert spared < 40 and tries > 0
