# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Mail: messages on chain, and postage (CNT-14, CNT-16)
@notice What it is for: an account sends another one less than 1,024 bytes, sealed to the recipient's key by the sender's
        client. The body is in the log. Each inbox keeps one word: how many messages it has, and a hash over all of them in
        their order, so that a reader notices a message that was dropped, changed or moved. `send_stored` keeps the body
        as code as well, for contracts that have to read it.
        Spam: a recipient names the least postage that it wants. Postage waits here: the recipient collects it when it has
        read the message; from a day boundary on it is the sender's again. Who is on the recipient's list sends for nothing.
        Who may do what: anybody sends; the recipient (or its successor) sets postage and list, and collects; anybody has
        postage refunded, to its sender, and lets an inbox follow an account that moved (Recovery.vy); the owner unpauses,
        the guardian pauses sending with postage.
        Invariants (docs/security.md, CNT-M): an inbox's word covers every message that it ever got, in order; what the
        contract holds is at least the postage that waits; each postage is paid once, to the recipient before its day or to the
        sender from that day on; nothing is paid to a frozen account.
        How it is stopped: a pause refuses sending with postage. Mail without, collecting and refunds cannot be stopped.
        No reentrancy lock: CNT and Recovery are fixed and call nobody back; the code that keeps a body calls nobody.
