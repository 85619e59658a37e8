# SPDX-License-Identifier: MIT
"""What `ape run mail` does: a mail client on the deployment that is recorded for the connected network."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from wuxing.ape_command import account_of
from wuxing.contattract.post.letters import Attachment, Letter, MailError, Message, name_hash
from wuxing.contattract.post.mail import MailClient, NodeLogs
from wuxing.contattract.post.mail_files import FolderStore, Keyring
from wuxing.deployments import recorded
from wuxing.engine.ape_network import connect
from wuxing.suite import System

CNT = 10**18
Say = Callable[[str], None]


def amount(text: str) -> int:
    """CNT as people write it, in wei. MailError for anything else."""
    try:
        wei = Decimal(text) * CNT
        if wei != int(wei) or wei < 0:
            raise MailError(f"expected an amount of CNT with at most 18 decimals, got {text!r}")
    except (InvalidOperation, OverflowError, ValueError) as error:
        if isinstance(error, MailError):
            raise
        raise MailError(f"expected an amount of CNT, got {text!r}") from None
    return int(wei)


def keygen(path: Path) -> str:
    """Makes a key file; returns the public key, compressed. MailError where the file is there already."""
    if path.exists():
        raise MailError(f"{path.name} exists: expected a new file")
    ring = Keyring(path)
    ring.new_key()
    return f"made {path.name}: keep it, what was sealed to its key cannot be read without it"


def client(alias: str | None, keys: Path, store: Path, shelf: Path | None = None) -> MailClient:
    """The client of an ape account. Raises MailError, DeploymentError or EngineError."""
    ring = Keyring.load(keys)
    account = account_of(alias, False)
    engine = connect(account, ours=False)
    record = recorded(engine.provider, "contattract")
    system = System("contattract", record["set"], None)
    for name in ("token", "names", "mail", "attachments", "recovery"):
        if name not in record["contracts"]:
            raise MailError(f"expected a deployment with {name}: finish it with `ape run deploy contattract`")
        entry = record["contracts"][name]
        if not engine.code(entry["address"]):
            raise MailError(f"expected {name} at {entry['address']}, found no code there: is this the right network?")
        system.contracts[name] = engine.at(entry["contract"], entry["address"])
    logs = NodeLogs(engine, record["factory"]["block"] or 0)
    return MailClient(system, account, ring, logs, FolderStore(store), FolderStore(shelf or keys.parent / "shelf"))


def register(box: MailClient, name: str, days: int, attestation: str, say: Say) -> None:
    """Commits, or registers what was committed to before."""
    ready, now = box.commit(name), box.system.names.engine.time
    if now < ready:
        say(f"{name} is committed to: run the same command again in {ready - now} s, within a day, to register it")
        return
    box.register(name, days, bytes.fromhex(attestation.removeprefix("0x")))
    owner, expiry = box.system.names.name_of(name_hash(name))
    say(f"{name} belongs to {owner} until {_date(expiry)}")


def renew(box: MailClient, name: str, days: int, say: Say) -> None:
    """Adds days to a name."""
    box.renew(name, days)
    say(f"{name} is paid until {_date(box.system.names.name_of(name_hash(name))[1])}")


def lookup(box: MailClient, whom: str, say: Say) -> None:
    """Whom a name or an address stands for."""
    found = box.find(whom)
    say(f"account    {found.account}")
    say(f"goes by    {box.signature_of(found.account)}")
    say(f"key        {found.key.hex()} (version {found.version})")
    say(f"postage    {box.system.mail.postage_of(found.account, box.me) / CNT:g} CNT for you")


def send(
    box: MailClient,
    to: str,
    subject: str,
    text: str,
    attach: tuple[Path, ...],
    price: str,
    postage: str | None,
    say: Say,
) -> None:
    """Sends a letter with files, which are for sale where there is a price."""
    pay = None if postage is None else amount(postage)
    box.find(to)  # before anything is put into the store
    files = tuple(box.attach(path.name, path.read_bytes(), amount(price)) for path in attach)
    account, number = box.send(to, subject, text, files, pay)
    say(f"sent: message {number} of {account}")


def inbox(box: MailClient, word: str | None, say: Say) -> None:
    """Lists all messages, proved complete and in order."""
    if word is not None:
        box.inbox(word=_word(word))
    for account, messages in box.inboxes().items():
        mine = account == box.me
        told = f"{box.word(account):#x}"
        say(f"{len(messages)} messages to {'you' if mine else account}, complete and in order (word {told})")
        for message in messages:
            say(f"{message.number:>5}  {_date(message.time)}  {_headline(box, message, account)}")


def _headline(box: MailClient, message: Message, account: str) -> str:
    if message.body is None:
        return f"here the inbox of {message.sender} joined"
    said = f"{box.signature_of(message.sender)}  "
    try:
        letter = box.read(message, account)
        said += letter.subject + (f"  [{len(letter.attachments)} attached]" if letter.attachments else "")
    except MailError as error:
        said += f"cannot be read: {error}"
    waits = box.system.mail.escrow_of(account, message.number)[1]
    return said + (f"  ({waits / CNT:g} CNT wait)" if waits else "")


def find_letter(box: MailClient, number: int) -> tuple[Message, Letter]:
    """A message of the account's own inbox, opened."""
    found = [m for m in box.inbox() if m.number == number]
    if not found:
        last = box.word() & (2**40 - 1)
        wanted = f"from 1 to {last}" if last else "in the inbox, which is empty"
        raise MailError(f"expected a message {wanted}, got {number}")
    return found[0], box.read(found[0])


