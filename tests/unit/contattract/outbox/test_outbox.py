# SPDX-License-Identifier: MIT
"""outbox.py (CNT-17): what a gateway that is killed at any moment must find again, and nothing twice."""

import sqlite3
from dataclasses import replace

import pytest

from wuxing.contattract.post.outbox import KEPT, Letter, Outbox, OutboxError, Overtaken, Reply

ONE, OTHER = "0x" + "11" * 20, "0x" + "22" * 20
CHAIN = "1/0xab"
NEVER = (0, -1, "")
"""A subscriber's notices before it registered: none, as of no block."""


def letter(number, block=None, subscriber=ONE, **other) -> Letter:
    """A letter that waits."""
    made = Letter(
        f"<{subscriber}{number}@x>", subscriber, number, block or 100 + number, OTHER, b"t", b"b", "queued", 0, 0, ""
    )
    return replace(made, **other)


def reply(id_="1", **other) -> Reply:
    """A reply that waits."""
    return replace(Reply(id_, ONE, 1, OTHER, 0, b"yes", "waiting", 0, 0, 0, ""), **other)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite"


@pytest.fixture
def outbox(path):
    """An outbox with two subscribers whose mailboxes agreed; ONE registered after its fifth notice."""
    made = Outbox(path, CHAIN)
    for address, email, since in ((ONE, "one@example.org", 5), (OTHER, "other@example.org", 0)):
        request = made.register(address, email, 1, (since, -1, ""), 0, 99)
        assert made.confirm(request.serial, 0) == ""
    with sqlite3.connect(path) as db:  # nobody has to be asked any more
        db.execute("delete from letter")
    yield made
    made.close()


def read_to(outbox, number, block_hash, letters) -> None:
    """Blocks read for all subscribers."""
    outbox.read_to(number, block_hash, letters, {s.address for s in outbox.subscribers()})


def states(outbox) -> dict[int, str]:
    """States by number."""
    return {x.number: x.state for x in outbox.letters()}


def test_read_to__again__what_was_sent_stays_sent(outbox):
    """CNT-17: a block that is read twice makes no second letter, and no sent one waits again."""
    read_to(outbox, 110, "aa", [letter(6), letter(7)])
    outbox.mark(letter(6), "sent", "done", attempts=1)
    read_to(outbox, 110, "aa", [letter(6), letter(7)])
    assert states(outbox) == {6: "sent", 7: "queued"} and len(outbox.letters()) == 2
    assert outbox.letter(ONE, 6).note == "done"


def test_read_to__fails_in_between__neither_letters_nor_block(outbox):
    """CNT-17: both or neither, or a notice would be lost for good."""
    with pytest.raises(sqlite3.Error):
        read_to(outbox, 110, None, [letter(6)])
    assert outbox.letters() == [] and outbox.cursor() is None
    read_to(outbox, 110, "aa", [letter(6)])
    assert outbox.cursor() == (110, "aa") and len(outbox.letters()) == 1


def test_read_to__restart__all_is_found_again(outbox, path):
    """CNT-17: cursor, letters, subscribers and the secret outlive the process."""
    read_to(outbox, 110, "aa", [letter(6)])
    read_to(outbox, 120, "bb", [])
    secret = outbox.secret
    again = Outbox(path, CHAIN)
    assert again.cursor() == (120, "bb") and again.blocks() == [(120, "bb"), (110, "aa")]
    assert again.letters() == [letter(6)] and again.secret == secret and len(secret) == 32
    assert again.subscribers() == outbox.subscribers()
    again.close()
    with pytest.raises(OutboxError, match=f"expected the outbox of 5/0xab, this one is of {CHAIN}"):
        Outbox(path, "5/0xab")


