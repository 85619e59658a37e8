# SPDX-License-Identifier: MIT
"""Who writes to whom: names and keys, letters with postage, notices, records for sale (CNT-13 … CNT-17).

Everybody has a name, a key and a mailbox that is looked into at an hour of its own, every day or less often. Landlords
send invoices, tenants who were priced out or lost a lease complain, many letters are answered, statistics are offered
and bought. All goes through the mail client that people use (wuxing/contattract/post/mail.py); an inbox that does not
lead to its word on chain would stop the run.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from eth_hash.auto import keccak

from wuxing.chance import stream
from wuxing.contattract.archive import MainChain
from wuxing.contattract.post.letters import Attachment, MailError, coordinates
from wuxing.contattract.post.mail import LogBook, MailClient
from wuxing.contattract.post.mail_files import Keyring
from wuxing.contattract.world import World
from wuxing.engine import Event, Receipt

WAD = 10**18
HOURS = (9, 13, 17, 21)
"""When letters are written and mailboxes looked into."""
RHYTHMS = (1, 1, 1, 2, 3)
"""Days between two looks into a mailbox."""
POSTAGE = WAD // 100
"""What everybody asks of strangers."""
ANSWERED, ALLOWED = 0.4, 0.5
"""Share of letters that are answered, and of senders who then write for nothing."""
COMPLAINTS = 7
"""Days between two complaints of one tenant."""
PRICE = 25 * WAD
"""Of a month's statistics."""
SALES = {0.20: "honest", 0.45: "garbage", 0.55: "silent", 0.70: "honest"}
"""When statistics are offered, and what the seller is like."""


class Space:
    """Leased space that everybody reads: content by its root."""

    def __init__(self) -> None:
        self._kept: dict[bytes, bytes] = {}

    def put(self, root: bytes, data: bytes) -> None:
        """Keeps content."""
        self._kept[root] = data

    def get(self, root: bytes) -> bytes:
        """Content that was kept. KeyError where there is none."""
        return self._kept[root]


class Book(LogBook):
    """All logs of mail, found by their first topics, filed with the run's other events."""

    def __init__(self, world: World) -> None:
        super().__init__(world.engine)
        self.world = world
        self._by_topic: dict[tuple[bytes, ...], list[Any]] = defaultdict(list)

    def add(self, receipt: Receipt) -> None:
        """Files a client's transaction and remembers its logs."""
        self.world.carrier.file(receipt)
        self.keep(receipt)

    def keep(self, receipt: Receipt) -> None:
        """Remembers the logs of a transaction that is filed already."""
        for log in receipt.logs:
            self._by_topic[log.topics[:2]].append(log)

    def events(self, contract: Any, topic: bytes, *more: bytes | None) -> list[Event]:
        """As LogBook's, without looking at everybody's."""
        if more and more[0] is not None:
            self.logs = self._by_topic.get((topic, more[0]), [])
        else:
            self.logs = [log for topics, logs in self._by_topic.items() if topics[0] == topic for log in logs]
        return super().events(contract, topic, *more)


@dataclass
class Office:
    """A person with a mailbox. `read` is how many of its messages it has read."""

    name: str
    client: MailClient
    random: Random
    hour: int
    rhythm: int
    read: int = 0
    complained: int = -COMPLAINTS
    known: set[str] = field(default_factory=set)


@dataclass
class Sale:
    """Statistics on their way from a seller of some kind to a buyer."""

    kind: str
    seller: Office
    buyer: Office
    content: bytes
    offered: int
    order: int = 0


@dataclass(frozen=True)
class Draft:
    """A letter that is to be written."""

    sender: Office
    to: Office
    kind: str
    text: str
    attachments: tuple[Attachment, ...] = ()


