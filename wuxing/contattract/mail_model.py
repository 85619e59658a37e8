# SPDX-License-Identifier: MIT
"""Names, mail and paid attachments as plain Python: the executable specification of MailNames.vy, Mail.vy and
Attachments.vy (CNT-13 … CNT-16), to the wei and to the bit.

Accounts are addresses as hex text, amounts wei, times seconds; a day is the number of a UTC day. Each move takes the
second at which it happens and raises Refused with the contract's revert string. What is paid is noted in `ledger`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from eth_abi import encode
from eth_hash.auto import keccak

from wuxing import merkle
from wuxing.contattract.params import Params
from wuxing.contattract.post.content import decrypted
from wuxing.contattract.signing import name_commitment
from wuxing.refused import Refused

DAY = 86_400
YEAR = 365 * DAY
P = 2**256 - 2**32 - 977
"""The field of secp256k1."""
COUNT = (1 << 40) - 1
"""The low bits of an inbox's word: how many messages it has."""
NONE = b"\0" * 32


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def is_on_curve(x: int, y: int) -> bool:
    """CNT-13: whether two numbers are a public key of secp256k1."""
    return x < P and y < P and (y * y - x**3 - 7) % P == 0


def is_plain(text: bytes) -> bool:
    """CNT-13: a name that needs no attestation: a-z, 0-9, inner hyphens, not at both the places 3 and 4."""
    if not 0 < len(text) <= 64 or text[:1] == b"-" or text[-1:] == b"-" or text[2:4] == b"--":
        return False
    return all(c in b"abcdefghijklmnopqrstuvwxyz0123456789-" for c in text)


def link(word: int, sender: str, version: int, postage: int, time: int, digest: bytes) -> int:
    """CNT-14: an inbox's word with one more message: its number, and 216 bits of a hash over all that came before."""
    types = ["uint256", "address", "uint256", "uint256", "uint256", "bytes32"]
    found = keccak(encode(types, [word, sender, version, postage, time, digest]))
    return int.from_bytes(found, "big") & ~COUNT | (word & COUNT) + 1


@dataclass
class Moves:
    """What Recovery.vy tells (CNT-18): which accounts moved, and which are frozen."""

    moved: dict[str, str] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)

    def last(self, account: str) -> str:
        """Where an account is after its moves."""
        while account in self.moved:
            account = self.moved[account]
        return account

    def check(self, account: str, name: str) -> None:
        """Refuses a frozen account; one that moved stays frozen."""
        _require(account not in self.frozen and account not in self.moved, f"{name}: account is frozen")


