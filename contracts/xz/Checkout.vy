# SPDX-License-Identifier: AGPL-3.0-only
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title Checkout: products of the cabinets and remote consultations, paid in XZ (XZ-16)
@notice A seller lists an item at a price in USD, or at what a feed says its ATC class costs. A buyer pays XZ at the
        feed's price of XZ, rounded up, less the discount of its tier, and never more than it agreed to. The XZ waits
        here until the purchase is fulfilled: by the chip of the cabinet that hands the item out, by the seller where
        no cabinet does (a consultation), or by the buyer, who confirms. What is not fulfilled within the refund window
        goes back to the buyer, and the seller may refund earlier, or later out of its own pocket. A refund is the
        amount of XZ that was paid. Listed items never change: another price is another item.
        A tier is a number of past votes, those of the block before: XZ wrapped and delegated to oneself. Borrowing
        XZ within one transaction buys no discount.
        Who may do what: sellers (named by the owner) list, close, fulfil, refund; everyone buys; the owner sets the
        feed, tiers and sellers; the guardian or the owner pauses.
        Invariants: XZ held >= escrowed + the sum of `owed`; a receipt is paid out once: open -> fulfilled ->
        refunded or open -> refunded; it is fulfilled before its deadline or reclaimed from then on, never both.
        Stopped by pause(): no purchases; fulfilment, refunds, reclaims and withdrawals always work.
        Amounts: wei of XZ, USD with 18 decimals, feeds with 8.
