# SPDX-License-Identifier: AGPL-3.0-only
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title Reserve: the frozen half of all ZZM, released project by project and bought back (ZZM-1, ZZM-2, ZZM-3)
@notice All ZZM are made into this contract. In its constructor, the genesis, the shares of investors, team and rewards leave
        it; what stays is the project share, frozen. A project is registered with its scale (ZZM asked for at most)
        and the share of it that it promises to buy back. The owner (the timelock, so a passed proposal) releases ZZM
        to its team, and judges later whether it succeeded. Its profits are paid in as stablecoin, and ZZM is bought
        with them on the market and frozen again, for the next project. What a team did not spend it may give back.
        What a failed project never brought back is lost, and shown as that.

        States: registered -> funded -> operating -> succeeded or failed -> closed; funded -> failed as well. No other way.
        Who may do what: anyone registers a project as its team, pays stablecoin into a project, gives ZZM back for it,
        and closes it when it has kept its promise or its time is over; the team starts it, and sets the bound of
        every purchase, by its own call or by a signed limit that anyone may carry; the owner releases,
        judges and sets limits; the guardian or the owner pauses.
        Invariants: frozen + released - refrozen = the project share, to the unit; frozen is never below zero, nor is more
        released than was frozen; the sums over projects are the totals; ZZM held >= frozen; stablecoin held >= the sum
        of the tills; a project is released for once; a closed project changes no more but for the withdrawal of its till.
        Stopped by pause(): registration, payments in, and purchases by signed limit; the team's own purchases, giving
        back, closing and withdrawal always work, and a vote needs no guardian's leave.
        Amounts: 10^-8 ZZM and the stablecoin's units; shares in basis points; times in seconds.
        ZZM, the stablecoin and the router are trusted as given.
