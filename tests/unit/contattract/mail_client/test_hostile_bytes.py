# SPDX-License-Identifier: MIT
"""Every byte from the chain or a store is hostile: it ends no command, and no terminal obeys it (CNT-13 … CNT-16)."""

import os
import subprocess
import sys
import textwrap
import unicodedata
from contextlib import suppress

import pytest
import rlp
from eth_utils import keccak, to_canonical_address
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.mail_world import CNT, DAY, NONE, point
from wuxing.contattract.post import mail_command as command
from wuxing.contattract.post.content import Ciphertext
from wuxing.contattract.post.letters import SIZE, Attachment, Letter, MailError, name_bytes, seal
from wuxing.contattract.post.mail import kept_root
from wuxing.contattract.post.mail_files import Keyring
from wuxing.engine import Revert

CONTROLS = [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x200B, 0xFEFF)]
BIDIRECTIONAL = [chr(c) for c in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
HOSTILE = [*CONTROLS, *BIDIRECTIONAL]
ROOM = 800

texts = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(HOSTILE)), max_size=100)
items = st.recursive(st.binary(max_size=40), lambda inner: st.lists(inner, max_size=8), max_leaves=20)
places = st.one_of(items, texts.map(str.encode), st.just(b"\1"), st.binary(min_size=20, max_size=20))
"""What may stand where a letter has its version, an end, a text or its files."""


def letter_like(sender: str, to: str) -> st.SearchStrategy[bytes]:
    """What a sender may seal: any bytes, any RLP, and letters of the right shape with anything at each place."""
    ends = st.tuples(st.just(to_canonical_address(sender)), st.just(to_canonical_address(to)))
    file = st.tuples(texts.map(str.encode), st.binary(max_size=9), st.binary(min_size=32, max_size=32), *[places] * 3)
    files = st.one_of(items, st.lists(file, max_size=3))
    shaped = st.tuples(st.one_of(st.just(b"\1"), places), ends, *[st.one_of(texts.map(str.encode), items)] * 2, files)
    return st.one_of(
        st.binary(max_size=ROOM),
        items.map(rlp.encode),
        shaped.map(lambda v: rlp.encode([v[0], *v[1], *v[2:]])),
    ).filter(lambda data: len(data) <= ROOM)


def harmless(said: list[str]) -> bool:
    """Whether a terminal obeys none of it, and every line is one."""
    return all(unicodedata.category(c)[0] != "C" and c not in HOSTILE for line in said for c in line)


@pytest.fixture
def post(clients, engine):
    """The attacker posts bytes to the other miner, who then reads; what he sees and where he saves."""

    class Post:
        miner, reader, attacker = clients

        def of_attacker(self, version: int, body: bytes) -> None:
            self.attacker.logs.add(
                self.attacker.system.mail.send(self.reader.me, version, body, 0, sender=self.attacker.account)
            )

        def sealed(self, data: bytes) -> bytes:
            return seal(self.attacker.find(self.reader.me).key, data)

        def listed(self) -> list[str]:
            said: list[str] = []
            command.inbox(self.reader, None, said.append)
            assert harmless(said) and "complete and in order" in said[0], said
            return said

        def read(self, number: int, save=None) -> tuple[list[str], str]:
            said, reason = [], ""
            try:
                command.show(self.reader, number, save, said.append)
            except MailError as error:
                reason = str(error)
            assert harmless(said)
            return said, reason

    return Post()


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5], ids=["version", "sender", "to", "subject", "text", "files"])
@pytest.mark.parametrize("value", [[b"a"], [[]], b"\xff\xfe", [[b"n", b"\1", b"\1" * 32, b"", b"", [b"k"]]]], ids=repr)
def test_inbox__a_list_where_text_belongs__set_aside_and_the_next_is_shown(post, place, value):
    """CNT-14: one letter that cannot be read, with its reason, counted, between two that can."""
    fields = [b"\1", to_canonical_address(post.attacker.me), to_canonical_address(post.reader.me), b"s", b"t", []]
    fields[place] = value
    post.miner.send(post.reader.me, "first", "one")
    post.of_attacker(1, post.sealed(rlp.encode(fields)))
    post.miner.send(post.reader.me, "third", "three")
    said = post.listed()
    margin = " " * 11 + "| "
    assert margin + "first" in said and margin + "third" in said and said[-1].startswith("1 of 3 cannot be read")
    (shown,) = (line for line in said if line.endswith("cannot be read"))
    assert shown.startswith("    2  ") and post.attacker.me in shown
    assert said[said.index(shown) + 1].startswith(margin + "message 2, sealed to key version 1: expected a letter")
    assert "text       | three" in post.read(3)[0] and "expected a letter of version 1" in post.read(2)[1]


