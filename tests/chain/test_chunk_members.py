# SPDX-License-Identifier: MIT
"""CNT-20: members that fail, return, join and are replaced; partitions; reads and replicas."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_hash.auto import keccak

from tests import chunk_world as world
from wuxing.contattract.chunks import wire
from wuxing.contattract.chunks.copy import LOG
from wuxing.contattract.chunks.group import Member
from wuxing.contattract.chunks.network import CHAIN
from wuxing.contattract.chunks.node import StorageNode
from wuxing.contattract.chunks.registry import READ
from wuxing.contattract.chunks.state import Draft
from wuxing.contattract.chunks.statements import COMMIT, PREPARE, Block
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.contattract.sealing import filler, is_right, leaves_of, seal
from wuxing.refused import Refused


@pytest.fixture()
def net() -> StorageNetwork:
    return world.network()


@pytest.fixture()
def owner(net: StorageNetwork) -> Tenant:
    tenant = world.leased(net, patience=40)
    tenant.open(0)
    return tenant


# --- members that fail and come back


def test_group__all_stopped_after_prepare__the_prepared_block_is_finished(net: StorageNetwork, owner: Tenant):
    """CNT-20: what is prepared is on disk with its operations: a power cut of all members loses nothing."""
    owner.tell(0, owner.writing(0, 2, [(0, b"prepared")]))
    group = world.group(net)
    assert net.run_until(lambda: sum(node.members[0].lock is not None for node in group) == 3, 10)
    prepared = {node.members[0].lock.block.hash for node in group if node.members[0].lock}
    assert len(prepared) == 1 and {node.members[0].height for node in group} == {1}
    left = [node for node in group if node.members[0].lock]
    for node in group:
        node.crash()
    for node in left:
        node.come_back()
    net.run(60)
    assert {node.members[0].head.hash for node in left} == prepared


def test_member__down_for_a_while__gets_the_blocks_it_missed(net: StorageNetwork, owner: Tenant):
    """CNT-20: a member that returns with its disk executes what it missed, and downloads no more than that."""
    node = world.group(net)[0]
    node.crash()
    for number in range(5):
        owner.write(0, [(number, b"x")])
    member, before = node.members[0], node.members[0].state.replica
    node.come_back()
    net.run(20)
    assert member.state.replica is before
    assert len(world.roots(net)) == 1 and member.height == 6


def test_member__down_for_longer_than_the_log__downloads_the_chunk(net: StorageNetwork, owner: Tenant):
    """CNT-20: the operations of old blocks are not kept for ever."""
    node = world.group(net)[0]
    node.crash()
    for number in range(LOG + 1):
        owner.write(0, [(number, b"x")])
    before = node.members[0].state.replica
    node.come_back()
    net.run(20)
    assert node.members[0].state.replica is not before
    assert len(world.roots(net)) == 1 and node.members[0].height == LOG + 2


def test_member__lost_its_disk__new_epoch_and_download(net: StorageNetwork, owner: Tenant):
    """CNT-20: whoever forgot its votes votes only in an epoch that begins after them."""
    node = world.group(net)[0]
    owner.write(0, [(0, b"kept by the others")])
    node.crash(lose_disk=True)
    node.come_back()
    assert not node.members
    net.run(20)
    assert net.registry.epoch(0) == 1 and net.registry.members(0) == net.registry.members(0, 0)
    assert node.members[0].formed == 1 and len(world.roots(net)) == 1
    assert {status.epoch for status in owner.signed_root(0)} == {1}  # signed again for the epoch, at the same head
    for other in world.group(net)[1:2]:
        other.crash()
    owner.write(0, [(0, b"with its vote")])
    assert world.plain(node)[:13] == b"with its vote"


def test_member__disk_rots__noticed_when_it_executes_and_mended(net: StorageNetwork, owner: Tenant):
    """CNT-20: a member whose data differs comes to another root than two thirds, and downloads the chunk again."""
    node = world.group(net)[0]
    node.members[0].state.replica.sealed[100] ^= 1
    owner.write(0, [(0, b"x")])  # part of the leaf: the rest comes from the disk
    net.run(20)
    assert world.plain(node)[:200] == b"x" + bytes(199)
    assert len(world.roots(net)) == 1


def test_join__writes_go_on_meanwhile__buffered_and_replayed():
    """CNT-20: a new member downloads a snapshot, keeps the blocks of meanwhile and then executes them."""
    net = world.network(bandwidth=4_000.0)  # the chunk takes four seconds
    owner = world.leased(net)
    owner.open(0)
    owner.write(0, [(0, b"before")])
    old = set(net.registry.members(0))
    world.group(net)[0].crash(lose_disk=True)
    net.repair(0)
    new = net.by_address[(set(net.registry.members(0)) - old).pop()]
    assert net.run_until(lambda: 0 in new.members and new.members[0]._downloads, 60)
    buffered = 0
    for number in range(6):
        owner.write(0, [(10 + number, b"x")])
        buffered = max(buffered, len(new.members[0]._buffer)) if new.members[0].state is None else buffered
    assert buffered >= 1
    net.run(60)
    assert new.members[0]._asked == 1  # one download: the rest was in the buffer
    assert world.plain(new) == world.plain(world.group(net)[0])
    assert new.members[0].height == 8 and len(world.roots(net)) == 1


@pytest.mark.parametrize("kind", ["data", "tables", "certificate", "short", "cut", "older"])
def test_join__false_snapshot__not_taken(net: StorageNetwork, owner: Tenant, kind: str):
    """CNT-20: a snapshot is right if two thirds signed its root and tables."""
    owner.write(0, [(0, b"x")])
    sent: list[wire.Snapshot] = []
    source = world.group(net)[0].members[0]
    source.send = lambda receiver, message: sent.append(message)  # type: ignore[method-assign]
    source.send_snapshot(owner.address)
    good = sent[0]
    bad = {
        "data": replace(good, data=b"y" + good.data[1:]),
        "tables": replace(good, operators={}),
        "certificate": replace(good, certificate=replace(good.certificate, signatures=good.certificate.signatures[:2])),
        "short": replace(good, data=good.data[: -world.LEAF]),
        "cut": replace(good, data=good.data[:-1]),
        "older": replace(good, block=replace(good.block, height=9), certificate=None),
    }[kind]
    node = next(node for node in net.nodes if 0 not in node.members)
    member = node.members[0] = Member(node, 0)
    member.on_snapshot(source.node.address, bad)
    assert member.state is None
    member.on_snapshot(source.node.address, good)
    assert member.head == good.block and world.plain(node) == good.data


def test_join__source_dies_in_the_middle__downloaded_from_another():
    """CNT-20: whoever does not send the chunk in time is left for another member."""
    net = world.network(bandwidth=4_000.0)
    owner = world.leased(net)
    owner.open(0)
    owner.write(0, [(0, b"before")])
    world.group(net)[0].crash(lose_disk=True)
    left = [node for node in world.group(net) if node.online]
    net.repair(0)
    new = net.by_address[(set(net.registry.members(0)) - set(net.registry.members(0, 0))).pop()]
    asked: list[bytes] = []
    send = net.send

    def spy(sender: bytes, receiver: bytes, message) -> None:
        if isinstance(message, wire.AskSync):
            asked.append(receiver)
        send(sender, receiver, message)

    net.send = spy  # type: ignore[method-assign]
    assert net.run_until(lambda: bool(asked), 60)
    net.run(1)
    net.by_address[asked[0]].crash()
    net.run(300)
    assert len(asked) > 1 and len(left) == 3
    assert new.members[0].height == 2 and world.plain(new)[:6] == b"before"


def test_repair__again_before_the_group_began__data_kept():
    """CNT-20: who holds the chunk sat two epochs ago; the group of between never got it, but takes it on."""
    net = world.network(12, 4)
    owner = world.leased(net)
    owner.open(0)
    owner.write(0, [(0, b"kept")])
    groups = []
    for _ in range(2):
        groups.append(world.group(net))
        for node in groups[-1]:
            node.crash()
        net.repair(0)
    assert len({*groups[0], *groups[1], *world.group(net)}) == 12
    for node in (*groups[1], *groups[0]):
        node.come_back()
    net.run(120)
    assert net.registry.epoch(0) == 2 and {node.members[0].formed for node in world.group(net)} == {2}
    assert owner.read(0, 0, 4) == b"kept"


def test_repair__disk_lost_and_replaced__says_nothing_of_the_epoch_it_forgot(net: StorageNetwork, owner: Tenant):
    """CNT-20: who may have voted and does not know it must not count among those who hand over."""
    node = world.group(net)[0]
    node.crash(lose_disk=True)
    net.repair(0)
    node.come_back()
    net.run(60)
    assert node.address not in net.registry.members(0) and not node.members


def test_block__operation_sent_with_it_that_nobody_signed__not_kept(net: StorageNetwork, owner: Tenant):
    """CNT-20: a certified block proves its own operations and no others."""
    node = world.group(net)[0]
    node.crash()
    owner.write(0, [(0, b"good")])
    entry = world.group(net)[1].members[0].log[-1]
    good = owner.writing(0, 3, [(0, b"evil")])
    forged = replace(good, signature=node.identity.sign(good.id))
    node.online = True
    member = node.members[0]
    member.on_committed(owner.address, wire.Committed(replace(entry, operations=(*entry.operations, forged))))
    assert member.head == entry.block and not member.pool


def test_block__certified_but_not_after_the_head__downloaded_anew(net: StorageNetwork, owner: Tenant):
    """CNT-20: if two thirds went on from another block than this member's, its own copy is what is wrong."""
    member = world.group(net)[0].members[0]
    operation = owner.writing(0, 2, [(0, b"x")])
    member.pool[operation.id] = operation
    draft = Draft(member.state, net.clock)
    draft.run(operation)
    made = draft.staged()
    block = Block(0, 2, bytes(32), net.clock, (operation.id,), made.root, made.state)
    member.on_committed(owner.address, wire.Committed(wire.Entry(block, world.certified(net, COMMIT, block))))
    assert member.head is None and member.state is None


