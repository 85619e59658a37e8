# SPDX-License-Identifier: MIT
"""mail.py: letters, names and attachments between clients on a real EVM (CNT-13 … CNT-16)."""

import pytest
from eth_utils import keccak

from tests.mail_world import CNT, DAY, NONE, point
from wuxing.contattract.post.letters import InboxError, Letter, MailError, seal
from wuxing.contattract.post.mail_files import Keyring

CONTENT = b"".join(keccak(i.to_bytes(4, "big")) for i in range(100))
PRICE = 30 * CNT


@pytest.fixture
def named(clients, engine):
    """The miner's client, with the name `lighthouse`."""
    client = clients[0]
    engine.time = client.commit("lighthouse")
    client.register("lighthouse", 100)
    return client


def test_register__in_two_steps__found_by_name(named, clients, engine):
    """CNT-13: commit, wait, register; a second commitment is not needed while the first holds."""
    found = clients[1].find("lighthouse")
    assert (found.account, found.version) == (named.me, 1)
    assert clients[1].text_of(keccak(b"lighthouse")) == "lighthouse"
    assert clients[1].signature_of(named.me) == named.me
    named.system.names.set_primary(keccak(b"lighthouse"), sender=named.account)
    assert clients[1].signature_of(named.me) == "lighthouse"
    ready = clients[1].commit("breakwater")
    assert clients[1].commit("breakwater") == ready > engine.time
    with pytest.raises(MailError, match="Names: commitment is too young"):
        clients[1].register("breakwater", 30)


def test_commit__taken_or_confusable__refused_before_anything_is_sent(named, clients, engine):
    """CNT-13: at the edge that can know."""
    at = engine.time
    for name, reason in (("lighthouse", "the name is taken"), ("раура", "confusing"), ("Lighthouse", "normalised")):
        with pytest.raises(MailError, match=reason):
            clients[2].commit(name)
    with pytest.raises(MailError, match="expected a commitment first"):
        clients[2].register("breakwater", 30)
    engine_time = clients[2].commit("五行")
    engine.time = engine_time
    with pytest.raises(MailError, match="needs the normaliser's signature"):
        clients[2].register("五行", 30)
    assert at < engine_time


def test_find__unknown_expired_or_without_key__refused(named, clients, engine, world, node):
    """CNT-13: three reasons, said clearly."""
    for whom, reason in (
        ("nobody", "nobody: unknown name"),
        (node.address, "has no encryption key"),
        ("раура", "confusing"),
        ("0x12", "expected an address"),
    ):
        with pytest.raises(MailError, match=reason):
            clients[1].find(whom)
    engine.time = named.system.names.name_of(keccak(b"lighthouse"))[1]
    with pytest.raises(MailError, match="lighthouse: name has expired"):
        clients[1].send("lighthouse", "s", "t")
    named.renew("lighthouse", 20)
    assert clients[1].find("lighthouse").account == named.me


def test_text_of__confusable_that_the_normaliser_let_in__not_shown(clients, world, owner, guardian, attacker):
    """CNT-13: a lying normaliser cannot make honest clients show or resolve its name."""
    text = "раура".encode()
    world.system.names.set_normaliser(guardian, sender=owner)
    world.system.token.approve(world.system.names, 2**256 - 1, sender=attacker)
    world.commit(attacker, text)
    receipt = world.system.names.register(text, 30, *point("x"), NONE, world.attest(guardian, text), sender=attacker)
    clients[0].logs.add(receipt)
    world.system.names.set_primary(keccak(text), sender=attacker)
    assert clients[0].text_of(keccak(text)) == "" and clients[0].signature_of(attacker.address) == attacker.address
    with pytest.raises(MailError, match="confusing"):
        clients[0].find("раура")


def test_letters__sent_read_and_answered(named, clients):
    """CNT-14: both ways; only the recipient reads."""
    a, b, c = clients
    assert b.send("lighthouse", "hello", "how is the sea?") == (a.me, 1)
    (message,) = a.inbox()
    letter = a.read(message)
    assert (letter.sender, letter.subject, letter.text) == (b.me, "hello", "how is the sea?")
    a.send(letter.sender, "re: hello", "calm", stored=True)
    assert b.read(b.inbox()[0]).text == "calm"
    with pytest.raises(MailError, match="none of the keys in the key file opens this"):
        c.read(message, a.me)


def test_read__after_rotation__old_and_new(clients):
    """CNT-13: mail to an earlier key version stays readable."""
    a, b, _ = clients
    b.send(a.me, "1", "old key")
    assert a.rotate() == 2
    b.send(a.me, "2", "new key")
    first, second = a.inbox()
    assert (first.version, second.version) == (1, 2)
    assert [a.read(first).text, a.read(second).text] == ["old key", "new key"]
    a.keys = Keyring(keys=a.keys.keys[1:])
    with pytest.raises(MailError, match="message 1, sealed to key version 1: none of the keys"):
        a.read(first)