def test_forget_after__only_later_letters_that_were_not_sent(outbox):
    """CNT-17: what was sent, or may have been, stays on record and frees its number for the new branch."""
    read_to(outbox, 105, "aa", [letter(6, 105)])
    read_to(outbox, 110, "bb", [letter(7, 106), letter(8, 107), letter(9, 108)])
    outbox.mark(letter(8), "sent")
    outbox.mark(letter(9), "sending")
    assert outbox.forget_after(105) == 1
    assert states(outbox) == {6: "queued", -8: "sent", -9: "sending"} and outbox.cursor() == (105, "aa")
    assert outbox.last_number(ONE) == 6 and outbox.letter(ONE, 8) is None
    assert outbox.forget_after(105) == 0
    assert states(outbox) == {6: "queued", -8: "sent", -9: "sending"}


def test_last_number__of_this_subscriber_and_not_before_it_registered(outbox):
    """CNT-17: where the numbers go on."""
    assert (outbox.last_number(ONE), outbox.last_number(OTHER)) == (5, 0)
    read_to(outbox, 110, "aa", [letter(3, subscriber=OTHER)])
    assert (outbox.last_number(ONE), outbox.last_number(OTHER)) == (5, 3)
    read_to(outbox, 111, "ab", [letter(6)])
    assert (outbox.last_number(ONE), outbox.last_number(OTHER)) == (6, 3)


def test_due__queued_and_those_the_gateway_died_with__at_their_second(outbox):
    """CNT-17: in the order of their blocks; what was sent or dropped goes never again."""
    read_to(outbox, 120, "aa", [letter(n) for n in (9, 8, 7, 6, 10)])
    outbox.mark(letter(6), "sending", attempts=1)
    outbox.mark(letter(7), "sent")
    outbox.mark(letter(8), "dropped")
    outbox.mark(letter(9), "queued", due=50)
    assert [x.number for x in outbox.due(49)] == [6, 10]
    assert [x.number for x in outbox.due(50)] == [6, 9, 10]
    assert outbox.due(50)[0].attempts == 1 and outbox.state_of(letter(6)) == "sending"


def test_mark__attempts_unnamed__as_the_letter_has_them(outbox):
    """CNT-17: of this letter alone."""
    read_to(outbox, 120, "aa", [letter(6), letter(7)])
    outbox.mark(replace(letter(6), attempts=4), "queued", "later")
    assert (outbox.letter(ONE, 6).attempts, outbox.letter(ONE, 6).note) == (4, "later")
    assert outbox.letter(ONE, 7) == letter(7)


def test_suspend__drops_what_waits_of_this_subscriber_alone(outbox):
    """CNT-17: what may have arrived is not called dropped; registering again frees, and counts on."""
    waits = [letter(6), letter(7), letter(8), letter(1, subscriber=OTHER)]
    read_to(outbox, 120, "aa", waits)
    outbox.mark(letter(6), "sent")
    outbox.mark(letter(7), "sending")
    outbox.suspend(ONE, "550 gone")
    assert states(outbox) == {6: "sent", 7: "sending", 8: "dropped", 1: "queued"}
    assert outbox.letter(ONE, 8).note == "suspended: 550 gone"
    assert outbox.subscriber(ONE).suspended == "550 gone" and outbox.subscriber(OTHER).suspended == ""
    request = outbox.register(ONE, "one@example.org", 2, (99, 120, "aa"), 0, 99)
    found = outbox.subscriber(ONE)
    assert (found.email, found.nonce, found.since, found.suspended) == ("", 2, 5, "")
    assert outbox.confirm(request.serial, 0) == "" and outbox.subscriber(ONE).email == "one@example.org"
    assert outbox.subscriber("0x00") is None


def test_request__restart__is_found_again_with_its_letter(outbox, path):
    """CNT-17: asked once, by the letter that is queued with the request or not at all."""
    made = outbox.register("0x33", "Three+x@example.org", 1, NEVER, 10, 20)
    again = Outbox(path, CHAIN)
    assert again.request(made.serial) == made and made.ended == ""
    [asking] = again.letters("queued")
    assert again.request_of(asking) == made and (asking.number, asking.email) == (0, "Three+x@example.org")
    assert [x.number for x in again.due(0)] == [0]
    again.close()


