# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Recovery: guardians move an account whose key is lost or stolen (CNT-18)
@notice What it is for: an account names guardians and how many of them must agree. When its key is lost or stolen they move the
        account to a new address, and everything that the contracts of Contattract hold for it follows.
        Who may do what: an account names its guardians (in force after the delay); the new address accepts the account;
        enough guardians then start a move, each of them by its own call or by a signature that anybody brings; the account
        cancels a first move while the delay runs; anybody executes a move when its delay is over, and anybody lets what
        this contract holds follow. Nobody is given an account that it did not accept: what is held against an
        account (locks, a bad name) can go with it, so accept only one that is yours.
        While a move is under way the account is frozen: nothing flows out of it here, nor in any contract that asks
        `frozen`. A cancelled move leaves it frozen for the time to answer, in which the guardians may start a
        second move that nobody can cancel (a thief with the key wins nothing by cancelling). If they do not, the account is
        free and the guardians have to rest, long enough for the account to name others (guardians who only
        harass are stopped). An account that moved stays frozen for ever, so that nothing leaks before it follows.
        Invariants (docs/security.md, CNT-K): no move without enough guardians, the new address's consent and a whole
        delay; a frozen account's balance does not fall but into its successor; a frozen state ends by a call that
        anybody may make or by time; the successors form no circle; what this contract holds is the sum of the balances.
        How it is stopped: not at all. It has no owner and no pause: who could stop it could help a thief.
        No reentrancy lock: the only contract called is CNT, which is fixed and calls nobody back.
