# SPDX-License-Identifier: MIT
"""A mail client on any engine: names, letters, postage, attachments (CNT-13 … CNT-16).

What a node tells is not believed where it can be proved: an inbox is checked against its word on chain and against what
was verified before, content against its root, a decrypted leaf against what was promised. The word itself comes from
the node as well: whoever does not trust it compares `word` with another node's.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak

from wuxing import merkle
from wuxing.contattract.mail_model import CONFIRMED, ORDERED, PAID, REFUND_DUE, REFUNDED, REVEALED, SEALED
from wuxing.contattract.post.content import LEAF, Ciphertext, Manifest, leaves_of
from wuxing.contattract.post.letters import (
    Attachment,
    InboxError,
    Letter,
    MailError,
    Message,
    account_of,
    coordinates,
    name_bytes,
    name_hash,
    seal,
    unseal,
    verified,
)
from wuxing.contattract.post.mail_files import FolderStore, Keyring, Store
from wuxing.contattract.signing import home_of, name_commitment
from wuxing.engine import Engine, Event, Receipt, Revert
from wuxing.engine.base import ZERO_ADDRESS, Log

STATES = {0: "unknown", ORDERED: "ordered", SEALED: "sealed", CONFIRMED: "confirmed", REVEALED: "revealed"}
STATES |= {PAID: "paid", REFUNDED: "refunded", REFUND_DUE: "to be refunded"}
"""What an order's states are called."""
NO_REASON = "the contract refused without a reason"
"""What is said for a revert that says nothing."""


class LogBook:
    """Logs of an engine in this process, which keeps none: clients that share it add what they send."""

    def __init__(self, engine: Engine):
        self.engine, self.logs = engine, list[Log]()

    def add(self, receipt: Receipt) -> None:
        """Remembers a transaction's logs."""
        self.logs += receipt.logs

    def events(self, contract: Any, topic: bytes, *more: bytes | None) -> list[Event]:
        """Events of a contract with these topics in their order; None stands for any."""
        topics = (topic, *more)
        found = [
            log
            for log in self.logs
            if log.address == contract.address
            and len(log.topics) >= len(topics)
            and all(want is None or want == have for want, have in zip(topics, log.topics, strict=False))
        ]
        return [event for log in found if (event := self.engine.decode_log(log))]


class NodeLogs:
    """Logs of a network, from its node."""

    def __init__(self, engine: Any, since: int = 0):
        self.engine, self.since = engine, since

    def add(self, receipt: Receipt) -> None:
        """The node has them."""

    def events(self, contract: Any, topic: bytes, *more: bytes | None) -> list[Event]:
        """As LogBook.events."""
        logs = self.engine.logs(contract.address, topic, self.since, self.engine.block_number - 1, *more)
        try:
            return [event for _, log in logs if (event := self.engine.decode_log(log))]
        except (DecodingError, ValueError, KeyError, IndexError) as error:
            raise MailError(f"the node's answer is no log of {contract.address}: {type(error).__name__}") from None


@dataclass(frozen=True)
class Recipient:
    """Whom mail goes to, with the key to seal to."""

    account: str
    version: int
    key: bytes


def _topic(value: str | bytes | int) -> bytes:
    raw = bytes.fromhex(value[2:]) if isinstance(value, str) else value
    return raw.rjust(32, b"\0") if isinstance(raw, bytes) else raw.to_bytes(32, "big")


def _manifest(root: bytes) -> bytes:
    """Where a buyer keeps what was promised: not where a seller has the content itself."""
    return keccak(b"manifest" + root)


def kept_root(data: bytes) -> bytes:
    """The root of content as it lies in a store."""
    return merkle.Tree.of(leaves_of(data)).root


