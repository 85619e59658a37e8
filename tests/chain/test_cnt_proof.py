# SPDX-License-Identifier: MIT
"""What landlords' nodes do at a challenge, without a chain under them (CNT-11)."""

import dataclasses

import pytest

from wuxing import merkle
from wuxing.contattract import findings_proof, sealing
from wuxing.contattract.chunks.statements import signer_of
from wuxing.contattract.keys import Key
from wuxing.contattract.proof import (
    FREE_SPACE,
    NOBODY,
    Challenge,
    Prover,
    View,
    aggregate,
    compact,
    contradiction,
    group_message,
    replica,
    self_proof,
)
from wuxing.paths import ROOT
from wuxing.refused import Refused
from wuxing.typed_data import Domain

SIZE = 16 * sealing.LEAF
DATA = bytes(range(256)) * (SIZE // 256)
DOMAIN = Domain("StorageProofs", 31_337, "0x" + "11" * 20)
KEYS = [Key.from_seed(f"landlord {i}") for i in range(6)]


def challenge(keys=KEYS, epoch=7, **changes) -> Challenge:
    """Group 3 of these members in an epoch, with small replicas."""
    made = Challenge(DOMAIN, 3, epoch, bytes([epoch]) * 32, tuple(k.address for k in keys), SIZE)
    return dataclasses.replace(made, **changes)


def nodes(keys=KEYS, data=DATA) -> list[Prover]:
    """Nodes that store the group as they should."""
    return [Prover(key, {3: replica(DOMAIN, key.address, 3, data, SIZE)}) for key in keys]


@pytest.mark.parametrize("data", [DATA, None])
def test_group_message__all_store__all_pass_and_sign(data):
    """CNT-11: leased or free space; the signatures are the members', in the order of seats."""
    message = group_message(challenge(), nodes(data=data), data)
    assert message.passed == message.signers == 0b111111
    assert message.told.data_root == (FREE_SPACE if data is None else sealing.chunk_root(data))
    digest = challenge().message_digest(message.told, message.passed)
    for seat, key in enumerate(KEYS):
        r, vs = (message.signatures[64 * seat + i : 64 * seat + i + 32] for i in (0, 32))
        whole = r + bytes([vs[0] & 127]) + vs[1:] + bytes([vs[0] >> 7])
        assert signer_of(digest, whole) == key.address


def test_group_message__roots_by_seat__an_empty_seat_has_zeros():
    """CNT-11: what a member left out proves itself by."""
    members = (*challenge().members[:2], NOBODY, *challenge().members[3:])
    view = View(challenge(members=members), DATA)
    leaves = [merkle.leaf(i, view.trees[m].root if m != NOBODY else bytes(32)) for i, m in enumerate(members)]
    assert view.told.sealed_roots == merkle.Tree(leaves).root
    message = group_message(view.challenge, [n for n in nodes() if n.key.address in members], DATA)
    assert message.passed == message.signers == 0b111011


def test_group_message__lost_or_wrong_replicas__do_not_pass():
    """CNT-11: one stores nothing, one half, one the data of another chunk, one another's replica."""
    made = nodes()
    del made[0].store[3]
    made[1].store[3] = made[1].store[3][: SIZE // 2] + bytes(SIZE // 2)
    made[2].store[3] = replica(DOMAIN, KEYS[2].address, 4, DATA, SIZE)
    made[3].store[3] = made[4].store[3]
    message = group_message(challenge(leaves=4), made, DATA)
    assert message.passed & 0b1101 == 0 and message.passed & 0b110000 == 0b110000 and message.signers == 0b111110


def test_group_message__a_third_is_gone__enough_and_one_more_is_not():
    """CNT-11: two thirds of all members, not of those that are there."""
    made = nodes()
    for node in made[:2]:
        node.store.clear()
    assert group_message(challenge(), made, DATA).signers == 0b111100
    made[2].store.clear()
    assert group_message(challenge(epoch=8), made, DATA) is None


def test_is_right__any_part_changed__is_wrong():
    """CNT-11: node, place, bytes, path, number of leaves and data are compared."""
    view = View(challenge(leaves=2), DATA)
    node, other = nodes()[:2]
    given = node.answer(view.challenge, view.told.data_root)
    assert view.is_right(given)
    first, second = given.leaves
    theirs = other.answer(view.challenge, view.told.data_root)
    wrong = [
        dataclasses.replace(given, node=other.key.address),
        dataclasses.replace(given, node=Key.from_seed("a stranger").address),
        dataclasses.replace(given, data_root=FREE_SPACE),
        dataclasses.replace(given, sealed_root=FREE_SPACE),
        dataclasses.replace(given, leaves=(first,)),
        dataclasses.replace(given, leaves=(second, first)),
        dataclasses.replace(given, leaves=(first, theirs.leaves[1])),
        dataclasses.replace(given, leaves=(first, dataclasses.replace(second, leaf=bytes(sealing.LEAF)))),
        dataclasses.replace(given, leaves=(first, dataclasses.replace(second, path=second.path[:-1]))),
        dataclasses.replace(given, leaves=(first, dataclasses.replace(second, node_id=other.key.address))),
    ]
    place = next(i for i in range(16) if i not in (first.index, second.index))
    sealed = sealing.leaves_of(node.store[3])
    elsewhere = sealing.Answer(
        node.key.address, 3, view.challenge.block_hash, place, sealed[place], tuple(view.trees[given.node].proof(place))
    )
    wrong.append(dataclasses.replace(given, leaves=(first, elsewhere)))
    assert [view.is_right(answer) for answer in wrong] == [False] * len(wrong)


def test_sign__another_message_for_the_challenge__refused():
    """CNT-11: it would cost the bond; the same one again, and another challenge, are signed."""
    view, node = View(challenge(), DATA), nodes()[0]
    first = node.sign(view.challenge, view.told, 0b111111)
    assert node.sign(view.challenge, view.told, 0b111111) == first
    with pytest.raises(Refused, match="signed another message of group 3, epoch 7"):
        node.sign(view.challenge, view.told, 0b111110)
    assert node.sign(challenge(epoch=8), view.told, 0b111110) != first


def test_aggregate__votes_of_strangers__are_left_out():
    """CNT-11."""
    view = View(challenge(), DATA)
    stranger = Key.from_seed("a stranger")
    digest = view.challenge.message_digest(view.told, 1)
    votes = {key.address: compact(key.sign(digest)) for key in (*KEYS[:4], stranger)}
    made = aggregate(view.challenge, view.told, 1, votes)
    assert made.signers == 0b1111 and len(made.signatures) == 4 * 64
    del votes[KEYS[0].address]
    assert aggregate(view.challenge, view.told, 1, votes) is None


def test_contradiction__only_of_a_false_answer():
    """CNT-11."""
    view, node = View(challenge(), DATA), nodes()[0]
    assert contradiction(view, node.answer(view.challenge, view.told.data_root)) is None
    root = view.trees[node.key.address].root
    node.store[3] = bytes(SIZE)
    given = node.answer(view.challenge, view.told.data_root)
    # it stores something else and says so: that does not pass, and is no lie
    assert given.sealed_root != root and not view.is_right(given) and contradiction(view, given) is None
    found = contradiction(view, dataclasses.replace(given, sealed_root=root))
    place = sealing.challenged(node.key.address, 3, view.challenge.block_hash, 16, found[3])
    leaf = merkle.leaf(place, view.replicas[node.key.address][place])
    assert found[2][2] == root and merkle.verify(root, leaf, found[7])


def test_bad_input__says_what_was_expected():
    """CNT-11."""
    with pytest.raises(ValueError, match=f"expected {SIZE} bytes of data, got 5"):
        View(challenge(), b"short")
    with pytest.raises(ValueError, match="expected a signature of 65 bytes r, s, v, got 64"):
        compact(bytes(64))
    with pytest.raises(ValueError, match="expected a member of group 3 that stores it"):
        self_proof(View(challenge(), DATA), Prover(Key.from_seed("a stranger"), {3: DATA}))


def test_findings__size_of_a_group__as_the_page_says():
    """CNT-11: docs/findings.md holds the computed lines."""
    lines = findings_proof.size_of_a_group()
    told = (ROOT / "docs" / "findings.md").read_text()
    assert len(lines) == 3 and all(f"    {line}\n" in told for line in lines)
