# SPDX-License-Identifier: MIT
"""What the gateway must not forget (CNT-17): subscribers, letters, replies, and how far it has read, in SQLite.

Every method is one transaction, written through to the disk before it returns, so that a killed gateway goes on where
it was. A letter is `queued`, then `sending` (from just before its data goes to the server), then `sent`; or `dropped`,
with the reason. One that is found `sending` may have arrived: only the server knows, where its answer was not heard.

A subscriber that asks for a mailbox has a request, and the mailbox a letter about it. It is the subscriber's when it
agrees; until then the notices wait, or go on to the mailbox that it had.
"""

from __future__ import annotations

import math
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSION = 3
"""Of the tables below; before 2, mailboxes were not asked; before 3, nothing was set aside."""
KEPT = 1_000
"""Rows of what was set aside that are kept, the latest; of each, so many of its first bytes."""
MONTH = 30 * 86_400
REQUESTS = 3
"""Requests in 30 days that may name a mailbox, whoever makes them: it is asked no more often."""
_SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists block (number integer primary key, hash text not null);
create table if not exists subscriber (
    address text primary key, email text not null, nonce integer not null, since integer not null,
    suspended text not null default '', since_block integer not null default -1, since_hash text not null default '');
create table if not exists letter (
    id text primary key, subscriber text not null, number integer not null, block integer not null,
    source text not null, topic blob not null, body blob not null,
    state text not null, attempts integer not null default 0, due real not null default 0,
    note text not null default '', email text not null default '');
create index if not exists letter_state on letter (state, due);
create table if not exists request (
    serial integer primary key autoincrement, subscriber text not null, email text not null, letter text not null,
    mailbox text not null, made real not null, ends real not null, ended text not null default '');
create table if not exists reply (
    id text primary key, subscriber text not null, number integer not null, recipient text not null,
    version integer not null, body blob not null, state text not null, block integer not null default 0,
    attempts integer not null default 0, due real not null default 0, note text not null default '');
create table if not exists aside (
    serial integer primary key autoincrement, kind text not null, item text not null, reason text not null,
    raw blob not null, unique (kind, item));
"""
_FROM_2 = """
begin immediate;
alter table subscriber add column since_block integer not null default -1;
alter table subscriber add column since_hash text not null default '';
pragma user_version = 3;
commit;
"""

CONFIRMED = "was confirmed before"
_REQUEST = "select serial, subscriber, email, letter, ended from request"


class OutboxError(Exception):
    """An outbox that cannot be used: what was expected and what came."""


class Overtaken(Exception):
    """Another process of the gateway wrote meanwhile what this was reckoned from: reckon again."""


@dataclass(frozen=True)
class Letter:
    """A notice on its way to a mailbox. `id` is its Message-ID, `number` the subscriber's, `block` that of its log.

    `email` is where it was last sent. Number 0 is the letter about a request: `id` names that, `email` is asked.
    """

    id: str
    subscriber: str
    number: int
    block: int
    source: str
    topic: bytes
    body: bytes
    state: str
    attempts: int
    due: float
    note: str
    email: str = ""


@dataclass(frozen=True)
class Reply:
    """An answer on its way to the chain. `block` is the head when it was first sent there, `version` the key's."""

    id: str
    subscriber: str
    number: int
    recipient: str
    version: int
    body: bytes
    state: str
    block: int
    attempts: int
    due: float
    note: str


@dataclass(frozen=True)
class Subscriber:
    """Who gets e-mail where; nowhere yet while `email` is empty.

    Notices up to `since` came before, as of the block `since_block` with the hash `since_hash`; `suspended` says why
    nothing is sent any more.
    """

    address: str
    email: str
    nonce: int
    since: int
    suspended: str
    since_block: int
    since_hash: str


@dataclass(frozen=True)
class Aside:
    """What could not be made or read, and why. `kind` is letter, reply, log, or message."""

    kind: str
    item: str
    reason: str


@dataclass(frozen=True)
class Request:
    """A subscriber's wish for a mailbox. It counts until `ends` (s); `ended` says what became of it, "" while open."""

    serial: int
    subscriber: str
    email: str
    letter: str
    ended: str


