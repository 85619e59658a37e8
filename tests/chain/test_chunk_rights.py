# SPDX-License-Identifier: MIT
"""CNT-20, CNT-9, CNT-10: who may open, write and read a slice; consents; the operator's time-out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import chunk_world as world
from wuxing.contattract.chunks.registry import READ, WRITE
from wuxing.contattract.chunks.state import ChunkState, Draft
from wuxing.contattract.chunks.statements import Inquiry, Open, Write, most_lost, quorum
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.contattract.keys import Key
from wuxing.refused import Refused

NO_WRITE = "Chunk: no right to write this slice"
MINUTE = world.TIMEOUT * 1_000


@pytest.fixture()
def net() -> StorageNetwork:
    return world.network()


@pytest.fixture()
def owner(net: StorageNetwork) -> Tenant:
    return world.leased(net, patience=20)


def delegate(net: StorageNetwork, right: str, until: int = 10**12) -> Tenant:
    other = Tenant("delegate", net, patience=20)
    net.registry._slices[0].rights[other.address, right] = until
    return other


@pytest.mark.parametrize(("members", "two_thirds"), [(3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (32, 22), (33, 22)])
def test_quorum__two_thirds_rounded_up(members: int, two_thirds: int):
    """CNT-20: 2/3; any two such sets share more members than a third that may be false."""
    assert (quorum(members), most_lost(members)) == (two_thirds, members - two_thirds)
    assert 2 * two_thirds - members > (members - 1) // 3


def test_open__owner__writes_and_reads(net: StorageNetwork, owner: Tenant):
    owner.open(0)
    owner.write(0, [(10, b"mine"), (world.LEAF, b"too")])
    assert (owner.read(0, 8, 8), owner.read(0, world.LEAF, 3)) == (b"\0\0mine\0\0", b"too")


def test_open__stranger__refused_by_every_member(net: StorageNetwork, owner: Tenant):
    """CNT-20: only the owner or its delegate."""
    stranger = Tenant("stranger", net, patience=20)
    with pytest.raises(Refused, match=NO_WRITE):
        stranger.open(0)
    assert set(stranger._refusals.popitem()[1].values()) == {NO_WRITE} and not stranger._consents
    with pytest.raises(Refused, match=NO_WRITE):
        stranger.write(0, [(0, b"x")])
    with pytest.raises(Refused, match="no right to read"):
        stranger.read(0, 0, 1)


def test_write__delegate__until_its_time_is_over(net: StorageNetwork, owner: Tenant):
    """CNT-10: a delegate writes for a time; a reader does not write."""
    writer = delegate(net, WRITE, until=30_000)
    writer.open(0, 1, 1)
    writer.write(0, [(world.LEAF, b"theirs")])
    with pytest.raises(Refused, match="no right to read"):
        writer.read(0, world.LEAF, 6)
    assert owner.read(0, world.LEAF, 6) == b"theirs"
    assert net.registry.allows(writer.address, WRITE, 0, [1], 29_999)
    assert not net.registry.allows(writer.address, WRITE, 0, [1], 30_000)
    net.run(30 - net.env.now)
    with pytest.raises(Refused, match=NO_WRITE):
        writer.write(0, [(world.LEAF, b"too late")])


def test_read__delegate__reads_alone(net: StorageNetwork, owner: Tenant):
    """CNT-10: read and write are two rights."""
    reader = delegate(net, READ)
    assert reader.read(0, 0, 4) == bytes(4)
    with pytest.raises(Refused, match=NO_WRITE):
        reader.open(0)


def test_lease__expired__locked_for_its_owner_too():
    """CNT-9: access locks by itself, on the millisecond."""
    net = world.network()
    owner = world.leased(net, patience=20, until=40)
    owner.open(0)
    owner.write(0, [(0, b"in time")])
    assert net.registry.allows(owner.address, WRITE, 0, [0], 39_999)
    assert not net.registry.allows(owner.address, WRITE, 0, [0], 40_000)
    net.run(40 - net.env.now)
    with pytest.raises(Refused, match=NO_WRITE):
        owner.write(0, [(0, b"too late")])
    with pytest.raises(Refused, match="no right to read"):
        owner.read(0, 0, 1)


def test_write__other_owners_slice_in_the_same_operation__all_refused():
    """CNT-20: an operation is executed whole or not at all, and each of its slices is checked."""
    net = world.network()
    one, other = Tenant("one", net, patience=20), Tenant("other", net, patience=20)
    net.lease(one.address, 0, 2, world.FOREVER)
    net.lease(other.address, 2, 2, world.FOREVER)
    one.open(0, 0, 2)
    with pytest.raises(Refused, match=NO_WRITE):
        one.write(0, [(0, b"mine"), (2 * world.LEAF - 1, b"mine and theirs")])
    assert one.read(0, 0, 4) == bytes(4)
    with pytest.raises(Refused, match=NO_WRITE):
        one.open(0, 1, 2)


def test_write__slice_not_opened__refused(net: StorageNetwork, owner: Tenant):
    """CNT-20: no write without open, though the right is there."""
    owner.open(0, 0, 1)
    with pytest.raises(Refused, match="slice is not open to this operator"):
        owner.write(0, [(world.LEAF, b"x")])


@pytest.mark.parametrize("extents", [[], [(0, b"")], [(-1, b"xx")], [(world.CHUNK - 1, b"xx")], [(world.CHUNK, b"x")]])
def test_write__not_within_the_chunk__refused(net: StorageNetwork, owner: Tenant, extents: list):
    owner.open(0)
    bare = Write(0, owner.address, owner.seq(0) + 1, tuple(extents))
    with pytest.raises(Refused, match="not within the chunk"):
        Draft(world.group(net)[0].members[0].state, net.clock).run(bare)
    with pytest.raises(Refused, match="within"):
        owner.write(0, extents)


def test_write__signed_by_another_or_changed__ignored(net: StorageNetwork, owner: Tenant):
    """CNT-20: every replica checks the operator's signature over what is written and where."""
    owner.open(0)
    good = owner.writing(0, owner.seq(0) + 1, [(0, b"good")])
    thief = Key.from_seed("thief")
    for bad in (
        replace(good, extents=((0, b"evil"),)),
        replace(good, extents=((1, b"good"),)),
        replace(good, chunk=1),
        replace(good, signature=thief.sign(good.id)),
        replace(good, signature=b"\x05" * 65),
    ):
        assert not bad.is_signed
        for node in world.group(net):
            node.receive(owner.address, bad)
        assert not any(node.members[0].pool for node in world.group(net))
    assert good.is_signed


