# SPDX-License-Identifier: MIT
"""The shop's escrow and the advertisements as plain Python (CNT-24): executable specifications, to the wei.

Times in seconds, amounts in wei of CNT; each move raises Refused with the contract's revert string.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from wuxing.contattract.mail_model import Moves
from wuxing.refused import Refused

ORDERED, CARRIED, DELIVERED, DISPUTED, COMPLETED, REFUNDED = range(1, 7)
"""States of an order; 0 for none."""


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


@dataclass
class Order:
    """What buyer, seller and carrier agreed on, and where it stands."""

    buyer: str
    seller: str
    carrier: str
    price: int
    carriage: int
    code: bytes
    state: int = 0
    deadline: int = 0
    splits: dict[str, int] = field(default_factory=dict)


@dataclass
class Shop:
    """ShopEscrow.vy; `times` to take, to deliver, to dispute, to settle."""

    times: tuple[int, int, int, int]
    moves: Moves = field(default_factory=Moves)
    orders: list[Order] = field(default_factory=list)
    credit: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    held: int = 0
    """Wei that the contract has."""

    def order(self, buyer: str, seller: str, carrier: str, price: int, carriage: int, code: bytes, now: int) -> int:
        """The buyer pays; the order's number."""
        _require(len({buyer, seller, carrier}) == 3, "Shop: one account in two roles")
        _require(price > 0, "Shop: price is zero")
        self.orders.append(Order(buyer, seller, carrier, price, carriage, code))
        self._advance(self.orders[-1], ORDERED, now)
        self.held += price + carriage
        return len(self.orders)

    def take(self, number: int, by: str, now: int) -> None:
        """The carrier deposits the price."""
        o = self._open(number, ORDERED, now)
        _require(by == self.moves.last(o.carrier), "Shop: not the carrier")
        self._advance(o, CARRIED, now)
        self.held += o.price

    def deliver(self, number: int, code: bytes, now: int) -> None:
        """The code proves it; the carrier is released."""
        o = self._open(number, CARRIED, now)
        _require(code == o.code, "Shop: wrong code")
        self.credit[o.carrier] += o.price + o.carriage
        self._advance(o, DELIVERED, now)

    def confirm(self, number: int, by: str) -> None:
        """The buyer is content."""
        o = self._get(number)
        _require(by == self.moves.last(o.buyer), "Shop: not the buyer")
        _require(o.state in (CARRIED, DELIVERED, DISPUTED), "Shop: not at this stage")
        self.moves.check(by, "Shop")
        if o.state == CARRIED:
            self.credit[o.carrier] += o.price + o.carriage
        self._end(o, 0, COMPLETED)

    def dispute(self, number: int, by: str, now: int) -> None:
        """The buyer is not."""
        o = self._open(number, DELIVERED, now)
        _require(by == self.moves.last(o.buyer), "Shop: not the buyer")
        self._advance(o, DISPUTED, now)

    def split(self, number: int, by: str, to_buyer: int, now: int) -> None:
        """One side names the buyer's part; it ends when both name the same."""
        o = self._open(number, DISPUTED, now)
        speaks = [party for party in (o.buyer, o.seller) if by == self.moves.last(party)]
        _require(bool(speaks), "Shop: neither buyer nor seller")
        _require(to_buyer <= o.price, "Shop: more than the price")
        self.moves.check(by, "Shop")
        o.splits |= dict.fromkeys(speaks, to_buyer)
        if o.splits.get(o.buyer) == o.splits.get(o.seller):
            self._end(o, to_buyer, COMPLETED)

    def lapse(self, number: int, now: int) -> None:
        """A stage whose time is over ends."""
        o = self._get(number)
        _require(ORDERED <= o.state <= DISPUTED, "Shop: not at this stage")
        _require(now >= o.deadline, "Shop: time is not over")
        if o.state == DELIVERED:
            self._end(o, 0, COMPLETED)
        elif o.state == DISPUTED:
            self._end(o, o.price // 2, COMPLETED)
        else:
            self.credit[o.buyer] += o.carriage
            if o.state == CARRIED:
                self.credit[o.seller] += o.price
            self._end(o, o.price, REFUNDED)

    def withdraw(self, by: str) -> int:
        """What an account is credited."""
        self.moves.check(by, "Shop")
        amount = self.credit[by]
        _require(amount > 0, "Shop: nothing to withdraw")
        self.credit[by] = 0
        self.held -= amount
        return amount

    def follow(self, old: str) -> None:
        """CNT-18: what an account that moved is credited goes to its successor."""
        _require(old in self.moves.moved, "Shop: account has not moved")
        _require(self.credit[old] > 0, "Shop: nothing to follow")
        self.credit[self.moves.moved[old]] += self.credit[old]
        self.credit[old] = 0

    def owed(self) -> int:
        """Wei in open orders and credits."""
        locked = {ORDERED: 1, CARRIED: 2, DELIVERED: 1, DISPUTED: 1}
        carriage = (ORDERED, CARRIED)
        orders = sum(o.price * locked.get(o.state, 0) + o.carriage * (o.state in carriage) for o in self.orders)
        return orders + sum(self.credit.values())

    def _get(self, number: int) -> Order:
        nobody = Order("", "", "", 0, 0, b"")
        return self.orders[number - 1] if 0 < number <= len(self.orders) else nobody

    def _open(self, number: int, state: int, now: int) -> Order:
        o = self._get(number)
        _require(o.state == state, "Shop: not at this stage")
        _require(now < o.deadline, "Shop: time is over")
        return o

    def _advance(self, o: Order, state: int, now: int) -> None:
        o.state, o.deadline = state, now + self.times[state - 1]

    def _end(self, o: Order, to_buyer: int, state: int) -> None:
        self.credit[o.buyer] += to_buyer
        self.credit[o.seller] += o.price - to_buyer
        o.state = state


@dataclass
class Campaign:
    """An advertiser's budget."""

    advertiser: str
    counter: str
    rate: int
    left: int
    end: int = 0


@dataclass
class Advertisements:
    """Advertisements.vy; `notice` in seconds."""

    notice: int
    moves: Moves = field(default_factory=Moves)
    count: int = 0
    campaigns: dict[int, Campaign] = field(default_factory=dict)
    paid: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))

    def open(self, advertiser: str, counter: str, rate: int, budget: int) -> int:
        """A campaign with its budget; its number."""
        _require(rate > 0, "Ads: rate out of range")
        _require(budget > 0, "Ads: nothing to fund")
        self.count += 1
        self.campaigns[self.count] = Campaign(advertiser, counter, rate, budget)
        return self.count

    def fund(self, number: int, amount: int) -> None:
        """More budget."""
        c = self._get(number)
        _require(c.end == 0, "Ads: notice was given")
        _require(amount > 0, "Ads: nothing to fund")
        c.left += amount

    def claim(self, number: int, publisher: str, views: int, signer: str) -> int:
        """Wei for the views since the last word."""
        c = self._get(number)
        _require(signer == c.counter, "Ads: not the counter's word")
        before = self.paid[number, publisher]
        _require(views > before, "Ads: paid already")
        counted = min(views - before, c.left // c.rate)
        _require(counted > 0, "Ads: budget is spent")
        self.moves.check(self.moves.last(publisher), "Ads")
        self.paid[number, publisher] += counted
        c.left -= counted * c.rate
        return counted * c.rate

    def give_notice(self, number: int, by: str, now: int) -> None:
        """The advertiser wants to end it."""
        c = self.campaigns.get(number)
        _require(c is not None and self.moves.last(c.advertiser) == by, "Ads: not the advertiser")
        assert c is not None
        _require(c.end == 0, "Ads: notice was given")
        c.end = now + self.notice

    def finish(self, number: int, now: int) -> int:
        """The rest, to the advertiser."""
        c = self.campaigns.get(number)
        _require(c is not None and c.end > 0, "Ads: no notice was given")
        assert c is not None
        _require(now >= c.end, "Ads: notice is not over")
        self.moves.check(self.moves.last(c.advertiser), "Ads")
        return self.campaigns.pop(number).left

    def _get(self, number: int) -> Campaign:
        found = self.campaigns.get(number)
        _require(found is not None, "Ads: no such campaign")
        assert found is not None
        return found