# --- where groups are


def test_place__every_chunk__by_the_hash_of_chunk_and_node():
    """CNT-11, CNT-20: nobody chooses: a chunk's group are the nodes with the least keccak256(chunk, node)."""
    net = world.network(12, 4)
    world.leased(net, chunks=20)

    def rank(chunk: int, node: bytes) -> bytes:
        return keccak(keccak(b"place") + chunk.to_bytes(32, "big") + bytes(12) + node)

    nodes = [node.address for node in net.nodes]
    for chunk in range(20):
        best = sorted(nodes, key=lambda node: rank(chunk, node))[:4]
        assert net.registry.members(chunk) == tuple(sorted(best))
    assert len({net.registry.members(chunk) for chunk in range(20)}) > 15
    assert {node for chunk in range(20) for node in net.registry.members(chunk)} == set(nodes)


# --- partitions


def test_partition__minority__commits_nothing_and_catches_up(net: StorageNetwork, owner: Tenant):
    """CNT-20: three of four go on, the one alone does not; healed, it has what they have."""
    alone = world.group(net)[0]
    net.part([alone.address])
    owner.write(0, [(0, b"majority")])
    assert alone.members[0].height == 1
    assert owner.read(0, 0, 8) == b"majority"
    net.heal()
    net.run(20)
    assert alone.members[0].height == 2 and len(world.roots(net)) == 1