def test_write__sent_again__executed_once(net: StorageNetwork, owner: Tenant):
    """CNT-20: an operation's number is used up; an old one cannot undo a newer one."""
    owner.open(0)
    first = owner.writing(0, 2, [(0, b"old")])
    owner.submit([first])
    owner.write(0, [(0, b"new")])
    height = owner.heads([0])[0][0].height
    owner.tell(0, first)
    net.run(30)
    assert owner.read(0, 0, 3) == b"new" and owner.heads([0])[0][0].height == height


def test_submit__number_taken_by_another_operation__not_taken_for_executed(net: StorageNetwork, owner: Tenant):
    """CNT-20: of two operations with one number one is executed, and the other's sender is told."""
    owner.open(0)
    first, other = owner.writing(0, 2, [(0, b"one")]), owner.writing(0, 2, [(0, b"two")])
    owner.tell(0, first)
    net.run(10)
    with pytest.raises(Refused, match="another operation of this operator took the number"):
        owner.submit([other])
    assert owner.read(0, 0, 3) == b"one"


# --- consents


def consents(net: StorageNetwork, owner: Tenant, seq: int = 1) -> tuple[Inquiry, list[bytes]]:
    """An inquiry now, and every member's consent."""
    bare = Inquiry(0, 0, owner.address, seq, 0, 4, net.clock)
    inquiry = replace(bare, signature=owner.identity.sign(bare.id))
    return inquiry, [node.identity.sign(inquiry.consent) for node in world.group(net)]


@pytest.mark.parametrize("kind", ["too few", "one twice", "a stranger's", "of another inquiry", "garbage"])
def test_open__less_than_two_thirds_of_the_members__refused(net: StorageNetwork, owner: Tenant, kind: str):
    """CNT-20: 2/3 signed consents of the group's own members to this very inquiry."""
    inquiry, all_ = consents(net, owner)
    third = {
        "too few": [],
        "one twice": all_[:1],
        "a stranger's": [Key.from_seed("stranger").sign(inquiry.consent)],
        "of another inquiry": [world.group(net)[2].identity.sign(consents(net, owner, 2)[0].consent)],
        "garbage": [b"\xff" * 65],
    }[kind]
    with pytest.raises(Refused, match="expected 3 consents, got 2"):
        owner.submit([Open(inquiry, (*all_[:2], *third))])
    owner.submit([Open(inquiry, tuple(all_[1:]))])
    assert owner.seq(0) == 1


def test_open__too_few_members_there__refused(net: StorageNetwork, owner: Tenant):
    for node in world.group(net)[:2]:
        node.crash()
    with pytest.raises(Refused, match="expected 3 members of chunk 0 at one head, 2 answered"):
        owner.open(0)


def test_open__two_ask_at_once__one_is_agreed_to(net: StorageNetwork, owner: Tenant):
    """CNT-20: a member that has agreed to one refuses the other until the first one's time is over."""
    other = delegate(net, WRITE)
    inquiry, _ = consents(net, owner)
    owner.tell(0, inquiry)
    net.run(1)
    with pytest.raises(Refused, match="being opened by another"):
        other.open(0, 3, 1)