@license GNU Affero General Public License v3.0 only
"""

from contracts.contattract import recovery_word as words
from snekmate.utils import ecdsa
from snekmate.utils import eip712_domain_separator as eip712

initializes: eip712

exports: eip712.eip712Domain

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

_MOST: constant(uint256) = 16
# moves of moves: contracts that ask for the end of a line (holder.vy, WorldDisk, StorageProofs) go no further
_LINE: constant(uint256) = 15
_APPROVAL: constant(bytes32) = keccak256("Approval(address account,address to,uint256 turn,uint256 deadline)")
_ACCEPTANCE: constant(bytes32) = keccak256("Acceptance(address account,address to,uint256 turn,uint256 deadline)")
# stands above the guardians' bits: the new address accepted
_ACCEPTED: constant(uint256) = 1 << _MOST

# nothing goes on
_NONE: constant(uint256) = 0
# guardians move the account; it may cancel
_FIRST: constant(uint256) = 1
# the account cancelled; the guardians may answer until `at`, and must rest afterwards
_CANCELLED: constant(uint256) = 2
# guardians move the account and nobody may cancel
_FINAL: constant(uint256) = 3
# the account moved, for good
_MOVED: constant(uint256) = 4

# CNT
token: public(immutable(address))
# seconds before new guardians are in force, and from a move's start to its execution
delay: public(immutable(uint256))
# seconds after a cancelled move in which the guardians may start a final one; the account stays frozen
answer: public(immutable(uint256))
# seconds after that in which they may start none; more than the delay
rest: public(immutable(uint256))

# account -> how many moves, one after the other, lead to it
line: public(HashMap[address, uint256])
# account -> what goes on (recovery_word)
_moves: HashMap[address, uint256]
# account -> number of its circle of guardians, and when the next one is in force (0: none waits) << 64
_circles: HashMap[address, uint256]
# account -> circle -> guardians, rising
_guardians: HashMap[address, HashMap[uint256, DynArray[address, _MOST]]]
# account -> circle -> how many must agree
_thresholds: HashMap[address, HashMap[uint256, uint256]]
# account -> keccak(turn, new address) -> who agreed, a bit for each guardian, and _ACCEPTED
_approvals: HashMap[address, HashMap[bytes32, uint256]]
# account -> wei of CNT kept here
balance_of: public(HashMap[address, uint256])

event GuardiansNamed:
    account: indexed(address)
    guardians: DynArray[address, _MOST]
    threshold: uint256
    since: uint256

event Approved:
    account: indexed(address)
    to: indexed(address)
    guardian: indexed(address)
    turn: uint256

event Accepted:
    account: indexed(address)
    to: indexed(address)
    turn: uint256

event Declined:
    account: indexed(address)
    to: indexed(address)
    turn: uint256

event Retracted:
    account: indexed(address)
    to: indexed(address)
    guardian: indexed(address)
    turn: uint256

event MoveStarted:
    account: indexed(address)
    to: indexed(address)
    ready: uint256
    is_final: bool

event MoveCancelled:
    account: indexed(address)
    to: indexed(address)
    answer_until: uint256

event Moved:
    account: indexed(address)
    to: indexed(address)

event Deposited:
    account: indexed(address)
    payer: indexed(address)
    amount: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256

event Followed:
    old: indexed(address)
    to: indexed(address)
    amount: uint256


@deploy
def __init__(token_: address, delay_: uint256, answer_: uint256, rest_: uint256):
    """
    @param token_ CNT (its address may be made later).
    @param delay_ Seconds before new guardians are in force, and of a move; not 0.
    @param answer_ Seconds to answer a cancelled move; not 0.
    @param rest_ Seconds of rest after an unanswered one; more than the delay, so that the account can name others first.
    """
    assert token_ != empty(address), "Recovery: token is zero"
    assert delay_ > 0 and answer_ > 0, "Recovery: a time is zero"
    assert rest_ > delay_, "Recovery: rest is no longer than the delay"
    assert max(answer_, rest_) >> 32 == 0, "Recovery: a time does not fit"
    eip712.__init__("Recovery", "1")
    token = token_
    delay = delay_
    answer = answer_
    rest = rest_


# reading


@external
@view
def frozen(account: address) -> bool:
    """
    @notice Whether outflows of an account stop: a move is under way, was cancelled and may still be answered, or is done
            (what the account held follows, and the old key must not be faster).
    """
    return self._frozen(words._read(self._moves[account]))


@external
@view
def successor(account: address) -> address:
    """
    @notice Where an account moved; zero for one that did not. A successor may have moved itself: ask again.
    """
    move: words.Move = words._read(self._moves[account])
    return move.to if move.phase == _MOVED else empty(address)


@external
@view
def move_of(account: address) -> words.Move:
    """
    @notice What goes on: the new address, the second at which the move may be executed or until which a cancelled
            one may be answered, the phase (0 none, 1 first move, 2 cancelled, 3 final move, 4 moved), and the round.
    """
    return words._read(self._moves[account])


@external
@view
def circle(account: address) -> (DynArray[address, _MOST], uint256):
    """
    @notice The guardians in force, rising, and how many of them must agree.
    """
    number: uint256 = self._circle(account)
    return self._guardians[account][number], self._thresholds[account][number]


@external
@view
def next_circle(account: address) -> (DynArray[address, _MOST], uint256, uint256):
    """
    @notice Guardians that are not in force yet, how many of them must agree, and since when they are; 0 for none.
    """
    word: uint256 = self._circles[account]
    since: uint256 = word >> 64
    number: uint256 = (word & (2**64 - 1)) + 1
    if since <= block.timestamp:
        return [], 0, 0
    return self._guardians[account][number], self._thresholds[account][number], since


@external
@view
def turn(account: address) -> uint256:
    """
    @notice What an approval names so that it counts once: the circle of guardians << 64, and the round of moves.
    """
    return self._turn(account, words._read(self._moves[account]))


@external
@view
def approvals(account: address, to: address) -> uint256:
    """
    @notice Who agrees, at this turn, that the account moves there: a bit for each guardian, in `circle`'s order.
    """
    return self._agreed(account, to) & (_ACCEPTED - 1)


@external
@view
def accepted(account: address, to: address) -> bool:
    """
    @notice Whether the new address has agreed, at this turn, that the account moves there.
    """
    return self._agreed(account, to) & _ACCEPTED != 0


# the account


@external
def set_guardians(guardians: DynArray[address, _MOST], threshold: uint256):
    """
    @notice Names the caller's guardians, in force after the delay; a move that starts before voids the change. Naming
            again starts the delay anew. None (and threshold 0) for no guardians.
    @param guardians Rising, none zero, none the account itself. @param threshold How many must agree, 1 to all.
    """
    move: words.Move = words._read(self._moves[msg.sender])
    assert not self._frozen(move), "Recovery: account is frozen"
    before: address = empty(address)
    for guardian: address in guardians:
        assert convert(guardian, uint256) > convert(before, uint256), "Recovery: guardians do not rise"
        assert guardian != msg.sender, "Recovery: guardian of itself"
        before = guardian
    assert threshold <= len(guardians) and (threshold > 0 or len(guardians) == 0), "Recovery: threshold out of range"
    number: uint256 = self._circle(msg.sender)
    since: uint256 = block.timestamp + delay
    self._circles[msg.sender] = number | (since << 64)
    self._guardians[msg.sender][number + 1] = guardians
    self._thresholds[msg.sender][number + 1] = threshold
    log GuardiansNamed(account=msg.sender, guardians=guardians, threshold=threshold, since=since)


@external
def cancel():
    """
    @notice The caller shows that it still has its key: its first move ends. It stays frozen while the guardians
            may answer with a final move.
    """
    move: words.Move = words._read(self._moves[msg.sender])
    assert move.phase != _FINAL, "Recovery: cancelled before"
    assert move.phase == _FIRST, "Recovery: no move to cancel"
    assert block.timestamp < move.at, "Recovery: delay is over"
    to: address = move.to
    move.to = empty(address)
    move.at = block.timestamp + answer
    move.phase = _CANCELLED
    self._moves[msg.sender] = words._pack(move)
    log MoveCancelled(account=msg.sender, to=to, answer_until=move.at)


@external
def deposit(account: address, amount: uint256):
    """
    @notice Keeps CNT of the caller for an account, where guardians can save it.
    """
    assert account != empty(address), "Recovery: zero address"
    assert amount > 0, "Recovery: nothing to deposit"
    self.balance_of[account] += amount
    log Deposited(account=account, payer=msg.sender, amount=amount)
    assert extcall Token(token).transferFrom(msg.sender, self, amount), "Recovery: CNT was not paid"


@external
def withdraw(amount: uint256):
    """
    @notice Pays CNT kept here to its account, the caller. Refused while the account is frozen.
    """
    assert not self._frozen(words._read(self._moves[msg.sender])), "Recovery: account is frozen"
    assert amount > 0, "Recovery: nothing to withdraw"
    assert amount <= self.balance_of[msg.sender], "Recovery: more than the balance"
    self.balance_of[msg.sender] -= amount
    log Withdrawn(account=msg.sender, amount=amount)
    assert extcall Token(token).transfer(msg.sender, amount), "Recovery: CNT was not paid"


# guardians


@external
def approve(account: address, to: address):
    """
    @notice The calling guardian agrees that an account moves to a new address. The move starts with the last
            approval needed, which is refused until the new address has accepted. Refused for a new address that is zero,
            the account itself, frozen or moved, and for an account to which 15 moves led one after the other.
    """
    self._approve(account, to, [msg.sender])


@external
def approve_signed(account: address, to: address, deadline: uint256, signatures: DynArray[Bytes[65], _MOST]):
    """
    @notice As `approve`, by guardians who signed. Anybody may bring the signatures.
    @param deadline Last second at which they hold.
    @param signatures Of EIP-712 Approval{account, to, turn, deadline}, with the account's `turn`.
    """
    assert block.timestamp <= deadline, "Recovery: signatures have expired"
    digest: bytes32 = self._digest(_APPROVAL, account, to, deadline)
    signers: DynArray[address, _MOST] = []
    for signature: Bytes[65] in signatures:
        signers.append(ecdsa._recover_sig(digest, signature))
    self._approve(account, to, signers)


@external
def retract(account: address, to: address):
    """
    @notice The calling guardian takes its approval back, while the move has not started. (A signature that is still
            valid can be brought again: sign with a near deadline.)
    """
    move: words.Move = words._read(self._moves[account])
    assert move.phase not in [_FIRST, _FINAL, _MOVED], "Recovery: move has started"
    turn: uint256 = self._turn(account, move)
    key: bytes32 = self._key(turn, to)
    bit: uint256 = self._bit(self._guardians[account][self._circle(account)], msg.sender)
    assert self._approvals[account][key] & bit != 0, "Recovery: not approved"
    self._approvals[account][key] ^= bit
    log Retracted(account=account, to=to, guardian=msg.sender, turn=turn)


# the new address


@external
def accept(account: address):
    """
    @notice The caller agrees that an account moves to it, with all that is held against it: accept only an account that
            is yours. Counts for the account's turn: a move that starts, or other guardians in force, want it anew.
    """
    self._accept(account, msg.sender)


@external
def accept_signed(account: address, to: address, deadline: uint256, signature: Bytes[65]):
    """
    @notice As `accept`, by a new address that signed. Anybody may bring the signature.
    @param deadline Last second at which it holds.
    @param signature Of EIP-712 Acceptance{account, to, turn, deadline}, with the account's `turn`.
    """
    assert block.timestamp <= deadline, "Recovery: signatures have expired"
    signer: address = ecdsa._recover_sig(self._digest(_ACCEPTANCE, account, to, deadline), signature)
    assert signer != empty(address) and signer == to, "Recovery: not the new address"
    self._accept(account, to)


@external
def decline(account: address):
    """
    @notice The caller takes its acceptance of an account back, while the move has not started. (A signature that is
            still valid can be brought again: sign with a near deadline.)
    """
    turn: uint256 = self._turn(account, words._read(self._moves[account]))
    key: bytes32 = self._key(turn, msg.sender)
    assert self._approvals[account][key] & _ACCEPTED != 0, "Recovery: not accepted"
    self._approvals[account][key] ^= _ACCEPTED
    log Declined(account=account, to=msg.sender, turn=turn)


# anybody


@external
def execute(account: address):
    """
    @notice Carries out a move whose delay is over. Anybody; what the account has can follow from now on. No more than a
            delay can stand in its way: not what the new address did meanwhile, either.
    """
    move: words.Move = words._read(self._moves[account])
    assert move.phase in [_FIRST, _FINAL], "Recovery: no move to execute"
    assert block.timestamp >= move.at, "Recovery: delay is not over"
    move.phase = _MOVED
    self._moves[account] = words._pack(move)
    log Moved(account=account, to=move.to)


@external
def follow(old: address):
    """
    @notice Moves the CNT kept here for an account that moved to its successor. Anybody, as often as there is something.
    """
    move: words.Move = words._read(self._moves[old])
    assert move.phase == _MOVED, "Recovery: account has not moved"
    amount: uint256 = self.balance_of[old]
    assert amount > 0, "Recovery: nothing to follow"
    self.balance_of[old] = 0
    self.balance_of[move.to] += amount
    log Followed(old=old, to=move.to, amount=amount)


# inside


@internal
def _approve(account: address, to: address, agreeing: DynArray[address, _MOST]):
    """
    @dev Notes the approvals of `agreeing`; starts the move when they suffice and the new address accepted.
    """
    move: words.Move = words._read(self._moves[account])
    assert move.phase != _MOVED, "Recovery: account has moved"
    assert move.phase not in [_FIRST, _FINAL], "Recovery: a move is under way"
    is_final: bool = move.phase == _CANCELLED and block.timestamp < move.at
    assert is_final or move.phase == _NONE or block.timestamp >= move.at + rest, "Recovery: guardians have to rest"
    assert to != empty(address) and to != account, "Recovery: no new address"
    target: words.Move = words._read(self._moves[to])
    assert not self._frozen(target), "Recovery: new address is frozen"
    number: uint256 = self._circle(account)
    guardians: DynArray[address, _MOST] = self._guardians[account][number]
    threshold: uint256 = self._thresholds[account][number]
    # or nobody's agreement would suffice
    assert threshold > 0, "Recovery: account has no guardians"
    turn: uint256 = self._turn(account, move)
    key: bytes32 = self._key(turn, to)
    bits: uint256 = self._approvals[account][key]
    for guardian: address in agreeing:
        # a guardian whose own account is being moved, or was, may be a thief
        assert not self._frozen(words._read(self._moves[guardian])), "Recovery: guardian is frozen"
        bits |= self._bit(guardians, guardian)
        log Approved(account=account, to=to, guardian=guardian, turn=turn)
    self._approvals[account][key] = bits
    count: uint256 = 0
    for i: uint256 in range(_MOST):
        count += (bits >> i) & 1
    if count < threshold:
        return
    # or anybody could burden a stranger with what is held against an account
    assert bits & _ACCEPTED != 0, "Recovery: new address has not accepted"
    # what is owed by, and to, an account that moved is looked for along its line, in so many steps
    length: uint256 = self.line[account] + 1
    assert length <= _LINE, "Recovery: too many moves"
    self.line[to] = max(self.line[to], length)
    # a change of guardians that is not in force yet may be a thief's
    self._circles[account] = number
    move.to = to
    move.at = block.timestamp + delay
    move.phase = _FINAL if is_final else _FIRST
    # what was approved until now, for this address or another, starts no second move
    move.round += 1
    self._moves[account] = words._pack(move)
    log MoveStarted(account=account, to=to, ready=move.at, is_final=is_final)


@internal
def _accept(account: address, to: address):
    """
    @dev Notes that the new address agrees.
    """
    assert to != account, "Recovery: no new address"
    turn: uint256 = self._turn(account, words._read(self._moves[account]))
    self._approvals[account][self._key(turn, to)] |= _ACCEPTED
    log Accepted(account=account, to=to, turn=turn)


@internal
@view
def _agreed(account: address, to: address) -> uint256:
    """
    @dev Who agrees at this turn: guardians' bits, and _ACCEPTED.
    """
    return self._approvals[account][self._key(self._turn(account, words._read(self._moves[account])), to)]


@internal
@view
def _digest(kind: bytes32, account: address, to: address, deadline: uint256) -> bytes32:
    """
    @dev What a guardian or a new address signs, at this turn.
    """
    turn: uint256 = self._turn(account, words._read(self._moves[account]))
    return eip712._hash_typed_data_v4(keccak256(abi_encode(kind, account, to, turn, deadline)))


@internal
@view
def _frozen(move: words.Move) -> bool:
    """
    @dev Whether a move, in this state, stops outflows.
    """
    if move.phase == _CANCELLED:
        return block.timestamp < move.at
    return move.phase != _NONE


@internal
@view
def _circle(account: address) -> uint256:
    """
    @dev Number of the circle in force.
    """
    word: uint256 = self._circles[account]
    since: uint256 = word >> 64
    number: uint256 = word & (2**64 - 1)
    return number + 1 if since != 0 and since <= block.timestamp else number


@internal
@view
def _turn(account: address, move: words.Move) -> uint256:
    """
    @dev The circle in force and the round.
    """
    return (self._circle(account) << 64) | move.round


@internal
@pure
def _key(turn: uint256, to: address) -> bytes32:
    """
    @dev Where approvals of a turn, for one new address, are noted.
    """
    return keccak256(abi_encode(turn, to))


@internal
@pure
def _bit(guardians: DynArray[address, _MOST], account: address) -> uint256:
    """
    @dev The bit of a guardian; reverts for anybody else.
    """
    bit: uint256 = 1
    for guardian: address in guardians:
        if guardian == account:
            return bit
        bit <<= 1
    raise "Recovery: not a guardian"
