# SPDX-License-Identifier: MIT
"""PackageTrace.sell and split: no package is sold twice (XZ-23)."""

from __future__ import annotations

import pytest
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuxing.merkle import leaf
from wuxing.xz import signing

PACKAGES = [f"N02BE lot 7 package {n}".encode() for n in range(8)]


@pytest.fixture
def stocked(batch, maker, cabinet, hand_over) -> int:
    """The batch, in the cabinet."""
    hand_over(batch, maker, to_token=cabinet)
    return batch


def test_sell__by_the_cabinet__is_marked(trace, engine, stocked, chip, sell):
    at = engine.time
    receipt = sell(stocked, chip, 3)
    sold = leaf(3, PACKAGES[3])
    assert trace.sold_at(stocked, keccak(PACKAGES[3])) == at
    (event,) = receipt.named("Sold")
    assert (event.batch, event.leaf, event.sold_at, event.at) == (stocked, sold, at, at)
    assert event.head == trace.history_head(stocked)
    assert [trace.sold_at(stocked, keccak(p)) for n, p in enumerate(PACKAGES) if n != 3] == [0] * 7


def test_sell__twice__reverts(trace, engine, stocked, chip, sell):
    sell(stocked, chip, 3)
    when, head = trace.sold_at(stocked, keccak(PACKAGES[3])), trace.history_head(stocked)
    with engine.reverts("PackageTrace: already sold"):
        sell(stocked, chip, 3)
    assert (trace.sold_at(stocked, keccak(PACKAGES[3])), trace.history_head(stocked)) == (when, head)


def test_sell__not_in_the_batch__reverts(trace, engine, stocked, chip, tree, sign, keeper):
    forged = keccak(b"a forgery")
    now = engine.time
    signature = sign(chip, signing.sale(stocked, leaf(3, b"a forgery"), now))
    with engine.reverts("PackageTrace: not in the batch"):
        trace.sell(stocked, 3, forged, tree.proof(3), now, signature, sender=keeper)


def test_sell__inner_node_of_the_tree__is_no_package(trace, engine, stocked, chip, tree, sign, keeper):
    """A leaf is made from the package's place and content on chain: the node above four packages is none."""
    node, sibling = tree.layers[2]
    now = engine.time
    assert trace.verify_package(stocked, node, [sibling])  # who takes a leaf on trust is fooled; a sale is not
    with engine.reverts("PackageTrace: not in the batch"):
        trace.sell(stocked, 0, node, [sibling], now, sign(chip, signing.sale(stocked, node, now)), sender=keeper)


def test_sell__not_the_holder__reverts(trace, engine, stocked, maker, attacker, sell):
    for signer in (maker, attacker, signing.Chip.from_seed("stranger")):
        with engine.reverts("PackageTrace: not signed by holder"):
            sell(stocked, signer, 3)
    assert trace.sold_at(stocked, keccak(PACKAGES[3])) == 0


@pytest.mark.parametrize(
    ("shift", "reason"), [(1, "PackageTrace: sold in the future"), (-1, "PackageTrace: sold before it came")]
)
def test_sell__at_an_impossible_time__reverts(trace, engine, stocked, chip, sell, shift, reason):
    when = engine.time + 1 if shift > 0 else trace.held_since(stocked) - 1
    with engine.reverts(reason):
        sell(stocked, chip, 3, sold_at=when)
    assert trace.sold_at(stocked, keccak(PACKAGES[3])) == 0
    sell(stocked, chip, 3, sold_at=engine.time if shift > 0 else trace.held_since(stocked))


def test_sell__signed_in_an_earlier_custody__reverts(trace, engine, stocked, chip, cabinet, maker, hand_over, sell):
    """The batch left and came back: what was signed before says a time before it came."""
    early = engine.time
    engine.advance(10)
    hand_over(stocked, chip, maker)
    hand_over(stocked, maker, to_token=cabinet)
    with engine.reverts("PackageTrace: sold before it came"):
        sell(stocked, chip, 3, sold_at=early)


def test_split__by_the_holder__two_parts_of_its_own(trace, engine, stocked, chip, cabinet, tree, split):
    left, right = tree.layers[2]
    before = trace.history_head(stocked)
    parts = split(stocked, chip, left, right)
    assert parts == (stocked + 1, stocked + 2)
    assert [trace.root_at(part) for part in parts] == [left, right]
    assert [trace.holder_of(part) for part in parts] == [("0x" + "00" * 20, cabinet)] * 2
    assert [trace.origin_of(part) for part in parts] == [stocked] * 2
    assert len({trace.history_head(part) for part in (*parts, stocked)} | {before}) == 3
    assert trace.verify_package(parts[0], leaf(3, PACKAGES[3]), tree.proof(3)[:-1])
    assert not trace.verify_package(parts[1], leaf(3, PACKAGES[3]), tree.proof(3)[:-1])
    assert trace.verify_package(stocked, leaf(3, PACKAGES[3]), tree.proof(3))