def test_read__numbers_that_overflow__set_aside(post):
    """CNT-14: a size, a lease, a price and a version of hundreds of bytes."""
    sender, to = (to_canonical_address(c.me) for c in (post.attacker, post.reader))
    huge, root = b"\xff" * 300, b"\1" * 32
    files = ([b"n", huge, root, b"", b"", b"\2" * 32], [b"n", b"\1", root, huge, b"", b"\2" * 32])
    files = (*files, [b"n", b"\1", root, b"", huge, b""])
    for file in files:
        post.of_attacker(1, post.sealed(rlp.encode([b"\1", sender, to, b"s", b"t", [file]])))
    post.of_attacker(1, post.sealed(rlp.encode([huge, sender, to, b"s", b"t", []])))
    assert post.listed()[-1].startswith("4 of 4 cannot be read")
    assert all("of a size, lease, price or key that cannot be" in post.read(n)[1] for n in (1, 2, 3))
    assert "another version" in post.read(4)[1]


def test_letter__nested_as_deep_as_it_can__refused():
    """CNT-14: hundreds of lists in each other."""
    data = b""
    while len(data) < 900:
        data = rlp.codec.length_prefix(len(data), 0xC0) + data
    with pytest.raises(MailError, match="expected a letter of version 1"):
        Letter.from_bytes(data)


@pytest.mark.parametrize("character", HOSTILE, ids=ascii)
def test_letters__every_control__shown_as_its_escape(character):
    """CNT-14: each C0, C1, bidirectional control and separator, in each text of a letter."""

    class Box:  # what showing needs of a client; the chain's part is in the tests around this one
        me = "0x" + "22" * 20

        def __init__(self):
            self.system = self

        mail = property(lambda self: self)

        def signature_of(self, account):
            return f"name{character}"

        def escrow_of(self, account, number):
            return ("", 0, 0)

        def read(self, message, account=None):
            files = (Attachment(f"file{character}.txt", 1, NONE, 0, 5),)
            return Letter("0x" + "11" * 20, self.me, f"sub{character}ject", f"te{character}xt", files)

        def inbox(self):
            return [type("M", (), {"number": 1, "sender": self.me, "time": 0, "body": b""})]

        def inboxes(self):
            return {self.me: self.inbox()}

        def word(self, account=None):
            return 1

    said: list[str] = []
    command.inbox(Box(), None, said.append)
    command.show(Box(), 1, None, said.append)
    assert harmless(said)
    code = ord(character)
    shown = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    if character not in "\t\n":
        for text in (f"name{shown}", f"| sub{shown}ject", f"| te{shown}xt", f"| file{shown}.txt"):
            assert any(text in line for line in said), (text, said)


def test_read__escape_sequences_and_forged_lines__behind_the_margin(post):
    """CNT-14: a letter cannot clear the screen, nor look like the command's own lines; unsealed ones neither."""
    forged = "fine\r\n1 messages to you, complete and in order (word 0x1)\n1000 CNT of postage received\n"
    forged += "\x1b[2J\x1b]52;c;aGk=\x07\u202egpj.exe\u2028attached 0, 5 bytes" + " " * 90 + "from       bank"
    post.attacker.send(post.reader.me, forged[:200], forged)
    post.of_attacker(0, forged.encode())
    said = [*post.listed(), *post.read(1)[0], *post.read(2)[0]]
    ours = [line for line in said if "| " not in line]
    assert all(
        line.startswith(("2 messages", "    1  2", "    2  2", "from       0x", "date       2")) for line in ours
    )
    assert all("\\x1b[2J" in line for line in said if "\x1b"[1:] in line and "[2J" in line)