class MailClient:
    """Mail of one account. `system` has the contracts names, mail, attachments, token and recovery by name.

    `store` is the account's own space, which others read too; `fetch` reads a store by a lease's number (its own store
    by default); `shelf` keeps what is nobody else's yet; `lease` is the number of its own space; `waiting` is told
    before each transaction. Raises MailError.
    """

    def __init__(
        self,
        system: Any,
        account: Any,
        keys: Keyring,
        logs: LogBook | NodeLogs,
        store: Store,
        shelf: Store | None = None,
        fetch: Callable[[int], Store] | None = None,
        lease: int = 0,
        waiting: Callable[[], None] = lambda: None,
    ):
        self.system, self.account, self.keys, self.logs, self.store = system, account, keys, logs, store
        self.me: str = account.address
        self.shelf: Store = shelf or FolderStore(Path("shelf"))
        self.fetch = fetch or (lambda lease: store)
        self.lease, self.waiting = lease, waiting

    def _do(self, method: Any, *args: Any) -> Receipt:
        self.waiting()
        try:
            receipt = method(*args, sender=self.account)
        except Revert as error:
            raise MailError(error.reason or NO_REASON) from None
        self.logs.add(receipt)
        return receipt

    def _ask(self, method: Any, *args: Any) -> Any:
        try:
            return method(*args)
        except Revert as error:
            raise MailError(error.reason or NO_REASON) from None

    def _check_held(self, amount: int) -> None:
        if (held := self.system.token.balanceOf(self.me)) < amount:
            raise MailError(
                f"expected {amount / 1e18:g} CNT to pay with, {self.me} has {held / 1e18:g} "
                "(on a local node `ape run mail fund` gives some)"
            )

    def _allow(self, spender: Any, amount: int) -> None:
        token = self.system.token
        self._check_held(amount)
        if token.allowance(self.me, spender) < amount:
            self._do(token.approve, spender, amount)

    # names (CNT-13)

    def find(self, whom: str) -> Recipient:
        """Whom a name or an address stands for, after moves (CNT-18). MailError says why not."""
        account = account_of(whom)
        if account is None:
            try:
                account = self.system.names.resolve(name_hash(whom))[0]
            except Revert as error:
                raise MailError(f"{whom}: {error.reason.removeprefix('Names: ') or NO_REASON}") from None
        while (after := self.system.recovery.successor(account)) != ZERO_ADDRESS:
            account = after
        version, key = self.system.names.key_of(account)
        if version == 0:
            raise MailError(f"{whom}: {account} has no encryption key, so nothing can be sealed to it")
        return Recipient(account, version, key)

    def text_of(self, name: bytes) -> str:
        """A name's text, out of the log of its registration; empty for one that is unknown or no good name."""
        for event in self.logs.events(self.system.names, self._event("names", "Registered"), name):
            try:
                text = event.text.decode()
                if name_hash(text) == name:
                    return text
            except (UnicodeDecodeError, MailError):
                continue  # whatever the normaliser let in, a confusable is not shown
        return ""

    def signature_of(self, account: str) -> str:
        """How an account is shown: its primary name where it has a good one, else its address."""
        name = self.system.names.primary_of(account)
        return self.text_of(name) or account

    def commit(self, text: str) -> int:
        """First step of a registration; returns from which second on `register` works."""
        name = name_bytes(text)
        if not self.system.names.is_free(keccak(name)):
            raise MailError(f"{text}: the name is taken")
        secret = self.keys.secrets.setdefault(text, secrets.token_bytes(32))
        self.keys.save()
        made = name_commitment(home_of(self.system.names), keccak(name), self.me, secret)
        terms, now = self.system.names.terms(), self.system.names.engine.time
        at = self.system.names.commitments(made)
        if at == 0 or now > at + terms["life"]:
            self._do(self.system.names.commit, made)
            at = self.system.names.commitments(made)
        return at + terms["age"]

    def _cost(self, days: int) -> int:
        # a day more than it costs now: the next day may begin before the transaction is mined
        return self._ask(self.system.names.cost, days + 1)

    def afford(self, days: int) -> None:
        """Raises MailError unless the account can pay for a name, before anything is sent or waited for."""
        self._check_held(self._cost(days))

    def register(self, text: str, days: int, attestation: bytes = b"") -> bytes:
        """Second step: leases the name, and sets the account's key to the newest in the key file if it has none."""
        name = name_bytes(text)
        if text not in self.keys.secrets:
            raise MailError(f"{text}: expected a commitment first")
        if not attestation and not self._ask(self.system.names.is_plain, name):
            raise MailError(f"{text}: a name beyond a-z, 0-9 and hyphen needs the normaliser's signature")
        self._allow(self.system.names, self._cost(days))
        has_key = self.system.names.key_of(self.me)[0] > 0
        key = (0, 0) if has_key else coordinates(self._newest())
        self._do(self.system.names.register, name, days, *key, self.keys.secrets[text], attestation)
        self.keys.use(text)
        return keccak(name)

    def renew(self, text: str, days: int) -> None:
        """Adds days to a name."""
        self._allow(self.system.names, self.system.names.terms()["fee"] * days // 365 + 1)
        self._do(self.system.names.renew, name_hash(text), days)

    def rotate(self) -> int:
        """A new encryption key, kept and published; returns its version. Old mail stays readable.

        An account without a key publishes the newest that it has.
        """
        first = self.system.names.key_of(self.me)[0] == 0
        key = self._newest() if first else self.keys.new_key()
        self._do(self.system.names.set_key, *coordinates(key))
        return self.system.names.key_of(self.me)[0]

    def _newest(self) -> bytes:
        return self.keys.keys[-1] if self.keys.keys else self.keys.new_key()

    def _event(self, contract: str, name: str) -> bytes:
        abi = getattr(self.system, contract).artifact.abi
        entry = next(e for e in abi if e.get("type") == "event" and e["name"] == name)
        return keccak(f"{name}({','.join(i['type'] for i in entry['inputs'])})".encode())

    # letters (CNT-14, CNT-16)

    def send(
        self,
        whom: str,
        subject: str,
        text: str,
        attachments: tuple[Attachment, ...] = (),
        postage: int | None = None,
        stored: bool = False,
    ) -> tuple[str, int]:
        """Seals a letter and sends it, with the postage that the recipient wants unless one is named.

        Everything that can be wrong is found before anything is sent. Returns the recipient's address and the number.
        """
        to, mail = self.find(whom), self.system.mail
        body = Letter(self.me, to.account, subject, text, attachments).sealed(to.key)
        least = mail.postage_of(to.account, self.me)
        pay = least if postage is None else postage
        if pay < least:
            raise MailError(f"{whom}: expected postage of at least {least / 1e18:g} CNT, got {pay / 1e18:g}")
        if pay:
            self._allow(mail, pay)
        receipt = self._do(mail.send_stored if stored else mail.send, to.account, to.version, body, pay)
        return to.account, receipt.value

    def word(self, account: str | None = None) -> int:
        """What an inbox's word is, as the node says."""
        return self.system.mail.inbox(account or self.me)

    def inbox(self, account: str | None = None, word: int | None = None) -> list[Message]:
        """All messages of an inbox (an old account's that joined it first), proved complete and in order.

        `word` is the inbox's word from another source, where the node is not to be believed. InboxError.
        """
        account, mail = account or self.me, self.system.mail
        told = self.word(account)
        if word is not None and word != told:
            raise InboxError(f"the node says that the inbox's word is {told:#x}, the other source says {word:#x}")
        found: list[Event] = []
        for name in ("Sent", "SentStored", "Followed"):
            found += self.logs.events(mail, self._event("mail", name), _topic(account))
        found = _merged(found)
        made = [
            Message.of(e, self._ask(mail.body_of, account, e.number) if e.name == "SentStored" else None) for e in found
        ]
        checked = verified(made, told, self.keys.seen.get(account))
        self.keys.seen[account] = {len(checked): told} if checked else {}
        self.keys.save()
        return checked

    def inboxes(self) -> dict[str, list[Message]]:
        """The account's inbox, and those of the accounts that moved to it, by address."""
        made = {self.me: self.inbox()}
        waiting = [self.me]
        while waiting:
            for message in made[waiting.pop()]:
                if message.body is None and message.sender not in made:
                    joined = int.from_bytes(message.digest, "big")
                    made[message.sender] = self.inbox(message.sender, joined)
                    waiting.append(message.sender)
        return made

    def read(self, message: Message, account: str | None = None) -> Letter:
        """Opens a message. MailError where no key opens it, or where it is not by its sender for this inbox."""
        if message.body is None:
            raise MailError(f"message {message.number} is the inbox of {message.sender}, which moved here")
        if message.version == 0:  # from a sender that found no key: a contract, a gateway
            return Letter(message.sender, account or self.me, "(not sealed)", message.body.decode(errors="replace"))
        try:
            letter = Letter.from_bytes(unseal(self.keys.newest_first, message.body))
        except MailError as error:
            raise MailError(f"message {message.number}, sealed to key version {message.version}: {error}") from None
        if (letter.sender, letter.to) != (message.sender, account or self.me):
            raise MailError(
                f"message {message.number} holds a letter of {letter.sender} to {letter.to}, but came from "
                f"{message.sender}: somebody passes on what was written to another"
            )
        return letter

    def collect(self, numbers: list[int], account: str | None = None) -> int:
        """Takes the postage of messages that were read; returns wei."""
        return self._do(self.system.mail.collect, account or self.me, numbers).value

    def refund(self, whom: str, numbers: list[int]) -> None:
        """Has postage back that nobody collected in time."""
        self._do(self.system.mail.refund, account_of(whom) or self.find(whom).account, numbers)

    def set_postage(self, wei: int) -> None:
        """What a message to this account has to carry from now on."""
        self._do(self.system.mail.set_postage, wei)

    def allow(self, whom: str, allowed: bool) -> None:
        """Lets somebody write for nothing, or no longer."""
        self._do(self.system.mail.allow, [self.find(whom).account], allowed)

    # attachments (CNT-15)

    def offer(self, made: Attachment) -> None:
        """Offers content that was attached for a price to everybody."""
        self._do(self.system.attachments.offer, made.root, made.size, made.price, made.lease)

    def attach(self, name: str, data: bytes, price: int = 0) -> Attachment:
        """Puts content where it can be fetched: encrypted with a key that the letter carries, or for sale.

        For sale: the digests of its leaves are public (what can be guessed can be checked), the content stays here.
        """
        if not data:
            raise MailError(f"{name}: expected at least one byte to attach, got none")
        if price:
            promised = Manifest.of(data)
            self.store.put(promised.root, promised.to_bytes())
            self.shelf.put(promised.root, data)
            self.keys.prices[promised.root] = price
            self.keys.save()
            return Attachment(name, len(data), promised.root, self.lease, price)
        key = secrets.token_bytes(32)
        made = Ciphertext.of(key, data)
        self.store.put(made.root, made.to_bytes())
        return Attachment(name, len(data), made.root, self.lease, 0, key)

    def download(self, attachment: Attachment) -> bytes:
        """A free attachment. MailError where it is gone or altered."""
        made = self._fetched(attachment.lease, attachment.root, Ciphertext.from_bytes, lambda c: c.root)
        return made.opened(attachment.key, attachment.size)

    def _fetched(self, lease: int, root: bytes, read: Callable[[bytes], Any], rooted: Callable[[Any], bytes]) -> Any:
        try:
            made = read(self.fetch(lease).get(root))
        except KeyError as error:
            raise MailError(f"the content is not there: {error.args[0]}") from None
        except ValueError as error:
            raise MailError(f"the content is not what was promised: {error}") from None
        if rooted(made) != root:
            raise MailError(f"the content is not what was promised: expected the root {root.hex()}")
        return made

    def promised(self, attachment: Attachment) -> Manifest:
        """What a paid attachment promises, without which nobody should buy (there would be no complaint)."""
        made = self._fetched(attachment.lease, attachment.root, Manifest.from_bytes, lambda m: m.root)
        if made.size != attachment.size:
            raise MailError(f"expected {attachment.size:,} bytes, the seller promises {made.size:,}")
        return made

    def buy(self, seller: str, attachment: Attachment) -> int:
        """Pays for an attachment into escrow; returns the order's number."""
        if attachment.price == 0:
            raise MailError(f"{attachment.name} is free: download it")
        promised = self.promised(attachment)
        self.shelf.put(_manifest(promised.root), promised.to_bytes())
        self._allow(self.system.attachments, attachment.price)
        x, y = coordinates(self._newest())
        order = self.system.attachments.order
        return self._do(order, seller, attachment.root, attachment.price, x, y).value

    def state(self, order: int) -> str:
        """Where an order is."""
        return STATES[self.system.attachments.order_of(order)[3]]

    def _told(self, order: int, name: str) -> Event:
        events = self.logs.events(self.system.attachments, self._event("attachments", name), _topic(order))
        if not events:
            raise MailError(f"order {order}: the node does not show that it was {name.lower()}")
        return events[0]

    def _content_key(self, order: Event) -> bytes:
        """Fresh for each order, and made again from the first key of the key file whenever it is needed.

        A key is revealed to everybody: it names the chain, the contract, and what an order with this number says, or it
        would open an order of another chain, or of a chain that begins again at the same addresses.
        """
        home = (_topic(part) for part in home_of(self.system.attachments))
        said = (order.root, *(_topic(part) for part in (order.id, order.buyer, order.x, order.y)))
        return keccak(b"".join((b"wuxing content key", self.keys.keys[0], *home, *said)))

    def serve(self) -> list[str]:
        """One round of a seller: seals what was paid for, reveals what was confirmed, claims what is due; says so.

        An order that cannot go on is set aside until the next round, with its reason, and the next one is served.
        """
        sold, done, aside = self.system.attachments, [], 0
        for event in self.logs.events(sold, self._event("attachments", "Ordered"), None, _topic(self.me)):
            try:
                said = self._serve(event)
            except MailError as error:
                said, aside = f"set aside: {error}", aside + 1
            done += [f"order {event.id}: {said}"] if said else []
        return [*done, f"{aside} orders were set aside, the next `serve` tries them again"] if aside else done

    def _serve(self, event: Event) -> str:
        sold = self.system.attachments
        _, _, price, state, deadline, _ = sold.order_of(event.id)
        late = sold.engine.time >= deadline
        if state == ORDERED and not late and price >= self.keys.prices.get(event.root, 2**256):
            self._seal(event)
            return "sealed"
        if state == CONFIRMED and not late:
            told = self._told(event.id, "Sealed")
            self._do(sold.reveal, event.id, event.root, told.ciphertext, self._content_key(event))
            return "key revealed"
        if state == REVEALED and late:
            self._do(sold.claim, event.id)
            return f"{price / 1e18:g} CNT received"
        return ""

    def _seal(self, event: Event) -> None:
        key = self._content_key(event)
        made = Ciphertext.of(key, self._kept(event.root))
        public = b"\4" + event.x.to_bytes(32, "big") + event.y.to_bytes(32, "big")
        kept = seal(public, made.to_bytes())
        self.store.put(kept_root(kept), len(kept).to_bytes(8, "big") + kept)
        self._do(self.system.attachments.seal, event.id, made.root, keccak(key), kept_root(kept), self.lease)

    def open(self, order: int) -> bytes | None:
        """One round of a buyer: confirms what it fetched, opens what was revealed, complains, has itself refunded.

        Returns the content once it is open, None before. MailError where the order is over or the content is garbage.
        """
        sold = self.system.attachments
        _, buyer, _, state, deadline, _ = sold.order_of(order)
        late = sold.engine.time >= deadline
        if buyer != self.me:
            raise MailError(f"order {order}: expected one of {self.me}, got one of {buyer}")
        if state in (ORDERED, SEALED, CONFIRMED) and late:
            self._do(sold.refund, order)
            raise MailError(f"order {order}: the time for it to be {STATES[state + 1]} is over, the price is refunded")
        if state == REFUND_DUE:
            self._do(sold.refund, order)
            raise MailError(f"order {order}: the content was not what was promised, the price is refunded")
        if state == SEALED:
            self._ciphertext(order)
            self._do(sold.confirm, order)
        if state not in (REVEALED, PAID):
            if state == REFUNDED:
                raise MailError(f"order {order} was refunded")
            return None
        key, made = self._told(order, "Revealed").key, self._ciphertext(order)
        promised = self._bought(order)
        if (wrong := made.wrong_leaf(key, promised)) is None:
            return made.opened(key, promised.size)
        if state == PAID or late:
            raise MailError(f"order {order}: leaf {wrong} is not what was promised, and the time to complain is over")
        evidence = (made.leaves[wrong], made.tree.proof(wrong), promised.digests[wrong], promised.tree.proof(wrong))
        self._do(sold.complain, order, promised.root, made.root, key, wrong, *evidence)
        when = " once this account is not frozen" if sold.order_of(order)[3] == REFUND_DUE else ""
        garbage = f"order {order}: leaf {wrong} is not what was promised"
        raise MailError(f"{garbage}; complained, the price is refunded{when}")

    def _bought(self, order: int) -> Manifest:
        """What the seller of an order promised."""
        promised = self._kept(_manifest(self._told(order, "Ordered").root))
        try:
            return Manifest.from_bytes(promised)
        except ValueError as error:
            raise MailError(f"order {order}: what was promised is not kept as it was: {error}") from None

    def _kept(self, root: bytes) -> bytes:
        """What lies on the shelf."""
        try:
            return self.shelf.get(root)
        except KeyError as error:
            raise MailError(f"{error.args[0]}: expected the shelf that was used before (--shelf)") from None

    def _ciphertext(self, order: int) -> Ciphertext:
        """What the seller sealed to this account, if it is what it committed to; kept from then on."""
        told = self._told(order, "Sealed")
        with suppress(KeyError, ValueError):  # not fetched yet, or not kept as it was
            return Ciphertext.from_bytes(self.shelf.get(told.ciphertext))
        try:
            raw = self.fetch(told.lease).get(told.kept)
        except KeyError as error:
            raise MailError(f"order {order}: the sealed content is not there: {error.args[0]}") from None
        sealed = raw[8 : 8 + int.from_bytes(raw[:8], "big")]
        if not sealed or kept_root(sealed) != told.kept:
            raise MailError(f"order {order}: what lies there is not what the seller says it keeps")
        try:
            made = Ciphertext.from_bytes(unseal(self.keys.newest_first, sealed))
        except ValueError as error:  # MailError too
            raise MailError(f"order {order}: {error}") from None
        promised = self._bought(order)
        if made.root != told.ciphertext or len(made.leaves) != len(promised.digests):
            raise MailError(
                f"order {order}: expected {len(promised.digests) * LEAF:,} bytes of ciphertext with the root "
                "committed to"
            )
        self.shelf.put(made.root, made.to_bytes())
        return made


def _merged(events: list[Event]) -> list[Event]:
    """Three kinds of events in one line: each kind in the order in which the node gave it, merged by number."""
    kinds: dict[str, list[Event]] = {}
    for event in events:
        kinds.setdefault(event.name, []).append(event)
    made: list[Event] = []
    while lines := [line for line in kinds.values() if line]:
        made.append(min(lines, key=lambda line: line[0].number).pop(0))
    return made
