# SPDX-License-Identifier: MIT
"""CNT-11, CNT-20: sealed replicas: one node's bytes answer for no other; free space is filled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxing import merkle
from wuxing.contattract.sealing import (
    LEAF,
    answer,
    challenged,
    chunk_root,
    filler,
    is_right,
    leaves_of,
    seal,
    unseal,
)

NODE, OTHER = b"\x01" * 20, b"\x02" * 20
HASH = b"\xaa" * 32
SIZE = 8 * LEAF
DATA = bytes(i % 251 for i in range(SIZE))


def test_seal__node_and_chunk__own_bytes_each():
    """CNT-11: no two replicas share a leaf: not of two nodes, nor of two chunks, nor two leaves of zeros."""
    replicas = [seal(NODE, 1, DATA), seal(OTHER, 1, DATA), seal(NODE, 2, DATA), seal(NODE, 1, bytes(SIZE)), DATA]
    assert len({leaf for replica in replicas for leaf in leaves_of(replica)}) == 5 * 8
    assert unseal(NODE, 1, replicas[0]) == DATA != unseal(OTHER, 1, replicas[0])


@settings(max_examples=20)
@given(st.integers(0, 7), st.integers(1, 8))
def test_seal__leaves_within_chunk__as_in_whole(first: int, count: int):
    """CNT-20: a write of some leaves seals these alone."""
    part = DATA[first * LEAF : (first + count) * LEAF]
    assert seal(NODE, 1, part, first * LEAF) == seal(NODE, 1, DATA)[first * LEAF : (first + count) * LEAF]


def test_seal__stream__is_aes_256_ctr_of_the_documented_key():
    """CNT-11: the construction of the docstring, computed by another library."""
    from Crypto.Cipher import AES
    from Crypto.Hash import keccak

    key = keccak.new(digest_bits=256, data=b"wuxing chunk seal" + NODE.rjust(32, b"\0") + (7).to_bytes(32, "big"))
    assert seal(NODE, 7, DATA) == AES.new(key.digest(), AES.MODE_CTR, nonce=b"", initial_value=0).encrypt(DATA)


@pytest.mark.parametrize(("data", "offset"), [(b"", 0), (bytes(LEAF - 1), 0), (bytes(LEAF), 16), (bytes(LEAF), -LEAF)])
def test_seal__not_whole_leaves__refused(data: bytes, offset: int):
    with pytest.raises(ValueError, match="expected whole leaves of 4096 bytes"):
        seal(NODE, 1, data, offset)


def test_answer__own_replica__right_for_checker_with_the_data():
    """CNT-11: a member computes the other's sealed replica from the data, and the path leads to its root."""
    given_ = answer(NODE, 1, seal(NODE, 1, DATA), HASH)
    assert is_right(given_, leaves_of(seal(NODE, 1, DATA)))
    assert given_.root == chunk_root(seal(NODE, 1, DATA)) != chunk_root(DATA)
    assert merkle.verify(given_.root, merkle.leaf(given_.index, given_.leaf), given_.path)


@pytest.mark.parametrize("stored", [seal(OTHER, 1, DATA), seal(NODE, 2, DATA), DATA, filler(NODE, 1, SIZE)])
def test_answer__anything_but_own_sealed_data__wrong(stored: bytes):
    """CNT-11: another's replica, another chunk's, the plain data and the filler answer for nothing."""
    assert not is_right(answer(NODE, 1, stored, HASH), leaves_of(seal(NODE, 1, DATA)))


def test_answer__one_stale_leaf_elsewhere__root_is_wrong():
    """CNT-20: a member that missed a write fails even where the challenged leaf is the same."""
    place = challenged(NODE, 1, HASH, 8)
    stale = bytearray(DATA)
    stale[(place + 1) % 8 * LEAF] ^= 1
    given_ = answer(NODE, 1, seal(NODE, 1, bytes(stale)), HASH)
    assert given_.leaf == leaves_of(seal(NODE, 1, DATA))[place]
    assert not is_right(given_, leaves_of(seal(NODE, 1, DATA)))


def test_challenged__node_chunk_hash_and_count__each_moves_the_place():
    """CNT-11: (node, block hash)-chosen; over many draws every leaf is met."""
    places = [challenged(NODE, 1, bytes([i]) * 32, 256) for i in range(40)]
    for others in (
        [challenged(OTHER, 1, bytes([i]) * 32, 256) for i in range(40)],
        [challenged(NODE, 2, bytes([i]) * 32, 256) for i in range(40)],
        [challenged(NODE, 1, bytes([i]) * 32, 256, 1) for i in range(40)],
    ):
        assert sum(a == b for a, b in zip(places, others, strict=True)) < 5
    assert {challenged(NODE, 1, bytes([i]) * 32, 8) for i in range(100)} == set(range(8))


def test_filler__node_and_chunk__own_bytes_and_no_leaf_twice():
    """CNT-11: free space is filled with data of the node's own."""
    fillers = [filler(NODE, 1, SIZE), filler(OTHER, 1, SIZE), filler(NODE, 2, SIZE)]
    assert len({leaf for data in fillers for leaf in leaves_of(data)}) == 3 * 8
    assert filler(NODE, 1, SIZE) == fillers[0]
    assert is_right(answer(NODE, 1, fillers[0], HASH), leaves_of(fillers[0]))


def test_filler__size__changes_every_leaf():
    """CNT-11: each leaf depends on the whole, so that none can be made without all."""
    short, long = leaves_of(filler(NODE, 1, SIZE)), leaves_of(filler(NODE, 1, SIZE + LEAF))
    assert not set(short) & set(long)