@settings(deadline=None)
@given(data=st.data())
def test_commands__anything_sealed_or_not__good_letters_are_still_shown(post, engine, tmp_path_factory, data):
    """CNT-14, CNT-15: random bytes, random RLP and every control through real messages; files land in the folder."""
    held, seen = engine.snapshot(), dict(post.reader.keys.seen)
    logs = len(post.reader.logs.logs)
    try:
        inner = data.draw(letter_like(post.attacker.me, post.reader.me))
        version = data.draw(st.sampled_from([0, 1, 1, 1, 2, 2**16]))
        body = data.draw(st.sampled_from([post.sealed(inner), inner]))[: SIZE - 1]
        post.miner.send(post.reader.me, "good", "one", (post.miner.attach("a.txt", b"a"),))
        with suppress(Revert):  # the contract's own limits, such as an empty body
            post.of_attacker(version, body)
        post.miner.send(post.reader.me, "good", "two")
        said = post.listed()
        assert said.count(" " * 11 + "| good") >= 2
        folder = tmp_path_factory.mktemp("saved")
        for number in range(1, post.reader.word() % 2**40 + 1):
            post.read(number, folder / str(number))
            for index in (0, 1):
                with suppress(MailError):
                    command.buy(post.reader, number, index, said.append)
        assert (folder / "1" / "a.txt").read_bytes() == b"a"
        for path in folder.rglob("*"):
            assert path.parent == folder or (path.parent.parent == folder and harmless([path.name]))
    finally:
        engine.restore(held)
        post.reader.keys.seen = seen
        del post.reader.logs.logs[logs:]


@settings(deadline=None)
@given(text=st.one_of(st.binary(min_size=1, max_size=64), texts.map(lambda t: t.encode()[:64]).filter(bool)))
@example(b"\x1b[2J")
@example(b"0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
@example("раура".encode())
def test_names__any_bytes_that_a_normaliser_signs__shown_only_if_a_good_name(
    post, world, owner, guardian, engine, text
):
    """CNT-13: a sender's name is any bytes; one that is no good name, or looks like an address, is not shown."""
    held, logs = engine.snapshot(), len(post.reader.logs.logs)
    try:
        world.system.names.set_normaliser(guardian, sender=owner)
        account = post.attacker.account
        world.system.token.approve(world.system.names, 2**256 - 1, sender=account)
        world.commit(account, text)
        signed = world.attest(guardian, text)
        post.reader.logs.add(world.system.names.register(text, 30, *point("x"), NONE, signed, sender=account))
        world.system.names.set_primary(keccak(text), sender=account)
        try:
            good = name_bytes(text.decode()) == text
        except ValueError:
            good = False
        shown = post.reader.signature_of(post.attacker.me)
        assert shown == (text.decode() if good else post.attacker.me)
        assert not shown.startswith("0x") or shown == post.attacker.me
        post.of_attacker(0, b"hello")
        assert any("| (not sealed)" in line for line in post.listed())
    finally:
        engine.restore(held)
        post.reader.keys.seen.clear()
        del post.reader.logs.logs[logs:]


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("a\0b.txt", "ab.txt"),
        ("x" * 300, "x" * 200),
        ("\x1b]0;t\x07", "]0;t"),
        ("\u202egnp.exe", "gnp.exe"),
        ("con", "attachment"),
    ],
)
def test_read__save_under_a_name_with_a_nul_or_too_long__saved_under_a_good_one(post, tmp_path, name, saved):
    """CNT-15: a NUL in a file's name ends no command."""
    post.attacker.send(post.reader.me, "file", "", (post.attacker.attach(name, b"data"),))
    said, reason = post.read(1, tmp_path / "in")
    assert not reason and [p.name for p in (tmp_path / "in").iterdir()] == [saved]
    assert "".join(line.removeprefix(" " * 11 + "| ") for line in said[5:]) == saved