def test_read__passed_on_or_forged__refused(clients):
    """CNT-14: a letter names both ends: nobody can pass on another's as its own, or to another."""
    a, b, c = clients
    b.send(c.me, "secret", "for c only")
    body = Letter(b.me, c.me, "secret", "for c only").sealed(a.find(a.me).key)
    c.logs.add(c.system.mail.send(a.me, 1, body, 0, sender=c.account))
    with pytest.raises(MailError, match="somebody passes on what was written to another"):
        a.read(a.inbox()[0])
    c.logs.add(c.system.mail.send(a.me, 1, seal(a.find(a.me).key, b"no letter"), 0, sender=c.account))
    with pytest.raises(MailError, match="expected a letter of version 1"):
        a.read(a.inbox()[1])


@pytest.mark.parametrize("wrong", ["sender", "recipient"])
def test_read__one_end_is_another__refused(clients, wrong):
    """CNT-14: who sends in another's name is found by the sender alone, what was meant for another by the recipient."""
    a, b, c = clients
    said, real = (
        (Letter(b.me, a.me, "pay c", "signed, b"), c) if wrong == "sender" else (Letter(b.me, c.me, "s", "t"), b)
    )
    body = said.sealed(a.find(a.me).key)
    real.logs.add(real.system.mail.send(a.me, 1, body, 0, sender=real.account))
    with pytest.raises(MailError, match=f"holds a letter of {said.sender} to {said.to}, but came from {real.me}"):
        a.read(a.inbox()[0])


def test_read__not_sealed__said_so(clients):
    """CNT-14: a contract seals nothing: key version 0."""
    a, _, c = clients
    c.logs.add(c.system.mail.send(a.me, 0, b"stake unlocked \xff", 0, sender=c.account))
    letter = a.read(a.inbox()[0])
    assert (letter.sender, letter.subject, letter.text) == (c.me, "(not sealed)", "stake unlocked \ufffd")


def test_send__oversize__refused_before_any_transaction(clients, engine):
    """CNT-14: a clear error, and nothing is sent."""
    a, b, _ = clients
    at = engine.time
    with pytest.raises(
        MailError, match=r"less than 1,024 bytes when sealed, got 1,\d\d\d: send the rest as an attachm"
    ):
        a.send(b.me, "long", "x" * 1_000)
    assert engine.time == at and a.word(b.me) == 0


def test_postage__paid_collected_refunded(clients, engine):
    """CNT-16: the client pays what is wanted, and says where it is too little."""
    a, b, c = clients
    b.system.mail.set_postage(3 * CNT, sender=b.account)
    with pytest.raises(MailError, match="expected postage of at least 3 CNT, got 2"):
        a.send(b.me, "s", "t", postage=2 * CNT)
    a.send(b.me, "s", "t")
    a.send(b.me, "s", "t", postage=5 * CNT)
    assert [m.postage for m in b.inbox()] == [3 * CNT, 5 * CNT]
    assert b.collect([1]) == 3 * CNT
    with pytest.raises(MailError, match="Mail: the recipient may still collect"):
        c.refund(b.me, [2])
    engine.advance(31 * DAY)
    before = a.system.token.balanceOf(a.me)
    c.refund(b.me, [2])
    assert a.system.token.balanceOf(a.me) - before == 5 * CNT


