# SPDX-License-Identifier: MIT
"""A mailbox gets notices when it agreed to them (CNT-17): asked by one letter, confirmed by its answer or its code."""

from __future__ import annotations

import pytest

from tests.mailserver import HOST, free_port
from tests.post_office import DOMAIN, EMAIL, TOPIC, answer, bounce, bring, files, post, server, system
from wuxing.contattract.post.gateway import DAYS, TRIES, GatewayError, _wait
from wuxing.contattract.post.gateway_command import errands, listening
from wuxing.contattract.post.outbox import MONTH, REQUESTS, OutboxError
from wuxing.contattract.post.postman import AGREE, RETURNED, own_address

__all__ = ["files", "post", "server", "system"]

NEW = "new@example.org"


@pytest.fixture
def stranger(post, system, other_miner):
    """The post with another subscriber, that is not registered yet; its listener runs."""
    post.subscriber = other_miner
    system.notices.opt_in(post.source, TOPIC, sender=other_miner)
    post.listener = free_port()
    with listening(post.gateway, HOST, post.listener, *post.files):
        yield post


def known(post):
    """What the outbox says of the subscriber."""
    return post.gateway.outbox.subscriber(post.subscriber.address)


def bodies(server) -> list[str]:
    """First lines of all letters."""
    return [letter.get_content().splitlines()[0] for letter in server.letters]


def test_register__asked_by_one_letter_and_notices_wait__sent_in_order_after_yes(stranger, server):
    """The letter: where to answer, the code, and no word of a stranger's. The answer: a person's from the mailbox."""
    code = stranger.ask(email=NEW)
    for body in (b"one", b"two", b"three"):
        stranger.notify(body)
        stranger.gateway.step()
    [asked] = server.letters
    assert asked["To"] == NEW and asked["From"] == f"notices@{DOMAIN}" and asked["Auto-Submitted"] == "auto-generated"
    assert asked["Reply-To"] == f"c.{code}@{DOMAIN}" and server.taken[0][0].startswith("d.")
    text = asked.get_content()
    assert code in text and stranger.subscriber.address in text and f"within {DAYS} days" in text and NEW not in text
    assert stranger.states() == ["queued"] * 3 and known(stranger).email == ""
    yes = answer("\nYes, please!\n\n> The account\n", sender=NEW)
    assert bring(stranger, asked["Reply-To"], yes)[0] == 250
    # a server that did not hear the answer says it again
    assert bring(stranger, asked["Reply-To"], yes)[0] == 250
    for _ in range(2):
        stranger.gateway.step()
    assert bodies(server)[1:] == ["one", "two", "three"] and [x["To"] for x in server.letters] == [NEW] * 4
    assert stranger.states() == ["sent"] * 3


def test_confirm__code_of_the_letter__counts_once(stranger, server):
    code = stranger.ask(email=NEW)
    stranger.notify()
    assert stranger.gateway.confirm(f" {code.upper()}\n") == NEW
    stranger.gateway.step()
    assert bodies(server) == ["hello"]  # who has the code already is not asked by letter
    with pytest.raises(GatewayError, match="still counts, its request was confirmed before: register again"):
        stranger.gateway.confirm(code)


def test_confirm__codes_that_are_none__refused(stranger):
    """Guessed, of another kind or account, cut, and texts of any sort."""
    code = stranger.ask(email=NEW)
    secret, address = stranger.gateway.outbox.secret, stranger.subscriber.address
    changed = code[:-1] + ("a" if code[-1] != "a" else "b")
    local = [
        own_address(s, kind, who, 2, DOMAIN).split("@")[0].partition(".")[2]
        for s, kind, who in [(b"guess", AGREE, address), (secret, RETURNED, address)]
    ]
    for text in (*local, changed, code[:-8], "", "no code", "ä", "=" * 9, code + code):
        with pytest.raises(GatewayError, match="expected a code of a letter from this gateway, got"):
            stranger.gateway.confirm(text)
    assert known(stranger).email == ""


def test_request__not_answered__expires_to_the_second(stranger, server, caplog):
    """What waited is dropped, the late code says why, and registering again begins anew."""
    code = stranger.ask(email=NEW)
    stranger.notify(b"one")
    stranger.now += DAYS * 86_400
    stranger.gateway.step()
    assert stranger.states() == ["queued"] and not known(stranger).suspended
    stranger.now += 1
    with pytest.raises(GatewayError, match="still counts, its request has expired: register again"):
        stranger.gateway.confirm(code)
    stranger.gateway.step()
    assert stranger.states() == ["dropped"] and known(stranger).suspended == "no mailbox agreed"
    stranger.notify(b"two")
    stranger.gateway.step()
    code_, said = bring(stranger, f"c.{code}@{DOMAIN}", answer("yes", sender=NEW))
    assert code_ == 550 and b"a request that still counts, this one has expired" in said
    again = stranger.ask(email=NEW, nonce=2, deadline=2_100_000_000)
    stranger.notify(b"three")
    stranger.gateway.confirm(again)
    stranger.gateway.step()
    assert stranger.states() == ["dropped", "dropped", "sent"] and bodies(server)[-1] == "three"