class Outbox:
    """The database of one gateway. `chain` names what it follows: another chain's outbox is refused (OutboxError)."""

    def __init__(self, path: Path | str, chain: str) -> None:
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=full")
            found = self._db.execute("pragma user_version").fetchone()[0]
            if found == 2:
                self._db.executescript(_FROM_2)
                found = VERSION
            if self._db.execute("select 1 from sqlite_schema").fetchone() and found != VERSION:
                raise OutboxError(f"{path}: expected an outbox of version {VERSION}, got {found}: begin a new one")
            self._db.executescript(f"pragma user_version = {VERSION}; {_SCHEMA}")
        except sqlite3.Error as error:
            raise OutboxError(f"{path}: expected a database of the gateway, {error}") from None
        with self._write():
            self._db.execute("insert or ignore into meta values ('chain', ?)", (chain,))
            self._db.execute("insert or ignore into meta values ('secret', ?)", (secrets.token_hex(32),))
        if (kept := self._meta("chain")) != chain:
            raise OutboxError(f"{path}: expected the outbox of {chain}, this one is of {kept}")

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def _meta(self, key: str) -> str:
        with self._lock:
            return self._db.execute("select value from meta where key = ?", (key,)).fetchone()[0]

    def _all(self, kind: type, query: str, *values: object) -> list:
        with self._lock:
            return [kind(*row) for row in self._db.execute(query, values)]

    @property
    def secret(self) -> bytes:
        """The key that reply addresses are made with: made once, kept here."""
        return bytes.fromhex(self._meta("secret"))

    def close(self) -> None:
        """Ends the connection."""
        self._db.close()

    # how far the chain was read

    def cursor(self) -> tuple[int, str] | None:
        """The last block that was read and its hash; None before the first."""
        with self._lock:
            return self._db.execute("select number, hash from block order by number desc limit 1").fetchone()

    def blocks(self) -> list[tuple[int, str]]:
        """Blocks that were read to, latest first: where to look for a common ancestor."""
        with self._lock:
            return self._db.execute("select number, hash from block order by number desc").fetchall()

    def read_to(self, number: int, block_hash: str, letters: list[Letter], known: set[str]) -> None:
        """Notes letters, and that all blocks up to this one were read for the subscribers `known`: both or neither.

        Raises Overtaken where there is another subscriber by now, whose notices were passed over.
        """
        with self._write() as db:
            if {row[0] for row in db.execute("select address from subscriber")} != known:
                raise Overtaken
            # a notice that was sent and is mined again elsewhere has its number back, and goes no second time
            db.executemany(
                """insert into letter values (?,?,?,?,?,?,?,?,?,?,?,?)
                   on conflict (id) do update set number = excluded.number, block = excluded.block""",
                [_row(x) for x in letters],
            )
            db.execute("insert or replace into block values (?, ?)", (number, block_hash))
            db.execute("delete from block where number < (select max(number) from block) - 100000")

    def forget_after(self, number: int) -> int:
        """A reorganisation: letters of later blocks that were not sent are gone; how many."""
        with self._write() as db:
            db.execute("delete from block where number > ?", (number,))
            gone = db.execute("delete from letter where block > ? and state in ('queued', 'aside')", (number,)).rowcount
            # what was sent stays on record; its number may come again, with another content and so another id
            db.execute("update letter set number = -number where block > ? and number > 0", (number,))
        return gone

    def last_number(self, subscriber: str) -> int:
        """The number of the last notice of a subscriber that is known here."""
        query = """select max(since, coalesce((select max(number) from letter where subscriber = address), 0))
                   from subscriber where address = ?"""
        with self._lock:
            return self._db.execute(query, (subscriber,)).fetchone()[0]

    # subscribers

    def subscribers(self) -> list[Subscriber]:
        """All of them."""
        return self._all(Subscriber, "select * from subscriber order by address")

    def subscriber(self, address: str) -> Subscriber | None:
        """The one with this address."""
        found = self._all(Subscriber, "select * from subscriber where address = ?", address)
        return found[0] if found else None

    def resume_from(self, address: str, since: int, block: int, block_hash: str) -> None:
        """The block that a subscriber's `since` was of is gone: it counts from this one on."""
        with self._write() as db:
            db.execute(
                "update subscriber set since = ?, since_block = ?, since_hash = ? where address = ?",
                (since, block, block_hash, address),
            )

    def register(
        self, address: str, email: str, nonce: int, since: tuple[int, int, str], now: float, ends: float
    ) -> Request | None:
        """Notes that a subscriber wants a mailbox; the request that the mailbox has to agree to, None where it has.

        A subscriber that was suspended is not any more, but has no mailbox until one agrees. `since` counts for new
        ones: the number of the last notice before, with the block and hash that it is of. Raises OutboxError, and
        changes nothing, where the mailbox was named too often, and Overtaken where later blocks were read by now.
        """
        with self._write() as db:
            if (read := self.cursor()) is not None and read[0] > since[1]:
                raise Overtaken
            db.execute(
                """insert into subscriber values (?, '', ?, ?, '', ?, ?) on conflict do update set
                   nonce = excluded.nonce, email = case suspended when '' then email else '' end, suspended = ''""",
                (address, nonce, *since),
            )
            _end(db, now)
            had = db.execute("select email from subscriber where address = ?", (address,)).fetchone()[0]
            asked = db.execute(
                "select serial, email from request where subscriber = ? and ended = ''", (address,)
            ).fetchone()
            if asked and asked[1] == email:
                return self.request(asked[0])
            db.execute(
                "update request set ended = 'gave way to a later one' where subscriber = ? and ended = ''", (address,)
            )
            if had == email:
                return None
            mailbox, letter = _mailbox(email), secrets.token_hex(20)
            times = "select made from request where mailbox = ? and made > ? order by made desc limit ?"
            recent = db.execute(times, (mailbox, now - MONTH, REQUESTS)).fetchall()
            if len(recent) == REQUESTS:
                days = math.ceil((recent[-1][0] + MONTH - now) / 86_400)
                raise OutboxError(
                    f"expected at most {REQUESTS} requests for a mailbox in 30 days: "
                    f"{email} can be asked again in {days} days"
                )
            db.execute(
                "insert into request (subscriber, email, letter, mailbox, made, ends) values (?, ?, ?, ?, ?, ?)",
                (address, email, letter, mailbox, now, ends),
            )
            asking = Letter(letter, address, 0, -1, "", b"", b"", "queued", 0, 0, "", email)
            db.execute("insert into letter values (?,?,?,?,?,?,?,?,?,?,?,?)", _row(asking))
            return self.request_of(asking)

    def request(self, serial: int) -> Request:
        """The request with this serial number."""
        return self._all(Request, f"{_REQUEST} where serial = ?", serial)[0]

    def request_of(self, letter: Letter) -> Request:
        """The request that a letter is about."""
        return self._all(Request, f"{_REQUEST} where letter = ?", letter.id)[0]

    def confirm(self, serial: int, now: float) -> str:
        """The mailbox of a request agrees: notices go there from now on. Not if it is not open; what became of it."""
        with self._write() as db:
            _end(db, now)
            request = self.request(serial)
            if not request.ended:
                db.execute("update request set ended = ? where serial = ?", (CONFIRMED, serial))
                new = "update subscriber set email = ?, suspended = '' where address = ?"
                db.execute(new, (request.email, request.subscriber))
            return request.ended

    def refuse(self, request: Request, reason: str) -> None:
        """A request that comes to nothing: its letter cannot be delivered."""
        with self._write() as db:
            db.execute("update request set ended = ? where serial = ? and ended = ''", (reason, request.serial))
            _suspend_without_mailbox(db)

    def expire(self, now: float) -> None:
        """Ends requests that were not answered in time."""
        with self._write() as db:
            _end(db, now)
            _suspend_without_mailbox(db)

    def suspend(self, address: str, reason: str) -> None:
        """Nothing is sent to this subscriber any more; what waits is dropped."""
        with self._write() as db:
            _suspend(db, address, reason)

    # letters

    def letters(self, state: str = "") -> list[Letter]:
        """Letters in a state, or all, in the order of their blocks."""
        where = "where state = ?" if state else ""
        return self._all(
            Letter, f"select * from letter {where} order by block, subscriber, number", *([state] if state else [])
        )

    def letter(self, subscriber: str, number: int) -> Letter | None:
        """A subscriber's letter by its number."""
        found = self._all(Letter, "select * from letter where subscriber = ? and number = ?", subscriber, number)
        return found[0] if found else None

    def due(self, now: float) -> list[Letter]:
        """Letters to send now: queued, or sending when the gateway died. Those about requests first."""
        query = """select * from letter where state in ('queued', 'sending') and due <= ? and (number = 0 or exists
                   (select 1 from subscriber where address = subscriber and email <> '')) order by block, number"""
        return self._all(Letter, query, now)

    def state_of(self, letter: Letter) -> str:
        """The state that a letter has by now."""
        with self._lock:
            return self._db.execute("select state from letter where id = ?", (letter.id,)).fetchone()[0]

    def mark(
        self, letter: Letter, state: str, note: str = "", due: float = 0, attempts: int | None = None, email: str = ""
    ) -> None:
        """Changes a letter's state, and where it is sent if that is named."""
        tries = letter.attempts if attempts is None else attempts
        with self._write() as db:
            db.execute(
                "update letter set state = ?, note = ?, due = ?, attempts = ?, email = ? where id = ?",
                (state, note, due, tries, email or letter.email, letter.id),
            )

    # replies

    def take(self, reply: Reply, most: int) -> bool:
        """Keeps a reply until it is on chain, once; False where so many others to the letter are kept already."""
        others = "select count(*) from reply where subscriber = ? and number = ? and id <> ?"
        with self._write() as db:
            if db.execute(others, (reply.subscriber, reply.number, reply.id)).fetchone()[0] >= most:
                return False
            row = tuple(vars(reply).values())
            db.execute("insert or ignore into reply values (?,?,?,?,?,?,?,?,?,?,?)", row)
        return True

    def replies(self, now: float | None = None) -> list[Reply]:
        """All replies, or those to bring to the chain now."""
        if now is None:
            return self._all(Reply, "select * from reply order by rowid")
        return self._all(
            Reply, "select * from reply where state in ('waiting', 'posting') and due <= ? order by rowid", now
        )

    def mark_reply(self, reply: Reply, state: str, **changes: object) -> None:
        """Changes a reply's state, and what else is named: version, body, block, attempts, due, note."""
        fields = {"state": state, **changes}
        with self._write() as db:
            db.execute(
                f"update reply set {', '.join(f'{name} = ?' for name in fields)} where id = ?",
                (*fields.values(), reply.id),
            )

    # what was set aside

    def set_aside(self, kind: str, item: str, reason: str, raw: bytes) -> None:
        """Notes what is in no other table: a log or a message. The same item is noted once."""
        with self._write() as db:
            db.execute(
                """insert into aside (kind, item, reason, raw) select ?, ?, ?, ?
                   where not exists (select 1 from aside where kind = ? and item = ?)""",
                (kind, item, reason, raw[:KEPT], kind, item),
            )
            db.execute("delete from aside where serial <= (select max(serial) from aside) - ?", (KEPT,))

    def aside(self) -> list[Aside]:
        """All that is set aside and kept."""
        query = """select 'letter', id, note from letter where state = 'aside' union all
                   select 'reply', id, note from reply where state = 'aside' union all
                   select kind, item, reason from aside"""
        return self._all(Aside, query)

    def count_aside(self) -> int:
        """How many were set aside, and are not tried again by now, with those that are not kept any more."""
        query = """select (select count(*) from letter where state = 'aside')
                   + (select count(*) from reply where state = 'aside')
                   + coalesce((select seq from sqlite_sequence where name = 'aside'), 0)"""
        with self._lock:
            return self._db.execute(query).fetchone()[0]

    def try_again(self) -> int:
        """Letters and replies that were set aside wait again; how many."""
        with self._write() as db:
            letters = db.execute("update letter set state = 'queued', due = 0 where state = 'aside'").rowcount
            # bytes that may be on chain stay this reply's
            replies = db.execute(
                """update reply set state = case block when 0 then 'waiting' else 'posting' end, due = 0
                   where state = 'aside'"""
            ).rowcount
        return letters + replies


def _row(letter: Letter) -> tuple:
    return tuple(vars(letter).values())


def _mailbox(email: str) -> str:
    """What an address is counted as: without its case, and without what many servers let one add behind a plus."""
    local, _, domain = email.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _end(db: sqlite3.Connection, now: float) -> None:
    db.execute("update request set ended = 'has expired' where ended = '' and ends < ?", (now,))


def _suspend(db: sqlite3.Connection, address: str, reason: str) -> None:
    db.execute("update subscriber set suspended = ? where address = ?", (reason, address))
    db.execute(
        "update letter set state = 'dropped', note = ? where subscriber = ? and state = 'queued' and number <> 0",
        (f"suspended: {reason}", address),
    )


def _suspend_without_mailbox(db: sqlite3.Connection) -> None:
    """Those who wait for no mailbox any more, and have none."""
    alone = """select address from subscriber where email = '' and suspended = ''
               and not exists (select 1 from request where subscriber = address and ended = '')"""
    for (address,) in db.execute(alone).fetchall():
        _suspend(db, address, "no mailbox agreed")
