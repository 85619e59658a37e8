# SPDX-License-Identifier: MIT
"""CNT-20: what a member of a group takes of what others tell it, message by message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import chunk_world as world
from wuxing.contattract.chunks import wire
from wuxing.contattract.chunks.group import AHEAD, OTHER_EPOCH, Member
from wuxing.contattract.chunks.network import CHAIN
from wuxing.contattract.chunks.node import StorageNode
from wuxing.contattract.chunks.registry import WRITE
from wuxing.contattract.chunks.state import Draft
from wuxing.contattract.chunks.statements import PREPARE, Block, DoubleBlock, Inquiry, Open, Write
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.refused import Refused


@pytest.fixture()
def net() -> StorageNetwork:
    return world.network()


@pytest.fixture()
def owner(net: StorageNetwork) -> Tenant:
    tenant = world.leased(net, patience=40)
    tenant.open(0)
    net.run(5)
    return tenant


@pytest.fixture()
def group(net: StorageNetwork, owner: Tenant) -> list[StorageNode]:
    """The members in the order of their turns, from the next height on."""
    return [world.executor(net, ahead) for ahead in range(4)]


def listening(member: Member) -> list:
    """What a member says from now on; nothing of it is sent."""
    said: list = []
    member.send = lambda to, message: said.append((to, message))  # type: ignore[method-assign]
    return said


def made(member: Member, *operations) -> Block:
    """A right block of these operations, now."""
    draft = Draft(member.state, member.network.clock)
    for operation in operations:
        member.pool[operation.id] = operation
        draft.run(operation)
    staged = draft.staged()
    ids = tuple(operation.id for operation in operations)
    return Block(0, member.height + 1, member.head.hash, draft.time, ids, staged.root, staged.state)


# --- proposals


@pytest.mark.parametrize("kind", ["right", "out of turn", "heading of another block"])
def test_proposal__of_the_executor_for_its_block__else_no_vote(owner: Tenant, group: list, kind: str):
    """CNT-20: members take turns; and what an executor is held to is the block that it signed."""
    first, second, voter = group[:3]
    member = voter.members[0]
    block = made(member, owner.writing(0, 2, [(0, b"x")]))
    heading = first.members[0].heading(block)
    if kind == "out of turn":
        heading = second.members[0].heading(block)
    elif kind == "heading of another block":
        heading = first.members[0].heading(replace(block, time=block.time - 1))
    said = listening(member)
    member.on_proposal(first.address, wire.Proposal(heading, block, None))
    votes = [(to, message.block) for to, message in said]
    assert votes == ([(first.address, block.hash)] if kind == "right" else [])


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({}, True),
        ({"parent": bytes(32)}, False),
        ({"height": 3}, False),
        ({"chunk": 1}, False),
        ({"operations": ()}, False),
    ],
)
def test_block__place_and_content__follows_the_head_and_does_something(owner, group, change: dict, right: bool):
    """CNT-20: after this head, of this chunk, at the next height, with an operation at least."""
    member = group[2].members[0]
    block = made(member, *([] if "operations" in change else [owner.writing(0, 2, [(0, b"x")])]))
    assert member._is_right(replace(block, **change), None) == right


def test_heading__not_of_the_executor__does_not_stand_in_its_place(net: StorageNetwork, owner: Tenant, group: list):
    """CNT-20: else anybody could keep an executor's two blocks from being noticed."""
    first, second, witness = group[:3]
    member = witness.members[0]
    one = made(member, owner.writing(0, 2, [(0, b"x")]))
    two = replace(one, time=one.time - 1)
    said = listening(member)
    member.note(second.members[0].heading(one))
    for block in (one, two):
        member.note(first.members[0].heading(block))
    assert [(to, type(message)) for to, message in said] == [(CHAIN, DoubleBlock)]
    assert said[0][1].executor == first.address


# --- rounds


def test_executor__two_of_four_there__no_block_after_the_first_round(net: StorageNetwork, owner: Tenant, group: list):
    """CNT-20: from the second round on an executor hears two thirds first: one of them may know a prepared block."""
    for node in group[2:]:
        node.crash()
    proposed: list[int] = []
    publish = Member.publish
    for node in group[:2]:
        member = node.members[0]
        member.publish = lambda *args, of=member: (proposed.append(of.round), publish(of, *args))  # type: ignore
    owner.tell(0, owner.writing(0, 2, [(0, b"x")]))
    net.run(100)
    assert proposed == [0] and group[0].members[0].round > 3


def test_new_view__one_member_far_ahead__not_followed(owner: Tenant, group: list):
    """CNT-20: as many must go ahead as cannot all be false; strangers do not count."""
    member = group[0].members[0]
    epoch, height, _ = member.place

    def view(round_: int) -> wire.NewView:
        return wire.NewView(0, epoch, height, round_, None, (), ())

    for sender in (group[1].address, group[1].address, owner.address, b"\1" * 20):
        member.on_new_view(sender, view(9))
    assert member.round == 0
    member.on_new_view(group[2].address, view(7))
    assert member.round == 7


def test_new_view__prepared_block_of_one_member__learned(net: StorageNetwork, owner: Tenant):
    """CNT-20: the next executor may not have seen it itself."""
    first, _ = world.cut_off_after_prepare(net, owner)
    others = [node.members[0] for node in world.group(net) if node is not first]
    one = next(member for member in others if member.lock)
    other = next(member for member in others if not member.lock)
    lock, other.pool = one.lock, {}
    epoch, height, round_ = other.place
    listening(other)
    other.on_new_view(one.node.address, wire.NewView(0, epoch, height, round_ + 1, lock, (), ()))
    assert other.lock == lock and set(lock.block.operations) <= set(other.pool)