@custom:contract-name Reserve
@license GNU Affero General Public License v3.0 only
"""

from ethereum.ercs import IERC20
from snekmate.utils import ecdsa
from snekmate.utils import eip712_domain_separator as eip712

from contracts.common import guarded
from contracts.zzm import project_word as words

interface Router:
    def swapExactTokensForTokens(
        amount_in: uint256, least_out: uint256, path: DynArray[address, 2], to: address, deadline: uint256
    ) -> DynArray[uint256, 2]: nonpayable

initializes: guarded
initializes: eip712

exports: (guarded.__interface__, eip712.eip712Domain)

# who receives what at genesis (10^-8 ZZM)
struct Allotment:
    to: address
    amount: uint256

# what is known of a project: its team, ZZM asked for at most, hash of its description, its state, whether it failed, the share
# it promises to buy back (bps), when the time for that ends, ZZM released, bought back and given back, and what is in its till
struct Project:
    team: address
    scale: uint256
    metadata: bytes32
    state: uint256
    failed: bool
    share: uint256
    until: uint256
    released: uint256
    bought: uint256
    returned: uint256
    money: uint256

BPS: constant(uint256) = 10_000
MAX_ALLOTMENTS: constant(uint256) = 8
REGISTERED: constant(uint256) = 1
FUNDED: constant(uint256) = 2
OPERATING: constant(uint256) = 3
SUCCEEDED: constant(uint256) = 4
FAILED: constant(uint256) = 5
CLOSED: constant(uint256) = 6
LIMIT_TYPE: constant(bytes32) = keccak256(
    "Limit(uint256 project,uint256 amount,uint256 least,uint256 nonce,uint256 deadline)"
)

# ZZM
token: public(immutable(IERC20))
# what profits arrive in
stablecoin: public(immutable(IERC20))
# the market
router: public(immutable(Router))
# ZZM frozen at genesis, which frozen + released - refrozen always is
project_share: public(immutable(uint256))
# seconds after its judgement in which a project buys back
period: public(immutable(uint256))

# stablecoin that one purchase spends at most
call_cap: public(uint256)
# seconds between two purchases of one project
interval: public(uint256)
# share that a project has to promise at least, bps
least_share: public(uint256)
# projects so far; their numbers count from 1
projects: public(uint256)
# frozen, ever released, ever refrozen (packed)
_book: uint256
# project -> scale and team (packed)
_terms: HashMap[uint256, uint256]
# project -> state, promise and ZZM (packed)
_ledgers: HashMap[uint256, uint256]
# project -> stablecoin, time of the next purchase, nonce (packed)
_tills: HashMap[uint256, uint256]
# project -> hash of its description
_metadata: HashMap[uint256, bytes32]

event Allotted:
    to: indexed(address)
    amount: uint256

event Registered:
    project: indexed(uint256)
    team: indexed(address)
    scale: uint256
    share: uint256
    metadata: bytes32

event Released:
    project: indexed(uint256)
    team: indexed(address)
    amount: uint256
    frozen: uint256

event Started:
    project: indexed(uint256)

event Judged:
    project: indexed(uint256)
    succeeded: bool
    until: uint256

event Deposited:
    project: indexed(uint256)
    by: indexed(address)
    amount: uint256

event BoughtBack:
    project: indexed(uint256)
    by: indexed(address)
    spent: uint256
    bought: uint256
    frozen: uint256

event GivenBack:
    project: indexed(uint256)
    by: indexed(address)
    amount: uint256
    frozen: uint256

event Closed:
    project: indexed(uint256)
    failed: bool
    missing: uint256
    lost: uint256

event Withdrawn:
    project: indexed(uint256)
    team: indexed(address)
    amount: uint256

event LimitsSet:
    call_cap: uint256
    interval: uint256
    least_share: uint256


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    stablecoin_: address,
    router_: address,
    allotments: DynArray[Allotment, MAX_ALLOTMENTS],
    project_share_: uint256,
    period_: uint256,
    call_cap: uint256,
    interval: uint256,
    least_share: uint256,
):
    """
    @notice Genesis (ZZM-2). All ZZM is here already: it was made to this address. The allotments leave; the rest has to be the
            project share.
    @param allotments Who receives what, at most 8.
    @param project_share_ ZZM that stay frozen.
    @param period_ Seconds after its judgement in which a project buys back; not 0.
    """
    guarded.__init__(owner, guardian)
    eip712.__init__("Reserve", "1")
    assert stablecoin_ != empty(address) and router_ != empty(address), "Reserve: stablecoin or router is 0"
    assert period_ != 0, "Reserve: period is zero"
    token = IERC20(token_)
    stablecoin = IERC20(stablecoin_)
    router = Router(router_)
    project_share = project_share_
    period = period_
    for allotment: Allotment in allotments:
        assert extcall IERC20(token_).transfer(allotment.to, allotment.amount)
        log Allotted(to=allotment.to, amount=allotment.amount)
    assert staticcall IERC20(token_).balanceOf(self) == project_share_, "Reserve: shares do not sum"
    self._book = words._book(words.Book(frozen=project_share_, released=0, refrozen=0))
    self._set_limits(call_cap, interval, least_share)


@external
def set_limits(call_cap: uint256, interval: uint256, least_share: uint256):
    """
    @notice Sets what bounds purchases, and what new projects have to promise. Only the owner.
    @param call_cap Stablecoin that one purchase spends at most; not 0.
    @param interval Seconds between two purchases of one project; not 0, at most a year.
    @param least_share Share that a new project has to promise at least, bps, at most 10,000.
    """
    guarded._check_owner()
    self._set_limits(call_cap, interval, least_share)


@external
def register(scale: uint256, share: uint256, metadata: bytes32) -> uint256:
    """
    @notice Registers a project whose team is the caller (ZZM-3). Reverts while paused, for a scale of zero or above the
            project share, and for a promise below `least_share` or above 10,000.
    @param scale ZZM asked for at most, 10^-8.
    @param share What it promises to buy back of the ZZM it uses, bps.
    @param metadata Hash of its description.
    @return Its number.
    """
    guarded._check_open()
    assert scale != 0, "Reserve: scale is zero"
    assert scale <= project_share, "Reserve: scale above the share"
    assert share >= self.least_share, "Reserve: promise below the least"
    assert share <= BPS, "Reserve: promise above the whole"
    assert metadata != empty(bytes32), "Reserve: metadata is zero"
    project: uint256 = self.projects + 1
    self.projects = project
    # the scale is at most the project share, below 2**64
    self._terms[project] = (convert(msg.sender, uint256) << 96) | scale
    self._metadata[project] = metadata
    ledger: words.Ledger = empty(words.Ledger)
    ledger.state = REGISTERED
    ledger.share = share
    self._ledgers[project] = words._ledger(ledger)
    log Registered(project=project, team=msg.sender, scale=scale, share=share, metadata=metadata)
    return project


@external
@nonreentrant
def release(project: uint256, amount: uint256):
    """
    @notice Gives a registered project's team `amount` of the frozen ZZM: registered -> funded (ZZM-3). Only the owner, so a
            passed proposal. Reverts for any other state, zero, more than the project's scale and more than is frozen.
    """
    guarded._check_owner()
    ledger: words.Ledger = words._read_ledger(self._ledgers[project])
    assert ledger.state == REGISTERED, "Reserve: project not registered"
    assert amount != 0, "Reserve: amount is zero"
    assert amount <= self._scale(project), "Reserve: more than its scale"
    book: words.Book = words._read_book(self._book)
    assert amount <= book.frozen, "Reserve: more than the reserve"
    book.frozen -= amount
    book.released += amount
    self._book = words._book(book)
    ledger.state = FUNDED
    ledger.released = amount
    self._ledgers[project] = words._ledger(ledger)
    team: address = self._team(project)
    assert extcall token.transfer(team, amount)
    log Released(project=project, team=team, amount=amount, frozen=book.frozen)


@external
@nonreentrant
def start(project: uint256):
    """
    @notice The team says that the project works: funded -> operating. Only the team.
    """
    self._check_team(project)
    ledger: words.Ledger = words._read_ledger(self._ledgers[project])
    assert ledger.state == FUNDED, "Reserve: project not funded"
    ledger.state = OPERATING
    self._ledgers[project] = words._ledger(ledger)
    log Started(project=project)


@external
@nonreentrant
def judge(project: uint256, succeeded: bool):
    """
    @notice Says whether a project succeeded: operating -> succeeded, operating or funded -> failed. Only the owner, so a
            passed proposal. From now on it has `period` seconds to buy back what it promised.
    """
    guarded._check_owner()
    ledger: words.Ledger = words._read_ledger(self._ledgers[project])
    assert ledger.state == OPERATING or (ledger.state == FUNDED and not succeeded), "Reserve: project not operating"
    ledger.state = SUCCEEDED if succeeded else FAILED
    ledger.failed = not succeeded
    ledger.until = block.timestamp + period
    self._ledgers[project] = words._ledger(ledger)
    log Judged(project=project, succeeded=succeeded, until=ledger.until)


@external
@nonreentrant
def deposit(project: uint256, amount: uint256):
    """
    @notice Pays the caller's stablecoin, allowed before, into a project's till: its profits (ZZM-3). What is left at
            the end is the team's. Reverts while paused, unless the project operates or buys back, and when less
            arrives than was said.
    """
    guarded._check_open()
    self._live(project)
    assert amount != 0, "Reserve: amount is zero"
    till: words.Till = words._read_till(self._tills[project])
    till.money += amount
    self._tills[project] = words._till(till)
    before: uint256 = staticcall stablecoin.balanceOf(self)
    assert extcall stablecoin.transferFrom(msg.sender, self, amount, default_return_value=True)
    assert staticcall stablecoin.balanceOf(self) == before + amount, "Reserve: money did not arrive"
    log Deposited(project=project, by=msg.sender, amount=amount)


@external
@nonreentrant
def buy_back(project: uint256, amount: uint256, least: uint256) -> uint256:
    """
    @notice Buys ZZM for `amount` of the project's till and freezes it (ZZM-3). Only the team, with a bound of its own; works
            while paused. Reverts unless the project operates or buys back, for more than the till or the cap,
            too soon after the last purchase, when the market gives less than `least`, and when more would
            come back than was released.
    @return ZZM bought and frozen.
    """
    self._check_team(project)
    return self._buy_back(project, amount, least, words._read_till(self._tills[project]))


@external
@nonreentrant
def buy_back_by_limit(
    project: uint256, amount: uint256, least: uint256, deadline: uint256, signature: Bytes[65]
) -> uint256:
    """
    @notice As `buy_back`, carried by anyone: the team signed the limit (EIP-712, with the till's nonce). Reverts
            while paused, after the deadline, and for a signature that is not the team's or was used.
    @return ZZM bought and frozen.
    """
    guarded._check_open()
    assert block.timestamp <= deadline, "Reserve: limit has expired"
    till: words.Till = words._read_till(self._tills[project])
    digest: bytes32 = eip712._hash_typed_data_v4(
        keccak256(abi_encode(LIMIT_TYPE, project, amount, least, till.nonce, deadline))
    )
    signer: address = ecdsa._recover_sig(digest, signature)
    # nobody's signature recovers to zero, which the team of an unknown project is
    assert signer != empty(address) and signer == self._team(project), "Reserve: limit not of the team"
    till.nonce += 1
    return self._buy_back(project, amount, least, till)


@external
def revoke_limits(project: uint256):
    """
    @notice Makes every limit that was signed and not used worthless. Only the team.
    """
    self._check_team(project)
    till: words.Till = words._read_till(self._tills[project])
    till.nonce += 1
    self._tills[project] = words._till(till)


@external
@nonreentrant
def give_back(project: uint256, amount: uint256):
    """
    @notice Takes the caller's ZZM, allowed before, and freezes it: what a project did not need. The promise shrinks
            in proportion. Reverts unless the project is funded and not closed, for zero, and for more than is out.
    """
    ledger: words.Ledger = words._read_ledger(self._ledgers[project])
    assert ledger.state >= FUNDED and ledger.state <= FAILED, "Reserve: project not live"
    assert amount != 0, "Reserve: amount is zero"
    assert amount <= self._out(ledger), "Reserve: more than was released"
    ledger.returned += amount
    self._ledgers[project] = words._ledger(ledger)
    frozen: uint256 = self._refreeze(amount)
    assert extcall token.transferFrom(msg.sender, self, amount)
    log GivenBack(project=project, by=msg.sender, amount=amount, frozen=frozen)


@external
@nonreentrant
def close(project: uint256):
    """
    @notice Ends a project that was judged: once it bought back what it promised, or when its time for that is over.
            Anyone. The event tells what is missing of the promise, and what a failed project lost.
    """
    ledger: words.Ledger = words._read_ledger(self._ledgers[project])
    assert ledger.state == SUCCEEDED or ledger.state == FAILED, "Reserve: project not judged"
    missing: uint256 = self._missing(ledger)
    assert missing == 0 or block.timestamp >= ledger.until, "Reserve: promise not kept yet"
    ledger.state = CLOSED
    self._ledgers[project] = words._ledger(ledger)
    log Closed(project=project, failed=ledger.failed, missing=missing, lost=self._lost(ledger))


@external
@nonreentrant
def withdraw(project: uint256) -> uint256:
    """
    @notice Pays a closed project's unspent stablecoin to its team. Anyone may order it. Reverts when there is none.
    @return Stablecoin paid.
    """
    return self._withdraw(project, self._team(project))


@external
@nonreentrant
def withdraw_to(project: uint256, to: address) -> uint256:
    """
    @notice As `withdraw`, to an account that the team names, since a stablecoin may refuse the team's own. Only the team.
            Reverts for zero and for the reserve itself.
    @return Stablecoin paid.
    """
    self._check_team(project)
    assert to not in [empty(address), self], "Reserve: no payee"
    return self._withdraw(project, to)


@external
@view
def frozen() -> uint256:
    """
    @notice ZZM frozen now: what can be released.
    """
    return words._read_book(self._book).frozen


@external
@view
def total_released() -> uint256:
    """
    @notice ZZM ever released, over all projects.
    """
    return words._read_book(self._book).released


@external
@view
def total_refrozen() -> uint256:
    """
    @notice ZZM ever frozen again, over all projects: bought back or given back.
    """
    return words._read_book(self._book).refrozen


@external
@view
def project(number: uint256) -> Project:
    """
    @notice All that is known of a project. Reverts for an unknown number.
    """
    ledger: words.Ledger = words._read_ledger(self._ledgers[number])
    assert ledger.state != 0, "Reserve: project is unknown"
    return Project(
        team=self._team(number),
        scale=self._scale(number),
        metadata=self._metadata[number],
        state=ledger.state,
        failed=ledger.failed,
        share=ledger.share,
        until=ledger.until,
        released=ledger.released,
        bought=ledger.bought,
        returned=ledger.returned,
        money=words._read_till(self._tills[number]).money,
    )


@external
@view
def promised(number: uint256) -> uint256:
    """
    @notice ZZM that a project has to buy back in all: its share of what it was given and did not give back, rounded up.
    """
    return self._promised(words._read_ledger(self._ledgers[number]))


@external
@view
def missing(number: uint256) -> uint256:
    """
    @notice ZZM that a project still has to buy back.
    """
    return self._missing(words._read_ledger(self._ledgers[number]))


@external
@view
def lost(number: uint256) -> uint256:
    """
    @notice ZZM that a failed project was given and neither bought nor gave back; 0 for any other.
    """
    return self._lost(words._read_ledger(self._ledgers[number]))


@external
@view
def nonce(number: uint256) -> uint256:
    """
    @notice What the next signed limit of a project carries.
    """
    return words._read_till(self._tills[number]).nonce


@external
@view
def next_purchase(number: uint256) -> uint256:
    """
    @notice When a project may buy back again, at the earliest.
    """
    return words._read_till(self._tills[number]).next


@internal
def _set_limits(call_cap: uint256, interval: uint256, least_share: uint256):
    assert call_cap != 0, "Reserve: cap is zero"
    assert interval != 0 and interval <= 365 * 86400, "Reserve: interval out of range"
    assert least_share <= BPS, "Reserve: promise above the whole"
    self.call_cap = call_cap
    self.interval = interval
    self.least_share = least_share
    log LimitsSet(call_cap=call_cap, interval=interval, least_share=least_share)


@internal
def _buy_back(project: uint256, amount: uint256, least: uint256, till: words.Till) -> uint256:
    """
    @dev Spends `amount` of a till that was read (and its nonce counted) already.
    """
    ledger: words.Ledger = self._live(project)
    assert amount != 0, "Reserve: amount is zero"
    assert least != 0, "Reserve: bound is zero"
    assert amount <= till.money, "Reserve: more than the till"
    assert amount <= self.call_cap, "Reserve: more than the cap"
    assert block.timestamp >= till.next, "Reserve: too soon after the last"
    paid: words.Till = till
    paid.money -= amount
    paid.next = block.timestamp + self.interval
    self._tills[project] = words._till(paid)
    bought: uint256 = self._swap(amount, least)
    assert bought <= self._out(ledger), "Reserve: more than was released"
    ledger.bought += bought
    self._ledgers[project] = words._ledger(ledger)
    frozen: uint256 = self._refreeze(bought)
    log BoughtBack(project=project, by=msg.sender, spent=amount, bought=bought, frozen=frozen)
    return bought


@internal
def _withdraw(project: uint256, to: address) -> uint256:
    """
    @dev Empties a closed project's till; whom it may go to is the caller's business.
    """
    assert words._read_ledger(self._ledgers[project]).state == CLOSED, "Reserve: project not closed"
    till: words.Till = words._read_till(self._tills[project])
    amount: uint256 = till.money
    assert amount != 0, "Reserve: till is empty"
    till.money = 0
    self._tills[project] = words._till(till)
    assert extcall stablecoin.transfer(to, amount, default_return_value=True)
    log Withdrawn(project=project, team=self._team(project), amount=amount)
    return amount


@internal
def _swap(amount: uint256, least: uint256) -> uint256:
    """
    @dev Buys ZZM, counted by what is here more afterwards and not by what the router says.
    """
    before: uint256 = staticcall token.balanceOf(self)
    assert extcall stablecoin.approve(router.address, amount, default_return_value=True)
    extcall router.swapExactTokensForTokens(
        amount, least, [stablecoin.address, token.address], self, block.timestamp
    )
    bought: uint256 = staticcall token.balanceOf(self) - before
    assert bought >= least, "Reserve: less than the bound"
    return bought


@internal
def _refreeze(amount: uint256) -> uint256:
    """
    @dev Adds to what is frozen; returns it.
    """
    book: words.Book = words._read_book(self._book)
    book.frozen += amount
    book.refrozen += amount
    self._book = words._book(book)
    return book.frozen


@internal
@view
def _live(project: uint256) -> words.Ledger:
    """
    @dev The ledger of a project that operates or buys back.
    """
    ledger: words.Ledger = words._read_ledger(self._ledgers[project])
    assert ledger.state >= OPERATING and ledger.state <= FAILED, "Reserve: project not operating"
    return ledger


@internal
@view
def _team(project: uint256) -> address:
    return convert(self._terms[project] >> 96, address)


@internal
@view
def _scale(project: uint256) -> uint256:
    return self._terms[project] & ((1 << 96) - 1)


@internal
@view
def _check_team(project: uint256):
    assert msg.sender == self._team(project), "Reserve: not the team"


@internal
@pure
def _out(ledger: words.Ledger) -> uint256:
    """
    @dev ZZM that a project was given and that did not come back.
    """
    return ledger.released - ledger.bought - ledger.returned


@internal
@pure
def _promised(ledger: words.Ledger) -> uint256:
    return ((ledger.released - ledger.returned) * ledger.share + BPS - 1) // BPS


@internal
@pure
def _missing(ledger: words.Ledger) -> uint256:
    promised: uint256 = self._promised(ledger)
    return promised - min(promised, ledger.bought)


@internal
@pure
def _lost(ledger: words.Ledger) -> uint256:
    return self._out(ledger) if ledger.failed else 0