def test_due__mailbox_did_not_agree__its_notices_wait(outbox):
    """CNT-17: those of others go."""
    outbox.register("0x33", "three@example.org", 1, NEVER, 10, 20)
    read_to(outbox, 120, "aa", [letter(6), letter(1, subscriber="0x33"), letter(2, subscriber="0x33")])
    assert [(x.subscriber, x.number) for x in outbox.due(0)] == [("0x33", 0), (ONE, 6)]
    assert outbox.confirm(3, 20) == ""
    assert [x.number for x in outbox.due(0)] == [0, 1, 2, 6]


def test_expire__only_who_has_no_mailbox__is_suspended(outbox):
    """CNT-17: who had one keeps it; what is open goes on."""
    outbox.register(ONE, "new@example.org", 2, NEVER, 10, 20)
    outbox.register("0x33", "three@example.org", 1, NEVER, 10, 20)
    outbox.register("0x44", "four@example.org", 1, NEVER, 10, 21)
    outbox.expire(20)
    assert [outbox.request(n).ended for n in (3, 4, 5)] == ["", "", ""]
    outbox.expire(20.5)
    assert [outbox.request(n).ended for n in (3, 4, 5)] == ["has expired", "has expired", ""]
    assert [s.suspended for s in outbox.subscribers()] == ["", "", "no mailbox agreed", ""]
    assert outbox.subscriber(ONE).email == "one@example.org"


def test_refuse__request_that_was_confirmed__stays_so(outbox):
    """CNT-17: a bounce that is late takes back nothing."""
    outbox.refuse(outbox.request(1), "550 gone")
    assert outbox.request(1).ended == "was confirmed before" and outbox.subscriber(ONE).suspended == ""


def test_suspend__letter_about_a_request__still_goes(outbox):
    """CNT-17: the old mailbox is gone, the new one is asked."""
    outbox.register(ONE, "new@example.org", 2, NEVER, 10, 20)
    outbox.suspend(ONE, "550 gone")
    assert [x.number for x in outbox.due(0)] == [0]
    assert outbox.confirm(3, 20) == "" and outbox.subscriber(ONE).suspended == ""


def test_outbox__of_an_older_version__refused(tmp_path):
    """Its mailboxes were never asked."""
    with sqlite3.connect(tmp_path / "old") as db:
        db.execute("create table subscriber (address text primary key)")
    with pytest.raises(OutboxError, match="expected an outbox of version 3, got 0: begin a new one"):
        Outbox(tmp_path / "old", CHAIN)


def test_outbox__of_version_2__is_taken_over(tmp_path):
    """CNT-17: subscribers and letters stay; from then on it can set aside."""
    Outbox(tmp_path / "x", CHAIN).close()
    with sqlite3.connect(tmp_path / "x") as db:
        db.execute("insert into subscriber (address, email, nonce, since) values (?, 'one@example.org', 1, 5)", (ONE,))
        db.execute("drop table aside")
        for column in ("since_block", "since_hash"):
            db.execute(f"alter table subscriber drop column {column}")
        db.execute("pragma user_version = 2")
    for _ in range(2):
        made = Outbox(tmp_path / "x", CHAIN)
        found = made.subscriber(ONE)
        assert (found.email, found.since, found.since_block, found.since_hash) == ("one@example.org", 5, -1, "")
        assert made.count_aside() == 0
        made.close()


def test_read_to__same_letter_after_a_reorganisation__has_its_number_back(outbox):
    """CNT-17: once sent, it is not sent again; once forgotten, it is."""
    read_to(outbox, 110, "aa", [letter(6), letter(7)])
    outbox.mark(letter(6), "sent", "done")
    outbox.forget_after(100)
    assert states(outbox) == {-6: "sent"} and outbox.last_number(ONE) == 5
    read_to(outbox, 112, "bb", [letter(6, 111), letter(7, 112)])
    assert states(outbox) == {6: "sent", 7: "queued"} and outbox.last_number(ONE) == 7
    assert (outbox.letter(ONE, 6).block, outbox.letter(ONE, 6).note) == (111, "done")