class Correspondence:
    """The mail of a world, whose main chain takes a letter into a block; `postage` (wei) is what was collected."""

    def __init__(self, world: World, chain: MainChain) -> None:
        self.world, self.cnt, self.chain = world, world.cnt, chain
        self.postage = 0
        self.book, self.space = Book(world), Space()
        self.random = stream(world.seed, "letters")
        self.offices: dict[str, Office] = {}
        self.sales: list[Sale] = []
        self.locked: set[str] = set()
        """Names whose owner is without its key."""
        self._drafts: list[Draft] = []
        for tenant in world.tenants:
            name = f"{tenant.kind}-city-{tenant.city.number + 1}"
            self.offices[name] = self.office(name, tenant.account)
            tenant.office = name
        for landlord in world.landlords:
            self.offices[landlord.name] = self.office(landlord.name, landlord.account)
        for part, kind in SALES.items():
            world.agenda.at(part, "noon", partial(self.offer, kind))

    def office(self, name: str, account: Any, turn: int = 0) -> Office:
        """Somebody's mailbox, with keys that the run's seed gives (the next ones at another `turn`)."""
        chance = stream(self.world.seed, f"office {name}")
        keys = Keyring(keys=[keccak(f"{self.world.seed} mail {name} {turn} {i}".encode()) for i in range(2)])
        client = MailClient(self.cnt, account, keys, self.book, self.space, Space(), lambda lease: self.space)
        return Office(name, client, chance, chance.choice(HOURS), chance.choice(RHYTHMS))

    def register(self) -> None:
        """CNT-13: names and keys for everybody, postage, and notices of their leases or passes."""
        p, send = self.world.settings.params, self.world.send
        days = min(p.name_most, max(p.name_least, self.world.days + 30))
        for office in self.offices.values():
            office.client.commit(office.name)
        self.world.engine.advance(p.name_commit_age)
        notices = self.cnt.lease_notices
        landlords = {landlord.account.address for landlord in self.world.landlords}
        for office in self.offices.values():
            account = office.client.account
            name = office.client.register(office.name, days)
            send(self.cnt.names.set_primary, name, sender=account)
            send(self.cnt.mail.set_postage, POSTAGE, sender=account)
            topic = notices.FAILED() if account.address in landlords else notices.EXPIRING()
            send(self.cnt.notices.opt_in, notices, topic, sender=account)

    # a day

    def notify(self) -> None:
        """CNT-17: the keeper pokes where the disk has news for somebody."""
        notices, world = self.cnt.lease_notices, self.world
        told = [(notices.poke_lease, t.lease) for t in world.tenants if t.lease and notices.lease_news(t.lease)]
        told += [(notices.poke_landlord, x.account) for x in world.landlords if notices.landlord_news(x.account)]
        for poke, whom in told:
            receipt = world.send(poke, whom, sender=world.keeper)
            for event in receipt.named("Notified"):
                world.record.add("mail", day=world.day, kind="notice", size=len(event.body))

    def hour(self, hour: int) -> None:
        """One of the day's hours for mail: those look into their mailboxes whose hour it is, then letters are sent."""
        self.world.clock(hour)
        if hour == HOURS[0]:
            self._business()
        for office in self.offices.values():
            if (
                office.name not in self.locked
                and office.hour == hour
                and (self.world.day + office.read) % office.rhythm == 0
            ):
                self._look(office)
        mine = [draft for draft in self._drafts if draft.sender.hour == hour or draft.kind == "answer"]
        self._drafts = [draft for draft in self._drafts if draft not in mine]
        for draft in mine:
            if draft.sender.name not in self.locked:
                self._send(draft)

    def _business(self) -> None:
        """What the day gives to write about."""
        world, day = self.world, self.world.day
        tenants = [t for t in world.tenants if t.lease is not None]
        landlords = [x for x in world.landlords if x.inside]
        for number, landlord in enumerate(landlords):
            if tenants and (day + number) % 7 == 0:
                to = self.offices[self.random.choice(tenants).office]
                mb = landlord.seats * world.settings.params.group_chunks
                text = f"Week {day // 7 + 1}: {mb:,} MB kept, proved every day."
                self._drafts.append(Draft(self.offices[landlord.name], to, "invoice", text))
        grieved = {
            row["tenant"]: row["reason"] for row in world.record.rows("unserved")[-200:] if row["day"] == day - 1
        }
        for tenant in world.tenants:
            office = self.offices[tenant.office]
            if landlords and tenant.name in grieved and day - office.complained >= COMPLAINTS and not tenant.away:
                office.complained = day
                to = self.offices[self.random.choice(landlords).name]
                self._drafts.append(
                    Draft(office, to, "complaint", f"No space for us yesterday: {grieved[tenant.name]}.")
                )

    def _send(self, draft: Draft) -> None:
        world = self.world
        subject = draft.kind
        to = draft.to.client.me
        draft.sender.client.send(to, subject, draft.text, draft.attachments)
        world.record.add("mail", day=world.day, kind=draft.kind, size=len(draft.text))
        wait = self.chain.wait(self.random)
        world.record.add("delivery", day=world.day, way="on chain, in a block", seconds=wait)

    def _look(self, office: Office) -> None:
        """CNT-14, CNT-16: reads what is new, proved complete and in order; takes its postage, answers, allows."""
        client, world = office.client, self.world
        inbox = client.inbox()
        postage = []
        for message in inbox[office.read :]:
            office.read += 1
            if message.body is None:
                continue
            letter = client.read(message)
            seconds = world.engine.time - message.time
            world.record.add("delivery", day=world.day, way="on chain, read by its owner", seconds=float(seconds))
            if message.postage:
                postage.append(message.number)
            sender = next((o for o in self.offices.values() if o.client.me == letter.sender), None)
            if sender is None:
                continue
            for attachment in letter.attachments:
                self._buy(office, sender, attachment)
            if letter.subject != "answer" and office.random.random() < ANSWERED:
                self._drafts.append(Draft(office, sender, "answer", f"Thank you for your {letter.subject}."))
                if sender.name not in office.known and office.random.random() < ALLOWED:
                    office.known.add(sender.name)
                    world.send(self.cnt.mail.allow, [sender.client.me], True, sender=client.account)
        if postage:
            self.postage += client.collect(postage[:64])

    # sales

    def offer(self, kind: str) -> None:
        """CNT-15: somebody offers the statistics of its last month for sale."""
        found = [t for t in self.world.tenants if t.city.volumes and not t.away]
        seller, buyer = self.random.sample(found, 2)
        office = self.offices[seller.office]
        volumes = seller.city.volumes[max(0, len(seller.city.volumes) - self.world.days + self.world.day - 30) :][:30]
        rows = [{"cabinets": v.cabinets, "records": v.records, "bytes": v.size} for v in volumes]
        content = json.dumps({"city": seller.city.number + 1, "days": rows}, separators=(",", ":")).encode()
        offered = office.client.attach(f"month {self.world.day // 30 + 1}", content, PRICE)
        if kind == "garbage":
            office.client.shelf.put(offered.root, bytes(len(content)))
        sale = Sale(kind, office, self.offices[buyer.office], content, self.world.day)
        self.sales.append(sale)
        self._drafts.append(Draft(office, sale.buyer, "offer", "The statistics of a month.", (offered,)))

    def _buy(self, office: Office, seller: Office, attachment: Attachment) -> None:
        for sale in self.sales:
            if sale.buyer is office and sale.seller is seller and not sale.order:
                sale.order = office.client.buy(seller.client.me, attachment)

    def trade(self) -> None:
        """Sellers and buyers do what is due, each in its own way; an ended sale is filed."""
        for sale in [s for s in self.sales if s.order and not {s.seller.name, s.buyer.name} & self.locked]:
            state = sale.buyer.client.state(sale.order)
            if sale.kind != "silent" or state == "ordered":
                sale.seller.client.serve()
            outcome = ""
            try:
                got = sale.buyer.client.open(sale.order)
            except MailError as error:
                outcome = str(error).partition(": ")[2]
            else:
                if got is not None and sale.buyer.client.state(sale.order) == "paid":
                    outcome = "opened, and paid" if got == sale.content else "opened to something else, and paid"
            if outcome:
                self.sales.remove(sale)
                took = self.world.day - sale.offered
                state = sale.buyer.client.state(sale.order)
                self.world.record.add(
                    "sales",
                    day=self.world.day,
                    seller=sale.kind,
                    outcome=outcome,
                    days=took,
                    state=state,
                    price=PRICE / WAD,
                )

    # an account that moved

    def move(self, name: str, account: Any) -> None:
        """CNT-18: a name's owner works with a new account and new keys; the old inbox is a part of the new one."""
        old = self.offices[name]
        made = self.office(name, account, turn=1)
        made.hour, made.rhythm, made.known = old.hour, old.rhythm, old.known
        self.offices[name] = made
        self.locked.discard(name)
        self.world.send(self.cnt.names.set_key, *coordinates(made.client.keys.keys[-1]), sender=account)
        self.world.send(self.cnt.mail.set_postage, POSTAGE, sender=account)
