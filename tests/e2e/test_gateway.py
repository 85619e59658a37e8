# SPDX-License-Identifier: MIT
"""The gateway from the chain to a real mail server (CNT-17): Anvil, SMTP with STARTTLS, SQLite."""

from __future__ import annotations

import pytest

from tests.mailserver import HOST, MailServer, certificate
from tests.post_office import CONFIRMATIONS, DOMAIN, EMAIL, TOPIC, Post, files, post, server, system
from wuxing.contattract.post.gateway import GatewayError, _wait
from wuxing.contattract.post.gateway_command import errands
from wuxing.contattract.post.outbox import Outbox, OutboxError
from wuxing.contattract.post.postman import BOUNCE, REPLY
from wuxing.suite import deploy
from wuxing.xz import stage
from wuxing.xz.signing import Chip

__all__ = ["files", "post", "server", "system"]


def test_notice__confirmed__e_mail_once(post, server):
    """CNT-17: received by a real server over STARTTLS; read again, sent once."""
    post.notify("Größe: 5 XZ".encode())
    for _ in range(3):
        post.gateway.step()
    [letter] = server.letters
    assert letter["To"] == EMAIL and letter["Subject"] == "[1] greetings" and letter["From"] == f"notices@{DOMAIN}"
    assert letter.get_content().startswith("Größe: 5 XZ\r\n") and post.source.address in letter.get_content()
    assert letter["Reply-To"] == post.address(REPLY) and server.taken[0][0] == post.address(BOUNCE)
    assert letter["Auto-Submitted"] == "auto-generated" and post.states() == ["sent"]


def test_notice__not_confirmed__waits(post, server, anvil):
    """Reorganisation: nothing is sent before its confirmations, to the block."""
    post.notify(confirmed=False)
    anvil.mine(CONFIRMATIONS - 1)
    post.gateway.step()
    assert not server.letters
    anvil.mine(1)
    post.gateway.step()
    assert len(server.letters) == 1


def test_reorganisation__deeper_than_the_confirmations__what_was_not_sent_is_forgotten(post, server, anvil):
    """The old branch's letter that waited is gone; the new branch's is sent, under the same number."""
    kept = anvil.snapshot()
    server.stop()
    post.notify(b"old branch")
    post.gateway.step()
    assert post.states() == ["queued"]
    anvil.restore(kept)
    anvil.mine(1)
    post.notify(b"new branch")
    server.start()
    post.now += 3_600
    post.gateway.step()
    assert [x.get_content().splitlines()[0] for x in server.letters] == ["new branch"]


def test_reorganisation__after_the_letter_was_sent__the_new_one_is_a_letter_of_its_own(post, server, anvil):
    kept = anvil.snapshot()
    post.notify(b"old branch")
    post.gateway.step()
    anvil.restore(kept)
    anvil.mine(3)
    post.notify(b"new branch")
    post.gateway.step()
    assert [x.get_content().splitlines()[0] for x in server.letters] == ["old branch", "new branch"]
    assert len({x["Message-ID"] for x in server.letters}) == 2


def test_gap__a_node_that_leaves_a_log_out__nothing_is_skipped(post, server, anvil, monkeypatch, caplog):
    """The numbers show it: the gateway reads no further, and sends all once the node has them again."""
    post.notify(b"one")
    post.notify(b"two")
    whole = anvil.logs
    monkeypatch.setattr(anvil, "logs", lambda *a, **k: whole(*a, **k)[1:])
    with pytest.raises(GatewayError, match=r"expected notice 1 .* got 2: the node's logs have a gap"):
        post.gateway.read()
    post.gateway.step()
    assert not server.letters and "the node's logs have a gap" in caplog.text
    monkeypatch.undo()
    post.gateway.step()
    assert len(server.letters) == 2