@custom:contract-name Checkout
@license GNU Affero General Public License v3.0 only
"""

from ethereum.ercs import IERC20
from snekmate.utils import eip712_domain_separator as eip712

from contracts.common import guarded
from contracts.xz import market_words as words

interface NFTXZ:
    def isChipSignature(token_id: uint256, digest: bytes32, signature: Bytes[128]) -> bool: view

interface Votes:
    def clock() -> uint48: view
    def getPastVotes(account: address, timepoint: uint256) -> uint256: view

interface Feed:
    def decimals() -> uint8: view
    def fresh() -> int256: view

initializes: guarded
initializes: eip712

exports: (guarded.__interface__, eip712.eip712Domain)

# a purchase: its item, who bought, the XZ paid, the time until which it can be fulfilled, its state
struct Receipt:
    item: uint256
    buyer: address
    paid: uint256
    deadline: uint256
    state: uint256

# an item: who sells it, USD for a unit (0: the feed's price), the feed, the cabinet (0: none), whether it is open
struct Item:
    seller: address
    price: uint256
    feed: address
    cabinet: uint256
    open: bool

BPS: constant(uint256) = 10_000
MAX_TIERS: constant(uint256) = 8
# 18 decimals of USD for 8 of a feed
FEED_TO_USD: constant(uint256) = 10**10
FEED_UNIT: constant(uint256) = 10**8
FEED_DECIMALS: constant(uint8) = 8
FULFILMENT_TYPE: constant(bytes32) = keccak256("Fulfilment(uint256 receiptId)")

# the states of a receipt
OPEN: constant(uint256) = 1
FULFILLED: constant(uint256) = 2
REFUNDED: constant(uint256) = 3

# XZ
token: public(immutable(IERC20))
# whose chips sign
nft: public(immutable(NFTXZ))
# the voting wrapper of XZ
votes: public(immutable(Votes))
# seconds in which a purchase has to be fulfilled
refund_window: public(immutable(uint256))

# price of XZ
feed: public(Feed)
# who may list: allowed 1, number of the term in which they may << 1
_sellers: HashMap[address, uint256]
# votes and discount of each tier, ascending (packed)
_tiers: DynArray[uint256, MAX_TIERS]
# number of items; their ids count from 1
items: public(uint256)
# item -> seller and price (packed)
_sold_by: HashMap[uint256, uint256]
# item -> feed, cabinet, open, its seller's term (packed)
_offers: HashMap[uint256, uint256]
# number of receipts; their ids count from 1
receipts: public(uint256)
# receipt -> buyer and XZ paid (packed)
_bought_by: HashMap[uint256, uint256]
# receipt -> item, deadline, state (packed)
_terms: HashMap[uint256, uint256]
# XZ of all open receipts
escrowed: public(uint256)
# XZ that an account can collect
owed: public(HashMap[address, uint256])

event ItemListed:
    item: indexed(uint256)
    seller: indexed(address)
    price: uint256
    feed: address
    cabinet: uint256

event ItemClosed:
    item: indexed(uint256)

event Bought:
    receipt: indexed(uint256)
    item: indexed(uint256)
    buyer: indexed(address)
    units: uint256
    paid: uint256
    deadline: uint256
    order_hash: bytes32

event Fulfilled:
    receipt: indexed(uint256)
    seller: indexed(address)
    paid: uint256

event Refunded:
    receipt: indexed(uint256)
    buyer: indexed(address)
    paid: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256

event SellerSet:
    seller: indexed(address)
    allowed: bool

event TiersSet:
    votes: DynArray[uint256, MAX_TIERS]
    discounts: DynArray[uint256, MAX_TIERS]

event FeedSet:
    feed: indexed(address)


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    nft_: address,
    votes_: address,
    feed_: address,
    seller: address,
    refund_window_: uint256,
    tiers: DynArray[uint256, MAX_TIERS],
    discounts: DynArray[uint256, MAX_TIERS],
):
    """
    @notice XZ, NFTXZ, votes and feed may follow.
    @param seller The first seller (the operator).
    @param refund_window_ Seconds in which a purchase has to be fulfilled; not 0.
    @param tiers Votes that each tier asks for, ascending, wei.
    @param discounts Of each tier, bps.
    """
    guarded.__init__(owner, guardian)
    eip712.__init__("Checkout", "1")
    assert empty(address) not in [token_, nft_, votes_, feed_], "Checkout: a contract is zero"
    assert refund_window_ != 0, "Checkout: refund window is zero"
    token = IERC20(token_)
    nft = NFTXZ(nft_)
    votes = Votes(votes_)
    refund_window = refund_window_
    self.feed = Feed(feed_)
    log FeedSet(feed=feed_)
    self._set_seller(seller, True)
    self._set_tiers(tiers, discounts)


@external
def set_feed(feed: address):
    """
    @notice Sets the feed of XZ's price: USD for one XZ with 8 decimals. Only the owner.
    """
    guarded._check_owner()
    assert staticcall Feed(feed).decimals() == FEED_DECIMALS, "Checkout: feed without 8 decimals"
    self.feed = Feed(feed)
    log FeedSet(feed=feed)


@external
def set_seller(seller: address, allowed: bool):
    """
    @notice Lets an account list and sell, or no longer: what it has sold it can still fulfil. What it listed in an earlier
            term stays unsold when it is allowed again. Only the owner.
    """
    guarded._check_owner()
    self._set_seller(seller, allowed)


@external
def set_tiers(tiers: DynArray[uint256, MAX_TIERS], discounts: DynArray[uint256, MAX_TIERS]):
    """
    @notice Sets all tiers. Only the owner.
    @param tiers Votes that each tier asks for, ascending, wei.
    @param discounts Of each tier, bps, ascending.
    """
    guarded._check_owner()
    self._set_tiers(tiers, discounts)


@external
def list_item(price: uint256, feed: address, cabinet: uint256) -> uint256:
    """
    @notice Lists an item, by a price in USD or by a feed of it, not both. Sellers only. Reverts while paused.
    @param price USD for a unit with 18 decimals, or 0.
    @param feed Feed of the price of a unit with 8 decimals (an ATC class), or zero.
    @param cabinet The token of the cabinet that hands it out, whose chip fulfils; 0 for none (a consultation).
    @return The item's id.
    """
    guarded._check_open()
    term: uint256 = self._sellers[msg.sender]
    assert term & 1 == 1, "Checkout: not a seller"
    assert (price == 0) != (feed == empty(address)), "Checkout: either price or feed"
    assert feed == empty(address) or staticcall Feed(feed).decimals() == FEED_DECIMALS, "Checkout: feed without 8 decimals"
    item: uint256 = self.items + 1
    self.items = item
    self._sold_by[item] = words._holding(msg.sender, price)
    self._offers[item] = words._offer(feed, cabinet, True, term >> 1)
    log ItemListed(item=item, seller=msg.sender, price=price, feed=feed, cabinet=cabinet)
    return item


@external
def close_item(item: uint256):
    """
    @notice Ends the sale of an item, for good. Its seller only. Receipts of it go on.
    """
    assert msg.sender == words._account(self._sold_by[item]), "Checkout: not the seller"
    feed: address = empty(address)
    cabinet: uint256 = 0
    is_open: bool = False
    term: uint256 = 0
    feed, cabinet, is_open, term = words._read_offer(self._offers[item])
    assert is_open, "Checkout: item is not open"
    self._offers[item] = words._offer(feed, cabinet, False, term)
    log ItemClosed(item=item)


@external
@nonreentrant
def buy(item: uint256, units: uint256, max_xz: uint256, order_hash: bytes32) -> uint256:
    """
    @notice Buys `units` of an item with the caller's XZ, allowed before. Reverts while paused, for an item that
            is not open or whose seller is none any more, for no units, with a stale feed, and when it costs more
            than `max_xz` (XZ-16).
    @param max_xz The most that the buyer agrees to pay, wei.
    @param order_hash Digest of the order's details, which stay off chain.
    @return The receipt's id.
    """
    guarded._check_open()
    paid: uint256 = self._quote(item, units, msg.sender)
    assert paid <= max_xz, "Checkout: costs more than max_xz"
    receipt: uint256 = self.receipts + 1
    deadline: uint256 = block.timestamp + refund_window
    self.receipts = receipt
    self._bought_by[receipt] = words._holding(msg.sender, paid)
    self._terms[receipt] = words._receipt(item, deadline, OPEN)
    self.escrowed += paid
    assert extcall token.transferFrom(msg.sender, self, paid)
    log Bought(
        receipt=receipt,
        item=item,
        buyer=msg.sender,
        units=units,
        paid=paid,
        deadline=deadline,
        order_hash=order_hash,
    )
    return receipt


@external
def fulfil(receipt: uint256):
    """
    @notice The seller, of an item that no cabinet hands out, has delivered; or the buyer confirms. The XZ is
            the seller's then. Reverts for others, unless the receipt is open, and from its deadline on.
    """
    buyer: address = words._account(self._bought_by[receipt])
    item: uint256 = words._read_receipt(self._terms[receipt])[0]
    seller: address = words._account(self._sold_by[item])
    cabinet: uint256 = words._read_offer(self._offers[item])[1]
    assert msg.sender == buyer or (msg.sender == seller and cabinet == 0), "Checkout: not who fulfils"
    self._fulfil(receipt)


@external
def fulfil_by_chip(receipt: uint256, signature: Bytes[128]):
    """
    @notice The cabinet has handed the item out, as its chip signs. Anyone submits. Reverts for a signature that
            is not the chip's, unless the receipt is open, and from its deadline on.
    @param signature Of EIP-712 `Fulfilment`: 65 bytes for secp256k1, 128 for P-256.
    """
    item: uint256 = words._read_receipt(self._terms[receipt])[0]
    cabinet: uint256 = words._read_offer(self._offers[item])[1]
    assert cabinet != 0, "Checkout: no cabinet for the item"
    digest: bytes32 = eip712._hash_typed_data_v4(keccak256(abi_encode(FULFILMENT_TYPE, receipt)))
    assert staticcall nft.isChipSignature(cabinet, digest, signature), "Checkout: not the chip's"
    self._fulfil(receipt)


@external
@nonreentrant
def refund(receipt: uint256):
    """
    @notice The seller gives the XZ of a purchase back: from here while it is open, from the seller's own XZ,
            allowed before, when it was fulfilled. Reverts for others and when it was refunded already.
    """
    word: uint256 = self._bought_by[receipt]
    item: uint256 = 0
    deadline: uint256 = 0
    state: uint256 = 0
    item, deadline, state = words._read_receipt(self._terms[receipt])
    assert state in [OPEN, FULFILLED], "Checkout: receipt is not paid"
    assert msg.sender == words._account(self._sold_by[item]), "Checkout: not the seller"
    self._refund(receipt, item, deadline, state)
    if state == FULFILLED:
        assert extcall token.transferFrom(msg.sender, self, words._amount(word))


@external
def reclaim(receipt: uint256):
    """
    @notice Gives the buyer back what it paid for a purchase that was not fulfilled in time. Anyone may order it.
            Reverts unless the receipt is open, and before its deadline.
    """
    item: uint256 = 0
    deadline: uint256 = 0
    state: uint256 = 0
    item, deadline, state = words._read_receipt(self._terms[receipt])
    assert state == OPEN, "Checkout: receipt is not open"
    assert block.timestamp >= deadline, "Checkout: before the deadline"
    self._refund(receipt, item, deadline, state)


@external
@nonreentrant
def withdraw(account: address) -> uint256:
    """
    @notice Pays an account what is its own, from sales or refunds. Anyone may order it. Reverts when nothing is owed.
    @return XZ paid, wei.
    """
    amount: uint256 = self.owed[account]
    assert amount != 0, "Checkout: nothing owed"
    self.owed[account] = 0
    assert extcall token.transfer(account, amount)
    log Withdrawn(account=account, amount=amount)
    return amount


@external
@view
def is_seller(account: address) -> bool:
    """
    @notice Whether an account may list and sell now.
    """
    return self._sellers[account] & 1 == 1


@external
@view
def quote(item: uint256, units: uint256, buyer: address) -> uint256:
    """
    @notice XZ that `buyer` would pay now, wei, rounded up. Reverts as `buy` does.
    """
    return self._quote(item, units, buyer)


@external
@view
def discount_of(account: address) -> uint256:
    """
    @notice The discount of an account's tier, bps.
    """
    return self._discount_of(account)


@external
@view
def item_of(item: uint256) -> Item:
    """
    @notice An item; all zero where there is none.
    """
    feed: address = empty(address)
    cabinet: uint256 = 0
    is_open: bool = False
    term: uint256 = 0
    feed, cabinet, is_open, term = words._read_offer(self._offers[item])
    word: uint256 = self._sold_by[item]
    return Item(
        seller=words._account(word), price=words._amount(word), feed=feed, cabinet=cabinet, open=is_open
    )


@external
@view
def receipt_of(receipt: uint256) -> Receipt:
    """
    @notice A receipt; all zero where there is none. States: 1 open, 2 fulfilled, 3 refunded.
    """
    item: uint256 = 0
    deadline: uint256 = 0
    state: uint256 = 0
    item, deadline, state = words._read_receipt(self._terms[receipt])
    word: uint256 = self._bought_by[receipt]
    return Receipt(
        item=item, buyer=words._account(word), paid=words._amount(word), deadline=deadline, state=state
    )


@internal
def _set_seller(seller: address, allowed: bool):
    assert seller != empty(address), "Checkout: seller is zero"
    word: uint256 = self._sellers[seller]
    if allowed and word & 1 == 0:
        # the next term: one more, allowed
        self._sellers[seller] = word + 3
    elif not allowed:
        self._sellers[seller] = word & ~1
    log SellerSet(seller=seller, allowed=allowed)


@internal
def _set_tiers(tiers: DynArray[uint256, MAX_TIERS], discounts: DynArray[uint256, MAX_TIERS]):
    assert len(tiers) == len(discounts), "Checkout: a discount for each tier"
    packed: DynArray[uint256, MAX_TIERS] = []
    for i: uint256 in range(len(tiers), bound=MAX_TIERS):
        # a discount of everything would sell for nothing
        assert discounts[i] < BPS, "Checkout: 10,000 bps or more"
        if i != 0:
            assert tiers[i] > tiers[i - 1] and discounts[i] >= discounts[i - 1], "Checkout: tiers not ascending"
        packed.append(words._tier(tiers[i], discounts[i]))
    self._tiers = packed
    log TiersSet(votes=tiers, discounts=discounts)


@internal
@view
def _discount_of(account: address) -> uint256:
    """
    @dev By the votes of the block before: a balance of this transaction counts for nothing.
    """
    held: uint256 = staticcall votes.getPastVotes(account, convert(staticcall votes.clock() - 1, uint256))
    discount: uint256 = 0
    for word: uint256 in self._tiers:
        asked: uint256 = 0
        given: uint256 = 0
        asked, given = words._read_tier(word)
        if held < asked:
            break
        discount = given
    return discount


@internal
@view
def _quote(item: uint256, units: uint256, buyer: address) -> uint256:
    feed: address = empty(address)
    cabinet: uint256 = 0
    is_open: bool = False
    term: uint256 = 0
    feed, cabinet, is_open, term = words._read_offer(self._offers[item])
    assert is_open, "Checkout: item is not open"
    assert units != 0, "Checkout: units is zero"
    word: uint256 = self._sold_by[item]
    assert self._sellers[words._account(word)] == (term << 1) | 1, "Checkout: seller is none any more"
    usd: uint256 = words._amount(word)
    if feed != empty(address):
        usd = self._fresh(Feed(feed)) * FEED_TO_USD
    divisor: uint256 = self._fresh(self.feed) * BPS
    # rounded up once, at the end: the shop is never short
    return (usd * units * (BPS - self._discount_of(buyer)) * FEED_UNIT + divisor - 1) // divisor


@internal
@view
def _fresh(feed: Feed) -> uint256:
    """
    @dev What a feed says, 8 decimals; reverts when it is stale or says nothing that can be a price.
    """
    price: int256 = staticcall feed.fresh()
    assert price > 0, "Checkout: price is not positive"
    return convert(price, uint256)


@internal
def _fulfil(receipt: uint256):
    """
    @dev Open receipts before their deadline only; who may is the caller's business.
    """
    item: uint256 = 0
    deadline: uint256 = 0
    state: uint256 = 0
    item, deadline, state = words._read_receipt(self._terms[receipt])
    assert state == OPEN, "Checkout: receipt is not open"
    assert block.timestamp < deadline, "Checkout: past the deadline"
    self._terms[receipt] = words._receipt(item, deadline, FULFILLED)
    seller: address = words._account(self._sold_by[item])
    paid: uint256 = words._amount(self._bought_by[receipt])
    self.escrowed -= paid
    self.owed[seller] += paid
    log Fulfilled(receipt=receipt, seller=seller, paid=paid)


@internal
def _refund(receipt: uint256, item: uint256, deadline: uint256, state: uint256):
    """
    @dev Closes a receipt in the buyer's favour; whether it may be is the caller's business.
    """
    word: uint256 = self._bought_by[receipt]
    self._terms[receipt] = words._receipt(item, deadline, REFUNDED)
    if state == OPEN:
        self.escrowed -= words._amount(word)
    self.owed[words._account(word)] += words._amount(word)
    log Refunded(receipt=receipt, buyer=words._account(word), paid=words._amount(word))
