# SPDX-License-Identifier: MIT
"""What is tried against names, inboxes, postage and paid attachments, and what it wins (CNT-13 … CNT-16)."""

from __future__ import annotations

import pytest
from eth_utils import keccak

from tests.mail_world import CNT, DAY, NONE, MailWorld, commitment, point
from wuxing.contattract.post.content import Ciphertext, Manifest
from wuxing.contattract.post.letters import InboxError, MailError
from wuxing.contattract.post.mail import LogBook, MailClient, kept_root
from wuxing.contattract.post.mail_files import FolderStore, Keyring
from wuxing.engine import Revert
from wuxing.suite import deploy

CONTENT = b"".join(keccak(i.to_bytes(4, "big")) for i in range(200))
PRICE = 25 * CNT


@pytest.fixture(scope="module")
def _deployed(engine, deployer, owner, guardian, miner, other_miner, attacker):
    system = deploy(engine, "contattract", "paper", deployer, {"owner": owner.address, "guardian": guardian.address})
    for account in (miner, other_miner, attacker):
        system.budgets.spend(0, account, 10_000 * CNT, "tests", sender=owner)
        for spender in (system.names, system.mail, system.attachments):
            system.token.approve(spender, 2**256 - 1, sender=account)
    return system


@pytest.fixture
def system(engine, _deployed):
    """Contattract; three people have 10,000 CNT each, allowed to names, mail and attachments."""
    with engine.anchor():
        yield _deployed


@pytest.fixture
def world(system, engine):
    """Moves and registrations."""
    return MailWorld(system, engine)


@pytest.fixture
def clients(system, engine, tmp_path, miner, other_miner, attacker):
    """A seller, a buyer, and somebody else; one space that all read."""
    book, space, made = LogBook(engine), FolderStore(tmp_path / "space"), []
    for account in (miner, other_miner, attacker):
        made.append(MailClient(system, account, Keyring(), book, space, FolderStore(tmp_path / account.address)))
        made[-1].rotate()
    return made


# names


def test_name_front_running__who_sees_a_registration__cannot_be_faster(system, world, engine, miner, attacker):
    """CNT-M-1: the commitment tells no name; copying it, or committing when the name is told, comes too late."""
    names, secret = system.names, keccak(text="secret")
    mine = commitment(names, b"bakery", miner, secret)
    names.commit(mine, sender=miner)
    with pytest.raises(Revert, match="Names: committed already"):
        names.commit(mine, sender=attacker)  # to make it young again
    engine.advance(system.params.name_commit_age)
    # the registration is in the mempool now: the attacker knows the name and the secret, and goes first
    names.commit(commitment(names, b"bakery", attacker, secret), sender=attacker)
    for used in (secret, NONE):
        with pytest.raises(Revert, match="Names: commitment is too young|Names: not committed"):  # noqa: RUF043
            names.register(b"bakery", 365, *point("a"), used, b"", sender=attacker)
    names.register(b"bakery", 365, *point("m"), secret, b"", sender=miner)
    engine.advance(system.params.name_commit_age)
    with pytest.raises(Revert, match="Names: name is taken"):
        names.register(b"bakery", 365, *point("a"), secret, b"", sender=attacker)
    assert names.resolve(keccak(b"bakery"))[0] == miner.address


def test_name_sniping__at_expiry__the_owner_has_its_grace(system, world, engine, miner, attacker):
    """CNT-M-2: a prepared commitment does not help before the grace is over; mail meanwhile is refused, not stolen."""
    name = world.register(miner, b"bakery", 30)
    expiry = system.names.name_of(name)[1]
    engine.time = expiry - 100
    system.names.commit(commitment(system.names, b"bakery", attacker, NONE), sender=attacker)
    engine.time = expiry
    with pytest.raises(Revert, match="Names: name is taken"):
        system.names.register(b"bakery", 30, *point("a"), NONE, b"", sender=attacker)
    with pytest.raises(Revert, match="Names: name has expired"):
        system.names.resolve(name)
    system.names.renew(name, 60, sender=miner)
    assert system.names.resolve(name)[0] == miner.address


