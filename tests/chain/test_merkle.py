# SPDX-License-Identifier: MIT
"""The tree of wuxing/merkle.py, which contracts verify (XZ-5, XZ-19)."""

import pytest
from eth_abi import encode
from eth_hash.auto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxing import merkle
from wuxing.merkle import Tree

items = st.lists(st.binary(max_size=40), min_size=1, max_size=33)


def test_leaf__definition__abi_encoding_hashed_twice():
    """XZ-19: exactly what the contract computes."""
    data = b"some bytes"
    assert merkle.leaf(7, data) == keccak(keccak(encode(["uint256", "bytes32"], [7, keccak(data)])))


def test_root__three_leaves__the_odd_one_goes_up():
    a, b, c = (merkle.leaf(i, b"x") for i in range(3))
    left = keccak(min(a, b) + max(a, b))
    assert Tree([a, b, c]).root == keccak(min(left, c) + max(left, c))
    assert Tree([a]).root == a and Tree([a]).proof(0) == []


@given(items, st.data())
@settings(max_examples=60, deadline=None)
def test_verify__any_leaf__under_its_root_and_no_other(of: list[bytes], data: st.DataObject):
    """XZ-19: a proof is good for its item, its place and its root."""
    tree = Tree.of(of)
    index = data.draw(st.integers(0, len(of) - 1))
    proof = tree.proof(index)
    assert merkle.verify(tree.root, merkle.leaf(index, of[index]), proof)
    assert not merkle.verify(tree.root, merkle.leaf(index + 1, of[index]), proof)
    assert not merkle.verify(tree.root, merkle.leaf(index, of[index] + b"!"), proof)
    other = Tree.of([*of[:index], of[index] + b"!", *of[index + 1 :]])
    assert not merkle.verify(other.root, merkle.leaf(index, of[index]), proof)
    if proof:
        assert not merkle.verify(tree.root, merkle.leaf(index, of[index]), proof[:-1])


def test_tree__no_leaf__refused():
    with pytest.raises(ValueError, match="at least one leaf"):
        Tree([])


@pytest.mark.parametrize("index", [-1, 3])
def test_proof__no_such_leaf__refused(index: int):
    with pytest.raises(IndexError, match="of 3"):
        Tree.of([b"a", b"b", b"c"]).proof(index)


@given(items, st.data())
@settings(max_examples=60, deadline=None)
def test_changed__some_leaves__as_a_tree_made_anew(of: list[bytes], data: st.DataObject):
    """CNT-20: a write hashes its leaves and their paths; nothing changes before `put`."""
    tree = Tree.of(of)
    before = [list(layer) for layer in tree.layers]
    new = data.draw(st.dictionaries(st.integers(0, len(of) - 1), st.binary(max_size=8), min_size=1))
    made = tree.changed({index: merkle.leaf(index, item) for index, item in new.items()})
    assert tree.layers == before
    tree.put(made)
    anew = Tree.of(new.get(index, item) for index, item in enumerate(of))
    assert tree.layers == anew.layers and made[-1] == {0: anew.root}


@pytest.mark.parametrize("index", [-1, 3])
def test_changed__no_such_leaf__refused(index: int):
    with pytest.raises(IndexError, match="of 3"):
        Tree.of([b"a", b"b", b"c"]).changed({0: bytes(32), index: bytes(32)})