def test_partition__tenant_with_the_minority__refused_and_executed_at_most_once(net: StorageNetwork, owner: Tenant):
    """CNT-20: a minority neither commits nor answers reads; the write given up may come through later, once."""
    side = world.group(net)[:2]
    owner.patience = 30
    net.part([*(node.address for node in side), owner.address])
    with pytest.raises(Refused, match="expected word of 3 members of chunk 0 that an operation is executed"):
        owner.submit([owner.writing(0, 2, [(0, b"x")])])
    with pytest.raises(Refused, match="expected 3 members of chunk 0 at one head, 2 answered"):
        owner.read(0, 0, 1)
    assert {node.members[0].height for node in world.group(net)} == {1}
    net.heal()
    net.run(60)
    assert {node.members[0].height for node in world.group(net)} <= {1, 2}
    assert len(world.roots(net)) == 1
    assert owner.read(0, 0, 1) == (b"x" if world.group(net)[0].members[0].height == 2 else b"\0")


def test_partition__halves__neither_commits():
    """CNT-20: no side with less than two thirds commits, whatever it has."""
    net = world.network(6, 6)
    owner = world.leased(net, patience=30)
    owner.open(0)
    nodes = [node.address for node in world.group(net)]
    net.part(nodes[:3])
    with pytest.raises(Refused, match=r"at one head|word of 4 members"):
        owner.write(0, [(0, b"x")])
    assert {node.members[0].height for node in world.group(net)} == {1}
    net.heal()
    owner.open(0)
    owner.write(0, [(0, b"y")])
    net.run(20)
    assert owner.read(0, 0, 1) == b"y" and len(world.roots(net)) == 1


