# SPDX-License-Identifier: MIT
"""letters.py: names, sealed letters, the proof of an inbox (CNT-13 … CNT-15)."""

from dataclasses import replace

import pytest
import rlp
from eth_utils import keccak

from tests.mail_world import private_key
from wuxing.contattract.mail_model import link
from wuxing.contattract.post.letters import (
    OVERHEAD,
    Attachment,
    InboxError,
    Letter,
    MailError,
    Message,
    account_of,
    coordinates,
    name_bytes,
    seal,
    unseal,
    verified,
)
from wuxing.contattract.post.mail_files import FolderStore, Keyring

SENDER, RECIPIENT = "0x" + "11" * 20, "0x" + "22" * 20
KEY = private_key("reader")
PUBLIC = KEY.public_key.to_compressed_bytes()


@pytest.mark.parametrize("text", ["harbour", "a-b", "五行邮", "émile", "x" * 64])
def test_name_bytes__normalised__its_utf8(text):
    """CNT-13: what ENSIP-15 leaves as it is."""
    assert name_bytes(text) == text.encode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Harbour", "expected a normalised name, 'harbour'"),
        ("раура", "visually confusing characters"),
        ("pаypal", "multiple scripts|mix|Cyrillic"),
        ("a b", "disallowed|Disallowed"),
        ("ab--c", "disallowed position"),
        ("a\u200db", "invisible|zero|Zero|disallowed"),
        ("", "1 to 64 bytes"),
        ("x" * 65, "1 to 64 bytes"),
        ("五" * 22, "1 to 64 bytes"),
        ("e\u0301mile", "expected a normalised name"),
    ],
)
def test_name_bytes__confusable_or_not_normalised__refused(text, reason):
    """CNT-13: a clear reason before anything is sent."""
    with pytest.raises(MailError, match=reason):
        name_bytes(text)


@pytest.mark.parametrize(
    "text", ["0x12", "0x" + "1" * 41, "0xZZ" + "1" * 38, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"]
)
def test_account_of__malformed_address__refused(text):
    """CNT-13: an address that is none is no name either; a checksum counts."""
    with pytest.raises(MailError, match="expected an address"):
        account_of(text)


def test_account_of__name__none():
    """CNT-13: what does not begin with 0x is a name."""
    assert account_of("harbour") is None
    assert account_of("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").startswith("0x5aAe")


def test_seal__only_its_key_opens():
    """CNT-14: any of the reader's keys is tried; others and altered bytes are refused."""
    body = seal(PUBLIC, b"text")
    other = private_key("other").to_bytes()
    assert len(body) == 4 + OVERHEAD
    assert unseal([other, KEY.to_bytes()], body) == b"text"
    for privates, data in (
        ([other], body),
        ([KEY.to_bytes()], body[:-1] + bytes([body[-1] ^ 1])),
        ([], body),
        ([KEY.to_bytes()], b""),
    ):
        with pytest.raises(MailError, match="none of the keys in the key file opens this"):
            unseal(privates, data)


@pytest.mark.parametrize("key", [b"", b"\2" * 32, b"\2" + b"\xff" * 32, b"\5" + b"\1" * 32])
def test_seal__key_of_a_wrong_curve__refused(key):
    """CNT-13: nothing is sealed to a point that is no key."""
    with pytest.raises(MailError, match="expected a public key of secp256k1"):
        seal(key, b"text")


def test_coordinates__on_the_curve():
    """CNT-13: what the contract takes."""
    raw = KEY.public_key.to_bytes()
    assert coordinates(KEY.to_bytes()) == (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def test_letter__through_bytes__the_same():
    """CNT-14: with its attachments, in any language."""
    files = (Attachment("a.txt", 5, b"\1" * 32, 7, 0, b"\2" * 32), Attachment("照片", 2**40, b"\3" * 32, 0, 10**19))
    letter = Letter(SENDER, RECIPIENT, "subject 主题", "text\nof two lines", files)
    assert Letter.from_bytes(letter.to_bytes()) == letter
    assert Letter.from_bytes(unseal([KEY.to_bytes()], letter.sealed(PUBLIC))) == letter


@pytest.mark.parametrize("data", [b"", b"\x80", rlp.encode([b"\1"]), rlp.encode([b"\2", *[b""] * 5]), b"\xff" * 9])
def test_letter__something_else__refused(data):
    """CNT-14: what was unsealed need not be a letter."""
    with pytest.raises(MailError, match="expected a letter of version 1"):
        Letter.from_bytes(data)


def test_sealed__at_the_limit():
    """CNT-14: less than 1,024 bytes, sealed."""
    room = 1023 - OVERHEAD - len(Letter(SENDER, RECIPIENT, "s", "x" * 800).to_bytes()) + 800
    assert len(Letter(SENDER, RECIPIENT, "s", "x" * room).sealed(PUBLIC)) == 1023
    with pytest.raises(MailError, match="less than 1,024 bytes when sealed, got 1,024"):
        Letter(SENDER, RECIPIENT, "s", "x" * (room + 1)).sealed(PUBLIC)


def chain(count):
    """Messages with their inbox's word after each."""
    found, words, word = [], {}, 0
    for number in range(1, count + 1):
        body = bytes([number])
        found.append(Message(number, SENDER, 1, 0, 1_000 + number, keccak(body), body))
        word = link(word, SENDER, 1, 0, 1_000 + number, keccak(body))
        words[number] = word
    return found, words


def test_verified__as_sent__as_they_are():
    """CNT-14: complete and in order."""
    found, words = chain(5)
    assert verified(found, words[5], {3: words[3]}) == found
    assert verified([], 0) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m[1:], "1 of 5 messages are missing: number 1"),
        (lambda m: m[:2] + m[4:], "2 of 5 messages are missing: number 3, 4"),
        (lambda m: m[:4], "1 of 5 messages are missing: number 5"),
        (lambda m: [*m, m[4]], "expected 5 messages, each once; number 5 is too much"),
        (lambda m: [*m, replace(m[4], number=6)], "number 6 is too much"),
        (lambda m: [m[1], m[0], *m[2:]], "in another order than they were sent: 2, 1, 3, 4, 5"),
        (lambda m: [replace(m[1], number=1), replace(m[0], number=2), *m[2:]], "altered or moved: together"),
        (lambda m: [replace(m[0], digest=keccak(b"x")), *m[1:]], "altered or moved: together"),
        (lambda m: [*m[:4], replace(m[4], postage=1)], "altered or moved: together"),
        (lambda m: [*m[:4], replace(m[4], sender=RECIPIENT)], "altered or moved: together"),
        (lambda m: [*m[:4], replace(m[4], version=2)], "altered or moved: together"),
        (lambda m: [*m[:4], replace(m[4], time=9)], "altered or moved: together"),
    ],
)
def test_verified__dropped_altered_or_moved__says_what(change, reason):
    """CNT-14: a client notices what a node leaves out or changes."""
    found, words = chain(5)
    with pytest.raises(InboxError, match=reason):
        verified(change(found), words[5])


