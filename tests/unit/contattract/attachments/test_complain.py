# SPDX-License-Identifier: MIT
"""Attachments.vy, complaints, and content.py beside the contract: CNT-15."""

import hypothesis
import hypothesis.strategies as st
import pytest
from eth_utils import keccak

from tests.unit.contattract.attachments.conftest import CONTENT, KEY, PRICE
from wuxing.contattract.mail_model import REFUNDED
from wuxing.contattract.post.content import LEAF, Ciphertext, Manifest, decrypted, leaves_of
from wuxing.engine import Revert


@pytest.mark.parametrize("place", [0, 2, 4])
def test_complain__garbage_in_a_leaf__refunded(contattract, attachments, trade, engine, attacker, other_miner, place):
    """CNT-15: the leaf, its paths, and the buyer has its money; anybody may bring the proof, to the last second."""
    before = contattract.token.balanceOf(other_miner)
    t = trade("revealed", garbage=place)
    assert t.ciphertext.wrong_leaf(KEY, t.promised) == place
    engine.time = t.deadline - 1
    t.complain(place, sender=attacker)
    assert contattract.token.balanceOf(other_miner) == before and attachments.order_of(t.id)[3] == REFUNDED
    with pytest.raises(Revert, match="Attachments: wrong state"):
        t.complain(place)
    with pytest.raises(Revert, match="Attachments: wrong state"):
        attachments.claim(t.id, sender=t.seller)


@pytest.mark.parametrize("place", range(5))
def test_complain__about_a_good_leaf__refused(trade, place):
    """CNT-15: a buyer cannot complain falsely, about the padded last leaf neither."""
    t = trade("revealed")
    with pytest.raises(Revert, match="Attachments: leaf is as offered"):
        t.complain(place)


def test_complain__after_the_window__refused(trade, engine):
    """CNT-15: at the deadline it is too late."""
    t = trade("revealed", garbage=1)
    engine.time = t.deadline
    with pytest.raises(Revert, match="Attachments: too late"):
        t.complain(1)


def test_complain__with_forged_evidence__refused(trade):
    """CNT-15: another leaf, another place, another digest, other roots or another key prove nothing."""
    t = trade("revealed")
    other = Ciphertext.of(KEY, CONTENT[::-1])
    cases = [
        (dict(leaf=other.leaves[0]), "leaf is not of the ciphertext"),
        (dict(leaf=t.ciphertext.leaves[1]), "leaf is not of the ciphertext"),
        (dict(leaf=b""), "leaf is not of the ciphertext"),
        (dict(index=1), "leaf is not of the ciphertext"),
        (dict(path=t.ciphertext.tree.proof(1)), "leaf is not of the ciphertext"),
        (dict(digest=t.promised.digests[1]), "digest is not of the offer"),
        (dict(plain_path=t.promised.tree.proof(1)), "digest is not of the offer"),
        (dict(digest=keccak(b""), plain_path=[]), "digest is not of the offer"),
        (dict(key=keccak(b"other")), "not what was agreed"),
        (dict(root=other.root), "not what was agreed"),
        (dict(ciphertext=other.root, leaf=other.leaves[0], path=other.tree.proof(0)), "not what was agreed"),
    ]
    for change, reason in cases:
        with pytest.raises(Revert, match=f"Attachments: {reason}"):
            t.complain(**change)


def test_complain__inner_node_for_a_leaf__refused(trade):
    """CNT-15: an inner node cannot pass for a leaf's digest: leaves are hashed twice and carry their place."""
    t = trade("revealed")
    layer = t.promised.tree.layers[1]
    for digest in (layer[0], t.promised.tree.layers[0][0]):
        with pytest.raises(Revert, match="Attachments: digest is not of the offer"):
            t.complain(digest=digest, plain_path=layer[1:2])


def test_complain__leaf_of_another_length__garbage(attachments, trade, engine, miner, other_miner):
    """CNT-15: a seller who commits to a short leaf has sold garbage: it opens to nothing."""
    promised = Manifest.of(CONTENT[:1000])
    short = Ciphertext((b"\5" * 100,))
    t = trade("ordered")
    number = attachments.order(miner, promised.root, PRICE, *_point(), sender=other_miner).value
    attachments.seal(number, short.root, keccak(KEY), b"\7" * 32, 3, sender=miner)
    attachments.confirm(number, sender=other_miner)
    attachments.reveal(number, promised.root, short.root, KEY, sender=miner)
    attachments.complain(
        number, promised.root, short.root, KEY, 0, short.leaves[0], [], promised.digests[0], [], sender=other_miner
    )
    assert attachments.order_of(number)[3] == REFUNDED and t.id == number - 1


def _point():
    from tests.mail_world import point

    return point("b")


@hypothesis.given(
    key=st.binary(min_size=32, max_size=32), index=st.integers(0, 2**40), leaf=st.binary(min_size=LEAF, max_size=LEAF)
)
@hypothesis.settings(max_examples=10)
def test_opened__contract_and_content__agree(_deployed_contattract, key, index, leaf):
    """CNT-15: one stream in both, at any place."""
    assert _deployed_contattract.attachments.opened(key, index, leaf) == decrypted(key, index, leaf)


@pytest.mark.parametrize("size", [0, 1, 1023])
def test_opened__another_length__nothing(attachments, size):
    """CNT-15: only whole leaves open."""
    assert attachments.opened(KEY, 0, b"\1" * size) == b"" == decrypted(KEY, 0, b"\1" * size)


@hypothesis.given(st.binary(min_size=1, max_size=5 * LEAF))
@hypothesis.settings(max_examples=20)
def test_content__encrypted_and_opened__the_same(data):
    """CNT-15: with its manifest, through bytes and back."""
    made, promised = Ciphertext.of(KEY, data), Manifest.of(data)
    again = Ciphertext.from_bytes(made.to_bytes())
    assert again.root == made.root and Manifest.from_bytes(promised.to_bytes()) == promised
    assert again.wrong_leaf(KEY, promised) is None and again.opened(KEY, promised.size) == data
    assert again.wrong_leaf(keccak(b"other"), promised) == 0
    assert len(leaves_of(data)) == len(made.leaves) == len(promised.digests)


@pytest.mark.parametrize(
    "bad", [b"", b"\0" * 39, b"\0" * 40, b"\0" * 7 + b"\1" + b"\0" * 33, b"\0" * 6 + b"\4\1" + b"\0" * 32]
)
def test_manifest__malformed__refused(bad):
    """CNT-15: a size and as many digests as it needs."""
    with pytest.raises(ValueError, match="expected a size and the digests of its leaves"):
        Manifest.from_bytes(bad)


@pytest.mark.parametrize("bad", [b"", b"\1" * 1023, b"\1" * 1025])
def test_ciphertext__parts_of_leaves__refused(bad):
    """CNT-15: whole leaves."""
    with pytest.raises(ValueError, match="expected whole leaves"):
        Ciphertext.from_bytes(bad)
    if not bad:
        with pytest.raises(ValueError, match="expected at least one byte"):
            leaves_of(bad)
