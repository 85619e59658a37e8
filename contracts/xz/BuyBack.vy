# SPDX-License-Identifier: AGPL-3.0-only
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title BuyBack: buys XZ on the market, to burn it and for the holders of NFTXZ (XZ-15, XZ-22)
@notice Holds the stablecoin of two pots. The burn pot is 45% of the cabinets' revenue: anyone may spend it on XZ
        through a router of the Uniswap V2 kind, and what is bought is burned. The holders' pot is their share of
        the rest, by account: anyone may spend it likewise, and what is bought is the holders', who collect it.
        A purchase gives at least what the feed's price says, less the slippage; each pot spends at most `call_cap`
        at once, an allowance that fills again over `refill` seconds. So whoever bends the market around
        a purchase gains at most slippage × call_cap, then waits. A stale feed stops purchases, except a holder's
        own, with a bound of the holder's own (`buy_own`).
        Who may do what: everyone funds and buys, a holder buys for itself at its own bound, the owner sets feed
        and limits, the guardian or the owner pauses.
        Invariants: stablecoin held = pot() + total_credit; XZ held >= the sum of `owed`; burned and owed XZ was
        bought at no more than the bound.
        Stopped by pause(): no funding and no purchase by third parties; `buy_own` and `withdraw` always work.
        Amounts: the stablecoin's units, and wei of XZ. The router, the stablecoin and XZ are trusted as given.