def test_server_down__then_up__kept_and_sent_after_the_pause(post, server, caplog):
    """Clear message, backing off, nothing lost; a restart in between."""
    server.stop()
    post.notify()
    post.gateway.step()
    assert f"mail server {HOST}:{server.port} does not answer" in caplog.text and post.states() == ["queued"]
    server.start()
    post.gateway.step()
    assert not server.letters  # it is left alone for half a minute
    post.gateway.outbox.close()
    post.gateway = post.open()
    post.gateway.step()
    assert len(server.letters) == 1 and post.states() == ["sent"]


def test_pause__server_stays_down__doubles_up_to_an_hour(post, server):
    server.stop()
    post.notify()
    post.gateway.read()
    for tries in range(1, 10):
        post.gateway.step()
        assert post.gateway.pause == post.now + _wait(tries)
        post.now = post.gateway.pause
    assert [_wait(n) for n in (1, 2, 3, 8)] == [30, 60, 120, 3_600]
    # once it took something, the next time that it is down is the first one again
    server.start()
    post.gateway.step()
    assert post.states() == ["sent"]
    server.stop()
    post.notify()
    post.gateway.step()
    assert post.gateway.pause == post.now + _wait(1)


@pytest.mark.parametrize(
    ("relay", "message"),
    [
        ({"password": "wrong"}, "does not take user 'gateway' with this password (535)"),
        ({"ca": None}, "its certificate is not good"),
        ({"ca": "/nowhere.pem"}, "expected certificates to trust in /nowhere.pem"),
    ],
)
def test_server__wrong_password_or_certificate__nothing_is_sent(post, server, caplog, relay, message):
    post.notify()
    gateway = post.open(**relay)
    gateway.step()
    assert message in caplog.text and not server.letters and post.states() == ["queued"]
    gateway.outbox.close()


def test_server__no_starttls__nothing_is_sent_in_clear(post, files, caplog):
    clear = MailServer(files, starttls=False).start()
    try:
        post.port = clear.port
        post.notify()
        gateway = post.open()
        gateway.step()
        assert "offers no STARTTLS; nothing is sent in clear" in caplog.text
        assert not clear.letters and post.states() == ["queued"]
        gateway.outbox.close()
    finally:
        clear.stop()


def test_server__certificate_of_another_address__nothing_is_sent(post, server, caplog, tmp_path):
    """A good certificate that is somebody else's."""
    other = MailServer(certificate(tmp_path, "127.0.0.2")).start()
    try:
        post.files, post.port = other.files, other.port
        post.notify()
        gateway = post.open()
        gateway.step()
        assert "its certificate is not good" in caplog.text and not other.letters
        gateway.outbox.close()
    finally:
        other.stop()


def test_letter__mailbox_refused__subscriber_is_suspended(post, server):
    """A hard bounce at once: 5xx for the recipient. Later notices are recorded, not sent; registering again frees."""
    server.at_rcpt = lambda _: "550 5.1.1 no such user"
    post.notify()
    post.notify()
    post.gateway.step()
    assert post.states() == ["dropped", "dropped"]
    assert post.gateway.outbox.subscriber(post.subscriber.address).suspended == "550 5.1.1 no such user"
    server.at_rcpt = lambda _: None
    post.notify()
    post.gateway.step()
    assert not server.letters and post.states() == ["dropped"] * 3
    post.register(nonce=2)
    post.notify()
    post.gateway.step()
    assert [x["Subject"] for x in server.letters] == ["[4] greetings"]


def test_letter__content_refused__dropped_and_the_next_one_goes(post, server):
    """5xx for the data is the letter's fault, not the mailbox's."""
    server.at_data = lambda message: "554 5.6.0 no" if "[1]" in message["Subject"] else None
    post.notify()
    post.notify()
    post.gateway.step()
    assert post.states() == ["dropped", "sent"]
    assert not post.gateway.outbox.subscriber(post.subscriber.address).suspended