def test_stolen_key__during_recovery__neither_names_nor_new_mail(clients, system, world, miner, attacker, node):
    """CNT-M-3: the thief acts as the owner; once guardians start, name, key and postage stay, and follow the owner."""
    seller, buyer, _ = clients
    name = world.register(miner, b"bakery", key=(0, 0))
    buyer.system.mail.set_postage(0, sender=buyer.account)
    buyer.send(miner.address, "1", "with postage", postage=3 * CNT)
    world.move(miner, node, attacker, finish=False)
    for act in (
        lambda: system.names.transfer(name, attacker, sender=miner),
        lambda: system.names.set_key(*point("thief"), sender=miner),
        lambda: system.mail.collect(miner, [1], sender=miner),
    ):
        with pytest.raises(Revert, match="account is frozen"):
            act()
    world.engine.advance(system.params.recovery_delay)
    system.recovery.execute(miner, sender=attacker)
    system.names.follow_names(miner, [name], sender=attacker)
    assert system.names.resolve(name)[0] == node.address
    assert system.mail.collect(miner, [1], sender=node).value == 3 * CNT
    assert seller.me == miner.address


# inboxes


class LyingNode(LogBook):
    """A node that shows another history: `lie` makes it out of the true one."""

    def __init__(self, book, lie):
        super().__init__(book.engine)
        self.logs, self.lie = book.logs, lie

    def events(self, contract, topic, *more):
        return self.lie(super().events(contract, topic, *more))


def _changed(event, **other):
    return type(event)(event.name, event.address, event.args | other)


LIES = {
    "drops one": (lambda e: e[:1] + e[2:], "1 of 3 messages are missing: number 2"),
    "drops the last": (lambda e: e[:2], "1 of 3 messages are missing: number 3"),
    "drops all": (lambda e: [], "3 of 3 messages are missing: number 1, 2, 3"),
    "swaps two": (lambda e: [e[1], e[0], *e[2:]], "in another order than they were sent: 2, 1, 3"),
    "swaps two and their numbers": (
        lambda e: [_changed(e[1], number=1), _changed(e[0], number=2), e[2]] if e else e,
        "a message was altered or moved",
    ),
    "repeats one": (lambda e: [*e, *e[-1:]], "number 3 is too much"),
    "alters a body": (lambda e: [_changed(e[0], body=b"\0" + e[0].body[1:]), *e[1:]] if e else e, "altered or moved"),
    "alters a sender": (lambda e: [_changed(e[0], sender=e[0].to), *e[1:]] if e else e, "altered or moved"),
    "alters a time": (lambda e: [*e[:2], _changed(e[2], time=1)] if e else e, "altered or moved"),
}


@pytest.mark.parametrize("lie", LIES)
def test_lying_node__drops_alters_or_moves_mail__is_noticed(clients, lie):
    """CNT-M-4: whatever a node does to the logs, the inbox's word does not fit."""
    seller, buyer, _ = clients
    for text in ("first", "second", "third"):
        buyer.send(seller.me, text, text)
    change, reason = LIES[lie]
    honest = seller.logs
    seller.logs = LyingNode(honest, lambda e: change(e) if e and e[0].name == "Sent" else e)
    with pytest.raises(InboxError, match=reason):
        seller.inbox()
    seller.logs = honest
    assert [seller.read(m).text for m in seller.inbox()] == ["first", "second", "third"]


def test_lying_node__with_an_old_word_too__is_noticed_by_who_has_read(clients, engine):
    """CNT-M-4: a node that goes back behind what was verified contradicts it."""
    seller, buyer, _ = clients
    buyer.send(seller.me, "1", "1")
    old = seller.word()
    buyer.send(seller.me, "2", "2")
    seller.inbox()
    seller.word = lambda account=None: old
    seller.logs = LyingNode(seller.logs, lambda e: e[:1])
    with pytest.raises(InboxError, match="an older inbox: 1 messages, 2 were seen before"):
        seller.inbox()


