# SPDX-License-Identifier: MIT
"""CNT-20: groups order writes: rotation, certificates, collisions, executors that fail or are false."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import chunk_world as world
from wuxing import merkle
from wuxing.contattract.chunks import wire
from wuxing.contattract.chunks.group import Member
from wuxing.contattract.chunks.state import Draft, tables
from wuxing.contattract.chunks.statements import (
    COMMIT,
    PREPARE,
    Block,
    DoubleBlock,
    Heading,
    Vote,
    root_digest,
    signer_of,
    vote_digest,
)
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.contattract.sealing import chunk_root, leaves_of
from wuxing.refused import Refused


@pytest.fixture()
def net() -> StorageNetwork:
    return world.network()


@pytest.fixture()
def owner(net: StorageNetwork) -> Tenant:
    tenant = world.leased(net, patience=40)
    tenant.open(0)
    return tenant


@pytest.fixture()
def executors(net: StorageNetwork, owner: Tenant, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, bytes]]:
    """Height, round and executor of each block proposed from now on."""
    seen: list[tuple[int, int, bytes]] = []
    publish = Member.publish

    def spy(self: Member, block, justify) -> None:
        seen.append((block.height, self.round, self.node.address))
        publish(self, block, justify)

    monkeypatch.setattr(Member, "publish", spy)
    return seen


# --- order


def test_executor__every_block__the_next_member(net: StorageNetwork, owner: Tenant, executors: list):
    """CNT-20: executors rotate: over eight blocks each of four members has two, without a lost turn."""
    for number in range(8):
        owner.write(0, [(number, b"x")])
    order = [node.address for node in world.group(net)]
    assert [(height, round_) for height, round_, _ in executors] == [(height, 0) for height in range(2, 10)]
    assert [who for _, _, who in executors] == [order[height % 4] for height in range(2, 10)]


def test_write__executed__by_every_member_in_order(net: StorageNetwork, owner: Tenant):
    """CNT-20: two writes to the same bytes, the second sent before the first: the numbers decide, everywhere."""
    first = owner.writing(0, 2, [(2, b"first"), (20, b"!")])
    second = owner.writing(0, 3, [(2, b"second")])
    owner.tell(0, second)
    net.run(1)
    owner.tell(0, first)
    net.run(10)
    assert {world.plain(node)[:22] for node in world.group(net)} == {b"\0\0second" + bytes(12) + b"!\0"}


def test_write__several_operators_at_once__one_order_everywhere(net: StorageNetwork, executors: list):
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


def test_block__root__is_of_the_data_and_signed_by_two_thirds(net: StorageNetwork, owner: Tenant):
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


def test_certificate__two_phases__two_thirds_of_the_members_each(net: StorageNetwork, owner: Tenant):
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
    ranks = [replace(made, epoch=epoch, round=round_).rank for epoch, round_ in ((0, 0), (0, 9), (1, 0), (1, 1))]
    assert ranks == sorted(ranks)  # a later epoch goes before a later round


# --- executors that fail


def test_executor__down__the_next_takes_over_after_its_time(net: StorageNetwork, owner: Tenant, executors: list):
    """CNT-20: a silent executor loses its turn after executor_timeout, and only its turns."""
    down = world.executor(net)
    after = world.executor(net, 1)
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
    world.executor(net).crash()
    world.executor(net, 1).crash()
    third = world.executor(net, 2)
    owner.write(0, [(0, b"x")])
    assert {entry.certificate.round for entry in third.members[0].log} == {0, 2}
    assert owner.read(0, 0, 1) == b"x"


def test_collision__prepared_block_and_a_later_executors__the_prepared_goes_first(net: StorageNetwork, owner: Tenant):
    """CNT-20, priority: the next executor has other work, but proposes what was prepared before it."""
    first, prepared = world.cut_off_after_prepare(net, owner)
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


def test_vote__lock__refuses_another_block_unless_prepared_later(net: StorageNetwork, owner: Tenant):
    """CNT-20: whoever saw a block prepared votes for no other at this height."""
    first, _ = world.cut_off_after_prepare(net, owner)
    member = next(n.members[0] for n in world.group(net) if n is not first and n.members[0].lock)
    lock = member.lock
    assert lock and lock.certificate
    other = replace(lock.block, time=lock.block.time - 1)
    assert not member._is_free_for(other, None)
    assert not member._is_free_for(other, lock.certificate)
    assert member._is_free_for(lock.block, None) and member._is_free_for(lock.block, lock.certificate)
    # the same votes told as a later round's are no certificate
    assert not member._is_free_for(other, replace(lock.certificate, round=5, block=other.hash))


def test_vote__crash_in_between__never_two_in_one_round_nor_back(net: StorageNetwork, owner: Tenant):
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


def test_executor__signs_two_blocks__found_banned_and_replaced(net: StorageNetwork, owner: Tenant):
    """CNT-20: two signatures for one place are evidence; the chain bans the executor, and only one block counts."""
    false = world.executor(net)
    world.make_false(false, world.Equivocator)
    owner.write(0, [(0, b"x")])
    net.run(60)
    evidence = net.registry.evidence[0]
    assert evidence.executor == false.address
    assert evidence.first.place == evidence.second.place and evidence.first.block != evidence.second.block
    assert false.address not in net.registry.members(0) and len(net.registry.members(0)) == 4
    assert false.members[0].known == 1 and not false.members[0].may_vote  # it was told
    assert all(len(found) == 1 for found in world.hashes(net))
    assert owner.read(0, 0, 1) == b"x"
    assert false.address not in net.registry.place(1)


@pytest.mark.parametrize("down", [0.01, 1.0])
def test_executor__restarts_in_its_round__signs_no_second_block(executors: list, net: StorageNetwork, down: float):
    """CNT-20: an executor that crashes after its proposal, and has other work when it is back, is not banned for it."""
    other = Tenant("other", net)
    net.lease(other.address, world.SLICES, world.SLICES, world.FOREVER)
    one = Tenant("one", net)
    net.registry._slices[world.SLICES].rights[one.address, "write"] = 10**12
    other.open(1, 1, 3)
    one.open(1, 0, 1)
    net.run(5)
    executors.clear()
    first = net.by_address[world.group(net, 1)[0].members[1].executor(0)]
    one.tell(1, one.writing(1, 2, [(0, b"one")]))
    assert net.run_until(lambda: bool(executors), 5)
    net.run(0.05)  # some have its proposal
    first.crash()
    net.run(down)
    first.come_back()
    other.tell(1, other.writing(1, 2, [(world.LEAF, b"other")]))
    net.run(60)
    assert executors[0][2] == first.address
    assert not net.registry.banned and net.registry.epoch(1) == 0
    places = [(height, round_) for height, round_, _ in executors]
    assert len(places) == len(set(places))
    assert world.plain(first, 1)[:3] == b"one" and world.plain(first, 1)[world.LEAF :][:5] == b"other"


def test_evidence__false__bans_nobody(net: StorageNetwork, owner: Tenant):
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


def test_executor__packs_a_strangers_operation__nobody_votes_for_it(net: StorageNetwork, owner: Tenant):
    """CNT-20: every replica checks the rights: a false executor cannot write for somebody without them."""
    other = Tenant("delegate", net, patience=20)
    net.registry._slices[0].rights[other.address, "write"] = 10**12
    net.run(world.TIMEOUT)
    other.open(0)
    del net.registry._slices[0].rights[other.address, "write"]
    false = world.executor(net)
    world.make_false(false, Packer)
    with pytest.raises(Refused, match="no right to write"):
        other.write(0, [(0, b"evil")])
    net.run(world.TIMEOUT)
    assert {world.plain(node)[:4] for node in world.group(net)} == {bytes(4)}
    owner.open(0)
    owner.write(0, [(0, b"good")])
    assert owner.read(0, 0, 4) == b"good"


def test_executor__packs_an_operation_that_its_operator_did_not_sign__nobody_votes_for_it(net, owner):
    """CNT-20: members that fetch an operation from the executor check its signature too."""
    false = world.executor(net)
    forged = replace(owner.writing(0, 2, [(0, b"evil")]), signature=false.identity.sign(b"\1" * 32))
    false.members[0].pool[forged.id] = forged
    false.members[0].wake()
    net.run(10)
    assert {node.members[0].height for node in world.group(net)} == {1}
    owner.write(0, [(0, b"good")])
    assert owner.read(0, 0, 4) == b"good"


class Miscounter(Member):
    """Signs blocks whose root is not what the operations make."""

    wrong = "root"

    def publish(self, block, justify) -> None:
        super().publish(replace(block, **{self.wrong: bytes(32)}), justify)


class Misteller(Miscounter):
    """Signs blocks whose tables are not what the operations make: who operates what, and whose number is next."""

    wrong = "state"


@pytest.mark.parametrize("kind", [Miscounter, Misteller])
def test_executor__wrong_root__nobody_votes_and_the_next_takes_over(net, owner: Tenant, monkeypatch, kind: type):
    """CNT-20: members execute before they vote, so a root and tables that two thirds signed are the chunk's."""
    voted: list[bytes] = []
    vote = Member._vote
    monkeypatch.setattr(Member, "_vote", lambda self, *args: (voted.append(args[1]), vote(self, *args))[1])
    world.make_false(world.executor(net), kind)
    owner.write(0, [(0, b"x")])
    assert owner.read(0, 0, 1) == b"x"
    member = world.group(net)[0].members[0]
    assert {*voted} == {member.head.hash}
    assert member.head.root == member.state.replica.tree.root
    assert member.head.state == tables(member.state.operators, member.state.last)
    assert all(len(found) == 1 for found in world.hashes(net))