def test_verified__another_history_with_its_own_word__refused_by_what_was_seen():
    """CNT-14: a node that lies about the word as well is caught by what was verified before."""
    found, words = chain(5)
    other = [replace(found[0], digest=keccak(b"x")), *found[1:]]
    word = 0
    for m in other:
        word = link(word, m.sender, m.version, m.postage, m.time, m.digest)
    with pytest.raises(InboxError, match="up to number 2 was altered or moved since"):
        verified(other, word, {2: words[2]})
    with pytest.raises(InboxError, match="older inbox: 3 messages, 5 were seen before"):
        verified(found[:3], words[3], {5: words[5]})


def test_keyring__through_its_file__the_same(tmp_path):
    """CNT-13: keys, and what the client notes; only for its owner's eyes."""
    path = tmp_path / "keys.json"
    ring = Keyring(path)
    first, second = ring.new_key(), ring.new_key()
    ring.seen, ring.secrets, ring.prices = {SENDER: {3: 99}}, {"harbour": b"\1" * 32}, {b"\2" * 32: 7}
    ring.save()
    again = Keyring.load(path)
    assert again.keys == [first, second] and again.newest_first == [second, first]
    assert (again.seen, again.secrets, again.prices) == (ring.seen, ring.secrets, ring.prices)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"keys": ["zz"]}', '{"keys": ["00"], "seen": {}, "secrets": {}, "prices": {}}']
)
def test_keyring__malformed_open_or_missing__refused(tmp_path, text):
    """CNT-13: a clear reason."""
    path = tmp_path / "keys.json"
    with pytest.raises(MailError, match=r"expected a key file keys.json, found none: make one with `mail keygen`"):
        Keyring.load(path)
    path.write_text(text)
    path.chmod(0o640)
    with pytest.raises(MailError, match="only its owner can read: chmod 600"):
        Keyring.load(path)
    path.chmod(0o600)
    with pytest.raises(MailError, match="expected a key file as `mail keygen` makes it"):
        Keyring.load(path)


def test_folder_store__keeps_by_root(tmp_path):
    """CNT-15: what was put, and nothing else."""
    store = FolderStore(tmp_path / "space")
    with pytest.raises(KeyError, match="nothing is kept for 0101"):
        store.get(b"\1\1")
    store.put(b"\1\1", b"data")
    assert store.get(b"\1\1") == b"data" and [p.name for p in store.folder.iterdir()] == ["0101"]
