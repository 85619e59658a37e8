# SPDX-License-Identifier: MIT
"""CNT-20: groups order writes: rotation, collisions, crashes, partitions, joining, repair, false members."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import chunk_world as world
from wuxing import merkle
from wuxing.contattract import wire
from wuxing.contattract.chunk_copy import LOG
from wuxing.contattract.chunk_group import Member
from wuxing.contattract.chunk_state import Draft
from wuxing.contattract.network import CHAIN, Network
from wuxing.contattract.registry import READ
from wuxing.contattract.sealing import chunk_root, filler, is_right, leaves_of, seal
from wuxing.contattract.statements import (
    COMMIT,
    PREPARE,
    Block,
    Certificate,
    DoubleBlock,
    Heading,
    Vote,
    root_digest,
    signer_of,
    vote_digest,
)
from wuxing.contattract.storage_node import StorageNode
from wuxing.contattract.tenant import Tenant
from wuxing.refused import Refused


@pytest.fixture()
def net() -> Network:
    return world.network()


@pytest.fixture()
def owner(net: Network) -> Tenant:
    tenant = world.leased(net, patience=40)
    tenant.open(0)
    return tenant


@pytest.fixture()
def executors(net: Network, owner: Tenant, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, bytes]]:
    """Height, round and executor of each block proposed from now on."""
    seen: list[tuple[int, int, bytes]] = []
    publish = Member.publish

    def spy(self: Member, block, justify) -> None:
        seen.append((block.height, self.round, self.node.address))
        publish(self, block, justify)

    monkeypatch.setattr(Member, "publish", spy)
    return seen


def executor(net: Network, ahead: int = 0) -> StorageNode:
    """The executor of the next height, or of a later round of it."""
    member = next(node for node in world.group(net) if node.online).members[0]
    return net.by_address[member.executor(ahead)]


def hashes(net: Network) -> list[set[bytes]]:
    """By height, the hashes of the blocks in all members' logs."""
    found: dict[int, set[bytes]] = {}
    for node in net.nodes:
        if 0 in node.members:
            for entry in node.members[0].log:
                found.setdefault(entry.block.height, set()).add(entry.block.hash)
    return [found[height] for height in sorted(found)]


# --- order


def test_executor__every_block__the_next_member(net: Network, owner: Tenant, executors: list):
    """CNT-20: executors rotate: over eight blocks each of four members has two, without a lost turn."""
    for number in range(8):
        owner.write(0, [(number, b"x")])
    order = [node.address for node in world.group(net)]
    assert [(height, round_) for height, round_, _ in executors] == [(height, 0) for height in range(2, 10)]
    assert [who for _, _, who in executors] == [order[height % 4] for height in range(2, 10)]


def test_write__executed__by_every_member_in_order(net: Network, owner: Tenant):
    """CNT-20: two writes to the same bytes, the second sent before the first: the numbers decide, everywhere."""
    first = owner.writing(0, 2, [(2, b"first"), (20, b"!")])
    second = owner.writing(0, 3, [(2, b"second")])
    owner.tell(0, second)
    net.run(1)
    owner.tell(0, first)
    net.run(10)
    assert {world.plain(node)[:22] for node in world.group(net)} == {b"\0\0second" + bytes(12) + b"!\0"}


def test_write__several_operators_at_once__one_order_everywhere(net: Network, executors: list):
    """CNT-20: operations of different operators are put in order by the executor, into one block if they meet."""
    tenants = [Tenant(f"tenant {number}", net) for number in range(4)]
    for number, tenant in enumerate(tenants):
        net.lease(tenant.address, 4 + number, 1, world.FOREVER)
        tenant.open(1, number, 1)
    executors.clear()
    for number, tenant in enumerate(tenants):
        tenant.tell(1, tenant.writing(1, 2, [(number * world.LEAF, tenant.name.encode())]))
    net.run(10)
    logs = {tuple(entry.block.operations for entry in node.members[1].log) for node in world.group(net, 1)}
    assert len(logs) == 1 and sum(len(operations) for operations in logs.pop()) == 8
    assert len(executors) < 4
    assert all(t.heads([1])[1][0].last == t.heads([1])[1][0].last for t in tenants)
    assert len(world.roots(net, 1)) == 1