def test_repair__cut_off_members_replaced__their_side_stays_behind():
    """CNT-20: when the chain names a new group the old members that it cannot reach can commit nothing any more."""
    net = world.network(10, 6)
    owner = world.leased(net)
    owner.open(0)
    old = world.group(net)
    cut = old[:2]
    net.part([node.address for node in cut])
    net.repair(0)
    owner.write(0, [(0, b"new group")])
    assert not {node.address for node in cut} & set(net.registry.members(0))
    assert {node.members[0].height for node in cut} == {1}
    net.heal()
    net.run(20)
    assert all(not node.members[0].may_vote for node in cut)
    assert owner.read(0, 0, 9) == b"new group"


def test_repair__more_than_a_third_lost__data_kept_by_those_left():
    """CNT-20: below two thirds nothing is read or written; after the repair everything is there again."""
    net = world.network(12, 6)
    owner = world.leased(net, patience=20)
    owner.open(0)
    owner.write(0, [(0, b"precious")])
    for node in world.group(net)[:3]:
        node.crash(lose_disk=True)
    with pytest.raises(Refused, match="expected 4 members of chunk 0 at one head, 3 answered"):
        owner.read(0, 0, 8)
    net.repair(0)
    net.run(60)
    assert owner.read(0, 0, 8) == b"precious"
    owner.open(0)
    owner.write(0, [(0, b"go on")])
    assert owner.read(0, 0, 8) == b"go onous"


def test_repair__prepared_block_in_flight__carried_into_the_new_epoch():
    """CNT-20: what may have been committed in the old epoch is proposed again in the new one."""
    net = world.network(8, 4)
    owner = world.leased(net)
    owner.open(0)
    first, prepared = world.cut_off_after_prepare(net, owner)
    net.repair(0)
    net.run(60)
    assert first.address not in net.registry.members(0)
    assert {node.members[0].log[-1].block.hash for node in world.group(net)} == {prepared}
    assert {node.members[0].log[-1].certificate.epoch for node in world.group(net)} == {1}
    assert owner.read(0, 0, 8) == b"prepared"


def test_epoch__handovers__two_thirds_of_the_old_members_and_their_locks(net: StorageNetwork, owner: Tenant):
    """CNT-20: a new epoch begins when two thirds of the old members have said what they know, no sooner."""
    first, prepared = world.cut_off_after_prepare(net, owner)
    holder = next(n for n in world.group(net) if n is not first and n.members[0].lock)
    old = world.group(net)
    net.registry.replace(0, [first.address])
    new = net.by_address[(set(net.registry.members(0)) - set(net.registry.members(0, 0))).pop()]
    member = new.members[0] = Member(new, 0)
    member.known = 1
    source = holder.members[0]
    data = source.state.replica.read(0, world.CHUNK)
    snapshot = wire.Snapshot(0, source.head, source.certificate, data, source.state.operators, source.state.last)
    member.on_snapshot(holder.address, snapshot)

    def word(node: StorageNode, known: int = 1, formed: int = 0) -> wire.Handover:
        lock = source.lock if node is holder else None
        return wire.Handover(0, formed, known, source.head, source.certificate, lock)

    stranger = next(node for node in net.nodes if node not in old and node is not new)
    others = [node for node in old if node is not holder]
    member.on_handover(stranger.address, word(stranger))
    member.on_handover(others[2].address, word(others[2], known=0))  # it votes on in the old epoch
    member.on_handover(holder.address, word(holder))
    member.on_handover(others[0].address, word(others[0]))
    assert member.formed == -1 and not member.may_vote
    member.on_handover(others[1].address, word(others[1]))
    assert member.formed == 1 and member.may_vote
    assert member.lock and member.lock.block.hash == prepared