def test_letter__deferred__tried_again_later_and_dropped_in_the_end(post, server):
    """4xx before the data: certainly not delivered. Twelve tries."""
    server.at_rcpt = lambda _: "451 4.7.1 greylisted"
    post.notify()
    post.gateway.step()
    assert post.states() == ["queued"]
    post.gateway.step()
    assert post.gateway.outbox.letters()[-1].attempts == 1
    for _ in range(11):
        post.now += 3_600
        post.gateway.step()
    letter = post.gateway.outbox.letters()[-1]
    assert (letter.state, letter.attempts) == ("dropped", 12) and "greylisted" in letter.note


def test_letter__deferred_once__arrives(post, server):
    server.at_data = lambda _: "451 4.3.0 busy"
    post.notify()
    post.gateway.step()
    assert post.states() == ["sending"] and not server.letters
    server.at_data = lambda _: None
    post.now += 30
    post.gateway.step()
    assert len(server.letters) == 1 and post.states() == ["sent"]


@pytest.mark.parametrize(
    "body", [b"a\r\nBcc: all@example.org\r\n\r\nx", b"\xff\xfe\x00\x07", b"x" * 256, b".\r\n", b""], ids=range(5)
)
def test_letter__hostile_bodies__are_text_and_nothing_else(post, server, body):
    """Header injection, bytes that are no text, the largest body, SMTP's end of data, nothing."""
    post.notify(body)
    post.gateway.step()
    [letter] = server.letters
    assert letter["Bcc"] is None and letter["To"] == EMAIL
    assert len(letter.get_content()) < 800 and letter.get_content().count("Notice 1, from") == 1


def test_letter__hostile_topic__is_a_subject_of_one_line(post, server, system, anvil):
    topic = b"hi\r\nBcc: all@example.org\r\n\r\nevil"[:32].ljust(32, b"\0")
    system.notices.opt_in(post.source, topic, sender=post.subscriber)
    system.notices.notify(post.subscriber, topic, b"", sender=post.source)
    anvil.mine(CONFIRMATIONS)
    post.gateway.step()
    [letter] = server.letters
    assert letter["Bcc"] is None and "\n" not in letter["Subject"] and letter["Subject"].startswith("[1] hi")


# registrations


def test_register__bad_statements__refused_and_nothing_changed(post, attacker):
    """Signed by another, for another mailbox, old, late, malformed, and headers in an address."""
    good = post.statement(nonce=2)
    for statement, reason in [
        (post.statement(nonce=2, signer=attacker), "expected a statement signed by"),
        (good | {"email": "thief@example.org"}, "expected a statement signed by"),
        (post.statement(nonce=1), "expected a nonce above 1"),
        (post.statement(nonce=2, deadline=1_999_999_999), "expected a statement that still holds"),
        (good | {"email": "no address"}, "expected an e-mail address like"),
        (good | {"email": "a@b.c\r\nBcc: x@example.org"}, "expected an e-mail address like"),
        (good | {"email": "x" * 250 + "@example.org"}, "expected an e-mail address like"),
        (good | {"nonce": "two"}, "expected a statement with subscriber"),
        (good | {"signature": "0x12"}, "expected a statement with subscriber"),
        ({}, "expected a statement with subscriber"),
    ]:
        with pytest.raises(GatewayError, match=reason):
            post.gateway.register(statement)
    assert post.gateway.outbox.subscriber(post.subscriber.address).email == EMAIL


def test_register__again__letters_go_to_the_new_mailbox(post, server):
    post.register(nonce=2, email="other@example.org")
    post.notify()
    post.gateway.step()
    assert server.letters[0]["To"] == "other@example.org"


@pytest.mark.parametrize("read", [True, False])
def test_register__after_notices__those_before_are_not_sent(post, server, system, other_miner, anvil, read):
    """What came before the registration stays on chain, whether the gateway had `read` its block by then or not."""
    system.notices.opt_in(post.source, TOPIC, sender=other_miner)
    system.notices.notify(other_miner, TOPIC, b"early", sender=post.source)
    anvil.mine(CONFIRMATIONS)
    if read:
        post.gateway.step()
    post.subscriber = other_miner
    post.register()
    post.notify(b"late")
    post.gateway.step()
    assert [x["Subject"] for x in server.letters] == ["[2] greetings"]