def test_block__root__is_of_the_data_and_signed_by_two_thirds(net: Network, owner: Tenant):
    """CNT-20, CNT-23: what a group signs is the Merkle root over the leaves; a slice is proved against it."""
    owner.write(0, [(0, b"a" * 5_000), (3 * world.LEAF, b"b")])
    data = owner.read(0, 0, world.CHUNK)
    assert data == b"a" * 5_000 + bytes(world.CHUNK - 5_000 - world.LEAF) + b"b" + bytes(world.LEAF - 1)
    signed = owner.signed_root(0)
    assert {status.root for status in signed} == {chunk_root(data)}
    what = {root_digest(0, 0, status.height, status.block, status.root) for status in signed}.pop()
    signers = {signer_of(what, status.signature) for status in signed}
    assert len(signers & set(net.registry.members(0))) >= 3
    tree = merkle.Tree.of(leaves_of(data))
    assert merkle.verify(signed[0].root, merkle.leaf(3, data[3 * world.LEAF :]), tree.proof(3))


def test_certificate__two_phases__two_thirds_of_the_members_each(net: Network, owner: Tenant):
    """CNT-20: a block counts by 2/3 of the members' signatures in the second phase; not of others, nor of the first."""
    entry = world.group(net)[0].members[0].log[-1]
    members, made = net.registry.members(0), entry.certificate
    assert made.is_for(entry.block, COMMIT, members) and len(made.signers & set(members)) >= 3
    assert not made.is_for(entry.block, PREPARE, members)
    assert not replace(made, signatures=made.signatures[:2]).is_for(entry.block, COMMIT, members)
    assert not replace(made, signatures=(made.signatures[:2] * 2)).is_for(entry.block, COMMIT, members)
    assert not made.is_for(
        entry.block, COMMIT, tuple(node.address for node in net.nodes if node.address not in members)
    )
    assert not replace(made, phase=PREPARE).is_for(entry.block, PREPARE, members)
    assert not made.is_for(replace(entry.block, time=entry.block.time + 1), COMMIT, members)


# --- executors that fail


def test_executor__down__the_next_takes_over_after_its_time(net: Network, owner: Tenant, executors: list):
    """CNT-20: a silent executor loses its turn after executor_timeout, and only its turns."""
    down = executor(net)
    after = executor(net, 1)
    down.crash()
    start = net.env.now
    owner.write(0, [(0, b"x")])
    assert [(round_, who) for _, round_, who in executors] == [(1, after.address)]
    assert 2 < net.env.now - start < 4
    start = net.env.now
    owner.write(0, [(0, b"y")])
    assert net.env.now - start < 2 and owner.read(0, 0, 1) == b"y"


def test_executor__two_down_in_a_row__the_third_takes_over():
    """CNT-20: rounds go on until somebody is there."""
    net = world.network(7, 7)
    owner = world.leased(net)
    owner.open(0)
    executor(net).crash()
    executor(net, 1).crash()
    third = executor(net, 2)
    owner.write(0, [(0, b"x")])
    assert {entry.certificate.round for entry in third.members[0].log} == {0, 2}
    assert owner.read(0, 0, 1) == b"x"


def cut_off_after_prepare(net: Network, owner: Tenant) -> tuple[StorageNode, bytes]:
    """The executor's block is prepared and known as such by the others; then it is cut off. Its hash."""
    first = executor(net)
    owner.tell(0, owner.writing(0, 2, [(0, b"prepared")]))
    others = [node for node in world.group(net) if node is not first]
    assert net.run_until(lambda: any(node.members[0].lock for node in others), 10)
    net.part([first.address])
    locks = {node.members[0].lock.block.hash for node in others if node.members[0].lock}
    assert len(locks) == 1 and {node.members[0].height for node in others} == {1}
    return first, locks.pop()


def test_collision__prepared_block_and_a_later_executors__the_prepared_goes_first(net: Network, owner: Tenant):
    """CNT-20, priority: the next executor has other work, but proposes what was prepared before it."""
    first, prepared = cut_off_after_prepare(net, owner)
    owner.tell(0, owner.writing(0, 3, [(0, b"later")]))
    net.run(20)
    for node in world.group(net):
        if node is not first:
            second, third = list(node.members[0].log)[1:]
            assert second.block.hash == prepared and len(second.operations) == len(third.operations) == 1
            assert second.certificate.round > 0
    net.heal()
    net.run(20)
    assert first.members[0].log[1].block.hash == prepared
    assert owner.read(0, 0, 8) == b"laterred"


