# SPDX-License-Identifier: MIT
"""What `ape run mail` does: a mail client on the deployment that is recorded for the connected network."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

import ape
from ape.api import TestProviderAPI
from ape.exceptions import ApeException
from web3.exceptions import Web3Exception

from wuxing.ape_command import account_of
from wuxing.contattract.post.letters import Attachment, Letter, MailError, Message, name_hash
from wuxing.contattract.post.mail import MailClient, NodeLogs
from wuxing.contattract.post.mail_files import FolderStore, Keyring
from wuxing.deployments import recorded
from wuxing.engine.ape_network import ApeEngine, connect
from wuxing.files import PRIVATE, write_whole
from wuxing.suite import System
from wuxing.terminal import file_name, quoted, safe

CNT = 10**18
_INDENT = 11
"""Columns before what a sender wrote."""
_UNREADABLE = "  cannot be read"
Say = Callable[[str], None]


def amount(text: str) -> int:
    """CNT as people write it, in wei. MailError for anything else."""
    try:
        cnt = Decimal(text)
        if not cnt.is_finite() or cnt < 0 or cnt.adjusted() > 59 or int(cnt.as_tuple().exponent) < -60:
            raise InvalidOperation
        wei = Fraction(cnt) * CNT
    except (InvalidOperation, ValueError):
        raise MailError(f"expected an amount of CNT, got {text!r}") from None
    if wei.denominator != 1 or wei >= 1 << 256:
        raise MailError(f"expected an amount of CNT with at most 18 decimals, got {text!r}")
    return int(wei)


def keygen(path: Path) -> str:
    """Makes a key file; returns what to say. MailError where something is there already."""
    Keyring.new(path)
    return f"made {path.name}: keep it, what was sealed to its key cannot be read without it"


def client(alias: str | None, keys: Path, store: Path, shelf: Path | None, warn: Say) -> MailClient:
    """The client of an ape account; `warn` hears what it waits for.

    Raises MailError, DeploymentError or EngineError.
    """
    ring = Keyring.load(keys)
    account = account_of(alias, False)
    engine = connect(account, ours=False)
    record, system = _deployed(engine, ("token", "names", "mail", "attachments", "recovery"))
    logs = NodeLogs(engine, record["factory"]["block"] or 0)
    kept = FolderStore(shelf or keys.parent / "shelf", PRIVATE)

    def waiting() -> None:
        network = engine.provider.network
        if not network.is_dev:
            depth = network.required_confirmations
            warn("waiting until it is mined" + (f" and {depth} blocks are on top of it" if depth else ""))

    return MailClient(system, account, ring, logs, FolderStore(store), kept, waiting=waiting)


def _deployed(engine: ApeEngine, names: tuple[str, ...]) -> tuple[dict, System]:
    """The record of the deployment on an engine's network, and these of its contracts."""
    record = recorded(engine.provider, "contattract")
    system = System("contattract", record["set"], None)
    for name in names:
        if name not in record["contracts"]:
            raise MailError(f"expected a deployment with {name}: finish it with `ape run deploy contattract`")
        entry = record["contracts"][name]
        if not engine.code(entry["address"]):
            raise MailError(f"expected {name} at {entry['address']}, found no code there: is this the right network?")
        system.contracts[name] = engine.at(entry["contract"], entry["address"])
    return record, system


def fund(alias: str | None, cnt: str, say: Say) -> None:
    """CNT for an account on a local node, out of the swap budget (CNT-2), whose owner the node lets anybody be there;
    and 10 of the coin where it has less than one. Raises MailError on any other network.
    """
    wei, account = amount(cnt), account_of(alias, False)
    engine = connect(account, ours=False)
    provider = engine.provider
    choice = provider.network_choice
    if not provider.network.is_dev or not isinstance(provider, TestProviderAPI):
        raise MailError(
            f"expected a local node that ape drives (ethereum:local:foundry), got {choice}: on a network that others "
            "share CNT is bought, or a vote spends it (Budgets.spend)"
        )
    _, system = _deployed(engine, ("token", "budgets"))
    if wei > (left := system.budgets.left(0)):
        raise MailError(f"expected at most the {left / CNT:g} CNT that are left of the swap budget, got {cnt}")
    owner = ape.accounts.test_accounts.impersonate_account(system.budgets.owner())
    for one in (account.address, owner.address):
        if engine.balance(one) < CNT:
            provider.set_balance(one, 10 * CNT)
    budgets = connect(owner, ours=False).at("Budgets", system.budgets.address)
    budgets.spend(0, account.address, wei, "a local node's tap", sender=owner)
    say(f"{account.address} has {system.token.balanceOf(account.address) / CNT:g} CNT")


def register(box: MailClient, name: str, days: int, attestation: str, wait: bool, say: Say) -> None:
    """Commits, waits, and registers; or registers what was committed to before."""
    try:
        signature = bytes.fromhex(attestation.removeprefix("0x"))
    except ValueError:
        raise MailError(f"expected the normaliser's signature in hex, got {attestation!r}") from None
    box.afford(days)
    ready, engine = box.commit(name), box.system.names.engine
    if (left := ready + 1 - engine.time) > 0:
        if not wait:
            say(f"{name} is committed to: run the same command again in {left} s, within a day, to register it")
            return
        say(f"{name} is committed to; it can be registered in {left} s (after Ctrl-C the same command goes on)")
        _wait(engine, ready, say)
    box.register(name, days, signature)
    owner, expiry = box.system.names.name_of(name_hash(name))
    say(f"{name} belongs to {owner} until {_date(expiry)}")


