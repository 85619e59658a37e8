# SPDX-License-Identifier: MIT
"""PackageTrace: makers and registration (XZ-23)."""

from __future__ import annotations

import pytest

from wuxing.merkle import leaf

ZERO = "0x" + "00" * 20


def test_register__by_a_maker__is_held_by_it(trace, maker, tree, engine):
    at = engine.time
    receipt = trace.register(tree.root, 8, sender=maker)
    assert receipt.value == 1 == trace.batches() == trace.origin_of(1)
    assert trace.holder_of(1) == (maker.address, 0)
    assert (trace.root_at(1), trace.held_since(1)) == (tree.root, at)
    (event,) = receipt.named("Registered")
    assert (event.batch, event.maker, event.root, event.packages, event.at) == (1, maker.address, tree.root, 8, at)
    assert event.head == trace.history_head(1) != bytes(32)


def test_register__by_another__reverts(trace, engine, tree, attacker, registrar, owner):
    for caller in (attacker, registrar, owner):
        with engine.reverts("PackageTrace: not a maker"):
            trace.register(tree.root, 8, sender=caller)
    assert trace.batches() == 0


@pytest.mark.parametrize(
    ("root", "packages", "reason"),
    [(bytes(32), 8, "PackageTrace: root is zero"), (b"\1" * 32, 0, "PackageTrace: no packages")],
)
def test_register__nothing__reverts(trace, engine, maker, root, packages, reason):
    with engine.reverts(reason):
        trace.register(root, packages, sender=maker)
    assert trace.batches() == 0


def test_register__paused__reverts_but_custody_goes_on(
    trace, engine, maker, batch, tree, guardian, distributor, hand_over
):
    trace.pause(sender=guardian)
    with engine.reverts("Guarded: entries are paused"):
        trace.register(tree.root, 8, sender=maker)
    hand_over(batch, maker, distributor)
    assert trace.holder_of(batch) == (distributor.address, 0)


def test_set_maker__taken_back__no_more_batches_old_ones_stay(trace, engine, maker, batch, tree, registrar):
    trace.set_maker(maker, False, sender=registrar)
    with engine.reverts("PackageTrace: not a maker"):
        trace.register(tree.root, 8, sender=maker)
    assert trace.holder_of(batch) == (maker.address, 0)


def test_set_maker__not_the_registrar__reverts(trace, engine, attacker, owner):
    for caller in (attacker, owner):
        with engine.reverts("PackageTrace: not the registrar"):
            trace.set_maker(attacker, True, sender=caller)
    assert not trace.is_maker(attacker)


def test_set_registrar__owner_only(trace, engine, attacker, owner, registrar, maker):
    with engine.reverts("ownable: caller is not the owner"):
        trace.set_registrar(attacker, sender=attacker)
    trace.set_registrar(ZERO, sender=owner)
    with engine.reverts("PackageTrace: not the registrar"):
        trace.set_maker(maker, False, sender=registrar)


def test_constructor__no_nft__reverts(engine, owner, guardian, registrar):
    with engine.reverts("PackageTrace: nft is zero"):
        engine.deploy("PackageTrace", owner, guardian, registrar, ZERO, sender=owner)


def test_verify_package__in_the_batch__or_not(trace, engine, batch, tree):
    assert trace.verify_package(batch, leaf(3, b"N02BE lot 7 package 3"), tree.proof(3))
    assert not trace.verify_package(batch, leaf(3, b"a forgery"), tree.proof(3))
    assert not trace.verify_package(batch, leaf(4, b"N02BE lot 7 package 3"), tree.proof(3))
    with engine.reverts("PackageTrace: unknown batch"):
        trace.verify_package(batch + 1, leaf(3, b"N02BE lot 7 package 3"), tree.proof(3))