def test_commit_vote__wrong_root_or_earlier_round__not_given(net: StorageNetwork, owner: Tenant):
    """CNT-20: no vote to commit what one's own disk does not come to, nor in a round that one has left."""
    first, _ = world.cut_off_after_prepare(net, owner)
    member = next(n.members[0] for n in world.group(net) if n is not first and n.members[0].lock)
    votes: list[bytes] = []
    member._vote = lambda phase, block, executor: votes.append(block)  # type: ignore[method-assign]
    block, round_ = member.lock.block, member.round
    heading = Heading(0, 0, 2, round_, block.hash)
    good = wire.Prepared(heading, wire.Entry(block, world.certified(net, PREPARE, block, round_)))
    wrong = replace(block, root=bytes(32))
    later = wire.Entry(wrong, world.certified(net, PREPARE, wrong, round_ + 1))
    member.on_prepared(first.address, wire.Prepared(replace(heading, round=round_ + 1, block=wrong.hash), later))
    assert member.lock.block == block
    assert votes == []
    member.on_prepared(first.address, good)
    assert votes == [block.hash]
    member.round = round_ + 1
    member.on_prepared(first.address, good)
    assert votes == [block.hash]
    ahead = wire.Entry(block, world.certified(net, PREPARE, block, round_ + 3))  # two thirds are there already
    member.on_prepared(first.address, wire.Prepared(replace(heading, round=round_ + 3), ahead))
    assert votes == [block.hash] * 2 and member.round == round_ + 3