# postage


def test_postage__refunded_again_and_again__once(system, engine, miner, other_miner, attacker):
    """CNT-M-5: a replayed refund, a refund of others' messages, a refund after a collection: one payment for each."""
    mail, token = system.mail, system.token
    mail.send(other_miner, 1, b"one", 5 * CNT, sender=miner)
    mail.send(other_miner, 1, b"two", 7 * CNT, sender=attacker)
    mail.collect(other_miner, [1], sender=other_miner)
    engine.advance(31 * DAY)
    before = token.balanceOf(attacker)
    mail.refund(other_miner, [2], sender=attacker)
    assert token.balanceOf(attacker) - before == 7 * CNT
    for numbers in ([2], [1], [1, 2], [2, 2], [3]):
        with pytest.raises(Revert, match="Mail: no postage waits"):
            mail.refund(other_miner, numbers, sender=attacker)
    assert token.balanceOf(mail) == 0


def test_spam_flood__dust_does_not_pass__and_the_flood_pays(system, miner, attacker, other_miner):
    """CNT-M-6: below the minimum nothing arrives; a flood above it is the recipient's income."""
    mail, token = system.mail, system.token
    mail.set_postage(2 * CNT, sender=miner)
    mail.allow([other_miner], True, sender=miner)
    for dust in (0, 1, 10**15, 2 * CNT - 1):
        with pytest.raises(Revert, match="Mail: below the recipient's postage"):
            mail.send(miner, 1, b"buy now", dust, sender=attacker)
    assert mail.inbox(miner) == 0
    before = token.balanceOf(miner), token.balanceOf(attacker)
    for _ in range(64):
        mail.send(miner, 1, b"buy now", 2 * CNT, sender=attacker)
    mail.send(miner, 1, b"dear friend", 0, sender=other_miner)
    mail.collect(miner, list(range(1, 65)), sender=miner)
    assert (token.balanceOf(miner) - before[0], before[1] - token.balanceOf(attacker)) == (128 * CNT, 128 * CNT)


# paid attachments


class Cheat(MailClient):
    """A seller that spoils a leaf of what it seals."""

    def _seal(self, event):
        from wuxing.contattract.post.letters import seal

        key = self._content_key(event)
        leaves = list(Ciphertext.of(key, self.shelf.get(event.root)).leaves)
        leaves[3] = bytes(1024)
        made = Ciphertext(tuple(leaves))
        public = b"\4" + event.x.to_bytes(32, "big") + event.y.to_bytes(32, "big")
        kept = seal(public, made.to_bytes())
        self.store.put(kept_root(kept), len(kept).to_bytes(8, "big") + kept)
        self._do(self.system.attachments.seal, event.id, made.root, keccak(key), kept_root(kept), self.lease)


def test_garbage_attachment__proved_with_a_path__refunded(clients, system, engine, tmp_path):
    """CNT-M-7: the buyer opens garbage, shows one leaf, and has its money; the seller has none of it."""
    seller, buyer, _ = clients
    cheat = Cheat(system, seller.account, seller.keys, seller.logs, seller.store, seller.shelf)
    file = cheat.attach("film", CONTENT, PRICE)
    before = system.token.balanceOf(buyer.me)
    order = buyer.buy(seller.me, file)
    cheat.serve()
    buyer.open(order)
    cheat.serve()
    with pytest.raises(MailError, match="leaf 3 is not what was promised; complained, the price is refunded"):
        buyer.open(order)
    assert system.token.balanceOf(buyer.me) == before and buyer.state(order) == "refunded"
    engine.advance(3 * DAY)
    assert cheat.serve() == []