@custom:contract-name BuyBack
@license GNU Affero General Public License v3.0 only
"""

from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed

from contracts.common import guarded
from contracts.xz import market_words as words

interface Burnable:
    def burn(amount: uint256): nonpayable

interface Router:
    def swapExactTokensForTokens(
        amount_in: uint256, least_out: uint256, path: DynArray[address, 2], to: address, deadline: uint256
    ) -> DynArray[uint256, 2]: nonpayable

interface Feed:
    def decimals() -> uint8: view
    def fresh() -> int256: view

initializes: guarded

exports: guarded.__interface__

BPS: constant(uint256) = 10_000
# a slippage above this is a mistake, whoever asks for it
MAX_SLIPPAGE: constant(uint256) = 1_000
# accounts that one purchase serves
MAX_ACCOUNTS: constant(uint256) = 64
# the feed's price: USD for one XZ with 8 decimals
FEED_DECIMALS: constant(uint8) = 8
# wei of XZ for a unit of the stablecoin = _PER_UNIT / price
_PER_UNIT: immutable(uint256)

# what revenue arrives in
stablecoin: public(immutable(IERC20))
# XZ
token: public(immutable(IERC20))
# the market
router: public(immutable(Router))

# price of XZ
feed: public(Feed)
# stablecoin that a pot may spend at once
call_cap: public(uint256)
# seconds in which a used up allowance is whole again
refill: public(uint256)
# how far below the feed's price a purchase may end, bps
slippage: public(uint256)
# what was used of the burn pot's allowance, and when (packed)
_burn_bucket: uint256
# what was used of the holders' allowance, and when (packed)
_holder_bucket: uint256
# stablecoin to buy XZ with, by holder
credit: public(HashMap[address, uint256])
# sum of `credit`
total_credit: public(uint256)
# XZ bought and not yet collected, by holder
owed: public(HashMap[address, uint256])
# stablecoin spent of the burn pot
spent: public(uint256)
# XZ bought and burned
burned: public(uint256)

event Funded:
    by: indexed(address)
    burn: uint256
    holder: indexed(address)
    share: uint256

event Burned:
    by: indexed(address)
    spent: uint256
    burned: uint256

event Bought:
    holder: indexed(address)
    spent: uint256
    bought: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256

event LimitsSet:
    call_cap: uint256
    refill: uint256
    slippage: uint256

event FeedSet:
    feed: indexed(address)


@deploy
def __init__(
    owner: address,
    guardian: address,
    stablecoin_: address,
    token_: address,
    router_: address,
    feed_: address,
    call_cap_usd: uint256,
    refill_: uint256,
    slippage_: uint256,
):
    """
    @notice The stablecoin must exist already, with at most 18 decimals; XZ, router and feed may follow.
    @param call_cap_usd What a pot may spend at once, in USD with 18 decimals.
    @param refill_ Seconds in which a used up allowance is whole again.
    @param slippage_ How far below the feed's price a purchase may end, bps.
    """
    guarded.__init__(owner, guardian)
    assert token_ != empty(address) and router_ != empty(address), "BuyBack: token or router is zero"
    decimals: uint256 = convert(staticcall IERC20Detailed(stablecoin_).decimals(), uint256)
    assert decimals <= 18, "BuyBack: above 18 decimals"
    stablecoin = IERC20(stablecoin_)
    token = IERC20(token_)
    router = Router(router_)
    _PER_UNIT = 10 ** (18 - decimals) * 10 ** convert(FEED_DECIMALS, uint256)
    assert feed_ != empty(address), "BuyBack: feed is zero"
    self.feed = Feed(feed_)
    log FeedSet(feed=feed_)
    self._set_limits(call_cap_usd // 10 ** (18 - decimals), refill_, slippage_)


@external
def set_limits(call_cap: uint256, refill: uint256, slippage: uint256):
    """
    @notice Sets what bounds a purchase. Only the owner.
    @param call_cap Stablecoin that a pot may spend at once; not 0.
    @param refill Seconds in which a used up allowance is whole again; not 0.
    @param slippage bps, at most 1,000.
    """
    guarded._check_owner()
    self._set_limits(call_cap, refill, slippage)


@external
def set_feed(feed: address):
    """
    @notice Sets the feed of XZ's price: USD for one XZ with 8 decimals. Only the owner.
    """
    guarded._check_owner()
    assert staticcall Feed(feed).decimals() == FEED_DECIMALS, "BuyBack: feed without 8 decimals"
    self.feed = Feed(feed)
    log FeedSet(feed=feed)


@external
@nonreentrant
def fund(burn: uint256, holder: address, share: uint256):
    """
    @notice Takes stablecoin from the caller, who allowed it before: `burn` for the burn pot and `share` for
            the holder. Reverts while paused, for a share of nobody, and when less arrives than was said (XZ-15).
    """
    guarded._check_open()
    assert holder != empty(address) or share == 0, "BuyBack: share of nobody"
    before: uint256 = staticcall stablecoin.balanceOf(self)
    assert extcall stablecoin.transferFrom(msg.sender, self, burn + share, default_return_value=True)
    assert staticcall stablecoin.balanceOf(self) == before + burn + share, "BuyBack: money did not arrive"
    self.credit[holder] += share
    self.total_credit += share
    log Funded(by=msg.sender, burn=burn, holder=holder, share=share)


@external
@nonreentrant
def buy(amount: uint256) -> uint256:
    """
    @notice Buys XZ for `amount` of the burn pot and burns it. Anyone (XZ-15).
            Reverts while paused, with a stale feed, for more than the pot or the allowance has, and when the
            market gives less than the bound.
    @return XZ burned.
    """
    guarded._check_open()
    assert amount != 0, "BuyBack: amount is zero"
    assert amount <= self._pot(), "BuyBack: more than the pot"
    left: uint256 = self._left(self._burn_bucket)
    assert amount <= left, "BuyBack: more than the allowance"
    self._burn_bucket = self._used_up_to(left - amount)
    bought: uint256 = self._swap(amount, self._bound(amount), self)
    self.spent += amount
    self.burned += bought
    extcall Burnable(token.address).burn(bought)
    log Burned(by=msg.sender, spent=amount, burned=bought)
    return bought


@external
@nonreentrant
def buy_for(accounts: DynArray[address, MAX_ACCOUNTS]) -> uint256:
    """
    @notice Buys XZ for the credit of these holders, in this order until the allowance is used up, all in one
            purchase at one price. Anyone (XZ-22). Reverts as `buy` does, and when there is nothing to buy for.
    @param accounts At most 64 holders; who has no credit is passed over.
    @return XZ bought, which `owed` now shows.
    """
    guarded._check_open()
    left: uint256 = self._left(self._holder_bucket)
    total: uint256 = 0
    parts: DynArray[uint256, MAX_ACCOUNTS] = []
    for account: address in accounts:
        part: uint256 = min(self.credit[account], left - total)
        self.credit[account] -= part
        total += part
        parts.append(part)
    assert total != 0, "BuyBack: nothing to buy for"
    self.total_credit -= total
    self._holder_bucket = self._used_up_to(left - total)
    bought: uint256 = self._swap(total, self._bound(total), self)
    # parts of the whole by running totals: each is within a wei of its share, and together they are the whole
    done: uint256 = 0
    given: uint256 = 0
    for i: uint256 in range(len(accounts), bound=MAX_ACCOUNTS):
        if parts[i] == 0:
            continue
        done += parts[i]
        upto: uint256 = bought * done // total
        self.owed[accounts[i]] += upto - given
        log Bought(holder=accounts[i], spent=parts[i], bought=upto - given)
        given = upto
    return bought


@external
@nonreentrant
def buy_own(amount: uint256, least: uint256) -> uint256:
    """
    @notice A holder buys XZ for its own credit, at a bound of its own, and has it at once. Works while
            paused and with a dead feed, so that no share is ever held back (XZ-22).
            Reverts for more than the credit and when the market gives less than `least`.
    @param amount Stablecoin of the caller's credit.
    @param least XZ to get at least, wei.
    @return XZ bought.
    """
    assert amount != 0, "BuyBack: amount is zero"
    assert amount <= self.credit[msg.sender], "BuyBack: more than the credit"
    self.credit[msg.sender] -= amount
    self.total_credit -= amount
    bought: uint256 = self._swap(amount, least, msg.sender)
    log Bought(holder=msg.sender, spent=amount, bought=bought)
    return bought


@external
@nonreentrant
def withdraw(account: address) -> uint256:
    """
    @notice Pays `account` the XZ that was bought for it. Anyone may order it. Reverts when nothing is owed.
    @return XZ paid, wei.
    """
    amount: uint256 = self.owed[account]
    assert amount != 0, "BuyBack: nothing owed"
    self.owed[account] = 0
    assert extcall token.transfer(account, amount)
    log Withdrawn(account=account, amount=amount)
    return amount


@external
@view
def pot() -> uint256:
    """
    @notice Stablecoin to buy and burn XZ with: all that is held and is no holder's, gifts included.
    """
    return self._pot()


@external
@view
def allowance() -> uint256:
    """
    @notice What `buy` may spend at this moment at most, in the stablecoin.
    """
    return self._left(self._burn_bucket)


@external
@view
def holder_allowance() -> uint256:
    """
    @notice What `buy_for` may spend at this moment at most, in the stablecoin.
    """
    return self._left(self._holder_bucket)


@external
@view
def bound(amount: uint256) -> uint256:
    """
    @notice XZ that a purchase for `amount` has to give at least. Reverts while the feed is stale.
    """
    return self._bound(amount)


@internal
def _set_limits(call_cap: uint256, refill: uint256, slippage: uint256):
    assert call_cap != 0 and refill != 0, "BuyBack: cap or refill is zero"
    assert slippage <= MAX_SLIPPAGE, "BuyBack: slippage above 1,000 bps"
    self.call_cap = call_cap
    self.refill = refill
    self.slippage = slippage
    log LimitsSet(call_cap=call_cap, refill=refill, slippage=slippage)


@internal
@view
def _pot() -> uint256:
    return staticcall stablecoin.balanceOf(self) - self.total_credit


@internal
@view
def _left(bucket: uint256) -> uint256:
    """
    @dev What an allowance has left: it leaks back in at call_cap / refill a second, and is never above call_cap.
    """
    used: uint256 = 0
    at: uint256 = 0
    used, at = words._read_bucket(bucket)
    cap: uint256 = self.call_cap
    back: uint256 = cap * (block.timestamp - at) // self.refill
    # the cap may have been lowered since
    return cap - min(cap, used - min(used, back))


@internal
@view
def _used_up_to(left: uint256) -> uint256:
    """
    @dev The bucket of an allowance that has `left` at this moment.
    """
    return words._bucket(self.call_cap - left, block.timestamp)


@internal
@view
def _bound(amount: uint256) -> uint256:
    """
    @dev XZ for `amount` at the feed's price less the slippage, rounded up: the bound is never below it.
    """
    price: int256 = staticcall self.feed.fresh()
    assert price > 0, "BuyBack: price is not positive"
    divisor: uint256 = convert(price, uint256) * BPS
    return (amount * _PER_UNIT * (BPS - self.slippage) + divisor - 1) // divisor


@internal
def _swap(amount: uint256, least: uint256, to: address) -> uint256:
    """
    @dev Buys XZ, counted by what `to` holds more afterwards and not by what the router says.
    """
    before: uint256 = staticcall token.balanceOf(to)
    assert extcall stablecoin.approve(router.address, amount, default_return_value=True)
    extcall router.swapExactTokensForTokens(
        amount, least, [stablecoin.address, token.address], to, block.timestamp
    )
    bought: uint256 = staticcall token.balanceOf(to) - before
    assert bought >= least, "BuyBack: less than the bound"
    return bought