def _wait(engine: Any, ready: int, say: Say, every: float = 2) -> None:
    """Returns once the chain's clock says so. A local node that makes no block without a transaction is told to."""
    provider, told = engine.provider, time.monotonic()
    # the block that a call is made on has to be old enough, not the one after it
    while (left := ready + 1 - engine.time) > 0:
        if time.monotonic() - told >= 20:
            told = time.monotonic()
            say(f"{left} s by the chain's clock")
        time.sleep(min(every, left))
        if provider.network.is_dev and engine.time < ready:
            with suppress(ApeException, Web3Exception, ValueError):  # another kind of node has its own blocks
                provider.make_request("evm_mine", [])


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
    for what, said in (("subject", subject), ("text", text)):
        if not said.isprintable() and any(unicodedata.category(c) == "Cs" for c in said):
            raise MailError(f"{what}: expected text in UTF-8, got {said!r}")
    box.find(to)  # before anything is put into the store
    files = tuple(_attached(box, path, amount(price)) for path in attach)
    account, number = box.send(to, subject, text, files, pay)
    say(f"sent: message {number} of {account}")


def offer(box: MailClient, file: Path, price: str, say: Say) -> None:
    """Offers a file for sale to everybody."""
    if not (wei := amount(price)):
        raise MailError(f"expected a price above 0, got {price!r}: what is free goes with a letter, `send --attach`")
    made = _attached(box, file, wei)
    box.offer(made)
    say(f"offered: {made.root.hex()}, {made.size:,} bytes for {price} CNT; run `serve` to sell")


def _attached(box: MailClient, path: Path, price: int) -> Attachment:
    # a file's name here may be any bytes
    return box.attach(path.name.encode(errors="replace").decode(), path.read_bytes(), price)


def inbox(box: MailClient, word: str | None, say: Say) -> None:
    """Lists all messages, proved complete and in order."""
    if word is not None:
        box.inbox(word=_word(word))
    for account, messages in box.inboxes().items():
        mine = account == box.me
        told = f"{box.word(account):#x}"
        say(f"{len(messages)} messages to {'you' if mine else account}, complete and in order (word {told})")
        unread = 0
        for message in messages:
            head, below = _entry(box, message, account)
            unread += head.endswith(_UNREADABLE)
            say(f"{message.number:>5}  {_date(message.time)}  {head}")
            for line in below:
                say(line)
        if unread:
            say(f"{unread} of {len(messages)} cannot be read, for the reasons that are below each")


def _entry(box: MailClient, message: Message, account: str) -> tuple[str, list[str]]:
    """A message in a list: what is known of it, and behind a margin what its sender wrote or why nobody can read it."""
    if message.body is None:
        return f"here the inbox of {message.sender} joined", []
    head = safe(box.signature_of(message.sender))
    facts = []
    if waits := box.system.mail.escrow_of(account, message.number)[1]:
        facts.append(f"{waits / CNT:g} CNT wait")
    try:
        letter = box.read(message, account)
    except MailError as error:
        return f"{head}{_bracketed(facts)}{_UNREADABLE}", quoted(safe(error), _INDENT)
    if letter.attachments:
        facts.append(f"{len(letter.attachments)} attached")
    return head + _bracketed(facts), quoted(safe(letter.subject), _INDENT) if letter.subject else []


def _bracketed(facts: list[str]) -> str:
    return f"  ({', '.join(facts)})" if facts else ""


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
    say(f"from       {safe(box.signature_of(message.sender))}")
    say(f"date       {_date(message.time)}")
    _say_field("subject", letter.subject, say)
    _say_field("text", letter.text, say)
    lost = 0
    for index, file in enumerate(letter.attachments):
        cost = f"{file.price / CNT:g} CNT" if file.price else "free"
        said, name, reason = f"attached {index}, {file.size:,} bytes, {cost}", file.name, ""
        if save is not None and not file.price:
            try:
                name, said = _saved(save, file.name, box.download(file)), said + ", saved as"
            except (MailError, OSError) as error:  # the next one may be there
                lost, reason, said = lost + 1, str(error), said + ", not saved"
        say(said)
        for line in [*quoted(safe(name), _INDENT), *(quoted(safe(reason), _INDENT) if reason else [])]:
            say(line)
    waits, until = box.system.mail.escrow_of(box.me, number)[1:]
    if waits and box.system.mail.engine.time < until:
        say(f"{box.collect([number]) / CNT:g} CNT of postage received")
    if lost:
        raise MailError(f"message {number}: {lost} of {len(letter.attachments)} attachments were not saved")


def _say_field(name: str, text: str, say: Say) -> None:
    first, *rest = quoted(text, _INDENT)
    for line in (name.ljust(_INDENT) + first[_INDENT:], *rest):
        say(line)


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
    if not out.exists() or out.read_bytes() != content:
        _written(out, content)
    say(f"order {order} is open: {len(content):,} bytes in {out.name}")


def serve(box: MailClient, say: Say) -> None:
    """Does what a seller has to do now."""
    for line in box.serve() or ["nothing to do"]:
        say(line)


def _saved(folder: Path, name: str, data: bytes) -> str:
    path = folder / file_name(name)  # the sender names the file
    _written(path, data)
    return path.name


def _written(path: Path, data: bytes) -> None:
    """Nothing is written over."""
    try:
        write_whole(path, data, new=True)
    except FileExistsError:
        raise MailError(f"{path.name} exists in {path.parent.name or 'this folder'}: move it away") from None


def _word(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        raise MailError(f"expected an inbox's word in hex, got {text!r}") from None


def _date(seconds: int) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):  # as long as a node says what it likes
        return f"second {seconds}"