def test_request__in_its_last_second__counts(stranger):
    code = stranger.ask(email=NEW)
    stranger.now += DAYS * 86_400
    assert stranger.gateway.confirm(code) == NEW


def test_register__strangers_mailbox_again_and_again__three_letters_in_thirty_days(stranger, server, attacker, keeper):
    """Whoever makes them, however it is written; refused before anything is changed, and free again after the time."""
    written = ["victim@example.org", "Victim+a@example.org", "VICTIM@EXAMPLE.ORG"]
    begun = stranger.now
    for nonce, email in enumerate(written):
        stranger.subscriber = [attacker, keeper, attacker][nonce]
        stranger.ask(email=email, nonce=nonce + 1, deadline=2_100_000_000)
        stranger.gateway.step()
        stranger.now += 3_600
    assert len(server.letters) == REQUESTS
    before = known(stranger)
    reason = r"at most 3 requests for a mailbox in 30 days: victim\+b@example.org can be asked again in 30 days"
    with pytest.raises(OutboxError, match=reason):
        stranger.ask(email="victim+b@example.org", nonce=9, deadline=2_100_000_000)
    stranger.gateway.step()
    assert len(server.letters) == REQUESTS and known(stranger) == before
    stranger.now = begun + MONTH - 1
    with pytest.raises(OutboxError, match="can be asked again in 1 days"):
        stranger.ask(email="victim@example.org", nonce=9, deadline=2_100_000_000)
    stranger.now = begun + MONTH
    stranger.ask(email="victim@example.org", nonce=9, deadline=2_100_000_000)
    stranger.gateway.step()
    assert len(server.letters) == REQUESTS + 1


def test_register__the_same_again_while_it_is_asked__no_second_letter(stranger, server):
    code = stranger.ask(email=NEW)
    stranger.gateway.step()
    for nonce in range(2, 9):
        assert not stranger.gateway.register(stranger.statement(email=NEW, nonce=nonce))
        stranger.gateway.step()
    assert len(server.letters) == 1 and stranger.gateway.confirm(code) == NEW


def test_register__mailbox_that_agreed__is_not_asked_again(post, server):
    """And a request for another one that is open then is none any more."""
    code = post.ask(email=NEW, nonce=2)
    assert post.gateway.register(post.statement(nonce=3))
    post.gateway.step()
    assert not server.letters
    with pytest.raises(GatewayError, match="its request gave way to a later one"):
        post.gateway.confirm(code)


def test_register__another_mailbox__the_old_one_until_it_agrees(post, server):
    code = post.ask(email=NEW, nonce=2)
    post.notify(b"to the old one")
    post.gateway.step()
    post.gateway.confirm(code)
    post.notify(b"to the new one")
    post.gateway.step()
    notices = [x for x in server.letters if x["Subject"].startswith("[")]
    assert [x["To"] for x in notices] == [EMAIL, NEW]
    # one that nobody answers changes nothing
    post.ask(email="third@example.org", nonce=3)
    post.now += DAYS * 86_400 + 1
    post.notify()
    post.gateway.step()
    assert server.letters[-1]["To"] == NEW and not known(post).suspended


def test_register__another_mailbox__is_asked_although_the_old_one_is_dead_by_then(post, server):
    """It may be why another one is named; once that agrees, notices go there."""
    code = post.ask(email=NEW, nonce=2)
    post.gateway.outbox.suspend(post.subscriber.address, "550 gone")
    post.gateway.step()
    assert [x["To"] for x in server.letters] == [NEW] and known(post).suspended == "550 gone"
    assert post.gateway.confirm(code) == NEW
    post.notify()
    post.gateway.step()
    assert [x["To"] for x in server.letters] == [NEW] * 2 and not known(post).suspended


def test_request__replaced__only_the_later_one_counts(stranger, server):
    """One letter to each at most, and none to the first that had not gone out yet."""
    first = stranger.ask(email="typo@example.org")
    second = stranger.ask(email=NEW, nonce=2)
    stranger.gateway.step()
    assert [x["To"] for x in server.letters] == [NEW]
    with pytest.raises(GatewayError, match="its request gave way to a later one"):
        stranger.gateway.confirm(first)
    assert stranger.gateway.confirm(second) == NEW