@dataclass
class Names:
    """MailNames.vy (CNT-13)."""

    params: Params
    moves: Moves = field(default_factory=Moves)
    home: tuple[int, str] = (31_337, f"0x{0:040x}")
    """Chain id and address, which commitments name."""
    names: dict[bytes, tuple[str, int]] = field(default_factory=dict)
    """Name -> owner, day of expiry."""
    keys: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Account -> version, x, y."""
    primary: dict[str, bytes] = field(default_factory=dict)
    commitments: dict[bytes, int] = field(default_factory=dict)
    attested: set[bytes] = field(default_factory=set)
    """Names that the normaliser signed."""
    fees: int = 0

    def is_free(self, name: bytes, now: int) -> bool:
        """Never registered, or its grace is over."""
        return name not in self.names or now >= self.names[name][1] * DAY + self.params.name_grace

    def first_expiry(self, days: int, now: int) -> int:
        """Day at which a name taken now expires: the next boundary (now, at one) and these days, as a lease's."""
        return -(-now // DAY) + days

    def fee(self, seconds: int) -> int:
        """Wei for a length of time, rounded up."""
        return -(-self.params.name_fee * seconds // YEAR)

    def owner(self, name: bytes, now: int) -> str:
        """The owner of a live name."""
        _require(name in self.names, "Names: unknown name")
        _require(now < self.names[name][1] * DAY, "Names: name has expired")
        return self.names[name][0]

    def primary_of(self, account: str, now: int) -> bytes:
        """The live name that an account goes by; zeros for none."""
        name = self.primary.get(account, NONE)
        owner, day = self.names.get(name, ("", 0))
        return name if owner == account and now < day * DAY else NONE

    def commit(self, commitment: bytes, now: int) -> None:
        """Announces a registration."""
        at = self.commitments.get(commitment, 0)
        _require(at == 0 or now > at + self.params.name_commit_life, "Names: committed already")
        self.commitments[commitment] = now

    def register(self, account: str, text: bytes, days: int, key: tuple[int, int], secret: bytes, now: int) -> bytes:
        """Leases a free name, and sets the account's key unless it is (0, 0)."""
        p, name = self.params, keccak(text)
        _require(len(text) > 0, "Names: name is empty")
        allowed = is_plain(text) or text in self.attested
        _require(allowed, "Names: expected a-z, 0-9, inner hyphens, or an attestation")
        commitment = name_commitment(self.home, name, account, secret)
        at = self.commitments.get(commitment, 0)
        _require(at != 0, "Names: not committed")
        _require(now >= at + p.name_commit_age, "Names: commitment is too young")
        _require(now <= at + p.name_commit_life, "Names: commitment has expired")
        _require(self.is_free(name, now), "Names: name is taken")
        _require(p.name_least <= days <= p.name_most, "Names: days out of range")
        if key == (0, 0):
            _require(account in self.keys, "Names: no key")
        else:
            self.set_key(account, *key)
        day = self.first_expiry(days, now)
        self.commitments[commitment] = 0
        self._give(name, account, day)
        self.fees += self.fee(day * DAY - now)
        return name

    def renew(self, name: bytes, days: int, now: int) -> None:
        """Adds days to a name, live or in its grace; the days missed are paid too."""
        _require(not self.is_free(name, now), "Names: unknown name")
        owner, day = self.names[name]
        latest = self.first_expiry(self.params.name_most, now)
        _require(days > 0 and day + days <= latest, "Names: days out of range")
        _require((day + days) * DAY > now, "Names: still expired")
        self.names[name] = owner, day + days
        self.fees += self.fee(days * DAY)

    def transfer(self, account: str, name: bytes, to: str, now: int) -> None:
        """Gives a live name to another account."""
        _require(self.owner(name, now) == account, "Names: not the owner")
        self.moves.check(account, "Names")
        self._give(name, to, self.names[name][1])

    def set_primary(self, account: str, name: bytes, now: int) -> None:
        """By which of its live names an account goes; zeros for none."""
        _require(name == NONE or self.owner(name, now) == account, "Names: not the owner")
        self.primary[account] = name

    def set_key(self, account: str, x: int, y: int) -> None:
        """The next version of an account's key."""
        self.moves.check(account, "Names")
        _require(is_on_curve(x, y), "Names: key is not on the curve")
        self.keys[account] = self.keys.get(account, (0, 0, 0))[0] + 1, x, y

    def follow(self, old: str) -> None:
        """CNT-18: an account's primary name goes with it."""
        to = self.moves.last(old)
        _require(to != old, "Names: account has not moved")
        name = self.primary.get(old, NONE)
        _require(name != NONE, "Names: nothing to follow")
        self.primary[old] = NONE
        if self.names.get(name, ("", 0))[0] == old:
            self._give(name, to, self.names[name][1])
            if self.primary.get(to, NONE) == NONE:
                self.primary[to] = name

    def follow_names(self, old: str, names: Sequence[bytes]) -> None:
        """CNT-18: other names of an account that moved."""
        to = self.moves.last(old)
        _require(to != old, "Names: account has not moved")
        for name in names:
            _require(self.names.get(name, ("", 0))[0] == old, "Names: not the owner")
        for name in names:
            _require(self.names[name][0] == old, "Names: not the owner")
            self._give(name, to, self.names[name][1])

    def _give(self, name: bytes, to: str, day: int) -> None:
        """A new owner; that the name was its primary one before counts no more."""
        self.names[name] = to, day
        if self.primary.get(to) == name:
            self.primary[to] = NONE


@dataclass
class Mail:
    """Mail.vy (CNT-14, CNT-16)."""

    params: Params
    moves: Moves = field(default_factory=Moves)
    paused: bool = False
    inbox: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    minimum: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    gone: set[str] = field(default_factory=set)
    """Accounts whose inbox went on in a successor's."""
    allowed: set[tuple[str, str]] = field(default_factory=set)
    escrows: dict[tuple[str, int], tuple[str, int, int]] = field(default_factory=dict)
    """(recipient, number) -> sender, amount, day from which it is the sender's again."""
    ledger: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Account -> what the contract has paid it, less what it has paid in."""

    def send(self, sender: str, to: str, version: int, body: bytes, postage: int, now: int) -> int:
        """CNT-14: one more message in an inbox; returns its number."""
        _require(len(body) > 0, "Mail: body is empty")
        _require(len(body) < self.params.mail_body, "Mail: body is not below 1,024 bytes")
        _require(to not in self.gone, "Mail: inbox has moved")
        free = (to, sender) in self.allowed
        _require(postage >= self.minimum[to] or free, "Mail: below the recipient's postage")
        if postage:
            _require(not self.paused, "Guarded: entries are paused")
            _require(postage < 1 << 80, "Mail: postage out of range")
        self.inbox[to] = link(self.inbox[to], sender, version, postage, now, keccak(body))
        number = self.inbox[to] & COUNT
        if postage:
            self.escrows[to, number] = sender, postage, -(-(now + self.params.postage_period) // DAY)
            self.ledger[sender] -= postage
        return number

    def set_postage(self, account: str, minimum: int) -> None:
        """CNT-16: what a message has to carry."""
        _require(minimum < 1 << 80, "Mail: postage out of range")
        self.minimum[account] = minimum

    def allow(self, account: str, senders: Sequence[str], yes: bool) -> None:
        """CNT-16: who sends for nothing."""
        for sender in senders:
            (self.allowed.add if yes else self.allowed.discard)((account, sender))

    def collect(self, caller: str, account: str, numbers: Sequence[int], now: int) -> int:
        """CNT-16: the recipient takes postage, all or none; returns what is paid."""
        _require(self.moves.last(account) == caller, "Mail: not your inbox")
        self.moves.check(caller, "Mail")
        taken: set[int] = set()
        for number in numbers:
            _require((account, number) in self.escrows and number not in taken, "Mail: no postage waits")
            _require(now < self.escrows[account, number][2] * DAY, "Mail: postage is the sender's again")
            taken.add(number)
        total = sum(self.escrows.pop((account, number))[1] for number in numbers)
        self.ledger[caller] += total
        return total

    def refund(self, account: str, numbers: Sequence[int], now: int) -> None:
        """CNT-16: postage that nobody collected goes back, all of it or none."""
        taken: set[int] = set()
        for number in numbers:
            _require((account, number) in self.escrows and number not in taken, "Mail: no postage waits")
            sender, _, day = self.escrows[account, number]
            _require(now >= day * DAY, "Mail: the recipient may still collect")
            self.moves.check(self.moves.last(sender), "Mail")
            taken.add(number)
        for number in numbers:
            sender, amount, _ = self.escrows.pop((account, number))
            self.ledger[self.moves.last(sender)] += amount

    def follow(self, old: str, now: int) -> None:
        """CNT-18: an inbox goes on in the successor's."""
        to = self.moves.last(old)
        _require(to != old, "Mail: account has not moved")
        _require(old not in self.gone, "Mail: followed already")
        self.gone.add(old)
        self.inbox[to] = link(self.inbox[to], old, 0, 0, now, self.inbox[old].to_bytes(32, "big"))


ORDERED, SEALED, CONFIRMED, REVEALED, PAID, REFUNDED, REFUND_DUE = range(1, 8)
"""The states of an order."""


@dataclass(frozen=True)
class Order:
    """An order as Attachments.vy keeps it; ciphertext and key hash are known from SEALED on."""

    buyer: str
    seller: str
    price: int
    root: bytes
    state: int
    deadline: int
    ciphertext: bytes = NONE
    key_hash: bytes = NONE


@dataclass
class Attachments:
    """Attachments.vy (CNT-15)."""

    params: Params
    moves: Moves = field(default_factory=Moves)
    paused: bool = False
    orders: list[Order] = field(default_factory=list)
    ledger: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def order(self, buyer: str, seller: str, root: bytes, price: int, key: tuple[int, int], now: int) -> int:
        """Pays into escrow; returns the order's number."""
        _require(not self.paused, "Guarded: entries are paused")
        _require(seller != buyer, "Attachments: buyer is the seller")
        _require(price > 0, "Attachments: price is zero")
        _require(is_on_curve(*key), "Attachments: key is not on the curve")
        self.orders.append(Order(buyer, seller, price, root, ORDERED, now + self.params.seal_time))
        self.ledger[buyer] -= price
        return len(self.orders)

    def _at(self, number: int, state: int, now: int) -> Order:
        _require(0 < number <= len(self.orders), "Attachments: wrong state")
        found = self.orders[number - 1]
        _require(found.state == state, "Attachments: wrong state")
        _require(now < found.deadline, "Attachments: too late")
        return found

    def seal(self, caller: str, number: int, ciphertext: bytes, key_hash: bytes, now: int) -> None:
        """The seller commits to ciphertext and content key."""
        found = self._at(number, ORDERED, now)
        _require(caller == self.moves.last(found.seller), "Attachments: not the seller")
        deadline = now + self.params.confirm_time
        self.orders[number - 1] = replace(
            found, state=SEALED, deadline=deadline, ciphertext=ciphertext, key_hash=key_hash
        )

    def confirm(self, caller: str, number: int, now: int) -> None:
        """The buyer has the ciphertext."""
        found = self._at(number, SEALED, now)
        _require(caller == self.moves.last(found.buyer), "Attachments: not the buyer")
        self.moves.check(caller, "Attachments")
        self.orders[number - 1] = replace(found, state=CONFIRMED, deadline=now + self.params.reveal_time)

    def reveal(self, caller: str, number: int, key: bytes, now: int) -> None:
        """The seller shows the content key."""
        found = self._at(number, CONFIRMED, now)
        _require(caller == self.moves.last(found.seller), "Attachments: not the seller")
        _require(keccak(key) == found.key_hash, "Attachments: not the key committed to")
        self.orders[number - 1] = replace(found, state=REVEALED, deadline=now + self.params.complaint_time)

    def complain(
        self,
        number: int,
        key: bytes,
        index: int,
        leaf: bytes,
        path: Sequence[bytes],
        digest: bytes,
        plain_path: Sequence[bytes],
        now: int,
    ) -> None:
        """A leaf that opens to something else than was offered refunds the buyer, a frozen one later (`refund`)."""
        found = self._at(number, REVEALED, now)
        _require(keccak(key) == found.key_hash, "Attachments: not what was agreed")
        shown = merkle.root_of(merkle.leaf(index, leaf), path)
        _require(shown == found.ciphertext, "Attachments: leaf is not of the ciphertext")
        offered = merkle.root_of(keccak(keccak(index.to_bytes(32, "big") + digest)), plain_path)
        _require(offered == found.root, "Attachments: digest is not of the offer")
        _require(keccak(decrypted(key, index, leaf)) != digest, "Attachments: leaf is as offered")
        if self.moves.last(found.buyer) in self.moves.frozen:
            self.orders[number - 1] = replace(found, state=REFUND_DUE, deadline=0)
        else:
            self._refund(number, found)

    def refund(self, number: int, now: int) -> None:
        """Somebody let a deadline pass before the key was known, or a complaint was proved for a frozen buyer."""
        _require(0 < number <= len(self.orders), "Attachments: nothing to refund")
        found = self.orders[number - 1]
        _require(found.state <= CONFIRMED or found.state == REFUND_DUE, "Attachments: nothing to refund")
        _require(now >= found.deadline, "Attachments: there is still time")
        self._refund(number, found)

    def claim(self, number: int, now: int) -> None:
        """The seller's price when the complaint window is over."""
        _require(0 < number <= len(self.orders), "Attachments: wrong state")
        found = self.orders[number - 1]
        _require(found.state == REVEALED, "Attachments: wrong state")
        _require(now >= found.deadline, "Attachments: there is still time")
        to = self.moves.last(found.seller)
        self.moves.check(to, "Attachments")
        self.orders[number - 1] = replace(found, state=PAID, deadline=0)
        self.ledger[to] += found.price

    def _refund(self, number: int, found: Order) -> None:
        to = self.moves.last(found.buyer)
        self.moves.check(to, "Attachments")
        self.orders[number - 1] = replace(found, state=REFUNDED, deadline=0)
        self.ledger[to] += found.price

    @property
    def escrowed(self) -> int:
        """Prices of all orders that have not ended."""
        return sum(o.price for o in self.orders if o.state < PAID or o.state == REFUND_DUE)