def test_outbox__of_another_chain_or_no_database__refused(post, tmp_path):
    with pytest.raises(OutboxError, match="expected the outbox of 1/0x00, this one is of"):
        Outbox(post.path, "1/0x00")
    (tmp_path / "text").write_text("this is no database, but a text of some length")
    with pytest.raises(OutboxError, match="expected a database of the gateway"):
        Outbox(tmp_path / "text", "1/0x00")


# from XZ's mine and the disk to the mailbox


def test_mine_and_lease__fee_low_end_near_and_stake_unlocked__reach_the_mailbox(
    anvil, files, server, tmp_path, deployer, owner, guardian, registrar, node, operator, miner
):
    """CNT-17, whole: the keeper sees what the views of XZ's mine and of the disk say, and the miner gets e-mail."""
    with anvil.anchor():
        people = {"owner": owner.address, "guardian": guardian.address}
        xz = deploy(anvil, "xz", "paper", deployer, people | {"registrar": registrar.address})
        roles = people | {"consensus_payee": node.address, "xz_mine": xz.mine.address}
        cnt = deploy(anvil, "contattract", "paper", deployer, roles)
        post = Post(anvil, cnt, files, server.port, tmp_path / "x.sqlite", miner, node, operator)
        post.gateway.errands = errands(post.gateway, cnt.mine_notices, cnt.lease_notices)
        topics = [(cnt.mine_notices, "FEE_LOW"), (cnt.mine_notices, "UNLOCKED"), (cnt.lease_notices, "EXPIRING")]
        for adapter, topic in topics:
            cnt.notices.opt_in(adapter, getattr(adapter, topic)(), sender=miner)
        # phase 1, a cabinet with a fee pool of 20 XZ, and a lease for ten days
        ended = stage.start_of_phase(xz, 1)
        stage.set_minted(xz, ended, {miner.address: ended})
        xz.token.approve(xz.mine, 2**256 - 1, sender=miner)
        xz.nft.mint(miner, b"\x01" * 32, 1, 2, Chip.from_seed("cabinet").address, 1, sender=registrar)
        xz.mine.stake(1, 4_140 * 10**18, 20 * 10**18, sender=miner)
        lease = leased(cnt, owner, miner)
        post.gateway.step()
        assert not server.letters
        anvil.advance(6 * 86_400)
        post.gateway.step()
        anvil.mine(CONFIRMATIONS)
        post.gateway.step()
        subjects = sorted(x["Subject"].split("] ")[1] for x in server.letters)
        assert subjects == ["fee pool low", "lease expiring"]
        texts = " ".join(x.get_content() for x in server.letters)
        assert "NFTXZ 1: less than 12 XZ left" in texts and f"Lease {lease} ends in less than 5 days" in texts
        for _ in range(3):  # once for each event
            post.gateway.step()
            anvil.mine(CONFIRMATIONS)
        assert len(server.letters) == 2
        xz.mine.exit(1, sender=miner)
        post.gateway.step()
        anvil.advance(xz.params.exit_lock)
        post.gateway.step()
        anvil.mine(CONFIRMATIONS)
        post.gateway.step()
        assert server.letters[-1]["Subject"].endswith("stake unlocked") and len(server.letters) == 3
        assert "4140 XZ can be withdrawn from the mine" in server.letters[-1].get_content()
        post.gateway.outbox.close()


def leased(cnt, owner, miner) -> int:
    """A lease of 1 MB for ten days on a disk of 100 MB with a pool."""
    engine, disk = cnt.token.engine, cnt.disk
    cnt.budgets.spend(0, miner, 1_000_000 * 10**18, "tests", sender=owner)
    cnt.token.approve(disk, 2**256 - 1, sender=miner)
    disk.donate(1_000 * 10**18, sender=miner)
    landlords = [engine.account(30 + i).address for i in range(3)]
    disk.record_pass(landlords, 0, 100, True, False, sender=cnt.proofs.address)
    return disk.lease(1, 10, 10**30, engine.time + 100, [], sender=miner).value