@pytest.mark.parametrize("how", ["at once", "later", "tries"])
def test_request__letter_comes_back__ends_it_and_no_other(stranger, server, how):
    """Refused by the server, by a bounce afterwards, or deferred to the end."""
    code = stranger.ask(email=NEW)
    stranger.notify()
    if how != "later":
        server.at_rcpt = lambda _: "550 5.1.1 user unknown" if how == "at once" else "451 4.2.0 later"
    for _ in range(TRIES if how == "tries" else 1):
        stranger.gateway.step()
        stranger.now += 3_600
    if how == "later":
        assert bring(stranger, server.taken[0][0], bounce(), "")[0] == 250
        stranger.gateway.step()
    with pytest.raises(GatewayError, match="its request could not be delivered"):
        stranger.gateway.confirm(code)
    assert known(stranger).suspended == "no mailbox agreed" and stranger.states() == ["dropped"]
    server.at_rcpt = lambda _: None
    second = stranger.ask(email="right@example.org", nonce=2, deadline=2_100_000_000)
    if how == "later":  # a bounce that comes twice is the first letter's
        assert bring(stranger, server.taken[0][0], bounce(), "")[0] == 250
    stranger.gateway.step()
    assert server.letters[-1]["To"] == "right@example.org"
    assert stranger.gateway.confirm(second) == "right@example.org"


def test_request__server_down_and_gateway_restarted__one_letter_with_the_same_code(stranger, server):
    server.stop()
    code = stranger.ask(email=NEW)
    stranger.gateway.step()
    server.start()
    stranger.now += _wait(1)
    again = stranger.open()
    for _ in range(3):
        again.step()
    assert [x["Reply-To"] for x in server.letters] == [f"c.{code}@{DOMAIN}"]
    assert again.confirm(code) == NEW
    again.outbox.close()


def test_request__unheard__again_under_the_same_message_id(stranger, server):
    """The server took the letter and its answer was lost: mail stores drop the second one."""
    stranger.ask(email=NEW)
    stranger.gateway.step()
    [asked] = stranger.gateway.outbox.letters("sent")
    stranger.gateway.outbox.mark(asked, "sending")
    stranger.gateway.step()
    assert len(server.letters) == 2 and len(server.mailbox()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Auto-Submitted": "auto-replied"}, 250),
        ({"Auto-Submitted": "auto-replied; owner-email=x@example.org"}, 250),
        ({"Precedence": "bulk"}, 250),
        ({"List-Id": "<list.example.org>"}, 250),
        ({"envelope": ""}, 250),
        ({"sender": "other@example.org"}, 550),
        ({"sender": "new@example.org.evil.org"}, 550),
        ({"text": "Who are you? I did not ask for this. yes\n"}, 554),
        ({"text": "yesterday I was away\n"}, 554),
        ({"text": "no\n\n> yes\n"}, 554),
        ({"text": "> yes\n"}, 554),
        ({"text": ""}, 554),
    ],
    ids=range(12),
)
def test_request__answers_that_are_no_yes__do_not_count(stranger, changes, code):
    """Vacation notices, lists, others, and people who did not ask: nothing is sent to them."""
    stranger.ask(email=NEW)
    stranger.gateway.step()
    changes = {"sender": NEW, "text": "yes"} | changes
    envelope = changes.pop("envelope", NEW)
    asked = stranger.gateway.outbox.request(2)
    to = own_address(stranger.gateway.outbox.secret, AGREE, asked.subscriber, 2, DOMAIN)
    assert bring(stranger, to, answer(**changes), envelope)[0] == code
    assert known(stranger).email == "" and stranger.gateway.outbox.request(2).ended == ""


def test_deliver__suspended_and_registered_anew_in_the_middle__nothing_is_sent(post, server, monkeypatch):
    """A round takes as long as the server likes: what it began with need not hold any more."""
    post.notify()
    post.gateway.read()
    begun = post.gateway.outbox.due(post.now)
    post.gateway.outbox.suspend(post.subscriber.address, "550 gone")
    post.ask(nonce=2)
    monkeypatch.setattr(post.gateway.outbox, "due", lambda now: begun)
    assert post.gateway.deliver() == 0 and not server.taken and post.states() == ["dropped"]
    assert not known(post).suspended


def test_keeper__mailbox_did_not_agree__its_account_is_no_reason_to_poke(post, system, other_miner, anvil):
    """Or anybody could make the gateway pay for pokes that it sends nobody."""
    [_, landlords] = errands(post.gateway, None, system.lease_notices)
    assert landlords.subjects() == [post.subscriber.address]
    post.subscriber = other_miner
    code = post.ask(email=NEW)
    assert other_miner.address not in landlords.subjects()
    post.gateway.confirm(code)
    assert other_miner.address in landlords.subjects()
