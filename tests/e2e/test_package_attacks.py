# SPDX-License-Identifier: MIT
"""Attacks on the packages' trace: counterfeits and packages sold twice (XZ-23)."""

from __future__ import annotations

import pytest
from eth_hash.auto import keccak

from wuxing.merkle import Tree, leaf
from wuxing.typed_data import domain_of
from wuxing.xz import signing

PACKAGES = [f"R03 lot 9 package {n}".encode() for n in range(4)]


@pytest.fixture
def sold_here(xz, engine, onboard, registrar, keeper):
    """A batch in a cabinet, and a function by which that cabinet's chip sells a package."""
    trace, maker = xz.packages, engine.account(20)
    chip = signing.Chip.from_seed("selling cabinet")
    token, tree = onboard(chip), Tree.of(PACKAGES)
    trace.set_maker(maker, True, sender=registrar)
    batch = trace.register(tree.root, len(PACKAGES), sender=maker).value
    domain, nobody = domain_of(trace), "0x" + "00" * 20
    message = signing.handover(batch, trace.history_head(batch), nobody, token, engine.time + 60)
    signature = bytes(maker.unsafe_sign_hash(domain.digest(message)).signature)
    trace.hand_over(batch, nobody, token, engine.time + 60, signature, sender=keeper)

    def sell(index: int, package: bytes, where: int = batch, proof: list[bytes] | None = None):
        now, path = engine.time, tree.proof(index) if proof is None else proof
        signed = chip.sign(domain.digest(signing.sale(where, leaf(index, package), now)))
        return trace.sell(where, index, keccak(package), path, now, signed, sender=keeper)

    return batch, maker, sell


def test_counterfeit_package(xz, engine, sold_here):
    """A counterfeit with the number, and the proof, of a genuine package."""
    batch, _, sell = sold_here
    with engine.reverts("PackageTrace: not in the batch"):
        sell(2, b"R03 lot 9 package 2, counterfeit")
    sell(2, PACKAGES[2])
    assert xz.packages.sold_at(batch, keccak(PACKAGES[2])) > 0


def test_box_refilled(xz, engine, sold_here):
    """An empty box with a genuine code is sold again."""
    _, _, sell = sold_here
    sell(1, PACKAGES[1])
    engine.advance(86_400)
    with engine.reverts("PackageTrace: already sold"):
        sell(1, PACKAGES[1])


def test_stranger_registers_counterfeits(xz, engine, attacker):
    """Whoever is not a maker has no batch to sell from."""
    with engine.reverts("PackageTrace: not a maker"):
        xz.packages.register(Tree.of(PACKAGES).root, 4, sender=attacker)


def test_batch_registered_twice(xz, engine, sold_here):
    """A maker registers its batch again to sell every package once more: nothing of it can be sold."""
    batch, maker, sell = sold_here
    again = xz.packages.register(Tree.of(PACKAGES[::-1]).root, 4, sender=maker).value
    sell(1, PACKAGES[1])
    sold, now, proof = xz.packages.sold_at(batch, keccak(PACKAGES[1])), engine.time, Tree.of(PACKAGES[::-1]).proof(2)
    message = signing.sale(again, leaf(2, PACKAGES[1]), now)
    signature = bytes(maker.unsafe_sign_hash(domain_of(xz.packages).digest(message)).signature)
    with engine.reverts("PackageTrace: already sold"):
        xz.packages.sell(again, 2, keccak(PACKAGES[1]), proof, now, signature, sender=maker)
    assert xz.packages.sold_at(again, keccak(PACKAGES[1])) == sold > 0