def test_block__time__of_now_and_not_before_the_head(net: StorageNetwork, owner: Tenant):
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


def test_message__receiver_down_or_cut_off_when_it_arrives__lost(net: StorageNetwork, owner: Tenant):
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


def test_open__while_the_group_is_changing__asked_again(net: StorageNetwork, owner: Tenant):
    """CNT-20: an inquiry of an epoch that ends is repeated in the next one."""
    node = world.group(net)[0]
    for number, delay in enumerate((0.1, 0.15, 0.2, 0.25, 0.3)):
        node.crash(lose_disk=True)
        net.after(delay, node.come_back)
        owner.open(0)
        assert owner.seq(0) == number + 2
        net.run(20)
    assert net.registry.epoch(0) == 5


def test_vote__not_signed_by_its_member__not_counted(net: StorageNetwork, owner: Tenant):
    """CNT-20: the executor counts members' signatures, each once."""
    node = world.executor(net)
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


def test_block__without_two_thirds__not_executed(net: StorageNetwork, owner: Tenant):
    """CNT-20: a block counts by its certificate, whoever sends it."""
    member = world.group(net)[0].members[0]
    operation = owner.writing(0, 2, [(0, b"x")])
    member.pool[operation.id] = operation
    block = member.pack()
    for signers in (0, 2):
        entry = wire.Entry(block, world.certified(net, COMMIT, block, signers=signers))
        member.on_committed(owner.address, wire.Committed(entry))
        assert member.height == 1
    member.on_committed(
        owner.address, wire.Committed(wire.Entry(block, world.certified(net, COMMIT, block, signers=3)))
    )
    assert member.height == 2


def test_executor__network_slower_than_a_round__rounds_grow_until_one_is_long_enough():
    """CNT-20: each round lasts longer than the one before."""
    net = world.network(latency=(1.0, 1.5))
    owner = world.leased(net, patience=600)
    owner.open(0)
    assert max(entry.certificate.round for entry in world.group(net)[0].members[0].log) > 0