def test_vote__lock__refuses_another_block_unless_prepared_later(net: Network, owner: Tenant):
    """CNT-20: whoever saw a block prepared votes for no other at this height."""
    first, _ = cut_off_after_prepare(net, owner)
    member = next(n.members[0] for n in world.group(net) if n is not first and n.members[0].lock)
    lock = member.lock
    assert lock and lock.certificate
    other = replace(lock.block, time=lock.block.time - 1)
    assert not member._is_free_for(other, None)
    assert not member._is_free_for(other, lock.certificate)
    assert member._is_free_for(lock.block, None) and member._is_free_for(lock.block, lock.certificate)
    # the same votes told as a later round's are no certificate
    assert not member._is_free_for(other, replace(lock.certificate, round=5, block=other.hash))


def test_vote__crash_in_between__never_two_in_one_round_nor_back(net: Network, owner: Tenant):
    """CNT-20: what was voted is on disk: after a restart a member votes neither differently nor in an earlier round."""
    node = world.group(net)[0]
    member, sent = node.members[0], []
    member.send = lambda receiver, message: sent.append(message)  # type: ignore[method-assign]
    member.round = 2
    member._vote(PREPARE, b"a" * 32, node.address)
    node.crash()
    node.online = True
    member._vote(PREPARE, b"b" * 32, node.address)
    member._vote(COMMIT, b"b" * 32, node.address)
    member.round = 2
    member._vote(PREPARE, b"b" * 32, node.address)
    assert [vote.block[:1] for vote in sent] == [b"a"]
    member._vote(PREPARE, b"a" * 32, node.address)
    member._vote(COMMIT, b"a" * 32, node.address)
    assert [(vote.phase, vote.block[:1]) for vote in sent[1:]] == [(PREPARE, b"a"), (COMMIT, b"a")]


def make_false(node: StorageNode, kind: type[Member]) -> None:
    node.members[0].__class__ = kind


def test_executor__signs_two_blocks__found_banned_and_replaced(net: Network, owner: Tenant):
    """CNT-20: two signatures for one place are evidence; the chain bans the executor, and only one block counts."""
    false = executor(net)
    make_false(false, world.Equivocator)
    owner.write(0, [(0, b"x")])
    net.run(60)
    evidence = net.registry.evidence[0]
    assert evidence.executor == false.address
    assert evidence.first.place == evidence.second.place and evidence.first.block != evidence.second.block
    assert false.address not in net.registry.members(0) and len(net.registry.members(0)) == 4
    assert all(len(found) == 1 for found in hashes(net))
    assert owner.read(0, 0, 1) == b"x"
    assert false.address not in net.registry.place(1)


def test_evidence__false__bans_nobody(net: Network, owner: Tenant):
    """CNT-20: nobody is banned without two signatures of its own, of one place, as a member."""
    node, other = world.group(net)[0].identity, world.group(net)[1].identity

    def heading(of, block: bytes, **changed) -> Heading:
        bare = replace(Heading(0, 0, 5, 0, block), **changed)
        return replace(bare, signature=of.sign(bare.id))

    one = heading(node, b"a" * 32)
    stranger = Tenant("stranger", net).identity
    for first, second in (
        (one, one),
        (one, heading(node, b"b" * 32, round=1)),
        (one, heading(node, b"b" * 32, epoch=1)),
        (one, heading(other, b"b" * 32)),
        (one, replace(heading(node, b"b" * 32), block=b"c" * 32)),
        (heading(stranger, b"a" * 32), heading(stranger, b"b" * 32)),
    ):
        assert not net.registry.report(DoubleBlock(first, second))
    assert not net.registry.banned
    assert net.registry.report(DoubleBlock(one, heading(node, b"b" * 32)))
    assert not net.registry.report(DoubleBlock(one, heading(node, b"b" * 32)))  # once is enough


class Packer(Member):
    """Packs what it likes: also operations of those who have no right."""

    def objection(self, operation, draft) -> str | None:
        try:
            draft.run(operation)
        except Refused as refused:
            return str(refused)
        return None


def test_executor__packs_a_strangers_operation__nobody_votes_for_it(net: Network, owner: Tenant):
    """CNT-20: every replica checks the rights: a false executor cannot write for somebody without them."""
    other = Tenant("delegate", net, patience=20)
    net.registry._slices[0].rights[other.address, "write"] = 10**12
    net.run(world.TIMEOUT)
    other.open(0)
    del net.registry._slices[0].rights[other.address, "write"]
    false = executor(net)
    make_false(false, Packer)
    with pytest.raises(Refused, match="no right to write"):
        other.write(0, [(0, b"evil")])
    net.run(world.TIMEOUT)
    assert {world.plain(node)[:4] for node in world.group(net)} == {bytes(4)}
    owner.open(0)
    owner.write(0, [(0, b"good")])
    assert owner.read(0, 0, 4) == b"good"