def test_read_to__another_subscriber_by_now__nothing_is_noted(outbox):
    """CNT-17: its notices were passed over."""
    with pytest.raises(Overtaken):
        outbox.read_to(110, "aa", [letter(6)], {ONE})
    assert outbox.cursor() is None and not outbox.letters()


def test_register__later_blocks_were_read__nothing_is_noted(outbox):
    """CNT-17: to the block."""
    read_to(outbox, 110, "aa", [])
    with pytest.raises(Overtaken):
        outbox.register("0x33", "three@example.org", 1, (0, 109, "a9"), 0, 99)
    assert outbox.subscriber("0x33") is None
    assert outbox.register("0x33", "three@example.org", 1, (0, 110, "aa"), 0, 99)
    outbox.resume_from("0x33", 4, 108, "a8")
    found = outbox.subscriber("0x33")
    assert (found.since, found.since_block, found.since_hash) == (4, 108, "a8") and outbox.subscriber(ONE).since == 5


def test_set_aside__the_same_again_or_very_many__counted_once_and_bounded(outbox):
    """CNT-17: whoever writes what cannot be read fills no disk."""
    for _ in range(3):
        outbox.set_aside("log", "block 1", "why", b"x" * 2 * KEPT)
    assert [(x.kind, x.item, x.reason) for x in outbox.aside()] == [("log", "block 1", "why")]
    for number in range(KEPT):
        outbox.set_aside("message", str(number), "why", b"")
    assert len(outbox.aside()) == KEPT and outbox.aside()[0].item == "0" and outbox.count_aside() == KEPT + 1


def test_try_again__letters_and_replies_that_were_set_aside__wait(outbox):
    """CNT-17: what may be on chain already stays with its bytes."""
    read_to(outbox, 110, "aa", [letter(6), letter(7)])
    outbox.mark(letter(6), "aside", "why")
    outbox.mark(letter(7), "dropped", "why")
    for id_, block in (("a", 0), ("b", 7)):
        outbox.take(reply(id_), 9)
        outbox.mark_reply(reply(id_), "aside", block=block, note="because")
    assert [(x.kind, x.reason) for x in outbox.aside()] == [
        ("letter", "why"),
        ("reply", "because"),
        ("reply", "because"),
    ]
    assert not outbox.due(0) and not outbox.replies(0) and outbox.count_aside() == 3
    assert outbox.try_again() == 3 and states(outbox) == {6: "queued", 7: "dropped"}
    assert [r.state for r in outbox.replies()] == ["waiting", "posting"] and not outbox.aside()


def test_take__the_same_message_again__kept_once_as_it_is(outbox):
    """CNT-17: a server that repeats itself does not make a posted reply wait again."""
    assert outbox.take(reply(), 2) and outbox.take(reply("2"), 2)
    outbox.mark_reply(reply(), "posted", note="x")
    assert outbox.take(reply(), 2) and not outbox.take(reply("3"), 2)
    assert [(r.id, r.state, r.note) for r in outbox.replies()] == [("1", "posted", "x"), ("2", "waiting", "")]


def test_replies__waiting_and_those_the_gateway_died_with__at_their_second(outbox):
    """CNT-17: first come, first served; the bytes that may be on chain are kept."""
    for id_ in "dcba":
        outbox.take(reply(id_), 4)
    outbox.mark_reply(reply("d"), "posting", version=3, body=b"sealed", block=77, attempts=2, due=50)
    outbox.mark_reply(reply("c"), "dropped")
    outbox.mark_reply(reply("b"), "posted")
    assert [r.id for r in outbox.replies(49)] == ["a"]
    first, last = outbox.replies(50)
    assert first == reply("d", state="posting", version=3, body=b"sealed", block=77, attempts=2, due=50)
    assert last == reply("a")
