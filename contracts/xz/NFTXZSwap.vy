# SPDX-License-Identifier: AGPL-3.0-only
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title NFTXZSwap: NFTXZ for XZ or the stablecoin, with the life that is left bound in the order (XZ-25)
@notice A seller's order names token, price, currency, expiry and the least life that the token has to have when it
        is sold; the NFT stays in the seller's wallet, which approves this contract. A buyer states the most it pays
        and the least life that it accepts: if the token has melted below either, the purchase reverts, so that
        nobody is sold a molten token. The cabinet's chip has to agree as with every transfer (XZ-4): either it
        authorised this one beforehand (NFTXZ.authorize) or its signature for this buyer comes along.
        Buyer pays seller directly; this contract never holds money or tokens. No royalty.
        Who may do what: a token's owner lists it, who listed an order cancels it, everyone fills. No owner, no
        parameters, nothing to stop: an order ends by cancellation, by expiry, by taking back the approval, and with the
        token's nonce: a transfer or a new chip ends it for good, also when the token comes back to its seller.
        Invariants: an order is filled once; the seller receives the whole price in the transaction in which the
        buyer receives the token.
        Amounts: wei of XZ or the stablecoin's units; life 1e18 = 1.0.
@custom:contract-name NFTXZSwap
@license GNU Affero General Public License v3.0 only
"""

from ethereum.ercs import IERC20

from contracts.xz import market_words as words

interface NFTXZ:
    def holding(token_id: uint256) -> (address, uint16): view
    def locked(token_id: uint256) -> bool: view
    def nonceOf(token_id: uint256) -> uint256: view
    def transferFrom(sender: address, to: address, token_id: uint256): nonpayable
    def transferWithChip(
        sender: address, to: address, token_id: uint256, deadline: uint256, signature: Bytes[128]
    ): nonpayable

interface Mine:
    def life_of(token_id: uint256) -> uint256: view

# an order: seller, token, price, whether it is paid in the stablecoin (else XZ), expiry, and least life
struct Order:
    seller: address
    token_id: uint256
    price: uint256
    in_stablecoin: bool
    expiry: uint256
    life: uint256

# a whole life
WHOLE: constant(uint256) = 10**18

# what is traded
nft: public(immutable(NFTXZ))
# who knows the life that is left
mine: public(immutable(Mine))
# XZ
token: public(immutable(IERC20))
# the stablecoin
stablecoin: public(immutable(IERC20))

# number of orders so far; their ids count from 1
orders: public(uint256)
# order -> seller and price (packed); 0 once it is filled or cancelled
_offered_by: HashMap[uint256, uint256]
# order -> token, currency, expiry, least life, the token's nonce (packed)
_terms: HashMap[uint256, uint256]

event Listed:
    order: indexed(uint256)
    seller: indexed(address)
    token_id: indexed(uint256)
    price: uint256
    in_stablecoin: bool
    expiry: uint256
    life: uint256

event Cancelled:
    order: indexed(uint256)

event Filled:
    order: indexed(uint256)
    buyer: indexed(address)
    token_id: indexed(uint256)
    seller: address
    price: uint256
    in_stablecoin: bool
    life: uint256


@deploy
def __init__(nft_: address, mine_: address, token_: address, stablecoin_: address):
    """
    @notice The contracts may follow.
    """
    assert empty(address) not in [nft_, mine_, token_, stablecoin_], "NFTXZSwap: a contract is zero"
    nft = NFTXZ(nft_)
    mine = Mine(mine_)
    token = IERC20(token_)
    stablecoin = IERC20(stablecoin_)


@external
def list_token(token_id: uint256, price: uint256, in_stablecoin: bool, expiry: uint256, life: uint256) -> uint256:
    """
    @notice Offers a token. Its owner only, who approves this contract besides. A token that mines may be listed;
            it is sold when it has left the mine. Reverts for no price, a past expiry, and a life of 0, above 1.0
            or above what the token has.
    @param price wei of XZ, or the stablecoin's units; below 2**96.
    @param expiry Timestamp of the last second at which it can be filled.
    @param life The least life at the sale, 1e18 = 1.0.
    @return The order's id.
    """
    assert (staticcall nft.holding(token_id))[0] == msg.sender, "NFTXZSwap: not the token's owner"
    assert price != 0, "NFTXZSwap: price is zero"
    assert expiry >= block.timestamp, "NFTXZSwap: expiry is past"
    assert life != 0 and life <= WHOLE, "NFTXZSwap: life not in (0, 1]"
    assert staticcall mine.life_of(token_id) >= life, "NFTXZSwap: melted below the life"
    order: uint256 = self.orders + 1
    self.orders = order
    self._offered_by[order] = words._holding(msg.sender, price)
    self._terms[order] = words._order(token_id, in_stablecoin, expiry, life, staticcall nft.nonceOf(token_id))
    log Listed(
        order=order,
        seller=msg.sender,
        token_id=token_id,
        price=price,
        in_stablecoin=in_stablecoin,
        expiry=expiry,
        life=life,
    )
    return order


@external
def cancel(order: uint256):
    """
    @notice Takes an order back. Its seller only. Reverts when it was filled or cancelled.
    """
    word: uint256 = self._offered_by[order]
    assert word != 0, "NFTXZSwap: no such order"
    assert words._account(word) == msg.sender, "NFTXZSwap: not the seller"
    self._offered_by[order] = 0
    log Cancelled(order=order)


@external
@nonreentrant
def fill(order: uint256, max_price: uint256, min_life: uint256):
    """
    @notice Buys the token of an order, whose chip authorised the transfer beforehand. The caller pays, having
            allowed it. Reverts for an order that is gone or expired, above `max_price`, below `min_life` or the
            order's life, while the token mines, when it is no longer the seller's, and when it changed hands or got
            a new chip since it was listed (XZ-25).
    @param max_price The most that the buyer pays, in the order's currency.
    @param min_life The least life that the buyer accepts, 1e18 = 1.0.
    """
    seller: address = empty(address)
    token_id: uint256 = 0
    seller, token_id = self._settle(order, max_price, min_life)
    extcall nft.transferFrom(seller, msg.sender, token_id)


@external
@nonreentrant
def fill_with_chip(order: uint256, max_price: uint256, min_life: uint256, deadline: uint256, signature: Bytes[128]):
    """
    @notice Buys as `fill` does, with the chip's signature of the transfer from seller to caller (XZ-4, XZ-25).
    @param deadline That of the chip's authorisation.
    @param signature Of EIP-712 `Transfer` in the NFT's domain: 65 bytes for secp256k1, 128 for P-256.
    """
    seller: address = empty(address)
    token_id: uint256 = 0
    seller, token_id = self._settle(order, max_price, min_life)
    extcall nft.transferWithChip(seller, msg.sender, token_id, deadline, signature)


@external
@view
def order_of(order: uint256) -> Order:
    """
    @notice An order; its seller is zero once it is filled or cancelled.
    """
    word: uint256 = self._offered_by[order]
    token_id: uint256 = 0
    in_stablecoin: bool = False
    expiry: uint256 = 0
    life: uint256 = 0
    nonce: uint256 = 0
    token_id, in_stablecoin, expiry, life, nonce = words._read_order(self._terms[order])
    return Order(
        seller=words._account(word),
        token_id=token_id,
        price=words._amount(word),
        in_stablecoin=in_stablecoin,
        expiry=expiry,
        life=life,
    )


@internal
def _settle(order: uint256, max_price: uint256, min_life: uint256) -> (address, uint256):
    """
    @dev Checks and closes the order and pays the seller; the token is what remains to do.
    """
    word: uint256 = self._offered_by[order]
    assert word != 0, "NFTXZSwap: no such order"
    seller: address = words._account(word)
    price: uint256 = words._amount(word)
    token_id: uint256 = 0
    in_stablecoin: bool = False
    expiry: uint256 = 0
    least: uint256 = 0
    nonce: uint256 = 0
    token_id, in_stablecoin, expiry, least, nonce = words._read_order(self._terms[order])
    assert block.timestamp <= expiry, "NFTXZSwap: order has expired"
    assert price <= max_price, "NFTXZSwap: above max_price"
    assert seller != msg.sender, "NFTXZSwap: seller cannot fill"
    assert (staticcall nft.holding(token_id))[0] == seller, "NFTXZSwap: seller has it no more"
    assert staticcall nft.nonceOf(token_id) == nonce, "NFTXZSwap: listed before a change"
    assert not staticcall nft.locked(token_id), "NFTXZSwap: token is mining"
    life: uint256 = staticcall mine.life_of(token_id)
    assert life >= max(least, min_life), "NFTXZSwap: melted below the life"
    self._offered_by[order] = 0

    currency: IERC20 = stablecoin if in_stablecoin else token
    before: uint256 = staticcall currency.balanceOf(seller)
    assert extcall currency.transferFrom(msg.sender, seller, price, default_return_value=True)
    assert staticcall currency.balanceOf(seller) == before + price, "NFTXZSwap: money is missing"
    log Filled(
        order=order,
        buyer=msg.sender,
        token_id=token_id,
        seller=seller,
        price=price,
        in_stablecoin=in_stablecoin,
        life=life,
    )
    return seller, token_id
