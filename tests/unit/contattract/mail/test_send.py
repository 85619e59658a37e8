# SPDX-License-Identifier: MIT
"""Mail.vy, messages: CNT-14."""

import pytest
from eth_utils import keccak

from tests.mail_world import CNT, NOBODY
from wuxing.contattract.mail_model import link
from wuxing.engine import Revert

BODY = bytes(range(256)) * 4


def test_send__in_the_log_and_in_the_chain(mail, engine, miner, attacker):
    """CNT-14: the body is in the log, its digest in the inbox's hash chain; numbers begin with 1."""
    word = 0
    for number, (sender, body) in enumerate([(miner, b"first"), (attacker, b"second"), (miner, BODY[:1023])], 1):
        receipt = mail.send(attacker, 7, body, 0, sender=sender)
        sent = receipt.named("Sent")[0]
        assert receipt.value == number == sent.number
        assert (sent.to, sent.sender, sent.version, sent.body) == (attacker.address, sender.address, 7, body)
        assert (sent.time, sent.postage) == (engine.time - 1, 0)
        word = link(word, sender.address, 7, 0, sent.time, keccak(body))
        assert mail.inbox(attacker) == word and word & (2**40 - 1) == number


@pytest.mark.parametrize("entry", ["send", "send_stored"])
@pytest.mark.parametrize(
    ("size", "reason"),
    [(0, "Mail: body is empty"), (1024, "Mail: body is not below 1,024 bytes"), (1025, ""), (4000, "")],
)
def test_send__size__less_than_a_kibibyte(mail, miner, attacker, entry, size, reason):
    """CNT-14: 1 to 1,023 bytes; what does not even fit the argument is refused by the decoder, without a word."""
    with pytest.raises(Revert, match=reason or None):
        getattr(mail, entry)(attacker, 1, b"\1" * size, 0, sender=miner)
    assert mail.inbox(attacker) == 0
    getattr(mail, entry)(attacker, 1, b"\1", 0, sender=miner)


def test_send__to_nobody__refused(mail, miner):
    """CNT-14: an inbox belongs to somebody."""
    with pytest.raises(Revert, match="Mail: zero address"):
        mail.send(NOBODY, 1, b"hello", 0, sender=miner)


@pytest.mark.parametrize("size", [1, 31, 32, 33, 500, 1023])
def test_send_stored__contracts_can_read_it(mail, engine, miner, attacker, size):
    """CNT-14: by the mail contract, and by a plain call to where it is kept."""
    body = BODY[:size]
    receipt = mail.send_stored(attacker, 3, body, 0, sender=miner)
    sent = receipt.named("SentStored")[0]
    assert mail.body_of(attacker, 1) == body == engine.call(sent.pointer, b"")
    assert mail.stored(attacker, 1) == sent.pointer and engine.code(sent.pointer)[11:] == body
    assert mail.inbox(attacker) == link(0, miner.address, 3, 0, sent.time, keccak(body))
    assert engine.call(sent.pointer, b"any call data") == body


def test_body_of__not_stored__refused(mail, miner, attacker):
    """CNT-14: a body that is only in the log cannot be read by a contract."""
    mail.send(attacker, 1, b"hello", 0, sender=miner)
    with pytest.raises(Revert, match="Mail: body is not stored"):
        mail.body_of(attacker, 1)
    with pytest.raises(Revert, match="Mail: body is not stored"):
        mail.body_of(attacker, 2)


def test_send_stored__paid__as_send(mail, contattract, miner, attacker):
    """CNT-16: postage is the same for both entries."""
    mail.set_postage(CNT, sender=attacker)
    with pytest.raises(Revert, match="Mail: below the recipient's postage"):
        mail.send_stored(attacker, 1, b"hello", CNT - 1, sender=miner)
    sent = mail.send_stored(attacker, 1, b"hello", CNT, sender=miner).named("SentStored")[0]
    assert mail.escrow_of(attacker, 1)[:2] == (miner.address, CNT) and sent.postage == CNT
    assert mail.inbox(attacker) == link(0, miner.address, 1, CNT, sent.time, keccak(b"hello"))


def test_send__history_altered_anywhere__another_word(mail, miner, attacker):
    """CNT-14: each field of each message is under the word."""
    sent = [mail.send(attacker, 1, bytes([65 + i]) * 9, 0, sender=miner).named("Sent")[0] for i in range(3)]
    rows = [[s.sender, s.version, s.postage, s.time, keccak(s.body)] for s in sent]

    def word(history):
        made = 0
        for row in history:
            made = link(made, *row)
        return made

    true = mail.inbox(attacker)
    assert word(rows) == true
    assert word(rows[1:]) != true and word([rows[1], rows[0], rows[2]]) != true and word([*rows, rows[2]]) != true
    for place in range(3):
        for column, other in enumerate((attacker.address, 2, 1, 5, keccak(b""))):
            changed = [list(row) for row in rows]
            changed[place][column] = other
            assert word(changed) != true
