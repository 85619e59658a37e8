# SPDX-License-Identifier: MIT
"""What the gateway must not forget (CNT-17): subscribers, letters, replies, and how far it has read, in SQLite.

Every method is one transaction, written through to the disk before it returns, so that a killed gateway goes on where
it was. A letter is `queued`, then `sending` (from just before its data goes to the server), then `sent`; or `dropped`,
with the reason. One that is found `sending` may have arrived: only the server knows, where its answer was not heard.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
create table if not exists meta (key text primary key, value text not null);
create table if not exists block (number integer primary key, hash text not null);
create table if not exists subscriber (
    address text primary key, email text not null, nonce integer not null, since integer not null,
    suspended text not null default '');
create table if not exists letter (
    id text primary key, subscriber text not null, number integer not null, block integer not null,
    source text not null, topic blob not null, body blob not null,
    state text not null, attempts integer not null default 0, due real not null default 0,
    note text not null default '');
create index if not exists letter_state on letter (state, due);
create table if not exists reply (
    id text primary key, subscriber text not null, number integer not null, recipient text not null,
    version integer not null, body blob not null, state text not null, block integer not null default 0,
    attempts integer not null default 0, due real not null default 0, note text not null default '');
"""


class OutboxError(Exception):
    """An outbox that cannot be used: what was expected and what came."""


@dataclass(frozen=True)
class Letter:
    """A notice on its way to a mailbox. `id` is its Message-ID, `number` the subscriber's, `block` that of its log."""

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
    """Who gets e-mail where. Notices up to `since` came before; `suspended` says why nothing is sent any more."""

    address: str
    email: str
    nonce: int
    since: int
    suspended: str


class Outbox:
    """The database of one gateway. `chain` names what it follows: another chain's outbox is refused (OutboxError)."""

    def __init__(self, path: Path | str, chain: str) -> None:
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=full")
            self._db.executescript(_SCHEMA)
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

    def read_to(self, number: int, block_hash: str, letters: list[Letter]) -> None:
        """Notes letters, and that all blocks up to this one were read: both or neither."""
        with self._write() as db:
            db.executemany("insert or ignore into letter values (?,?,?,?,?,?,?,?,?,?,?)", [_row(x) for x in letters])
            db.execute("insert or replace into block values (?, ?)", (number, block_hash))
            db.execute("delete from block where number < (select max(number) from block) - 100000")

    def forget_after(self, number: int) -> int:
        """A reorganisation: letters of later blocks that were not sent are gone; how many."""
        with self._write() as db:
            db.execute("delete from block where number > ?", (number,))
            gone = db.execute("delete from letter where block > ? and state = 'queued'", (number,)).rowcount
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

    def register(self, address: str, email: str, nonce: int, since: int) -> None:
        """Maps an address to a mailbox; one that was suspended is not any more. `since` counts for new ones."""
        with self._write() as db:
            db.execute(
                """insert into subscriber values (?, ?, ?, ?, '')
                   on conflict do update set email = excluded.email, nonce = excluded.nonce, suspended = ''""",
                (address, email, nonce, since),
            )

    def suspend(self, address: str, reason: str) -> None:
        """Nothing is sent to this subscriber any more; what waits is dropped."""
        with self._write() as db:
            db.execute("update subscriber set suspended = ? where address = ?", (reason, address))
            db.execute(
                "update letter set state = 'dropped', note = ? where subscriber = ? and state = 'queued'",
                (f"suspended: {reason}", address),
            )

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
        """Letters to send now: queued, or sending when the gateway died."""
        query = "select * from letter where state in ('queued', 'sending') and due <= ? order by block, number"
        return self._all(Letter, query, now)

    def state_of(self, letter: Letter) -> str:
        """The state that a letter has by now."""
        with self._lock:
            return self._db.execute("select state from letter where id = ?", (letter.id,)).fetchone()[0]

    def mark(self, letter: Letter, state: str, note: str = "", due: float = 0, attempts: int | None = None) -> None:
        """Changes a letter's state."""
        with self._write() as db:
            db.execute(
                "update letter set state = ?, note = ?, due = ?, attempts = ? where id = ?",
                (state, note, due, letter.attempts if attempts is None else attempts, letter.id),
            )

    # replies

    def take(self, reply: Reply) -> bool:
        """Keeps a reply until it is on chain; False where it is known already."""
        with self._write() as db:
            row = tuple(vars(reply).values())
            return db.execute("insert or ignore into reply values (?,?,?,?,?,?,?,?,?,?,?)", row).rowcount == 1

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


def _row(letter: Letter) -> tuple:
    return tuple(vars(letter).values())