def test_send__without_the_cnt__refused(clients, node):
    """CNT-16: said before anything is sent."""
    a, b, _ = clients
    b.system.mail.set_postage(2_000_000 * CNT // 2, sender=b.account)
    a.system.token.transfer(node, 900_000 * CNT, sender=a.account)
    with pytest.raises(MailError, match="expected 1e\\+06 CNT to pay with"):
        a.send(b.me, "s", "t")


def test_inbox__word_from_another_source__has_to_agree(clients):
    """CNT-14: two sources of the word."""
    a, b, _ = clients
    b.send(a.me, "s", "t")
    word = a.word()
    assert len(a.inbox(word=word)) == 1
    with pytest.raises(InboxError, match=r"the node says that the inbox's word is 0x.*, the other source says 0x1"):
        a.inbox(word=1)
    assert a.keys.seen[a.me] == {1: word}


def test_inboxes__after_a_move__old_mail_with_the_new(clients, world, guardian):
    """CNT-18: the successor reads what came before, proved through the link, and new mail finds it."""
    a, b, c = clients
    b.send(a.me, "1", "to the old account")
    world.move(c.account, a.account, guardian)
    b.logs.add(world.system.mail.follow(c.me, sender=guardian))
    assert b.send(c.me, "2", "to the name of old") == (a.me, 3)
    found = a.inboxes()
    assert [m.number for m in found[a.me]] == [1, 2, 3] and found[c.me] == []
    with pytest.raises(MailError, match=f"is the inbox of {c.me}, which moved here"):
        a.read(found[a.me][1])
    assert a.read(found[a.me][2]).text == "to the name of old"


def test_find__moved_twice__where_it_is_now(clients, world, guardian, attacker, miner, other_miner):
    """CNT-18: mail goes to the end of the line."""
    a, b, _ = clients
    world.move(attacker, miner, guardian)
    world.move(miner, other_miner, guardian)
    assert a.find(attacker.address).account == b.me


def test_inboxes__node_hides_the_old_inbox__noticed_by_the_word_that_joined(clients, world, guardian, monkeypatch):
    """CNT-14, CNT-18: no logs and a word of zero are a whole inbox, but not the one that joined."""
    a, b, c = clients
    b.send(c.me, "1", "to the old account")
    world.move(c.account, a.account, guardian)
    b.logs.add(world.system.mail.follow(c.me, sender=guardian))
    assert [m.number for m in a.inboxes()[c.me]] == [1]
    true, hidden = a.word, a.logs.logs[:]
    a.keys.seen.clear()
    a.logs.logs[:] = [log for log in hidden if log.topics[1][12:] != bytes.fromhex(c.me[2:])]
    monkeypatch.setattr(a, "word", lambda account=None: 0 if account == c.me else true(account))
    assert a.inbox(c.me) == []
    with pytest.raises(InboxError, match=r"the node says that the inbox's word is 0x0, the other source says 0x"):
        a.inboxes()


def test_attach__free__downloaded_through_the_letter(clients):
    """CNT-15: encrypted where it lies, the key in the letter; altered content is refused."""
    a, b, _ = clients
    file = a.attach("photo.raw", CONTENT)
    a.send(b.me, "photo", "see attachment", (file,))
    (got,) = b.read(b.inbox()[0]).attachments
    assert got == file and b.download(got) == CONTENT
    assert CONTENT[:64] not in a.store.get(file.root)
    a.store.put(file.root, a.store.get(file.root)[:-1] + b"\0")
    with pytest.raises(MailError, match="the content is not what was promised: expected the root"):
        b.download(got)
    a.store.put(file.root, b"short")
    with pytest.raises(MailError, match="the content is not what was promised: expected whole leaves"):
        b.download(got)
    (a.store.folder / file.root.hex()).unlink()
    with pytest.raises(MailError, match="the content is not there"):
        b.download(got)
    with pytest.raises(MailError, match="expected at least one byte to attach"):
        a.attach("empty", b"")


def test_buy__both_honest__content_for_price(clients, engine):
    """CNT-15: buy, seal, confirm, reveal, open, claim; each client does its part in rounds."""
    a, b, _ = clients
    file = a.attach("film", CONTENT, PRICE)
    before = a.system.token.balanceOf(a.me)
    order = b.buy(a.me, file)
    assert b.state(order) == "ordered" and b.open(order) is None
    assert a.serve() == [f"order {order}: sealed"] and a.serve() == []
    assert b.state(order) == "sealed" and b.open(order) is None and b.state(order) == "confirmed"
    assert b.open(order) is None
    assert a.serve() == [f"order {order}: key revealed"] and a.serve() == []
    assert b.open(order) == CONTENT
    engine.advance(2 * DAY)
    assert a.serve() == [f"order {order}: 30 CNT received"] and a.serve() == []
    assert a.system.token.balanceOf(a.me) - before == PRICE
    assert b.open(order) == CONTENT


def test_buy__each_buyer_another_key(clients):
    """CNT-15: content keys and ciphertexts are fresh for each order."""
    a, b, c = clients
    file = a.attach("film", CONTENT, PRICE)
    orders = [b.buy(a.me, file), c.buy(a.me, file)]
    a.serve()
    told = [a._told(order, "Sealed") for order in orders]
    assert len({t.key_hash for t in told}) == len({t.ciphertext for t in told}) == len({t.kept for t in told}) == 2


def test_buy__free_or_not_as_promised__refused(clients):
    """CNT-15: the buyer has the digests and the right size before it pays."""
    from dataclasses import replace

    a, b, _ = clients
    with pytest.raises(MailError, match="is free: download it"):
        b.buy(a.me, a.attach("gift", CONTENT))
    file = a.attach("film", CONTENT, PRICE)
    with pytest.raises(MailError, match="expected 5 bytes, the seller promises 3,200"):
        b.buy(a.me, replace(file, size=5))
    with pytest.raises(MailError, match="the content is not there"):
        b.buy(a.me, replace(file, root=b"\1" * 32))
    a.store.put(file.root, a.store.get(file.root)[:-1] + b"\0")
    with pytest.raises(MailError, match="expected the root"):
        b.buy(a.me, file)


def test_serve__below_the_price__not_sealed(clients, engine):
    """CNT-15: who orders for less than was asked gets its money back, and nothing else."""
    from dataclasses import replace

    a, b, _ = clients
    file = a.attach("film", CONTENT, PRICE)
    order = b.buy(a.me, replace(file, price=PRICE - 1))
    assert a.serve() == []
    engine.advance(2 * DAY)
    with pytest.raises(MailError, match="the time for it to be sealed is over, the price is refunded"):
        b.open(order)
    with pytest.raises(MailError, match=f"order {order} was refunded"):
        b.open(order)
    with pytest.raises(MailError, match=f"order {order}: expected one of {a.me}, got one of {b.me}"):
        a.open(order)