def test_executor__packs_an_operation_that_its_operator_did_not_sign__nobody_votes_for_it(net, owner):
    """CNT-20: members that fetch an operation from the executor check its signature too."""
    false = executor(net)
    forged = replace(owner.writing(0, 2, [(0, b"evil")]), signature=false.identity.sign(b"\1" * 32))
    false.members[0].pool[forged.id] = forged
    false.members[0].wake()
    net.run(10)
    assert {node.members[0].height for node in world.group(net)} == {1}
    owner.write(0, [(0, b"good")])
    assert owner.read(0, 0, 4) == b"good"


class Miscounter(Member):
    """Signs blocks whose root is not what the operations make."""

    def publish(self, block, justify) -> None:
        super().publish(replace(block, root=bytes(32)), justify)


def test_executor__wrong_root__nobody_votes_and_the_next_takes_over(net: Network, owner: Tenant, monkeypatch):
    """CNT-20: members execute before they vote, so a root that two thirds signed is the data's."""
    voted: list[bytes] = []
    vote = Member._vote
    monkeypatch.setattr(Member, "_vote", lambda self, *args: (voted.append(args[1]), vote(self, *args))[1])
    make_false(executor(net), Miscounter)
    owner.write(0, [(0, b"x")])
    assert owner.read(0, 0, 1) == b"x"
    assert {*voted} == {world.group(net)[0].members[0].head.hash}
    assert all(len(found) == 1 for found in hashes(net))


def certified(net: Network, phase: int, block: Block, round_: int = 0, signers: int = 4) -> Certificate:
    """What members would sign if they were all false."""
    place = phase, 0, 0, block.height, round_, block.hash
    return Certificate(*place, tuple(node.identity.sign(vote_digest(*place)) for node in world.group(net)[:signers]))


def test_commit_vote__wrong_root_or_earlier_round__not_given(net: Network, owner: Tenant):
    """CNT-20: no vote to commit what one's own disk does not come to, nor in a round that one has left."""
    first, _ = cut_off_after_prepare(net, owner)
    member = next(n.members[0] for n in world.group(net) if n is not first and n.members[0].lock)
    votes: list[bytes] = []
    member._vote = lambda phase, block, executor: votes.append(block)  # type: ignore[method-assign]
    block, round_ = member.lock.block, member.round
    heading = Heading(0, 0, 2, round_, block.hash)
    good = wire.Prepared(heading, wire.Entry(block, certified(net, PREPARE, block, round_)))
    wrong = replace(block, root=bytes(32))
    later = wire.Entry(wrong, certified(net, PREPARE, wrong, round_ + 1))
    member.on_prepared(first.address, wire.Prepared(replace(heading, round=round_ + 1, block=wrong.hash), later))
    assert member.lock.block == block
    assert votes == []
    member.on_prepared(first.address, good)
    assert votes == [block.hash]
    member.round = round_ + 1
    member.on_prepared(first.address, good)
    assert votes == [block.hash]
    ahead = wire.Entry(block, certified(net, PREPARE, block, round_ + 3))  # two thirds are there already
    member.on_prepared(first.address, wire.Prepared(replace(heading, round=round_ + 3), ahead))
    assert votes == [block.hash] * 2 and member.round == round_ + 3


def test_block__time__of_now_and_not_before_the_head(net: Network, owner: Tenant):
    """CNT-20: an executor cannot choose a time at which an operator was not yet timed out, nor one to come."""
    member = world.group(net)[0].members[0]
    operation = owner.writing(0, 2, [(0, b"x")])
    net.run(10)
    member.pool[operation.id] = operation

    def is_right(time: int) -> bool:
        draft = Draft(member.state, time)
        draft.run(operation)
        made = draft.staged()
        block = Block(0, 2, member.head.hash, time, (operation.id,), made.root, made.state)
        return member._is_right(block, None)

    assert is_right(net.clock) and is_right(net.clock - 2_000)
    assert not is_right(net.clock - 2_001)
    assert not is_right(net.clock + 1)
    member._patience = lambda: 100.0  # type: ignore[method-assign]
    assert is_right(member.head.time) and not is_right(member.head.time - 1)