def test_split__the_whole__is_held_by_nobody(trace, engine, stocked, chip, maker, tree, split, sell, hand_over):
    split(stocked, chip, *tree.layers[2])
    for what in (
        lambda: sell(stocked, chip, 3),
        lambda: hand_over(stocked, chip, maker),
        lambda: split(stocked, chip, *tree.layers[2]),
        lambda: trace.holder_of(stocked),
        lambda: trace.recall(stocked, sender=maker),
    ):
        with engine.reverts("PackageTrace: batch was parted"):
            what()


def test_split__not_the_halves__reverts(trace, engine, stocked, chip, tree, split):
    left, _ = tree.layers[2]
    with engine.reverts("PackageTrace: not the halves"):
        split(stocked, chip, left, left)
    with engine.reverts("PackageTrace: not the halves"):
        split(stocked, chip, *tree.layers[1][:2])
    assert trace.batches() == 1


def test_split__not_the_holder__reverts(trace, engine, stocked, attacker, tree, split):
    with engine.reverts("PackageTrace: not signed by holder"):
        split(stocked, attacker, *tree.layers[2])
    assert trace.batches() == 1


def test_sell__sold_before_the_split__stays_sold_in_the_part(trace, engine, stocked, chip, tree, split, sell):
    sell(stocked, chip, 3)
    left, right = split(stocked, chip, *tree.layers[2])
    assert trace.sold_at(left, keccak(PACKAGES[3])) == trace.sold_at(stocked, keccak(PACKAGES[3])) > 0
    with engine.reverts("PackageTrace: already sold"):
        sell(left, chip, 3, cut=1)
    with engine.reverts("PackageTrace: not in the batch"):
        sell(right, chip, 3, cut=1)
    sell(left, chip, 2, cut=1)
    sell(right, chip, 6, cut=1)


def test_sell__registered_again_by_its_maker__is_still_sold_once(trace, engine, stocked, chip, maker, tree, sell):
    again = trace.register(tree.root, 8, sender=maker).value
    sell(stocked, chip, 3)
    with engine.reverts("PackageTrace: already sold"):
        sell(again, maker, 3)
    assert trace.sold_at(again, keccak(PACKAGES[3])) == trace.sold_at(stocked, keccak(PACKAGES[3]))


def test_sell__same_data_of_another_maker__is_another_package(trace, engine, stocked, chip, registrar, tree, sell):
    """No maker can spoil the package of another by registering and selling its data first."""
    rival = engine.account(23)
    trace.set_maker(rival, True, sender=registrar)
    copy = trace.register(tree.root, 8, sender=rival).value
    content = keccak(PACKAGES[3])
    sell(copy, rival, 3)
    assert trace.sold_at(stocked, content) == 0 < trace.sold_at(copy, content)
    sell(stocked, chip, 3)
    assert trace.sold_at(stocked, content) > 0


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.integers(0, 7), st.just("split")), max_size=10))
def test_sell__any_order_of_sales_and_splits__each_package_once(
    trace, engine, batch, maker, tree, split, sell, actions
):
    """XZ-23: whatever part a package is in, it is sold at most once."""
    with engine.anchor():
        parts, sold = [(batch, 3, 0)], set()  # number, height of its subtree, place among the subtrees of that height
        for action in actions:
            if action == "split":
                if not (wide := [p for p in parts if p[1] > 0]):
                    continue
                number, height, place = wide[0]
                below = tree.layers[height - 1][2 * place : 2 * place + 2]
                halves = split(number, maker, *below)
                parts.remove(wide[0])
                parts += [(half, height - 1, 2 * place + i) for i, half in enumerate(halves)]
                continue
            number, height, _ = next(p for p in parts if action >> p[1] == p[2])
            if action in sold:
                with engine.reverts("PackageTrace: already sold"):
                    sell(number, maker, action, cut=3 - height)
            else:
                sell(number, maker, action, cut=3 - height)
                sold.add(action)
        assert {n for n, p in enumerate(PACKAGES) if trace.sold_at(parts[0][0], keccak(p))} == sold