def test_read__one_attachment_gone__the_others_are_saved_and_the_postage_taken(post, tmp_path):
    """CNT-15, CNT-16: what cannot be saved says why; the next goes on."""
    post.reader.set_postage(CNT)
    files = [post.attacker.attach(name, name.encode()) for name in ("gone.txt", "there.txt")]
    (post.attacker.store.folder / files[0].root.hex()).unlink()
    post.attacker.send(post.reader.me, "files", "", tuple(files))
    said, reason = post.read(1, tmp_path / "in")
    assert reason == "message 1: 1 of 2 attachments were not saved" and said[-1] == "1 CNT of postage received"
    assert (tmp_path / "in" / "there.txt").read_bytes() == b"there.txt"
    assert any("| the content is not there: nothing is kept for" in line for line in said)


@settings(deadline=None)
@given(garbage=st.one_of(st.binary(max_size=3_000), st.binary(min_size=1_024, max_size=1_024)))
@example(b"x" * 1_025)
def test_open__any_bytes_where_the_sealed_content_belongs__a_clear_error(post, engine, garbage):
    """CNT-15: a seller that seals anything ends no command; the buyer has its money back after the time."""
    held, logs = engine.snapshot(), len(post.reader.logs.logs)
    try:
        sold = post.attacker.system.attachments
        file = post.attacker.attach("film", b"film" * 500, CNT)
        order = post.reader.buy(post.attacker.me, file)
        kept = seal(post.reader.find(post.reader.me).key, garbage)
        for raw in (len(kept).to_bytes(8, "big") + kept, garbage):
            post.attacker.store.put(kept_root(kept), raw)
            if raw is not garbage:
                made = sold.seal(
                    order, keccak(b"root"), keccak(b"key"), kept_root(kept), 0, sender=post.attacker.account
                )
                post.attacker.logs.add(made)
            with pytest.raises(MailError, match=f"order {order}: "):
                post.reader.open(order)
        engine.advance(2 * DAY)
        with pytest.raises(MailError, match="is over, the price is refunded"):
            post.reader.open(order)
    finally:
        engine.restore(held)
        del post.reader.logs.logs[logs:]


@settings(deadline=None)
@given(promised=st.binary(max_size=200))
def test_buy__any_bytes_where_the_promise_belongs__a_clear_error(post, promised):
    """CNT-15: nobody pays for what is not promised."""
    root = keccak(promised)
    post.attacker.store.put(root, promised)
    for price in (0, CNT):
        file = Attachment("film", 4_000, root, 0, price, b"" if price else b"\1" * 32)
        with pytest.raises(MailError, match="the content is not what was promised"):
            post.reader.buy(post.attacker.me, file) if price else post.reader.download(file)


def test_serve__an_order_that_cannot_go_on__set_aside_and_the_next_is_served(post):
    """CNT-15: content that is gone from the shelf, or an order of a stranger's, stops no queue."""
    files = [post.miner.attach(name, name.encode() * 600, CNT) for name in ("lost", "kept")]
    orders = [post.reader.buy(post.miner.me, file) for file in files]
    (post.miner.shelf.folder / files[0].root.hex()).unlink()
    said: list[str] = []
    command.serve(post.miner, said.append)
    assert said[0].startswith(f"order {orders[0]}: set aside: nothing is kept for {files[0].root.hex()}")
    assert said[1:] == [f"order {orders[1]}: sealed", "1 orders were set aside, the next `serve` tries them again"]


