# SPDX-License-Identifier: MIT
"""mail_command.py: what the command line does with what people type (CNT-13 … CNT-16)."""

from pathlib import Path

import pytest

from tests.mail_world import CNT
from wuxing.contattract.post import mail_command as command
from wuxing.contattract.post.letters import MailError
from wuxing.contattract.post.mail_files import Keyring


@pytest.mark.parametrize(
    ("text", "wei"),
    [
        ("0", 0),
        ("2.5", 5 * CNT // 2),
        ("1e3", 1_000 * CNT),
        ("0.000000000000000001", 1),
        ("123456789012345.123456789012345678", 123456789012345123456789012345678),
    ],
)
def test_amount__as_people_write_it(text, wei):
    """CNT-16: exact."""
    assert command.amount(text) == wei


@pytest.mark.parametrize(
    "text",
    [
        "",
        "much",
        "-1",
        "NaN",
        "sNaN",
        "Infinity",
        "0.0000000000000000001",
        "0x5",
        "1,5",
        "1e60",
        "1e999999999",
        "1e-999999999",
    ],
)
def test_amount__anything_else__refused(text):
    """CNT-16: a clear error."""
    with pytest.raises(MailError, match="expected an amount of CNT"):
        command.amount(text)


def test_keygen__once(tmp_path):
    """CNT-13: a key file is never written over."""
    path = tmp_path / "keys.json"
    assert "made keys.json" in command.keygen(path)
    kept = path.read_text()
    with pytest.raises(MailError, match=r"keys.json exists: expected a new file"):
        command.keygen(path)
    assert path.read_text() == kept and len(Keyring.load(path).keys) == 1


@pytest.fixture
def said():
    return []


def test_letters__listed_shown_saved(clients, said, tmp_path):
    """CNT-14 … CNT-16: what a user sees; files land under their own name, inside the folder, and over nothing."""
    a, b, c = clients
    b.system.mail.set_postage(CNT, sender=b.account)
    for name in ("note.txt", "photo.raw"):
        (tmp_path / name).write_bytes(name.encode())
    command.send(a, b.me, "two files", "see", (tmp_path / "note.txt",), "0", None, said.append)
    assert said == [f"sent: message 1 of {b.me}"]
    command.send(a, b.me, "for sale", "see", (tmp_path / "photo.raw",), "7", "2.5", said.append)
    c.system.token.approve(c.system.mail, CNT, sender=c.account)
    c.logs.add(c.system.mail.send(b.me, 1, b"noise", CNT, sender=c.account))
    said.clear()
    command.inbox(b, hex(b.word()), said.append)
    assert "3 messages to you, complete and in order" in said[0]
    assert said[1].endswith(f"{a.me}  (1 CNT wait, 1 attached)") and said[2] == " " * 11 + "| two files"
    assert said[5].endswith(f"{c.me}  (1 CNT wait)  cannot be read") and "| message 3, sealed to key" in said[6]
    assert said[-1] == "1 of 3 cannot be read, for the reasons that are below each"
    said.clear()
    command.show(b, 1, tmp_path / "saved", said.append)
    assert said[2:4] == ["subject    | two files", "text       | see"] and said[-1] == "1 CNT of postage received"
    assert said[4:6] == ["attached 0, 8 bytes, free, saved as", " " * 11 + "| note.txt"]
    assert (tmp_path / "saved" / "note.txt").read_bytes() == b"note.txt"
    said.clear()
    with pytest.raises(MailError, match="message 1: 1 of 1 attachments were not saved"):
        command.show(b, 1, tmp_path / "saved", said.append)
    assert said[4] == "attached 0, 8 bytes, free, not saved"
    assert said[6] == " " * 11 + "| note.txt exists in saved: move it away"
    said.clear()
    command.show(b, 2, tmp_path / "saved", said.append)
    assert said[4:] == ["attached 0, 9 bytes, 7 CNT", " " * 11 + "| photo.raw", "2.5 CNT of postage received"]
    with pytest.raises(MailError, match="message 2 has 1 attachments, counted from 0: got 1"):
        command.buy(b, 2, 1, said.append)
    with pytest.raises(MailError, match="expected a message from 1 to 3, got 4"):
        command.show(b, 4, None, said.append)
    with pytest.raises(MailError, match="expected a message in the inbox, which is empty, got 1"):
        command.show(a, 1, None, said.append)
    with pytest.raises(MailError, match="expected an inbox's word in hex, got 'zz'"):
        command.inbox(b, "zz", said.append)


def test_saved__name_with_a_path__stays_in_the_folder(clients, said, tmp_path):
    """CNT-15: a sender cannot choose where a file lands."""
    a, b, _ = clients
    for name in ("../../evil", "/etc/evil", "..\\..\\evil", ".."):
        a.send(b.me, "trap", "", (a.attach(name, b"x"),))
    for number in range(1, 5):
        command.show(b, number, tmp_path / "in" / str(number), said.append)
        (found,) = (tmp_path / "in" / str(number)).iterdir()
        assert found.name in ("evil", "attachment")
    assert {p.name for p in (tmp_path / "in").iterdir()} == {"1", "2", "3", "4"}


def test_send__to_nobody__nothing_in_the_store(clients, said, tmp_path):
    """CNT-14: what cannot be sent leaves nothing behind."""
    a = clients[0]
    (tmp_path / "note.txt").write_bytes(b"x")
    before = sorted(p.name for p in Path(a.store.folder).glob("*"))
    with pytest.raises(MailError, match="nobody: unknown name"):
        command.send(a, "nobody", "s", "t", (tmp_path / "note.txt",), "0", None, said.append)
    assert sorted(p.name for p in Path(a.store.folder).glob("*")) == before and said == []


def test_register_renew_lookup(clients, said, engine):
    """CNT-13: the two steps of a registration, and what a name stands for."""
    a, b, _ = clients
    command.register(a, "lighthouse", 30, "", False, said.append)
    assert said.pop().startswith("lighthouse is committed to: run the same command again in ")
    engine.advance(60)
    command.register(a, "lighthouse", 30, "", False, said.append)
    assert f"lighthouse belongs to {a.me} until " in said.pop()
    command.renew(a, "lighthouse", 10, said.append)
    assert "lighthouse is paid until " in said.pop()
    command.lookup(b, "lighthouse", said.append)
    assert said[0] == f"account    {a.me}" and said[2].endswith("(version 1)") and said[3] == "postage    0 CNT for you"