def test_message__receiver_down_or_cut_off_when_it_arrives__lost(net: Network, owner: Tenant):
    """CNT-20: a message under way is lost with its receiver, or behind a partition that came meanwhile."""
    one, other = world.group(net)[:2]
    heard: list[bytes] = []
    for node in (one, other):
        node.receive = lambda sender, message, me=node: heard.append(me.address)  # type: ignore[method-assign]
        net.send(owner.address, node.address, wire.AskStatus(0))
    one.crash()
    net.run(1)
    assert heard == [other.address]
    net.send(owner.address, other.address, wire.AskStatus(0))
    net.part([other.address])
    net.run(1)
    assert heard == [other.address]


def test_open__while_the_group_is_changing__asked_again(net: Network, owner: Tenant):
    """CNT-20: an inquiry of an epoch that ends is repeated in the next one."""
    node = world.group(net)[0]
    for number, delay in enumerate((0.1, 0.15, 0.2, 0.25, 0.3)):
        node.crash(lose_disk=True)
        net.after(delay, node.come_back)
        owner.open(0)
        assert owner.seq(0) == number + 2
        net.run(20)
    assert net.registry.epoch(0) == 5


def test_vote__not_signed_by_its_member__not_counted(net: Network, owner: Tenant):
    """CNT-20: the executor counts members' signatures, each once."""
    node = executor(net)
    member = node.members[0]
    owner.tell(0, owner.writing(0, 2, [(0, b"x")]))
    assert net.run_until(lambda: member._proposal is not None, 5)
    block = member._proposal.block.hash
    other, third = [n for n in world.group(net) if n is not node][:2]
    place = PREPARE, 0, *member.place, block
    for signature in (third.identity.sign(vote_digest(*place)), other.identity.sign(b"\1" * 32), b"\xff" * 65):
        member.on_vote(other.address, Vote(*place, signature))
    assert other.address not in member._votes[PREPARE]
    member.on_vote(other.address, Vote(*place, other.identity.sign(vote_digest(*place))))
    assert other.address in member._votes[PREPARE]


def test_block__without_two_thirds__not_executed(net: Network, owner: Tenant):
    """CNT-20: a block counts by its certificate, whoever sends it."""
    member = world.group(net)[0].members[0]
    operation = owner.writing(0, 2, [(0, b"x")])
    member.pool[operation.id] = operation
    block = member.pack()
    for signers in (0, 2):
        entry = wire.Entry(block, certified(net, COMMIT, block, signers=signers))
        member.on_committed(owner.address, wire.Committed(entry))
        assert member.height == 1
    member.on_committed(owner.address, wire.Committed(wire.Entry(block, certified(net, COMMIT, block, signers=3))))
    assert member.height == 2


def test_executor__network_slower_than_a_round__rounds_grow_until_one_is_long_enough():
    """CNT-20: each round lasts longer than the one before."""
    net = world.network(latency=(1.0, 1.5))
    owner = world.leased(net, patience=600)
    owner.open(0)
    assert max(entry.certificate.round for entry in world.group(net)[0].members[0].log) > 0


# --- members that fail and come back


def test_group__all_stopped_after_prepare__the_prepared_block_is_finished(net: Network, owner: Tenant):
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


def test_member__down_for_a_while__gets_the_blocks_it_missed(net: Network, owner: Tenant):
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


def test_member__down_for_longer_than_the_log__downloads_the_chunk(net: Network, owner: Tenant):
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


def test_member__lost_its_disk__new_epoch_and_download(net: Network, owner: Tenant):
    """CNT-20: whoever forgot its votes votes only in an epoch that begins after them."""
    node = world.group(net)[0]
    owner.write(0, [(0, b"kept by the others")])
    node.crash(lose_disk=True)
    node.come_back()
    assert not node.members
    net.run(20)
    assert net.registry.epoch(0) == 1 and net.registry.members(0) == net.registry.members(0, 0)
    assert node.members[0].formed == 1 and len(world.roots(net)) == 1
    for other in world.group(net)[1:2]:
        other.crash()
    owner.write(0, [(0, b"with its vote")])
    assert world.plain(node)[:13] == b"with its vote"


def test_member__disk_rots__noticed_when_it_executes_and_mended(net: Network, owner: Tenant):
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


@pytest.mark.parametrize("kind", ["data", "tables", "certificate", "short", "older"])
def test_join__false_snapshot__not_taken(net: Network, owner: Tenant, kind: str):
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
        "older": replace(good, block=replace(good.block, height=9), certificate=None),
    }[kind]
    node = next(node for node in net.nodes if 0 not in node.members)
    member = node.members[0] = Member(node, 0)
    member.on_snapshot(source.node.address, bad)
    assert member.state is None
    member.on_snapshot(source.node.address, good)
    assert member.head == good.block and world.plain(node) == good.data