def test_learn__prepared_blocks__the_latest_that_two_thirds_prepared(net: StorageNetwork, owner: Tenant):
    """CNT-20: of two prepared blocks the later round's is kept, whichever is heard of first; and none without votes."""
    first, _ = world.cut_off_after_prepare(net, owner)
    holder = next(n for n in world.group(net) if n is not first and n.members[0].lock)
    member, kept = holder.members[0], holder.members[0].lock
    round_ = kept.certificate.round

    def prepared(time: int, later: int, signers: int = 4) -> wire.Entry:
        block = replace(kept.block, time=kept.block.time - time)
        return wire.Entry(block, world.certified(net, PREPARE, block, round_ + later, signers), kept.operations)

    member.learn(prepared(1, 0))
    member.learn(prepared(2, 3, signers=2))
    member.learn(replace(prepared(3, 3), block=replace(kept.block, height=3)))
    assert member.lock == kept
    late, early = prepared(4, 2), prepared(5, 1)
    member.learn(late)
    member.learn(early)
    assert member.lock == late
    good = owner.writing(0, 9, [(0, b"evil")])
    forged = replace(good, signature=first.identity.sign(good.id))
    member.learn(replace(prepared(6, 4), operations=(*kept.operations, forged)))
    assert forged.id not in member.pool and member.lock.block.time == kept.block.time - 6


def test_epoch__member_with_a_prepared_block__hands_it_over(net: StorageNetwork, owner: Tenant):
    """CNT-20: to the old and new members: one of them may be the only one of the next group that hears of it."""
    first, _ = world.cut_off_after_prepare(net, owner)
    holder = next(n for n in world.group(net) if n is not first and n.members[0].lock)
    net.registry.replace(0, [first.address, holder.address])
    told: dict[bytes, wire.Handover] = {}
    holder.members[0].send = lambda to, message: told.setdefault(to, message)  # type: ignore[method-assign]
    holder.members[0].on_group_change(CHAIN, wire.GroupChange(0, 1))
    assert set(told) >= {*net.registry.members(0, 0), *net.registry.members(0)}
    assert {(word.formed, word.known, word.lock) for word in told.values()} == {(0, 1, holder.members[0].lock)}
    assert not holder.members[0].may_vote


# --- reads


def test_read__two_thirds_not_at_one_head__refused_until_they_are(net: StorageNetwork, owner: Tenant):
    """CNT-20: no stale read: of four members two have the new block, one the old: nothing is read."""
    group = world.group(net)
    owner.patience = 10
    net.part([group[0].address])
    owner.write(0, [(0, b"new")])
    net._side = {}  # reachable again, but it has not asked yet what it missed
    group[1].crash()
    with pytest.raises(Refused, match="expected 3 members of chunk 0 at one head, 3 answered"):
        owner.read(0, 0, 3)
    group[0].catch_up()
    assert owner.read(0, 0, 3) == b"new"


def test_read__large__in_pieces_from_several_members(net: StorageNetwork, owner: Tenant, monkeypatch):
    """CNT-20: the request is split over the members at the highest head."""
    monkeypatch.setattr("wuxing.contattract.chunks.tenant.PIECE", 1)
    asked: list[bytes] = []
    send = net.send

    def spy(sender: bytes, receiver: bytes, message) -> None:
        if isinstance(message, wire.Read) and message.count:
            asked.append(receiver)
        send(sender, receiver, message)

    monkeypatch.setattr(net, "send", spy)
    owner.write(0, [(0, bytes(range(256)) * 64)])
    assert owner.read(0, 0, world.CHUNK) == bytes(range(256)) * 64
    assert len(asked) == 4 and len(set(asked)) >= 3


def test_read__member_sends_other_bytes__noticed_and_asked_elsewhere(net: StorageNetwork, owner: Tenant):
    """CNT-20: every leaf is compared with the root that two thirds signed."""
    owner.write(0, [(0, b"true")])
    net.run(5)
    liars = world.group(net)[:2]
    for node in liars:
        node.members[0].state.replica.sealed[0] ^= 1
    for _ in range(20):
        assert owner.read(0, 0, 4) == b"true"
    assert set(owner.liars) <= {node.address for node in liars} and owner.liars


