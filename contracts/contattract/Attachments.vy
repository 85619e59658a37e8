# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Attachments: paid content for its key, fairly (CNT-15)
@notice What it is for: a seller offers content by the Merkle root of its leaves (1,024 bytes each); a buyer pays into escrow
        and gets exactly that content, or its money back. Free attachments need no contract.
        An order: 1 `order` (the price is escrowed, with the key to seal to), 2 `seal` (the seller encrypts the leaves with a
        fresh content key, seals the result to the buyer, and commits to the ciphertext's root and the content key's hash), 3
        `confirm` (the buyer has all of that ciphertext), 4 `reveal` (the content key), 5 `claim` after the complaint window.
        Whoever stays silent past a deadline lets the buyer be refunded, except after `reveal`. In the complaint window a leaf
        that opens to something else than was offered is shown with both Merkle paths: the contract decrypts it and refunds (at
        once, or as soon as the buyer's account is not frozen: a move of it must not save the seller of garbage).
        leaf(i, data) = keccak256(keccak256(abi.encode(i, keccak256(data)))), as in wuxing/merkle.py
        ciphertext word j of leaf i = plain word XOR keccak256(abi.encode(content key, 32 × i + j))
        The revealed key opens the ciphertext, which only the buyer has: what lies in the seller's space is sealed to the
        buyer once more.
        Who may do what: anybody offers and orders; the seller of an order seals and reveals; its buyer confirms; anybody
        complains with a proof, refunds after a deadline, and has the price paid after the window; the owner unpauses, the guardian
        pauses orders.
        Invariants (docs/security.md, CNT-M): an order goes through its states in order and ends once, in Paid or Refunded; what
        the contract holds is at least the prices of all orders that have not ended; nothing is paid to a frozen account.
        How it is stopped: a pause stops `order`. All else goes on to its end.
        No reentrancy lock: CNT and Recovery are fixed and call nobody back.
@license AGPL-3.0-only
"""

from contracts.common import guarded
from contracts.contattract import curve
from contracts.contattract import holder
from contracts.contattract import mail_words as words

initializes: guarded

exports: guarded.__interface__

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

struct Times:
    # seconds that the seller has to seal, the buyer to confirm, the seller to reveal, anybody to complain
    seal: uint256
    confirm: uint256
    reveal: uint256
    complaint: uint256

# paid for, not sealed yet
ORDERED: constant(uint256) = 1
# the ciphertext is committed to
SEALED: constant(uint256) = 2
# the buyer has it
CONFIRMED: constant(uint256) = 3
# the content key is known
REVEALED: constant(uint256) = 4
# the seller has the price
PAID: constant(uint256) = 5
# the buyer has it back
REFUNDED: constant(uint256) = 6
# a complaint was proved; the buyer has the price once its account is not frozen
REFUND_DUE: constant(uint256) = 7

# bytes of a leaf, and its words
LEAF: constant(uint256) = 1_024
_WORDS: constant(uint256) = 32
# longest path: trees of up to 2**32 leaves
_DEPTH: constant(uint256) = 32

# CNT
token: public(immutable(address))
# tells which accounts moved
recovery: public(immutable(address))
TIMES: immutable(Times)

# number of orders so far
orders: public(uint256)
# order -> buyer, deadline, state (mail_words._pack_order)
_orders: HashMap[uint256, uint256]
# order -> seller, price (mail_words._pack_sale)
_sales: HashMap[uint256, uint256]
# order -> what is agreed: the plain root, then keccak256(plain root, ciphertext root, hash of the content key)
_agreed: HashMap[uint256, bytes32]

event Offered:
    seller: indexed(address)
    root: indexed(bytes32)
    size: uint256
    price: uint256
    lease: uint256

event Ordered:
    id: indexed(uint256)
    seller: indexed(address)
    buyer: indexed(address)
    root: bytes32
    price: uint256
    x: uint256
    y: uint256
    deadline: uint256

event Sealed:
    id: indexed(uint256)
    ciphertext: bytes32
    key_hash: bytes32
    kept: bytes32
    lease: uint256
    deadline: uint256

event Confirmed:
    id: indexed(uint256)
    deadline: uint256

event Revealed:
    id: indexed(uint256)
    key: bytes32
    deadline: uint256

event Complained:
    id: indexed(uint256)
    by: indexed(address)
    leaf: uint256

event Paid:
    id: indexed(uint256)
    to: indexed(address)
    amount: uint256

event Refunded:
    id: indexed(uint256)
    to: indexed(address)
    amount: uint256


@deploy
def __init__(owner: address, guardian: address, token_: address, recovery_: address, times_: Times):
    """
    @notice Fixes the times for good. Addresses may be made later.
    @param owner Unpauses; the timelock in the end. @param guardian May pause orders.
    @param token_ CNT. @param recovery_ Tells which accounts moved. @param times_ Seconds for each step, none zero.
    """
    guarded.__init__(owner, guardian)
    assert token_ != empty(address) and recovery_ != empty(address), "Attachments: zero address"
    for time: uint256 in [times_.seal, times_.confirm, times_.reveal, times_.complaint]:
        assert time > 0 and time >> 32 == 0, "Attachments: time out of range"
    token = token_
    recovery = recovery_
    TIMES = times_


# reading


@external
@view
def times() -> Times:
    """
    @notice Seconds for each step.
    """
    return TIMES


@external
@view
def order_of(id: uint256) -> (address, address, uint256, uint256, uint256, bytes32):
    """
    @notice CNT-15: an order's seller, buyer, price (wei), state (0 none, 1 ordered, 2 sealed, 3 confirmed, 4 revealed, 5 paid, 6
            refunded, 7 refund due), deadline (the first second at which its state's time is over), and what is agreed: the plain root
            when ordered, then keccak256(abi.encode(plain root, ciphertext root, hash of the content key)).
    """
    buyer: address = empty(address)
    seller: address = empty(address)
    deadline: uint256 = 0
    state: uint256 = 0
    price: uint256 = 0
    buyer, deadline, state = words._order(self._orders[id])
    seller, price = words._sale(self._sales[id])
    return seller, buyer, price, state, deadline, self._agreed[id]


@external
@pure
def opened(key: bytes32, index: uint256, ciphertext: Bytes[LEAF]) -> Bytes[LEAF]:
    """
    @notice CNT-15: a leaf of ciphertext, decrypted.
    """
    return self._opened(key, index, ciphertext)


# the exchange


@external
def offer(root: bytes32, size: uint256, price: uint256, lease: uint256):
    """
    @notice CNT-15: tells everybody what the caller sells. Only a log, and not needed: an offer may as well stand in a
            message. What binds is the seller's `seal` of an order.
    @param root Of the plain leaves. @param size Bytes. @param price Wei of CNT. @param lease Where it lies.
    """
    assert size > 0, "Attachments: size is zero"
    assert price > 0, "Attachments: price is zero"
    log Offered(seller=msg.sender, root=root, size=size, price=price, lease=lease)


@external
def order(seller: address, root: bytes32, price: uint256, x: uint256, y: uint256) -> uint256:
    """
    @notice CNT-15: pays into escrow for the content under a root. The caller has approved the price, and has the digests of
            all its leaves (without them it could not complain).
    @param x Of the key that the seller seals to. @param y Of the same. @return The order's number.
    """
    guarded._check_open()
    assert seller != empty(address), "Attachments: zero address"
    assert seller != msg.sender, "Attachments: buyer is the seller"
    assert price > 0, "Attachments: price is zero"
    assert curve._is_on_curve(x, y), "Attachments: key is not on the curve"
    id: uint256 = self.orders + 1
    deadline: uint256 = block.timestamp + TIMES.seal
    self.orders = id
    self._orders[id] = words._pack_order(msg.sender, deadline, ORDERED)
    self._sales[id] = words._pack_sale(seller, price)
    self._agreed[id] = root
    log Ordered(id=id, seller=seller, buyer=msg.sender, root=root, price=price, x=x, y=y, deadline=deadline)
    assert extcall Token(token).transferFrom(msg.sender, self, price), "Attachments: CNT was not paid"
    return id


@external
def seal(id: uint256, ciphertext: bytes32, key_hash: bytes32, kept: bytes32, lease: uint256):
    """
    @notice CNT-15: the seller accepts an order: it has encrypted the leaves and sealed them to the buyer.
    @param ciphertext Root of the encrypted leaves. @param key_hash keccak256 of the content key. @param kept Root of
           what lies in the seller's space: the ciphertext, sealed to the buyer. @param lease Where it lies.
    """
    buyer: address = self._check(id, ORDERED)
    self._check_seller(id)
    self._agreed[id] = keccak256(abi_encode(self._agreed[id], ciphertext, key_hash))
    deadline: uint256 = self._advance(id, buyer, SEALED, TIMES.confirm)
    log Sealed(id=id, ciphertext=ciphertext, key_hash=key_hash, kept=kept, lease=lease, deadline=deadline)


@external
def confirm(id: uint256):
    """
    @notice CNT-15: the buyer has the whole ciphertext, and its root is the one committed to.
    """
    buyer: address = self._check(id, SEALED)
    assert msg.sender == holder._last(recovery, buyer), "Attachments: not the buyer"
    assert not holder._is_frozen(recovery, msg.sender), "Attachments: account is frozen"
    deadline: uint256 = self._advance(id, buyer, CONFIRMED, TIMES.reveal)
    log Confirmed(id=id, deadline=deadline)


@external
def reveal(id: uint256, root: bytes32, ciphertext: bytes32, key: bytes32):
    """
    @notice CNT-15: the seller makes the content key known.
    @param root Of the plain leaves. @param ciphertext Of the encrypted ones. @param key The content key.
    """
    buyer: address = self._check(id, CONFIRMED)
    self._check_seller(id)
    assert self._agreed[id] == self._agreement(root, ciphertext, key), "Attachments: not the key committed to"
    deadline: uint256 = self._advance(id, buyer, REVEALED, TIMES.complaint)
    log Revealed(id=id, key=key, deadline=deadline)


@external
def complain(
    id: uint256,
    root: bytes32,
    ciphertext: bytes32,
    key: bytes32,
    index: uint256,
    leaf: Bytes[LEAF],
    path: DynArray[bytes32, _DEPTH],
    digest: bytes32,
    plain_path: DynArray[bytes32, _DEPTH],
):
    """
    @notice CNT-15: proves that a leaf opens to something else than was offered, and refunds the buyer; one whose account is
            frozen by `refund`, later. Anybody may.
    @param root Of the plain leaves. @param ciphertext Of the encrypted ones. @param key The revealed content key.
    @param index Of the leaf. @param leaf Its ciphertext. @param path From it to the ciphertext's root.
    @param digest keccak256 of the plain leaf that was offered. @param plain_path From it to the plain root.
    """
    buyer: address = self._check(id, REVEALED)
    assert self._agreed[id] == self._agreement(root, ciphertext, key), "Attachments: not what was agreed"
    assert self._root(index, keccak256(leaf), path) == ciphertext, "Attachments: leaf is not of the ciphertext"
    assert self._root(index, digest, plain_path) == root, "Attachments: digest is not of the offer"
    assert keccak256(self._opened(key, index, leaf)) != digest, "Attachments: leaf is as offered"
    log Complained(id=id, by=msg.sender, leaf=index)
    if holder._is_frozen(recovery, holder._last(recovery, buyer)):
        self._orders[id] = words._pack_order(buyer, 0, REFUND_DUE)
    else:
        self._refund(id, buyer)


@external
def refund(id: uint256):
    """
    @notice CNT-15: the buyer gets the price back where somebody let a deadline pass before the key was known, or where a
            complaint was proved while its account was frozen. Anybody may.
    """
    buyer: address = empty(address)
    deadline: uint256 = 0
    state: uint256 = 0
    buyer, deadline, state = words._order(self._orders[id])
    # REFUND_DUE has no deadline
    assert state in [ORDERED, SEALED, CONFIRMED, REFUND_DUE], "Attachments: nothing to refund"
    assert block.timestamp >= deadline, "Attachments: there is still time"
    self._refund(id, buyer)


@external
def claim(id: uint256):
    """
    @notice CNT-15: pays the seller when the complaint window is over. Anybody may.
    """
    buyer: address = empty(address)
    deadline: uint256 = 0
    state: uint256 = 0
    buyer, deadline, state = words._order(self._orders[id])
    assert state == REVEALED, "Attachments: wrong state"
    assert block.timestamp >= deadline, "Attachments: there is still time"
    seller: address = empty(address)
    price: uint256 = 0
    seller, price = words._sale(self._sales[id])
    to: address = self._payee(seller)
    self._orders[id] = words._pack_order(buyer, 0, PAID)
    log Paid(id=id, to=to, amount=price)
    assert extcall Token(token).transfer(to, price), "Attachments: CNT was not paid"


# inside


@internal
@view
def _check(id: uint256, wanted: uint256) -> address:
    """
    @dev The buyer of an order that is in a state, and in time.
    """
    buyer: address = empty(address)
    deadline: uint256 = 0
    state: uint256 = 0
    buyer, deadline, state = words._order(self._orders[id])
    assert state == wanted, "Attachments: wrong state"
    assert block.timestamp < deadline, "Attachments: too late"
    return buyer


@internal
@view
def _check_seller(id: uint256):
    """
    @dev Reverts unless the seller, or its successor, calls.
    """
    seller: address = words._sale(self._sales[id])[0]
    assert msg.sender == holder._last(recovery, seller), "Attachments: not the seller"


@internal
def _advance(id: uint256, buyer: address, state: uint256, time: uint256) -> uint256:
    """
    @dev Puts an order into its next state; returns the deadline of that.
    """
    deadline: uint256 = block.timestamp + time
    self._orders[id] = words._pack_order(buyer, deadline, state)
    return deadline


@internal
def _refund(id: uint256, buyer: address):
    """
    @dev Ends an order with its price at the buyer's.
    """
    to: address = self._payee(buyer)
    price: uint256 = words._sale(self._sales[id])[1]
    self._orders[id] = words._pack_order(buyer, 0, REFUNDED)
    log Refunded(id=id, to=to, amount=price)
    assert extcall Token(token).transfer(to, price), "Attachments: CNT was not paid"


@internal
@view
def _payee(account: address) -> address:
    """
    @dev Whom money of an account is paid to: its last successor, who may not be frozen.
    """
    to: address = holder._last(recovery, account)
    assert not holder._is_frozen(recovery, to), "Attachments: account is frozen"
    return to


@internal
@pure
def _agreement(root: bytes32, ciphertext: bytes32, key: bytes32) -> bytes32:
    """
    @dev What `seal` kept.
    """
    return keccak256(abi_encode(root, ciphertext, keccak256(key)))


@internal
@pure
def _root(index: uint256, digest: bytes32, path: DynArray[bytes32, _DEPTH]) -> bytes32:
    """
    @dev The root that a leaf and its siblings lead to; pairs are sorted, as in OpenZeppelin's MerkleProof.
    """
    node: bytes32 = keccak256(keccak256(abi_encode(index, digest)))
    for sibling: bytes32 in path:
        if convert(node, uint256) < convert(sibling, uint256):
            node = keccak256(concat(node, sibling))
        else:
            node = keccak256(concat(sibling, node))
    return node


@internal
@pure
def _opened(key: bytes32, index: uint256, ciphertext: Bytes[LEAF]) -> Bytes[LEAF]:
    """
    @dev A leaf decrypted. A leaf of another length than 1,024 bytes opens to nothing, which no honest offer contains.
    """
    if len(ciphertext) != LEAF:
        return b""
    plain: uint256[_WORDS] = empty(uint256[_WORDS])
    for j: uint256 in range(_WORDS):
        stream: bytes32 = keccak256(abi_encode(key, index * _WORDS + j))
        plain[j] = convert(extract32(ciphertext, j * 32), uint256) ^ convert(stream, uint256)
    return slice(abi_encode(plain), 0, LEAF)
