# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title ShopEscrow: buyer, seller and carrier in one escrow (CNT-24)
@notice An example: the buyer pays price and carriage; the carrier deposits the price when it takes the goods; the goods' code,
        which the buyer hands over at the door, proves that they arrived. ordered -> carried -> delivered -> completed.
        Not carried in time: the buyer has all back. Not delivered in time: the buyer has all back, and the seller the
        carrier's deposit. Delivered: the carrier has deposit and carriage; the buyer can dispute for a while; then the
        price is the seller's. Disputed: both sides name a split; agreeing ends it; at the deadline it is halved.
        Who may do what: the buyer orders, confirms, disputes; the carrier takes; who knows the code delivers; buyer and
        seller name splits; anybody ends a stage whose time is over; each withdraws its own. For an account that moved
        (Recovery.vy), the one where it is now acts.
        Invariants (docs/security.md, CNT-G): every stage ends by a call that anybody may make after its deadline; the
        contract holds what is in open orders and what is credited; nobody is paid twice.
        How it is stopped: not at all; it has no owner. Nothing of a frozen account (Recovery.vy) flows out.
        No reentrancy lock: CNT and Recovery are fixed and call nobody back.
@license MIT
"""

from contracts.contattract import holder
from contracts.contattract import shop_words as words

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Recovery:
    def successor(account: address) -> address: view

_ORDERED: constant(uint256) = 1
_CARRIED: constant(uint256) = 2
_DELIVERED: constant(uint256) = 3
_DISPUTED: constant(uint256) = 4
_COMPLETED: constant(uint256) = 5
_REFUNDED: constant(uint256) = 6

# CNT
token: public(immutable(address))
# tells which accounts moved
recovery: public(immutable(address))
# seconds in which the carrier takes the goods, delivers them, the buyer disputes, and a dispute is settled
TIMES: immutable(uint256[4])

# orders so far
count: public(uint256)
# order -> its words (shop_words._pack)
_orders: HashMap[uint256, uint256[3]]
# order -> keccak256 of the code that proves the delivery: the carrier checks against it, at the door, what it is handed
code_hash: public(HashMap[uint256, bytes32])
# order -> party -> what the buyer is to have of the price, plus one; 0: it named nothing
_splits: HashMap[uint256, HashMap[address, uint256]]
# account -> wei to withdraw
credit: public(HashMap[address, uint256])

event Ordered:
    id: indexed(uint256)
    buyer: indexed(address)
    seller: indexed(address)
    carrier: address
    price: uint256
    carriage: uint256
    goods: bytes32

event Advanced:
    id: indexed(uint256)
    state: uint256
    deadline: uint256

event SplitNamed:
    id: indexed(uint256)
    by: indexed(address)
    to_buyer: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256

event Followed:
    old: indexed(address)
    to: indexed(address)
    amount: uint256


@deploy
def __init__(token_: address, recovery_: address, times_: uint256[4]):
    """
    @param token_ CNT. @param recovery_ Recovery.vy. Both may be made later.
    @param times_ Seconds to take, to deliver, to dispute, to settle; none is 0.
    """
    assert token_ != empty(address) and recovery_ != empty(address), "Shop: zero address"
    for time: uint256 in times_:
        assert time > 0 and time >> 32 == 0, "Shop: time out of range"
    token = token_
    recovery = recovery_
    TIMES = times_


@external
@view
def order_of(id: uint256) -> words.Order:
    """
    @notice An order. States: 0 none, 1 ordered, 2 carried, 3 delivered, 4 disputed, 5 completed, 6 refunded.
    """
    return words._read(self._orders[id])


@external
@view
def parties(id: uint256) -> (address, address, address, bool):
    """
    @notice Buyer, seller, carrier, and whether the goods were delivered and the price was shared out (CNT-19).
    """
    o: words.Order = words._read(self._orders[id])
    return o.buyer, o.seller, o.carrier, o.state == _COMPLETED


@external
def order(seller: address, carrier: address, price: uint256, carriage: uint256, goods: bytes32, code: bytes32) -> uint256:
    """
    @notice The caller orders and pays price and carriage. Buyer, seller and carrier are three.
    @param goods What is ordered, as the seller describes it. @param code keccak256 of the secret that it keeps for the door.
    @return The order's number, from 1.
    """
    assert empty(address) not in [seller, carrier], "Shop: zero address"
    assert seller != msg.sender and carrier != msg.sender and seller != carrier, "Shop: one account in two roles"
    assert price > 0, "Shop: price is zero"
    id: uint256 = self.count + 1
    self.count = id
    o: words.Order = words.Order(
        buyer=msg.sender, price=price, seller=seller, carriage=carriage, carrier=carrier, deadline=0, state=0
    )
    self._orders[id] = words._pack(o)
    self.code_hash[id] = code
    log Ordered(
        id=id, buyer=msg.sender, seller=seller, carrier=carrier, price=price, carriage=carriage, goods=goods
    )
    self._advance(id, o, _ORDERED)
    assert extcall Token(token).transferFrom(msg.sender, self, price + carriage), "Shop: CNT was not paid"
    return id


@external
def take(id: uint256):
    """
    @notice The carrier has the goods, and deposits their price until they are delivered.
    """
    o: words.Order = self._open(id, _ORDERED)
    assert self._is(o.carrier), "Shop: not the carrier"
    self._advance(id, o, _CARRIED)
    assert extcall Token(token).transferFrom(msg.sender, self, o.price), "Shop: CNT was not paid"


@external
def deliver(id: uint256, code: bytes32):
    """
    @notice The goods arrived: whoever knows the code, which the buyer hands over at the door, says so. The carrier has its
            deposit and the carriage.
    """
    o: words.Order = self._open(id, _CARRIED)
    assert keccak256(code) == self.code_hash[id], "Shop: wrong code"
    self.credit[o.carrier] += o.price + o.carriage
    self._advance(id, o, _DELIVERED)


@external
def confirm(id: uint256):
    """
    @notice The buyer has the goods and is content: carrier and seller are paid.
    """
    o: words.Order = words._read(self._orders[id])
    assert self._is(o.buyer), "Shop: not the buyer"
    assert o.state in [_CARRIED, _DELIVERED, _DISPUTED], "Shop: not at this stage"
    self._check_free(msg.sender)
    if o.state == _CARRIED:
        self.credit[o.carrier] += o.price + o.carriage
    self._end(id, o, 0, _COMPLETED)


@external
def dispute(id: uint256):
    """
    @notice The buyer has what it did not order, in time.
    """
    o: words.Order = self._open(id, _DELIVERED)
    assert self._is(o.buyer), "Shop: not the buyer"
    self._advance(id, o, _DISPUTED)


@external
def split(id: uint256, to_buyer: uint256):
    """
    @notice Buyer or seller says what the buyer is to have of a disputed price, in wei. It ends when both have said the same.
    """
    o: words.Order = self._open(id, _DISPUTED)
    buyer: bool = self._is(o.buyer)
    seller: bool = self._is(o.seller)
    assert buyer or seller, "Shop: neither buyer nor seller"
    assert to_buyer <= o.price, "Shop: more than the price"
    self._check_free(msg.sender)
    # both, where buyer and seller moved to one account
    if buyer:
        self._splits[id][o.buyer] = to_buyer + 1
    if seller:
        self._splits[id][o.seller] = to_buyer + 1
    log SplitNamed(id=id, by=msg.sender, to_buyer=to_buyer)
    if self._splits[id][o.buyer] == self._splits[id][o.seller]:
        self._end(id, o, to_buyer, _COMPLETED)


@external
def lapse(id: uint256):
    """
    @notice Ends a stage whose time is over. Anybody may.
    """
    o: words.Order = words._read(self._orders[id])
    assert o.state in [_ORDERED, _CARRIED, _DELIVERED, _DISPUTED], "Shop: not at this stage"
    assert block.timestamp >= o.deadline, "Shop: time is not over"
    if o.state == _DELIVERED:
        self._end(id, o, 0, _COMPLETED)
    elif o.state == _DISPUTED:
        self._end(id, o, o.price // 2, _COMPLETED)
    else:
        self.credit[o.buyer] += o.carriage
        if o.state == _CARRIED:
            # the carrier's deposit
            self.credit[o.seller] += o.price
        self._end(id, o, o.price, _REFUNDED)


@external
def withdraw() -> uint256:
    """
    @notice Pays the caller what it is credited. Refused while it is frozen.
    @return Wei paid.
    """
    self._check_free(msg.sender)
    amount: uint256 = self.credit[msg.sender]
    assert amount > 0, "Shop: nothing to withdraw"
    self.credit[msg.sender] = 0
    log Withdrawn(account=msg.sender, amount=amount)
    assert extcall Token(token).transfer(msg.sender, amount), "Shop: CNT was not paid"
    return amount


@external
def follow(old: address):
    """
    @notice CNT-18: what an account that moved is credited goes to its successor. Anybody may.
    """
    to: address = staticcall Recovery(recovery).successor(old)
    assert to != empty(address), "Shop: account has not moved"
    amount: uint256 = self.credit[old]
    assert amount > 0, "Shop: nothing to follow"
    self.credit[old] = 0
    self.credit[to] += amount
    log Followed(old=old, to=to, amount=amount)


@internal
def _advance(id: uint256, o: words.Order, state: uint256):
    """
    @dev Begins a stage.
    """
    after: words.Order = o
    after.state = state
    after.deadline = block.timestamp + TIMES[state - 1]
    self._orders[id][2] = words._stage(after)
    log Advanced(id=id, state=state, deadline=after.deadline)


@internal
def _end(id: uint256, o: words.Order, to_buyer: uint256, state: uint256):
    """
    @dev Credits the price to buyer and seller, and closes the order.
    """
    self.credit[o.buyer] += to_buyer
    self.credit[o.seller] += o.price - to_buyer
    after: words.Order = o
    after.state = state
    after.deadline = block.timestamp
    self._orders[id][2] = words._stage(after)
    log Advanced(id=id, state=state, deadline=block.timestamp)


@internal
@view
def _open(id: uint256, state: uint256) -> words.Order:
    """
    @dev An order at a stage whose time is not over; reverts for any other.
    """
    o: words.Order = words._read(self._orders[id])
    assert o.state == state, "Shop: not at this stage"
    assert block.timestamp < o.deadline, "Shop: time is over"
    return o


@internal
@view
def _is(party: address) -> bool:
    """
    @dev Whether the caller is a party of an order, or where that moved.
    """
    return msg.sender == holder._last(recovery, party)


@internal
@view
def _check_free(account: address):
    """
    @dev Reverts for an account of which a move is under way.
    """
    assert not holder._is_frozen(recovery, account), "Shop: account is frozen"