def test_read__member_sends_other_hashes__noticed_and_asked_elsewhere(net: StorageNetwork, owner: Tenant):
    """CNT-20: the list of leaf hashes is compared with the root too."""
    net.run(5)
    liars = world.group(net)[:2]
    for node in liars:
        node.members[0].state.replica.tree.layers[0][0] = bytes(32)
    for number in range(12):
        reader = Tenant(f"reader {number}", net)
        net.registry._slices[0].rights[reader.address, READ] = 10**12
        assert reader.read(0, 0, 4) == bytes(4)
        owner.liars += reader.liars
    assert owner.liars and set(owner.liars) <= {node.address for node in liars}


def test_status__of_another_member__not_counted(net: StorageNetwork, owner: Tenant):
    """CNT-20: a member speaks for itself alone."""
    one, other = world.group(net)[:2]
    status = one.members[0].status(0, owner.address)
    owner._statuses[0] = {}
    owner.receive(other.address, status)
    owner.receive(one.address, replace(status, root=bytes(32)))
    assert owner._statuses[0] == {}
    owner.receive(one.address, status)
    assert owner._statuses[0] == {one.address: status}
    owner.write(0, [(0, b"x")])
    net.run(5)
    later = one.members[0].status(0, owner.address)
    for told in (later, status):  # the older one took longer
        owner.receive(one.address, told)
    assert later.height == status.height + 1 and owner._statuses[0][one.address] == later


def test_read__member_dies_meanwhile__asked_elsewhere(net: StorageNetwork, owner: Tenant):
    owner.write(0, [(0, b"there")])
    net.after(0.25, world.group(net)[0].crash)
    for _ in range(5):
        assert owner.read(0, 0, 5) == b"there"


def test_read__not_signed_by_the_reader__refused(net: StorageNetwork, owner: Tenant):
    """CNT-20: a read is signed by its reader, and of now."""
    member = world.group(net)[0].members[0]
    good = wire.Read(0, member.head.root, owner.address, 0, 1, net.clock)
    signed = replace(good, signature=owner.identity.sign(good.id))
    assert member._read_refusal(signed) is None
    thief = Tenant("thief", net).identity
    assert "signed now" in member._read_refusal(replace(good, signature=thief.sign(good.id)))
    assert "signed now" in member._read_refusal(replace(signed, first=1))
    old = replace(good, root=bytes(32))
    assert "not at this root" in member._read_refusal(replace(old, signature=owner.identity.sign(old.id)))
    net.run(world.TIMEOUT)
    assert "signed now" in member._read_refusal(signed)


# --- replicas


def test_replica__on_each_disk__other_bytes_that_answer_for_one_node(net: StorageNetwork, owner: Tenant):
    """CNT-11, CNT-20: replicas are sealed for their nodes, after writes too; members can check each other."""
    owner.write(0, [(5, b"data"), (2 * world.LEAF - 1, b"over the edge")])
    stored = [bytes(node.members[0].state.replica.sealed) for node in world.group(net)]
    assert len({leaf for replica in stored for leaf in leaves_of(replica)}) == 16
    data = world.plain(world.group(net)[0])
    assert stored == [seal(node.address, 0, data) for node in world.group(net)]
    for node in world.group(net):
        for other in world.group(net):
            replica = leaves_of(seal(other.address, 0, data))
            assert is_right(node.answer(0, b"\1" * 32), replica) == (node is other)


def test_replica__free_space__filled(net: StorageNetwork):
    """CNT-11: for a chunk that nobody leases a node answers from its filler."""
    node = net.nodes[0]
    assert is_right(node.answer(9, b"\1" * 32), leaves_of(filler(node.address, 9, world.CHUNK)))


def test_network__same_seed__same_run():
    """The run can be repeated: same messages, same blocks, same time."""

    def run(seed: int) -> tuple:
        net = world.network(seed=seed)
        device = world.device(net, 2)
        for number in range(5):
            device.write(number * 5_000, b"abc")
            device.flush()
        return net.messages, net.env.now, world.roots(net), [sorted(found) for found in world.hashes(net)]

    assert run(3) == run(3) != run(4)


def test_network__evidence__reaches_the_chain_only_where_the_chain_is(net: StorageNetwork, owner: Tenant):
    node = world.group(net)[0]
    net.part([node.address])
    assert not net.reaches(node.address, CHAIN)
    net.heal()
    assert net.reaches(node.address, CHAIN)