def test_open__shelf_that_lost_the_promise__a_clear_error(post):
    """CNT-15: another shelf, or one cut off, says so and loses nothing."""
    order = post.reader.buy(post.miner.me, post.miner.attach("film", b"film" * 600, CNT))
    post.miner.serve()
    kept = {path: path.read_bytes() for path in post.reader.shelf.folder.iterdir()}
    for path in kept:
        path.write_bytes(b"cut")
    with pytest.raises(MailError, match="what was promised is not kept as it was"):
        post.reader.open(order)
    for path in kept:
        path.unlink()
    with pytest.raises(MailError, match=r"expected the shelf that was used before \(--shelf\)"):
        post.reader.open(order)
    for path, data in kept.items():
        path.write_bytes(data)
    assert post.reader.open(order) is None and post.miner.serve() == [f"order {order}: key revealed"]
    assert post.reader.open(order) == b"film" * 600


def test_open_order__a_file_in_its_place__not_written_over(post, tmp_path):
    """CNT-15: what is there stays; the same content again is no fault."""
    order = post.reader.buy(post.miner.me, post.miner.attach("film", b"film" * 600, CNT))
    post.miner.serve()
    post.reader.open(order)
    post.miner.serve()
    out, said = tmp_path / "film.raw", []
    out.write_bytes(b"mine")
    with pytest.raises(MailError, match=r"film.raw exists in .*: move it away"):
        command.open_order(post.reader, order, out, said.append)
    assert out.read_bytes() == b"mine"
    out.unlink()
    for _ in range(2):
        command.open_order(post.reader, order, out, said.append)
    assert out.read_bytes() == b"film" * 600


def test_keyring__part_file_or_link_made_beforehand__keys_are_readable_by_nobody_else(tmp_path):
    """CNT-13: a `.part` that waits, or a link, gets no private key."""
    path, theirs = tmp_path / "keys.json", tmp_path / "theirs"
    part = tmp_path / "keys.json.part"
    part.touch(mode=0o666)
    part.chmod(0o666)
    reader = part.open()
    ring = Keyring.new(path)
    ring.new_key()
    assert path.stat().st_mode & 0o777 == 0o600 and not reader.read() and part.stat().st_size == 0
    linked = tmp_path / "linked.json"
    linked.symlink_to(theirs)
    with pytest.raises(MailError, match=r"linked.json exists: expected a new file"):
        command.keygen(linked)
    assert not theirs.exists()


def test_keyring__two_commands_at_a_time__no_key_is_lost(tmp_path):
    """CNT-13: old keys are never dropped, whoever writes last."""
    path = tmp_path / "keys.json"
    Keyring.new(path)
    script = f"""
        from pathlib import Path
        from wuxing.contattract.post.mail_files import Keyring
        ring = Keyring.load(Path({str(path)!r}))
        for n in range(10):
            ring.new_key()
            ring.secrets[f"name{{n}}"] = bytes(32)
        for n in range(9):
            ring.use(f"name{{n}}")
        print(*[key.hex() for key in ring.keys])
    """
    commands = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    made = {bytes.fromhex(key) for one in commands for key in one.communicate()[0].split()}
    ring = Keyring.load(path)
    assert set(ring.keys) == made and len(ring.keys) == 31 and list(ring.secrets) == ["name9"]


def test_keyring__behind_a_link_of_its_owner__written_where_it_is(tmp_path):
    """CNT-13: who keeps the keys elsewhere has them there afterwards, too."""
    kept, path = tmp_path / "vault.json", tmp_path / "keys.json"
    Keyring.new(kept)
    path.symlink_to(kept)
    Keyring.load(path).new_key()
    assert path.is_symlink() and len(Keyring.load(kept).keys) == 2


def test_keyring__malformed__its_error_shows_no_key(tmp_path):
    """CNT-13: a reason without what the file holds."""
    path = tmp_path / "keys.json"
    Keyring.new(path)
    secret = Keyring.load(path).keys[0].hex()
    path.write_text(path.read_text().replace(secret, secret + "zz"))
    with pytest.raises(MailError, match=r"it was cut off or edited \(ValueError\)") as caught:
        Keyring.load(path)
    assert secret not in str(caught.value)


def test_ciphertext__encrypted_for_another_size__refused():
    """CNT-15: parts of leaves are no content."""
    with pytest.raises(ValueError, match="expected whole leaves"):
        Ciphertext.from_bytes(os.urandom(1_025))