# --- partitions


def test_partition__minority__commits_nothing_and_catches_up(net: Network, owner: Tenant):
    """CNT-20: three of four go on, the one alone does not; healed, it has what they have."""
    alone = world.group(net)[0]
    net.part([alone.address])
    owner.write(0, [(0, b"majority")])
    assert alone.members[0].height == 1
    assert owner.read(0, 0, 8) == b"majority"
    net.heal()
    net.run(20)
    assert alone.members[0].height == 2 and len(world.roots(net)) == 1


def test_partition__tenant_with_the_minority__refused_and_executed_at_most_once(net: Network, owner: Tenant):
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
    first, prepared = cut_off_after_prepare(net, owner)
    net.repair(0)
    net.run(60)
    assert first.address not in net.registry.members(0)
    assert {node.members[0].log[-1].block.hash for node in world.group(net)} == {prepared}
    assert {node.members[0].log[-1].certificate.epoch for node in world.group(net)} == {1}
    assert owner.read(0, 0, 8) == b"prepared"


def test_epoch__handovers__two_thirds_of_the_old_members_and_their_locks(net: Network, owner: Tenant):
    """CNT-20: a new epoch begins when two thirds of the old members have said what they know, no sooner."""
    first, prepared = cut_off_after_prepare(net, owner)
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
    member.on_handover(stranger.address, word(stranger))
    member.on_handover(old[0].address, word(old[0], known=0))
    member.on_handover(holder.address, word(holder))
    others = [node for node in old if node is not holder]
    member.on_handover(others[0].address, word(others[0]))
    assert member.formed == -1 and not member.may_vote
    member.on_handover(others[1].address, word(others[1]))
    assert member.formed == 1 and member.may_vote
    assert member.lock and member.lock.block.hash == prepared


# --- reads


def test_read__two_thirds_not_at_one_head__refused_until_they_are(net: Network, owner: Tenant):
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


def test_read__large__in_pieces_from_several_members(net: Network, owner: Tenant, monkeypatch: pytest.MonkeyPatch):
    """CNT-20: the request is split over the members at the highest head."""
    monkeypatch.setattr("wuxing.contattract.tenant.PIECE", 1)
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


def test_read__member_sends_other_bytes__noticed_and_asked_elsewhere(net: Network, owner: Tenant):
    """CNT-20: every leaf is compared with the root that two thirds signed."""
    owner.write(0, [(0, b"true")])
    net.run(5)
    liars = world.group(net)[:2]
    for node in liars:
        node.members[0].state.replica.sealed[0] ^= 1
    for _ in range(20):
        assert owner.read(0, 0, 4) == b"true"
    assert set(owner.liars) <= {node.address for node in liars} and owner.liars


def test_read__member_sends_other_hashes__noticed_and_asked_elsewhere(net: Network, owner: Tenant):
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


def test_status__of_another_member__not_counted(net: Network, owner: Tenant):
    """CNT-20: a member speaks for itself alone."""
    one, other = world.group(net)[:2]
    status = one.members[0].status(0, owner.address)
    owner._statuses[0] = {}
    owner.receive(other.address, status)
    owner.receive(one.address, replace(status, root=bytes(32)))
    assert owner._statuses[0] == {}
    owner.receive(one.address, status)
    assert owner._statuses[0] == {one.address: status}


def test_read__member_dies_meanwhile__asked_elsewhere(net: Network, owner: Tenant):
    owner.write(0, [(0, b"there")])
    net.after(0.25, world.group(net)[0].crash)
    for _ in range(5):
        assert owner.read(0, 0, 5) == b"there"


def test_read__not_signed_by_the_reader__refused(net: Network, owner: Tenant):
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


def test_replica__on_each_disk__other_bytes_that_answer_for_one_node(net: Network, owner: Tenant):
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


def test_replica__free_space__filled(net: Network):
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
        return net.messages, net.env.now, world.roots(net), [sorted(found) for found in hashes(net)]

    assert run(3) == run(3) != run(4)


def test_network__evidence__reaches_the_chain_only_where_the_chain_is(net: Network, owner: Tenant):
    node = world.group(net)[0]
    net.part([node.address])
    assert not net.reaches(node.address, CHAIN)
    net.heal()
    assert net.reaches(node.address, CHAIN)