def test_prepared__too_few_votes__moves_nobody_to_its_round(net: StorageNetwork, owner: Tenant, group: list):
    """CNT-20: a false executor alone cannot make the others skip rounds."""
    member = group[0].members[0]
    block = made(member, owner.writing(0, 2, [(0, b"x")]))
    listening(member)
    for signers, round_ in ((2, 0), (3, 5)):
        certificate = world.certified(net, PREPARE, block, 5, signers)
        heading = replace(group[1].members[0].heading(block), round=5)
        member.on_prepared(group[1].address, wire.Prepared(heading, wire.Entry(block, certificate)))
        assert member.round == round_ and (member.lock is not None) == (signers == 3)


# --- operations and inquiries


@pytest.mark.parametrize(("ahead", "kept"), [(AHEAD, True), (AHEAD + 1, False)])
def test_operation__numbers_ahead__kept_up_to_a_bound(owner: Tenant, group: list, ahead: int, kept: bool):
    """CNT-20: what comes before its predecessor waits for it, but no tenant fills a member's memory."""
    member = group[0].members[0]
    operation = owner.writing(0, 1 + ahead, [(0, b"x")])
    said = listening(member)
    member.on_operation(owner.address, operation)
    assert (operation.id in member.pool) == kept
    assert [type(message) for _, message in said] == ([] if kept else [wire.Refusal])


def test_inquiry__forged_late_or_of_another_epoch__no_consent(net: StorageNetwork, owner: Tenant, group: list):
    """CNT-20: a consent keeps others away for a time-out, so it is given to who asks for itself, now, here."""
    member, thief = group[0].members[0], Tenant("thief", net).identity
    net.run(world.TIMEOUT + 1)
    now = net.clock
    bare = Inquiry(0, 0, owner.address, 2, 0, 4, now)

    def objection(key=owner.identity, **change) -> str | None:
        asked = replace(bare, **change)
        return member._inquiry_objection(replace(asked, signature=key.sign(asked.id)))

    timeout = world.TIMEOUT * 1_000
    assert objection() is None and objection(asked=now - timeout + 1) is None
    assert objection(epoch=1) == OTHER_EPOCH
    for bad in (objection(thief), objection(asked=now + 1), objection(asked=now - timeout)):
        assert "signed now" in bad
    for first, count in ((0, 0), (3, 2)):
        assert "not within the chunk" in objection(first=first, count=count)


def test_inquiry__slices_of_another_operator__no_consent(net: StorageNetwork, owner: Tenant, group: list):
    """CNT-20: 如果当前没有人使用或者最近操作距离当前时间已经超时，则签名给予接受."""
    other = Tenant("delegate", net)
    net.registry._slices[0].rights[other.address, WRITE] = 10**12
    net.run(world.TIMEOUT - 10)
    owner.write(0, [(0, b"still here")])
    net.run(11)  # the consents of then have lapsed
    bare = Inquiry(0, 0, other.address, 1, 0, 1, net.clock)
    inquiry = replace(bare, signature=other.identity.sign(bare.id))
    assert group[0].members[0]._inquiry_objection(inquiry) == "Chunk: slice has another operator"


def false_answers(net: StorageNetwork, owner: Tenant, answer) -> None:
    """The first member answers inquiries and operations like this, at once."""
    member = world.group(net)[0].members[0]
    for kind in (Inquiry, Open, Write):
        member._heard[kind] = lambda sender, asked: owner.receive(member.node.address, answer(asked))


def test_open__one_member_consents_with_garbage__opened_with_the_others():
    """CNT-20: a tenant counts what it can show, so that a false member cannot spoil the opening."""
    net = world.network()
    owner = world.leased(net, patience=20)
    false_answers(net, owner, lambda asked: wire.Consent(0, asked.id, b"\1" * 65))
    owner.open(0)
    assert owner.seq(0) == 1


def test_write__one_member_refuses_everything__written_all_the_same():
    """CNT-20: a tenant gives up when two thirds cannot agree any more, not for one member's word."""
    net = world.network()
    owner = world.leased(net, patience=20)
    false_answers(net, owner, lambda asked: wire.Refusal(0, asked.id, "Chunk: no"))
    owner.open(0)
    owner.write(0, [(0, b"x")])
    assert owner.read(0, 0, 1) == b"x"


# --- epochs


def test_epoch__began_without_a_member__it_joins_on_their_word():
    """CNT-20: who was away while an epoch began learns it from enough of those who are in it."""
    net = world.network()
    owner = world.leased(net, patience=60)
    owner.open(0)
    away, forgetful = world.group(net)[:2]
    away.crash()
    forgetful.crash(lose_disk=True)
    forgetful.come_back()
    net.run(120)
    assert net.registry.epoch(0) == 1 and forgetful.members[0].formed == 1
    away.come_back()
    net.run(30)
    assert away.members[0].formed == 1 and away.members[0].may_vote


def test_epoch__as_few_left_as_a_commit_can_do_without__does_not_begin():
    """CNT-20: of four members one may have missed a commit, so its word alone begins nothing, however long it waits."""
    net = world.network(8, 4)
    owner = world.leased(net, patience=20)
    owner.open(0)
    owner.write(0, [(0, b"kept")])
    old = world.group(net)
    for node in old[1:]:
        node.crash()
    net.repair(0)
    net.run(300)
    assert not any(node.members[0].may_vote for node in world.group(net))
    with pytest.raises(Refused, match="expected 3 members of chunk 0 at one head, 0 answered"):
        owner.read(0, 0, 4)
    old[1].come_back()
    net.run(300)
    assert all(node.members[0].formed == 1 for node in world.group(net))
    assert owner.read(0, 0, 4) == b"kept"
