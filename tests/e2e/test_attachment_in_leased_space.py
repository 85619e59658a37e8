# SPDX-License-Identifier: MIT
"""CNT-14, CNT-15, CNT-20: what is for sale lies in the seller's leased space, and its buyer reads it there."""

from __future__ import annotations

import pytest

from tests import chunk_world as world
from tests.unit.contattract.conftest import CNT, DAY, FUNDS
from wuxing.contattract.chunks.device import BlockDevice
from wuxing.contattract.chunks.registry import READ
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.contattract.post.mail import LogBook, MailClient
from wuxing.contattract.post.mail_files import FolderStore, Keyring
from wuxing.contattract.post.space import SpaceStore
from wuxing.suite import deploy

CONTENT = bytes(range(256)) * 20
ROOTS = [bytes([i]) * 32 for i in range(1, 6)]


@pytest.fixture
def net():
    return world.network(nodes=6, replicas=4)


def reader(net, chunks: int) -> SpaceStore:
    """The space as somebody reads it who may only read."""
    other = Tenant("reader", net, patience=20)
    for number in range(chunks * world.SLICES):
        net.registry._slices[number].rights[other.address, READ] = 10**12
    return SpaceStore(BlockDevice(other, range(chunks)))


def test_space__what_is_put__is_read_by_another_after_a_third_is_lost(net):
    """CNT-14: content outlives the loss of nodes, and comes back byte by byte."""
    space, other = SpaceStore(world.device(net, 2)), reader(net, 2)
    kept = {root: bytes([i]) * (1 + 1_999 * i) for i, root in enumerate(ROOTS)}
    for root, data in kept.items():
        space.put(root, data)
    world.group(net)[0].crash()
    assert {root: other.get(root) for root in kept} == kept
    with pytest.raises(KeyError, match="nothing is kept"):
        other.get(b"\x77" * 32)


def test_space__full__refused_and_nothing_lost(net):
    """Bad input: content that does not fit leaves what is there."""
    space = SpaceStore(world.device(net))
    space.put(ROOTS[0], b"kept")
    room = world.CHUNK - 2 * 40 - 4
    with pytest.raises(OSError, match=f"expected at most {room} bytes of content, got {room + 1}"):
        space.put(ROOTS[1], bytes(room + 1))
    space.put(ROOTS[1], b"\1" * room)
    assert (space.get(ROOTS[0]), space.get(ROOTS[1])) == (b"kept", b"\1" * room)


def test_space__writer_dies_before_the_head__no_half_record(net):
    """CNT-20: what was written without its head is nobody's, and the next record overwrites it."""
    owner = world.leased(net)
    dying = BlockDevice(owner, [0])
    SpaceStore(dying).put(ROOTS[0], b"first")
    dying.write(45 + 40, b"\xff" * 300)
    dying.flush()
    again = SpaceStore(BlockDevice(owner, [0]))
    with pytest.raises(KeyError):
        again.get(ROOTS[1])
    again.put(ROOTS[1], b"second")
    found = reader(net, 1)
    assert (found.get(ROOTS[0]), found.get(ROOTS[1])) == (b"first", b"second")
    with pytest.raises(KeyError):
        found.get(b"\xff" * 32)


@pytest.fixture
def contattract(engine, deployer, owner, guardian, miner, other_miner):
    """Contattract on the engine, with a seller and a buyer who have CNT."""
    roles = {"owner": owner.address, "guardian": guardian.address}
    with engine.anchor():
        system = deploy(engine, "contattract", "paper", deployer, roles)
        for account in (miner, other_miner):
            system.budgets.spend(0, account, FUNDS, "tests", sender=owner)
            for spender in (system.mail, system.attachments):
                system.token.approve(spender, 2**256 - 1, sender=account)
        yield system


def test_sale__from_leased_space__content_for_price(contattract, engine, net, tmp_path, miner, other_miner):
    """CNT-15: manifest, ciphertext and key of a sale go through the device; the buyer reads as a delegate."""
    book = LogBook(engine)
    own = SpaceStore(world.device(net, 4))
    spaces = {1: reader(net, 4)}
    seller = MailClient(
        contattract, miner, Keyring(), book, own, FolderStore(tmp_path / "seller"), lambda lease: own, lease=1
    )
    buyer = MailClient(
        contattract, other_miner, Keyring(), book, FolderStore(tmp_path / "space"), FolderStore(tmp_path / "buyer"),
        spaces.__getitem__,
    )  # fmt: skip
    for client in (seller, buyer):
        client.rotate()
    order = buyer.buy(seller.me, seller.attach("film", CONTENT, 30 * CNT))
    seller.serve()
    assert buyer.open(order) is None
    seller.serve()
    world.group(net)[0].crash()
    assert buyer.open(order) == CONTENT
    engine.advance(2 * DAY)
    assert seller.serve() == [f"order {order}: 30 CNT received"]