def test_open__slice_of_another_operator__refused_until_its_time_out(net: StorageNetwork, owner: Tenant):
    """CNT-20: open to one operator; free again when it has been silent for the time-out."""
    other = delegate(net, WRITE)
    other.open(0, 1, 2)
    with pytest.raises(Refused, match=r"slice has another operator|being opened by another"):
        owner.open(0)
    owner.open(0, 3, 1)
    net.run(world.TIMEOUT)
    owner.open(0)
    with pytest.raises(Refused, match="slice is not open to this operator"):
        other.write(0, [(world.LEAF, b"x")])


# --- the time-out, to the millisecond


@pytest.fixture()
def opened(net: StorageNetwork, owner: Tenant) -> tuple[ChunkState, int]:
    """A state in which the owner operates all slices, and since when."""
    owner.open(0)
    state = world.group(net)[0].members[0].state
    assert state
    return state, state.operators[0][1]


@pytest.mark.parametrize(("late", "refused"), [(MINUTE - 1, False), (MINUTE, True), (MINUTE + 1, True)])
def test_operator__last_operation_a_time_out_ago__timed_out(net, owner, opened, late: int, refused: bool):
    """CNT-20: the operator may still write one millisecond before the time-out, and no more at it."""
    state, since = opened
    draft = Draft(state, since + late)
    write = owner.writing(0, 2, [(0, b"x")])
    if refused:
        with pytest.raises(Refused, match="operator has timed out"):
            draft.run(write)
    else:
        draft.run(write)


@pytest.mark.parametrize(("late", "refused"), [(MINUTE - 1, True), (MINUTE, False)])
def test_open__others_slice_at_the_time_out__free(net, owner, opened, late: int, refused: bool):
    """CNT-20: at the same millisecond another may open it."""
    state, since = opened
    other = delegate(net, WRITE)
    bare = Inquiry(0, 0, other.address, 1, 0, 4, since + late)
    given = tuple(node.identity.sign(bare.consent) for node in world.group(net))
    draft = Draft(state, since + late)
    if refused:
        with pytest.raises(Refused, match="slice has another operator"):
            draft.run(Open(bare, given))
    else:
        draft.run(Open(bare, given))
        assert draft.operators[3] == (other.address, since + late)


@pytest.mark.parametrize(("late", "refused"), [(-1, True), (0, False), (MINUTE - 1, False), (MINUTE, True)])
def test_open__consents__good_for_a_time_out(net, owner, late: int, refused: bool):
    """CNT-20: consents are of now: not from the future, and not kept for later."""
    net.run(1)
    inquiry, given = consents(net, owner)
    draft = Draft(world.group(net)[0].members[0].state, inquiry.asked + late)
    if refused:
        with pytest.raises(Refused, match="consents have lapsed"):
            draft.run(Open(inquiry, tuple(given)))
    else:
        draft.run(Open(inquiry, tuple(given)))


def test_write__touches_some_slices__the_others_time_out(net, owner, opened):
    """CNT-20: the time-out runs for each slice from its own last operation."""
    state, since = opened
    draft = Draft(state, since + 1_000)
    draft.run(owner.writing(0, 2, [(world.LEAF, b"x" * (world.LEAF + 1))]))
    assert [draft.operators[place][1] - since for place in range(4)] == [0, 1_000, 1_000, 0]


# --- the chain's part


def test_lease__taken_or_none__refused(net: StorageNetwork, owner: Tenant):
    for first, count in ((3, 2), (0, 0), (-1, 1)):
        with pytest.raises(Refused, match="expected free slices"):
            net.registry.lease(owner.address, first, count, 1)


def test_lease__too_few_nodes__refused():
    net = world.network(3, 4)
    with pytest.raises(Refused, match="expected 4 nodes for a group, there are 3"):
        world.leased(net)


def test_tenant__chunk_that_nobody_leased__refused(owner: Tenant):
    with pytest.raises(Refused, match="expected a chunk that is leased, got 7"):
        owner.read(7, 0, 1)


@pytest.mark.parametrize(("first", "count"), [(-1, 2), (0, 0), (3, 2), (4, None)])
def test_open__not_within_the_chunk__refused(owner: Tenant, first: int, count: int | None):
    with pytest.raises(Refused, match="expected slices within the chunk's 4, got"):
        owner.open(0, first, count)


@pytest.mark.parametrize(("offset", "size"), [(-1, 2), (0, 0), (world.CHUNK - 1, 2), (world.CHUNK, 1)])
def test_read__not_within_the_chunk__refused(owner: Tenant, offset: int, size: int):
    with pytest.raises(Refused, match="expected bytes within a chunk"):
        owner.read(0, offset, size)