@license AGPL-3.0-only
"""

from contracts.common import guarded
from contracts.contattract import holder
from contracts.contattract import mail_words as words

initializes: guarded

exports: guarded.__interface__

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

_DAY: constant(uint256) = 86_400
_BATCH: constant(uint256) = 64
# bytes that a body has to stay below (CNT-14)
SIZE: constant(uint256) = 1_024
# creation code that leaves what follows it as code: PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN
_CREATE_1: constant(bytes1) = 0x61
_CREATE_2: constant(bytes7) = 0x80600a5f395ff3
# code that answers any call with what follows it: PUSH1 11, CODESIZE, SUB, DUP1, PUSH1 11, PUSH0, CODECOPY, PUSH0, RETURN
_ANSWER: constant(bytes11) = 0x600b380380600b5f395ff3

# CNT
token: public(immutable(address))
# tells which accounts moved
recovery: public(immutable(address))
# seconds after which postage that was not collected is the sender's again, counted up to a day boundary
period: public(immutable(uint256))

# account -> its inbox (mail_words._append)
inbox: public(HashMap[address, uint256])
# account -> least postage, and whether its inbox moved (mail_words)
_settings: HashMap[address, uint256]
# recipient -> sender -> whether it sends for nothing
allowed: public(HashMap[address, HashMap[address, bool]])
# recipient -> number -> postage that waits (mail_words._pack_escrow)
_escrows: HashMap[address, HashMap[uint256, uint256]]
# recipient -> number -> where the body is kept as code
stored: public(HashMap[address, HashMap[uint256, address]])

event Sent:
    to: indexed(address)
    sender: indexed(address)
    number: uint256
    version: uint256
    postage: uint256
    time: uint256
    body: Bytes[SIZE]

event SentStored:
    to: indexed(address)
    sender: indexed(address)
    number: uint256
    version: uint256
    postage: uint256
    time: uint256
    pointer: address

event Followed:
    to: indexed(address)
    old: indexed(address)
    number: uint256
    time: uint256
    word: uint256

event PostageSet:
    account: indexed(address)
    minimum: uint256

event Allowed:
    account: indexed(address)
    sender: indexed(address)
    allowed: bool

event Collected:
    inbox: indexed(address)
    number: indexed(uint256)
    to: indexed(address)
    amount: uint256

event Refunded:
    inbox: indexed(address)
    number: indexed(uint256)
    to: indexed(address)
    amount: uint256


@deploy
def __init__(owner: address, guardian: address, token_: address, recovery_: address, period_: uint256):
    """
    @notice Addresses may be made later.
    @param owner Unpauses; the timelock in the end. @param guardian May pause sending with postage.
    @param token_ CNT. @param recovery_ Tells which accounts moved.
    @param period_ Seconds that a recipient has to collect postage, at least.
    """
    guarded.__init__(owner, guardian)
    assert token_ != empty(address) and recovery_ != empty(address), "Mail: zero address"
    assert period_ > 0 and period_ >> 32 == 0, "Mail: period out of range"
    token = token_
    recovery = recovery_
    period = period_


# reading


@external
@view
def postage_of(account: address, sender: address) -> uint256:
    """
    @notice CNT-16: what a message of a sender to an account has to carry at least, in wei of CNT.
    """
    return 0 if self.allowed[account][sender] else self._settings[account] & (words.POSTAGE - 1)


@external
@view
def has_moved(account: address) -> bool:
    """
    @notice CNT-18: whether an inbox went on in a successor's, so that it takes no more mail.
    """
    return self._settings[account] & words.MOVED != 0


@external
@view
def escrow_of(account: address, number: uint256) -> (address, uint256, uint256):
    """
    @notice CNT-16: postage that waits with a message: its sender, wei, and the second from which it is the sender's again;
            zeros where none waits.
    """
    sender: address = empty(address)
    amount: uint256 = 0
    day: uint256 = 0
    sender, amount, day = words._escrow(self._escrows[account][number])
    return sender, amount, day * _DAY


@external
@view
def body_of(account: address, number: uint256) -> Bytes[SIZE]:
    """
    @notice CNT-14: the body of a message that was sent by `send_stored`. Contracts read it here, or by a static call with no
            data to the address that `stored` names.
    """
    pointer: address = self.stored[account][number]
    assert pointer != empty(address), "Mail: body is not stored"
    return raw_call(pointer, b"", max_outsize=SIZE, is_static_call=True)


# sending


@external
def send(to: address, version: uint256, body: Bytes[SIZE], postage: uint256) -> uint256:
    """
    @notice CNT-14: sends a message. The caller has approved the postage.
    @param to The recipient. @param version Of its key, that the body is sealed to. @param body 1 to 1,023 bytes.
    @param postage Wei of CNT for reading, at least what the recipient wants.
    @return The message's number in the inbox, from 1.
    """
    number: uint256 = self._post(to, version, body, postage)
    log Sent(
        to=to,
        sender=msg.sender,
        number=number,
        version=version,
        postage=postage,
        time=block.timestamp,
        body=body,
    )
    return number


@external
def send_stored(to: address, version: uint256, body: Bytes[SIZE], postage: uint256) -> uint256:
    """
    @notice CNT-14: as `send`, and keeps the body as code so that contracts can read it; some 250,000 gas more when it is long.
    """
    number: uint256 = self._post(to, version, body, postage)
    length: bytes2 = convert(convert(len(body) + 11, uint16), bytes2)
    pointer: address = raw_create(concat(_CREATE_1, length, _CREATE_2, _ANSWER, body))
    self.stored[to][number] = pointer
    log SentStored(
        to=to,
        sender=msg.sender,
        number=number,
        version=version,
        postage=postage,
        time=block.timestamp,
        pointer=pointer,
    )
    return number


# recipients


@external
def set_postage(minimum: uint256):
    """
    @notice CNT-16: what a message to the caller has to carry from now on, in wei of CNT; 0 for nothing.
    """
    assert minimum < words.POSTAGE, "Mail: postage out of range"
    self._settings[msg.sender] = (self._settings[msg.sender] & words.MOVED) | minimum
    log PostageSet(account=msg.sender, minimum=minimum)


@external
def allow(senders: DynArray[address, _BATCH], yes: bool):
    """
    @notice CNT-16: who sends to the caller for nothing, or no longer; at most 64 in a call.
    """
    for sender: address in senders:
        self.allowed[msg.sender][sender] = yes
        log Allowed(account=msg.sender, sender=sender, allowed=yes)


@external
def collect(account: address, numbers: DynArray[uint256, _BATCH]) -> uint256:
    """
    @notice CNT-16: the recipient has read messages and takes their postage, all or none, before it is the sender's again.
    @param account Whose inbox: the caller's, or one that moved to the caller. @param numbers At most 64 messages.
    @return Wei paid.
    """
    to: address = holder._last(recovery, account)
    assert to == msg.sender, "Mail: not your inbox"
    self._check_open(to)
    total: uint256 = 0
    for number: uint256 in numbers:
        sender: address = empty(address)
        amount: uint256 = 0
        day: uint256 = 0
        sender, amount, day = words._escrow(self._escrows[account][number])
        assert amount > 0, "Mail: no postage waits"
        assert block.timestamp < day * _DAY, "Mail: postage is the sender's again"
        self._escrows[account][number] = 0
        total += amount
        log Collected(inbox=account, number=number, to=to, amount=amount)
    assert extcall Token(token).transfer(to, total), "Mail: CNT was not paid"
    return total


# anybody


@external
def refund(account: address, numbers: DynArray[uint256, _BATCH]):
    """
    @notice CNT-16: postage that nobody collected in time goes back to its sender, or to the sender's successor. Anybody may
            call.
    @param account Whose inbox it was sent to. @param numbers At most 64 messages.
    """
    for number: uint256 in numbers:
        sender: address = empty(address)
        amount: uint256 = 0
        day: uint256 = 0
        sender, amount, day = words._escrow(self._escrows[account][number])
        assert amount > 0, "Mail: no postage waits"
        assert block.timestamp >= day * _DAY, "Mail: the recipient may still collect"
        to: address = holder._last(recovery, sender)
        self._check_open(to)
        self._escrows[account][number] = 0
        log Refunded(inbox=account, number=number, to=to, amount=amount)
        assert extcall Token(token).transfer(to, amount), "Mail: CNT was not paid"


@external
def follow(old: address):
    """
    @notice CNT-18: the inbox of an account that moved goes on in its successor's: it takes no more mail, its last word joins
            the successor's chain. What mail to the successor costs, and who sends to it for nothing, is the successor's own
            affair: a thief with the old key may have named the old one's. Anybody may call, once.
    """
    to: address = holder._last(recovery, old)
    assert to != old, "Mail: account has not moved"
    settings: uint256 = self._settings[old]
    assert settings & words.MOVED == 0, "Mail: followed already"
    self._settings[old] = settings | words.MOVED
    word: uint256 = self.inbox[old]
    after: uint256 = words._append(self.inbox[to], old, 0, 0, block.timestamp, convert(word, bytes32))
    self.inbox[to] = after
    log Followed(to=to, old=old, number=words._count(after), time=block.timestamp, word=word)


# inside


@internal
def _post(to: address, version: uint256, body: Bytes[SIZE], postage: uint256) -> uint256:
    """
    @dev CNT-14, CNT-16: what both ways to send have in common. Returns the message's number.
    """
    assert to != empty(address), "Mail: zero address"
    assert len(body) > 0, "Mail: body is empty"
    assert len(body) < SIZE, "Mail: body is not below 1,024 bytes"
    settings: uint256 = self._settings[to]
    assert settings & words.MOVED == 0, "Mail: inbox has moved"
    if postage < settings:
        assert self.allowed[to][msg.sender], "Mail: below the recipient's postage"
    word: uint256 = words._append(self.inbox[to], msg.sender, version, postage, block.timestamp, keccak256(body))
    self.inbox[to] = word
    number: uint256 = words._count(word)
    if postage > 0:
        guarded._check_open()
        day: uint256 = (block.timestamp + period + _DAY - 1) // _DAY
        self._escrows[to][number] = words._pack_escrow(msg.sender, postage, day)
        assert extcall Token(token).transferFrom(msg.sender, self, postage), "Mail: CNT was not paid"
    return number


@internal
@view
def _check_open(account: address):
    """
    @dev Reverts while a move of the account is under way.
    """
    assert not holder._is_frozen(recovery, account), "Mail: account is frozen"