def test_garbage_for_a_frozen_buyer__its_client_complains_and_has_the_price_later(clients, system, engine, attacker):
    """CNT-M-7, CNT-18: a guardian who sells freezes its ward over the complaint window, and is not paid."""
    seller, buyer, _ = clients
    recovery, p = system.recovery, system.params
    recovery.set_guardians([attacker.address], 1, sender=buyer.account)
    engine.advance(p.recovery_delay)
    cheat = Cheat(system, seller.account, seller.keys, seller.logs, seller.store, seller.shelf)
    file = cheat.attach("film", CONTENT, PRICE)
    before = system.token.balanceOf(buyer.me)
    order = buyer.buy(seller.me, file)
    cheat.serve()
    buyer.open(order)
    cheat.serve()
    recovery.accept(buyer.account, sender=attacker)
    recovery.approve(buyer.account, attacker, sender=attacker)
    with pytest.raises(MailError, match="the price is refunded once this account is not frozen"):
        buyer.open(order)
    assert buyer.state(order) == "to be refunded"
    with pytest.raises(MailError, match="Attachments: account is frozen"):
        buyer.open(order)
    recovery.cancel(sender=buyer.account)
    engine.advance(p.recovery_answer)
    assert cheat.serve() == []
    with pytest.raises(MailError, match="not what was promised, the price is refunded"):
        buyer.open(order)
    assert system.token.balanceOf(buyer.me) == before and buyer.state(order) == "refunded"


@pytest.mark.parametrize("rounds", [0, 1])
def test_seller_withholds__seal_or_key__the_buyer_is_refunded(clients, system, engine, rounds):
    """CNT-M-8: after two days without a seal, or one without the key, the escrow goes back."""
    seller, buyer, other = clients
    file = seller.attach("film", CONTENT, PRICE)
    before = system.token.balanceOf(buyer.me)
    order = buyer.buy(seller.me, file)
    for _ in range(rounds):
        seller.serve()
        buyer.open(order)
    with pytest.raises(Revert, match="Attachments: there is still time"):
        system.attachments.refund(order, sender=other.account)
    engine.advance(2 * DAY)
    with pytest.raises(MailError, match="is over, the price is refunded"):
        buyer.open(order)
    assert system.token.balanceOf(buyer.me) == before
    assert seller.serve() == []


def test_seller_withholds__the_ciphertext__the_buyer_does_not_confirm(clients, system, engine):
    """CNT-M-8: committed to, but not there, or not what was committed to: no confirmation, and the escrow goes back."""
    seller, buyer, _ = clients
    before = system.token.balanceOf(buyer.me)
    order = buyer.buy(seller.me, seller.attach("film", CONTENT, PRICE))
    seller.serve()
    kept = buyer._told(order, "Sealed").kept
    path = seller.store.folder / kept.hex()
    true = path.read_bytes()
    path.unlink()
    with pytest.raises(MailError, match="the sealed content is not there"):
        buyer.open(order)
    seller.store.put(kept, true[:-1] + bytes([true[-1] ^ 1]))
    with pytest.raises(MailError, match="what lies there is not what the seller says it keeps"):
        buyer.open(order)
    assert buyer.state(order) == "sealed"
    engine.advance(2 * DAY)
    with pytest.raises(MailError, match="the time for it to be confirmed is over, the price is refunded"):
        buyer.open(order)
    assert system.token.balanceOf(buyer.me) == before