def show(box: MailClient, number: int, save: Path | None, say: Say) -> None:
    """Shows a message; takes its postage; saves free attachments."""
    message, letter = find_letter(box, number)
    say(f"from       {box.signature_of(message.sender)}")
    say(f"date       {_date(message.time)}")
    say(f"subject    {letter.subject}")
    say(letter.text)
    for index, file in enumerate(letter.attachments):
        said = f"free: {file.name}" if not file.price else f"{file.price / CNT:g} CNT: {file.name}"
        if save is not None and not file.price:
            said += f", saved as {_saved(save, file.name, box.download(file))}"
        say(f"attached {index}, {file.size:,} bytes, {said}")
    waits, until = box.system.mail.escrow_of(box.me, number)[1:]
    if waits and box.system.mail.engine.time < until:
        say(f"{box.collect([number]) / CNT:g} CNT of postage received")


def buy(box: MailClient, number: int, index: int, say: Say) -> None:
    """Pays for an attachment into escrow."""
    message, letter = find_letter(box, number)
    if not 0 <= index < len(letter.attachments):
        raise MailError(f"message {number} has {len(letter.attachments)} attachments, counted from 0: got {index}")
    file: Attachment = letter.attachments[index]
    order = box.buy(message.sender, file)
    say(f"order {order}: {file.price / CNT:g} CNT are in escrow. When the seller has sealed it: mail open {order}")


def open_order(box: MailClient, order: int, out: Path, say: Say) -> None:
    """Does what a buyer has to do now, and saves the content once it is open."""
    content = box.open(order)
    if content is None:
        say(f"order {order} is {box.state(order)}: it is the seller's turn, run the same command again later")
        return
    out.write_bytes(content)
    say(f"order {order} is open: {len(content):,} bytes in {out.name}")


def serve(box: MailClient, say: Say) -> None:
    """Does what a seller has to do now."""
    for line in box.serve() or ["nothing to do"]:
        say(line)


def _saved(folder: Path, name: str, data: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    # the sender names the file: only the last part of a path counts, and nothing is written over
    path = folder / (Path(name.replace("\\", "/")).name.lstrip(".") or "attachment")
    if path.exists():
        raise MailError(f"{path.name} exists in {folder.name}: move it away")
    path.write_bytes(data)
    return path.name


def _word(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        raise MailError(f"expected an inbox's word in hex, got {text!r}") from None


def _date(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))
