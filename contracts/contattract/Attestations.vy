# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Attestations: evidence of reputation in three strengths (CNT-19)
@notice What it is for: statements about an account, with their time, that their issuer can revoke and nobody else can change.
        Weak: an account about itself. Half-strong: one side of a completed exchange about the other, once for each
        exchange; the contract reads from the exchange itself that it was completed and between whom. Strong: a registered
        verifier about anybody.
        A statement is a topic and a digest of its content, which its owner keeps where it likes (a leased slice, a mail).
        One word is stored for each; who shows a statement shows its fields, and `find` says whether and when it was made.
        Who may do what: anybody publishes about itself; a party to an exchange, about its counterparty; a registered verifier,
        about anybody; the issuer alone revokes; the owner registers verifiers; the guardian pauses new statements.
        Invariants (docs/security.md, CNT-K): a half-strong statement has a completed exchange between its two accounts; one for
        each side of it; a time is that of the block; what is revoked stays so, on record.
        How it is stopped: a pause refuses new statements. Revoking and reading cannot be stopped.
        No reentrancy lock: the exchanges are fixed and are only read.
@license GNU Affero General Public License v3.0 only
"""

from contracts.common import guarded
from contracts.contattract import hire_words

initializes: guarded

exports: guarded.__interface__

interface Attachments:
    def order_of(id: uint256) -> (address, address, uint256, uint256, uint256, bytes32): view

interface Hires:
    def hire_of(number: uint256) -> hire_words.Hire: view

interface Shop:
    def parties(id: uint256) -> (address, address, address, bool): view

WEAK: public(constant(uint256)) = 1
HALF_STRONG: public(constant(uint256)) = 2
STRONG: public(constant(uint256)) = 3

# Attachments.vy's state of an order that was paid out
_PAID: constant(uint256) = 5
_40: constant(uint256) = (1 << 40) - 1

# exchanges that half-strong statements can be about
attachments: public(immutable(address))
hires: public(immutable(address))
shop: public(immutable(address))

# key of a statement -> time 40, revoked at 40 (0: it stands), 176 bits of keccak256(topic, digest)
_statements: HashMap[bytes32, uint256]
# who may make strong statements
verifier: public(HashMap[address, bool])

event Attested:
    issuer: indexed(address)
    subject: indexed(address)
    topic: indexed(bytes32)
    strength: uint256
    digest: bytes32
    exchange: address
    number: uint256
    key: bytes32

event Revoked:
    issuer: indexed(address)
    key: indexed(bytes32)

event VerifierSet:
    verifier: indexed(address)
    may: bool


@deploy
def __init__(owner: address, guardian: address, attachments_: address, hires_: address, shop_: address):
    """
    @param owner Registers verifiers; the timelock in the end. @param guardian May pause.
    @param attachments_ Attachments.vy. @param hires_ DataHires.vy. @param shop_ ShopEscrow.vy. May be made later.
    """
    guarded.__init__(owner, guardian)
    assert empty(address) not in [attachments_, hires_, shop_], "Attestations: zero address"
    attachments = attachments_
    hires = hires_
    shop = shop_


# reading


@external
@view
def find(
    strength: uint256,
    issuer: address,
    subject: address,
    topic: bytes32,
    digest: bytes32,
    exchange: address,
    number: uint256,
) -> (uint256, uint256):
    """
    @notice When a statement was made and when it was revoked, in seconds; 0 for never.
    @param exchange Of a half-strong statement, and @param number its number there; zero for the others.
    """
    word: uint256 = self._statements[self._key(strength, issuer, subject, topic, digest, exchange, number)]
    if word >> 80 != self._content(topic, digest):
        return 0, 0
    return word & _40, (word >> 40) & _40


# publishing


@external
def publish(topic: bytes32, digest: bytes32) -> bytes32:
    """
    @notice Weak: the caller states something about itself. Reverts for what it stated before.
    @return The statement's key, by which it is revoked.
    """
    return self._attest(WEAK, msg.sender, topic, digest, empty(address), 0)


@external
def review(exchange: address, number: uint256, topic: bytes32, digest: bytes32) -> bytes32:
    """
    @notice Half-strong: the caller states something about the other side of a completed exchange, once. Of a paid attachment:
            seller and buyer. Of a hire whose time is over: user and agent. Of a shop's order that ended well: buyer
            and seller, and the carrier with the buyer.
    @param exchange Attachments, DataHires or ShopEscrow. @param number Its order or hire.
    """
    one: address = empty(address)
    other: address = empty(address)
    if exchange == attachments:
        price: uint256 = 0
        state: uint256 = 0
        deadline: uint256 = 0
        agreed: bytes32 = empty(bytes32)
        one, other, price, state, deadline, agreed = staticcall Attachments(attachments).order_of(number)
        assert state == _PAID, "Attestations: exchange is not completed"
    elif exchange == hires:
        hire: hire_words.Hire = staticcall Hires(hires).hire_of(number)
        assert hire.end != 0 and hire.end <= block.timestamp, "Attestations: exchange is not completed"
        one = hire.user
        other = hire.agent
    else:
        assert exchange == shop, "Attestations: unknown exchange"
        carrier: address = empty(address)
        completed: bool = False
        one, other, carrier, completed = staticcall Shop(shop).parties(number)
        assert completed, "Attestations: exchange is not completed"
        if msg.sender == carrier:
            other = carrier
    assert msg.sender in [one, other], "Attestations: not a party"
    subject: address = other if msg.sender == one else one
    return self._attest(HALF_STRONG, subject, topic, digest, exchange, number)


@external
def attest(subject: address, topic: bytes32, digest: bytes32) -> bytes32:
    """
    @notice Strong: a registered verifier states something about an account. It counts as long as its reader trusts the
            verifier: `verifier` says whether it still is one.
    """
    assert self.verifier[msg.sender], "Attestations: not a verifier"
    assert subject != empty(address), "Attestations: subject is zero"
    return self._attest(STRONG, subject, topic, digest, empty(address), 0)


@external
def revoke(
    strength: uint256, subject: address, topic: bytes32, digest: bytes32, exchange: address, number: uint256
):
    """
    @notice The caller takes a statement of its back. It stays on record, with both times.
    """
    key: bytes32 = self._key(strength, msg.sender, subject, topic, digest, exchange, number)
    word: uint256 = self._statements[key]
    assert word != 0 and word >> 80 == self._content(topic, digest), "Attestations: no such statement"
    assert (word >> 40) & _40 == 0, "Attestations: revoked before"
    self._statements[key] = word | (block.timestamp << 40)
    log Revoked(issuer=msg.sender, key=key)


@external
def set_verifier(verifier: address, may: bool):
    """
    @notice Registers a verifier, or ends that. Only the owner.
    """
    guarded._check_owner()
    assert verifier != empty(address), "Attestations: verifier is zero"
    self.verifier[verifier] = may
    log VerifierSet(verifier=verifier, may=may)


# inside


@internal
def _attest(
    strength: uint256, subject: address, topic: bytes32, digest: bytes32, exchange: address, number: uint256
) -> bytes32:
    """
    @dev Writes a statement of the caller.
    """
    guarded._check_open()
    assert digest != empty(bytes32), "Attestations: digest is zero"
    key: bytes32 = self._key(strength, msg.sender, subject, topic, digest, exchange, number)
    assert self._statements[key] == 0, "Attestations: stated before"
    self._statements[key] = block.timestamp | (self._content(topic, digest) << 80)
    log Attested(
        issuer=msg.sender,
        subject=subject,
        topic=topic,
        strength=strength,
        digest=digest,
        exchange=exchange,
        number=number,
        key=key,
    )
    return key


@internal
@pure
def _key(
    strength: uint256,
    issuer: address,
    subject: address,
    topic: bytes32,
    digest: bytes32,
    exchange: address,
    number: uint256,
) -> bytes32:
    """
    @dev Where a statement is kept. A half-strong one's place does not depend on what it says: one for each exchange.
    """
    if strength == HALF_STRONG:
        return keccak256(abi_encode(strength, issuer, subject, exchange, number))
    return keccak256(abi_encode(strength, issuer, subject, topic, digest))


@internal
@pure
def _content(topic: bytes32, digest: bytes32) -> uint256:
    """
    @dev 176 bits that a statement's content is told by.
    """
    return convert(keccak256(concat(topic, digest)), uint256) >> 80