def test_seller_seals_another_ciphertext__the_buyer_does_not_confirm(clients, system):
    """CNT-M-8: what opens has another root, or another length, than was committed to."""
    seller, buyer, _ = clients
    file = seller.attach("film", CONTENT, PRICE)
    for cut, root in ((CONTENT[::-1], True), (CONTENT[:1024], False)):
        order = buyer.buy(seller.me, file)
        from wuxing.contattract.post.letters import coordinates, seal

        x, y = coordinates(buyer.keys.keys[-1])
        made = Ciphertext.of(keccak(b"k"), cut)
        kept = seal(b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big"), made.to_bytes())
        seller.store.put(kept_root(kept), len(kept).to_bytes(8, "big") + kept)
        told = keccak(b"another root") if root else made.root
        seller._do(system.attachments.seal, order, told, keccak(keccak(b"k")), kept_root(kept), 0)
        with pytest.raises(MailError, match="bytes of ciphertext with the root committed to"):
            buyer.open(order)


def test_revealed_key__third_party__opens_nothing(clients, system, engine):
    """CNT-M-9: the key is on chain and the sealed content is public; without the buyer's own key neither opens."""
    seller, buyer, thief = clients
    file = seller.attach("film", CONTENT, PRICE)
    order = buyer.buy(seller.me, file)
    for _ in range(2):
        seller.serve()
        buyer.open(order)
    key = thief._told(order, "Revealed").key
    raw = thief.store.get(thief._told(order, "Sealed").kept)[8:]
    promised = Manifest.of(CONTENT)
    for start in range(0, 128, 32):
        public = Ciphertext.from_bytes((raw[start:] + bytes(1024))[: len(promised.digests) * 1024])
        assert public.wrong_leaf(key, promised) == 0
    from wuxing.contattract.post.letters import unseal

    with pytest.raises(MailError, match="none of the keys"):
        unseal([*thief.keys.keys, key], raw)
    assert buyer.open(order) == CONTENT
    # the thief's own order has another key, so that the revealed one helps with nothing there either
    second = thief.buy(seller.me, file)
    seller.serve()
    assert thief._told(second, "Sealed").key_hash != keccak(key)
    assert thief._ciphertext(second).wrong_leaf(key, promised) == 0


def test_buyer_complains_falsely__about_any_leaf__refused_and_the_seller_is_paid(clients, system, engine):
    """CNT-M-10: no evidence fits a leaf that is as offered, not even evidence from another order."""
    seller, buyer, other = clients
    file = seller.attach("film", CONTENT, PRICE)
    order, second = buyer.buy(seller.me, file), other.buy(seller.me, file)
    for _ in range(2):
        seller.serve()
        buyer.open(order)
        other.open(second)
    sold, promised = system.attachments, Manifest.of(CONTENT)
    key, mine, theirs = (
        buyer._told(order, "Revealed").key,
        buyer._ciphertext(order),
        other._ciphertext(second),
    )
    for i in range(len(promised.digests)):
        evidence = (promised.digests[i], promised.tree.proof(i))
        with pytest.raises(Revert, match="Attachments: leaf is as offered"):
            sold.complain(
                order,
                promised.root,
                mine.root,
                key,
                i,
                mine.leaves[i],
                mine.tree.proof(i),
                *evidence,
                sender=buyer.account,
            )
        with pytest.raises(Revert, match="Attachments: leaf is not of the ciphertext"):
            sold.complain(
                order,
                promised.root,
                mine.root,
                key,
                i,
                theirs.leaves[i],
                theirs.tree.proof(i),
                *evidence,
                sender=buyer.account,
            )
    before = system.token.balanceOf(seller.me)
    engine.advance(2 * DAY)
    seller.serve()
    assert system.token.balanceOf(seller.me) - before == 2 * PRICE


def test_buyer_griefs__orders_and_falls_silent__costs_it_its_own_money_for_a_while(clients, system, engine):
    """CNT-M-11: a buyer that never confirms locks only its own price; the seller has lost the work of sealing."""
    seller, buyer, _ = clients
    file = seller.attach("film", CONTENT, PRICE)
    before = system.token.balanceOf(seller.me), system.token.balanceOf(buyer.me)
    order = buyer.buy(seller.me, file)
    seller.serve()
    assert system.token.balanceOf(buyer.me) == before[1] - PRICE
    engine.advance(2 * DAY)
    with pytest.raises(Revert, match="Attachments: too late"):
        system.attachments.confirm(order, sender=buyer.account)
    system.attachments.refund(order, sender=seller.account)
    assert (system.token.balanceOf(seller.me), system.token.balanceOf(buyer.me)) == before
