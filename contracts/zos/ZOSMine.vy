# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title ZOSMine: stake ZOS, mine ZOS
@notice What it is for: 800 M ZOS come out by the second, halved every two years (ZOS-4), and are shared by weighted stake
        among miners of four classes and those who delegate to them, after a part for the foundation's proof-of-work
        nodes (ZOS-6). A harvest pays 40% at once and puts 60% into a line of 180 days (ZOS-5). It is the only minter of
        ZOS, and mints only what is harvested or claimed.
        Who may do what: anybody stakes, moves, delegates, and harvests what is its own; anybody claims for anybody,
        always to the account; the owner of this contract names the payee of the nodes; the guardian pauses entries.
        Emission while nobody stakes belongs to nobody and is never minted (the nodes' part goes on).
        Invariants (docs/security.md, ZOS-INV): minted <= allotted <= emitted <= the schedule; what can be claimed does
        not fall but by claiming; nothing is released before its time; what the mine holds covers every stake and
        delegation.
        How it is stopped: a pause stops `stake`, `move`, `delegate` and `set_commission`; unstaking, harvests and claims
        cannot be stopped. Nothing else can be changed.
        No reentrancy lock: the only contract called is ZOS, which is fixed and calls nobody back.
@license AGPL-3.0-only
"""

from contracts.common import emission
from contracts.common import roles
from contracts.common import unlock_line
from contracts.zos import stake_words

initializes: roles
initializes: unlock_line

exports: roles.__interface__

interface Token:
    def mint(to: address, amount: uint256): nonpayable
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

struct Terms:
    # wei that come out in all
    total: uint256
    # seconds from one halving to the next
    period: uint256
    # basis points of a harvest paid at once
    instant: uint256
    # basis points of the emission for the foundation's nodes
    node_share: uint256
    # basis points that an operator may take of its delegators' rewards, at most
    commission: uint256
    # wei that a delegation has at least
    delegation: uint256
    # by class: what a wei of stake counts, in hundredths
    weights: uint256[4]
    # by class: wei that have to be staked
    minimums: uint256[4]

_BPS: constant(uint256) = 10_000
_CLASSES: constant(uint256) = 4
_PAUSED: constant(uint256) = 1 << 240
# see stake_words: keeps an index below 2^96
_LEAST_WEIGHT: constant(uint256) = 10**20

# ZOS
token: public(immutable(address))
# second at which emission begins
launch: public(immutable(uint256))
# the numbers of the economy
TERMS: immutable(Terms)

# the pool (stake_words._pack_pool)
_pool: uint256
# account -> its stake (stake_words._pack_miner)
_miners: HashMap[address, uint256]
# account -> reward owed to it and not harvested, what others delegate to it (stake_words._pair)
_accounts: HashMap[address, uint256]
# operator -> reward per delegated wei so far, times 2^72
_operators: HashMap[address, uint256]
# delegator -> operator -> amount (stake_words._pack_delegation)
_delegations: HashMap[address, HashMap[address, uint256]]
# delegator -> operator -> reward owed and not harvested
_owed: HashMap[address, HashMap[address, uint256]]
# who harvests for the foundation's nodes
node_payee: public(address)
# wei that the nodes have harvested
node_harvested: public(uint256)

event Staked:
    miner: indexed(address)
    kind: indexed(uint256)
    amount: uint256
    stake: uint256

event Unstaked:
    miner: indexed(address)
    amount: uint256
    stake: uint256

event Moved:
    miner: indexed(address)
    kind: indexed(uint256)

event CommissionSet:
    miner: indexed(address)
    commission: uint256

event Delegated:
    delegator: indexed(address)
    operator: indexed(address)
    amount: uint256

event Undelegated:
    delegator: indexed(address)
    operator: indexed(address)
    amount: uint256

event Harvested:
    account: indexed(address)
    operator: indexed(address)
    paid: uint256
    locked: uint256

event Claimed:
    account: indexed(address)
    amount: uint256

event NodePayeeSet:
    payee: indexed(address)


@deploy
def __init__(owner: address, guardian: address, token_: address, node_payee_: address, launch_: uint256, terms_: Terms):
    """
    @notice Fixes the economy's numbers for good.
    @param owner Names the payee of the nodes; the timelock in the end.
    @param guardian May pause entries.
    @param token_ ZOS (its address may be made later). @param node_payee_ Who harvests for the nodes.
    @param launch_ Second at which emission begins, not before now; 0 for now.
    @param terms_ The numbers; amounts in wei, times in seconds, shares in basis points, weights in hundredths.
    """
    roles.__init__(owner, guardian)
    assert token_ != empty(address), "Mine: zero address"
    assert launch_ == 0 or launch_ >= block.timestamp, "Mine: launch is in the past"
    assert terms_.total >> 90 == 0 and terms_.total > 0, "Mine: total out of range"
    assert terms_.period > 0 and terms_.period >> 32 == 0, "Mine: period out of range"
    assert max(terms_.instant, max(terms_.node_share, terms_.commission)) <= _BPS, "Mine: share above 100%"
    for i: uint256 in range(_CLASSES):
        assert terms_.weights[i] > 0 and terms_.weights[i] <= 1_000, "Mine: weight out of range"
        assert terms_.weights[i] * terms_.minimums[i] >= _LEAST_WEIGHT, "Mine: minimum below one ZOS"
    token = token_
    launch = launch_ if launch_ > 0 else block.timestamp
    TERMS = terms_
    self._pool = stake_words._pack_pool(
        stake_words.Pool(index=0, last=launch_ if launch_ > 0 else block.timestamp, weight=0, paused=False)
    )
    self._set_node_payee(node_payee_)


# reading


@external
@view
def terms() -> Terms:
    """
    @notice The numbers of the economy.
    """
    return TERMS


@external
@view
def emitted() -> uint256:
    """
    @notice ZOS-4: wei that have come out by now, whoever they belong to.
    """
    return self._emitted(block.timestamp)


@external
@view
def emitted_at(time: uint256) -> uint256:
    """
    @notice ZOS-4: wei that have come out by a time (s).
    """
    return self._emitted(time)


@external
@view
def pool() -> (uint256, uint256, uint256):
    """
    @notice Reward per weight so far (times 2^72), the second up to which it is reckoned, weight of all that counts.
    """
    p: stake_words.Pool = stake_words._pool(self._pool)
    return p.index, p.last, p.weight


@external
@view
def paused() -> bool:
    """
    @notice Whether entries are stopped.
    """
    return self._pool & _PAUSED != 0


@external
@view
def stake_of(account: address) -> (uint256, uint256, uint256, uint256):
    """
    @notice ZOS-6: an account as a miner.
    @return Stake (wei), class (0 worker bee, 1 validator, 2 guard, 3 queen bee), commission (bps), and what others
            delegate to it (wei).
    """
    m: stake_words.Miner = stake_words._miner(self._miners[account])
    return m.stake, m.kind, m.commission, self._accounts[account] >> 96


@external
@view
def delegation_of(delegator: address, operator: address) -> uint256:
    """
    @notice What one delegates to another, in wei.
    """
    return stake_words._delegation(self._delegations[delegator][operator]).amount


@external
@view
def pending(account: address) -> uint256:
    """
    @notice What `harvest` would pay and lock now, in wei.
    """
    m: stake_words.Miner = stake_words._miner(self._miners[account])
    owed: uint256 = 0
    delegated: uint256 = 0
    owed, delegated = stake_words._split(self._accounts[account])
    index: uint256 = self._reckoned(stake_words._pool(self._pool)).index
    return owed + self._reward(m, delegated, index)[0]


@external
@view
def pending_delegation(delegator: address, operator: address) -> uint256:
    """
    @notice What `harvest_delegation` would pay and lock now, in wei.
    """
    m: stake_words.Miner = stake_words._miner(self._miners[operator])
    index: uint256 = self._reckoned(stake_words._pool(self._pool)).index
    d: stake_words.Delegation = stake_words._delegation(self._delegations[delegator][operator])
    upto: uint256 = self._operators[operator] + self._reward(m, self._accounts[operator] >> 96, index)[1]
    return self._owed[delegator][operator] + self._delegators_part(d, upto)


@external
@view
def pending_nodes() -> uint256:
    """
    @notice What `harvest_nodes` would pay and lock now, in wei.
    """
    return self._nodes_part(self._emitted(block.timestamp)) - self.node_harvested


@external
@view
def claimable(account: address) -> uint256:
    """
    @notice ZOS-5: what `claim` would pay now, in wei.
    """
    return unlock_line._released(account, block.timestamp)


@external
@view
def line_of(account: address) -> (uint256, uint256):
    """
    @notice ZOS-5: what an account can claim now, and what is still to be released to it, in wei.
    """
    return unlock_line._held(account, block.timestamp)


# entries


@external
def stake(kind: uint256, amount: uint256):
    """
    @notice ZOS-6: stakes, or adds to a stake of the same class. The caller has approved the amount.
    @param kind 0 worker bee, 1 validator, 2 guard, 3 queen bee. @param amount ZOS in wei; the stake has to reach
           the class's minimum.
    """
    p: stake_words.Pool = self._open_pool()
    assert kind < _CLASSES, "Mine: unknown class"
    assert amount > 0, "Mine: amount is zero"
    m: stake_words.Miner = stake_words._miner(self._miners[msg.sender])
    if m.stake > 0 and not m.more:
        # what it has earned stays in its index, averaged over the greater stake and rounded up: no second word
        m.index = unsafe_sub(p.index, unsafe_mul(m.stake, unsafe_sub(p.index, m.index)) // (m.stake + amount))
    else:
        delegated: uint256 = 0
        m, delegated = self._settle(msg.sender, m, p.index)
        if m.stake == 0:
            # what was delegated to an operator that left counts again
            m.kind = kind
            p.weight += delegated * TERMS.weights[kind]
    assert m.kind == kind, "Mine: of another class"
    m.stake += amount
    assert m.stake >= TERMS.minimums[kind], "Mine: below the class's minimum"
    # packing the miner bounds the amount, packing the pool the weight
    p.weight = unsafe_add(p.weight, unsafe_mul(amount, TERMS.weights[kind]))
    self._pool = stake_words._pack_pool(p)
    self._miners[msg.sender] = stake_words._pack_miner(m)
    log Staked(miner=msg.sender, kind=kind, amount=amount, stake=m.stake)
    extcall Token(token).transferFrom(msg.sender, self, amount)


@external
def move(kind: uint256):
    """
    @notice ZOS-6: moves the caller's stake, and what is delegated to it, to another class.
    @param kind 0 worker bee, 1 validator, 2 guard, 3 queen bee; its minimum has to be met.
    """
    p: stake_words.Pool = self._open_pool()
    assert kind < _CLASSES, "Mine: unknown class"
    m: stake_words.Miner = stake_words._miner(self._miners[msg.sender])
    assert m.stake > 0, "Mine: not staked"
    assert m.kind != kind, "Mine: of this class already"
    assert m.stake >= TERMS.minimums[kind], "Mine: below the class's minimum"
    delegated: uint256 = 0
    m, delegated = self._settle(msg.sender, m, p.index)
    p.weight = (
        p.weight - (m.stake + delegated) * TERMS.weights[m.kind] + (m.stake + delegated) * TERMS.weights[kind]
    )
    m.kind = kind
    self._pool = stake_words._pack_pool(p)
    self._miners[msg.sender] = stake_words._pack_miner(m)
    log Moved(miner=msg.sender, kind=kind)


@external
def set_commission(commission: uint256):
    """
    @notice ZOS-6: what the caller takes of its delegators' rewards from now on.
    @param commission Basis points, at most the bound.
    """
    p: stake_words.Pool = self._open_pool()
    assert commission <= TERMS.commission, "Mine: commission over the bound"
    m: stake_words.Miner = stake_words._miner(self._miners[msg.sender])
    assert m.stake > 0, "Mine: not staked"
    m = self._settle(msg.sender, m, p.index)[0]
    m.commission = commission
    self._pool = stake_words._pack_pool(p)
    self._miners[msg.sender] = stake_words._pack_miner(m)
    log CommissionSet(miner=msg.sender, commission=commission)


@external
def delegate(operator: address, amount: uint256):
    """
    @notice ZOS-6: delegates to a miner: the amount counts like the miner's own stake, less its commission. The caller
            has approved the amount and keeps it.
    @param operator A miner, not the caller. @param amount ZOS in wei; the delegation has to reach the minimum.
    """
    p: stake_words.Pool = self._open_pool()
    assert operator != msg.sender, "Mine: delegate to another"
    assert amount > 0, "Mine: amount is zero"
    m: stake_words.Miner = stake_words._miner(self._miners[operator])
    assert m.stake > 0, "Mine: nobody mines there"
    delegated: uint256 = 0
    m, delegated = self._settle(operator, m, p.index)
    m.more = True
    d: stake_words.Delegation = self._settle_delegation(msg.sender, operator)
    d.amount += amount
    assert d.amount >= TERMS.delegation, "Mine: below the minimum"
    p.weight += amount * TERMS.weights[m.kind]
    self._pool = stake_words._pack_pool(p)
    self._miners[operator] = stake_words._pack_miner(m)
    self._delegate(msg.sender, operator, d, delegated + amount)
    log Delegated(delegator=msg.sender, operator=operator, amount=amount)
    extcall Token(token).transferFrom(msg.sender, self, amount)


# leaving, harvesting and claiming


@external
def unstake(amount: uint256):
    """
    @notice ZOS-6: takes stake back at once; what remains has to meet the class's minimum, or be nothing. What it has
            mined stays to be harvested; what is delegated to it earns nothing while it has no stake.
    @param amount ZOS in wei.
    """
    assert amount > 0, "Mine: amount is zero"
    m: stake_words.Miner = stake_words._miner(self._miners[msg.sender])
    assert amount <= m.stake, "Mine: more than the stake"
    assert amount == m.stake or m.stake - amount >= TERMS.minimums[m.kind], "Mine: below the class's minimum"
    p: stake_words.Pool = self._reckoned(stake_words._pool(self._pool))
    delegated: uint256 = 0
    m, delegated = self._settle(msg.sender, m, p.index)
    m.stake -= amount
    p.weight -= amount * TERMS.weights[m.kind]
    if m.stake == 0:
        p.weight -= delegated * TERMS.weights[m.kind]
    self._pool = stake_words._pack_pool(p)
    self._miners[msg.sender] = stake_words._pack_miner(m)
    log Unstaked(miner=msg.sender, amount=amount, stake=m.stake)
    extcall Token(token).transfer(msg.sender, amount)


@external
def undelegate(operator: address, amount: uint256):
    """
    @notice ZOS-6: takes a delegation back at once; what remains has to reach the minimum, or be nothing.
    @param operator To whom it was delegated. @param amount ZOS in wei.
    """
    assert amount > 0, "Mine: amount is zero"
    p: stake_words.Pool = self._reckoned(stake_words._pool(self._pool))
    m: stake_words.Miner = stake_words._miner(self._miners[operator])
    delegated: uint256 = 0
    m, delegated = self._settle(operator, m, p.index)
    m.more = True
    d: stake_words.Delegation = self._settle_delegation(msg.sender, operator)
    assert amount <= d.amount, "Mine: more than the delegation"
    assert amount == d.amount or d.amount - amount >= TERMS.delegation, "Mine: below the minimum"
    d.amount -= amount
    if m.stake > 0:
        p.weight -= amount * TERMS.weights[m.kind]
    self._pool = stake_words._pack_pool(p)
    self._miners[operator] = stake_words._pack_miner(m)
    self._delegate(msg.sender, operator, d, delegated - amount)
    log Undelegated(delegator=msg.sender, operator=operator, amount=amount)
    extcall Token(token).transfer(msg.sender, amount)


@external
def harvest(account: address) -> uint256:
    """
    @notice ZOS-5: pays 40% of what an account has mined (its stake's share and its commission) and locks 60%. Only
            the account itself: when its line begins is its own choice.
    @return Wei harvested, paid and locked together; reverts where there is nothing.
    """
    assert msg.sender == account, "Mine: harvest your own"
    p: stake_words.Pool = self._reckoned(stake_words._pool(self._pool))
    m: stake_words.Miner = stake_words._miner(self._miners[account])
    owed: uint256 = 0
    delegated: uint256 = 0
    if m.more:
        owed, delegated = stake_words._split(self._accounts[account])
        if owed > 0:
            self._accounts[account] = stake_words._pair(0, delegated)
    own: uint256 = 0
    rise: uint256 = 0
    own, rise = self._reward(m, delegated, p.index)
    owed += own
    assert owed > 0, "Mine: nothing to harvest"
    if rise > 0:
        self._operators[account] += rise
    m.index = p.index
    m.more = delegated > 0
    self._pool = stake_words._pack_pool(p)
    self._miners[account] = stake_words._pack_miner(m)
    self._pay(account, account, owed)
    return owed


@external
def harvest_delegation(delegator: address, operator: address) -> uint256:
    """
    @notice ZOS-5: `harvest` for what was delegated to an operator. Only the delegator.
    @return Wei harvested, paid and locked together; reverts where there is nothing.
    """
    assert msg.sender == delegator, "Mine: harvest your own"
    p: stake_words.Pool = self._reckoned(stake_words._pool(self._pool))
    m: stake_words.Miner = stake_words._miner(self._miners[operator])
    m = self._settle(operator, m, p.index)[0]
    d: stake_words.Delegation = stake_words._delegation(self._delegations[delegator][operator])
    index: uint256 = self._operators[operator]
    owed: uint256 = self._owed[delegator][operator] + self._delegators_part(d, index)
    assert owed > 0, "Mine: nothing to harvest"
    d.index = index
    self._pool = stake_words._pack_pool(p)
    self._miners[operator] = stake_words._pack_miner(m)
    self._delegations[delegator][operator] = stake_words._pack_delegation(d)
    self._owed[delegator][operator] = 0
    self._pay(delegator, operator, owed)
    return owed


@external
def harvest_nodes() -> uint256:
    """
    @notice ZOS-6: `harvest` for the foundation's proof-of-work nodes. Only their payee.
    @return Wei harvested, paid and locked together; reverts where there is nothing.
    """
    assert msg.sender == self.node_payee, "Mine: not the nodes' payee"
    entitled: uint256 = self._nodes_part(self._emitted(block.timestamp))
    owed: uint256 = entitled - self.node_harvested
    assert owed > 0, "Mine: nothing to harvest"
    self.node_harvested = entitled
    self._pay(msg.sender, empty(address), owed)
    return owed


@external
def claim(account: address) -> uint256:
    """
    @notice ZOS-5: pays an account what its line has released. Anybody may.
    @return Wei paid; reverts where there is nothing.
    """
    assert block.timestamp >= launch, "Mine: not launched"
    amount: uint256 = unlock_line._take(account, block.timestamp)
    assert amount > 0, "Mine: nothing to claim"
    log Claimed(account=account, amount=amount)
    extcall Token(token).mint(account, amount)
    return amount


# roles


@external
def set_node_payee(payee: address):
    """
    @notice ZOS-6: names who harvests for the foundation's nodes. Only the owner.
    """
    roles._check_owner()
    self._set_node_payee(payee)


@external
def pause():
    """
    @notice Stops entries (stake, move, set_commission, delegate). The guardian or the owner.
    """
    roles._check_guardian()
    self._pool |= _PAUSED
    log roles.Paused(by=msg.sender)


@external
def unpause():
    """
    @notice Lets entries in again. Only the owner.
    """
    roles._check_owner()
    self._pool &= ~_PAUSED
    log roles.Unpaused(by=msg.sender)


# inside


@internal
@view
def _open_pool() -> stake_words.Pool:
    """
    @dev The pool brought up to now; reverts before the launch and while entries are stopped.
    """
    assert block.timestamp >= launch, "Mine: not launched"
    p: stake_words.Pool = stake_words._pool(self._pool)
    assert not p.paused, "Mine: entries are paused"
    return self._reckoned(p)


@internal
@view
def _emitted(time: uint256) -> uint256:
    """
    @dev ZOS-4: what has come out by a time.
    """
    return emission._emitted(time - launch, TERMS.total, TERMS.period) if time > launch else 0


@internal
@view
def _nodes_part(emitted_: uint256) -> uint256:
    """
    @dev ZOS-6: what of an emission is the nodes'.
    """
    # below 2^90 × 10^4
    return unsafe_div(unsafe_mul(emitted_, TERMS.node_share), _BPS)


@internal
@view
def _reckoned(p: stake_words.Pool) -> stake_words.Pool:
    """
    @dev The pool brought up to now. Emission while nothing counts belongs to nobody.
    """
    if block.timestamp <= p.last:
        return p
    index: uint256 = p.index
    if p.weight > 0:
        # the pool is never reckoned up to before the launch
        start: uint256 = launch
        before: uint256 = emission._emitted(unsafe_sub(p.last, start), TERMS.total, TERMS.period)
        now: uint256 = emission._emitted(unsafe_sub(block.timestamp, start), TERMS.total, TERMS.period)
        # both rise with time and the nodes' part never by more; a total below 2^90 leaves room for the scale, and the
        # least weight keeps the index below 2^96 (stake_words)
        fresh: uint256 = unsafe_sub(
            unsafe_sub(now, before), unsafe_sub(self._nodes_part(now), self._nodes_part(before))
        )
        index = unsafe_add(index, unsafe_div(fresh << stake_words.SCALE, p.weight))
    return stake_words.Pool(index=index, last=block.timestamp, weight=p.weight, paused=p.paused)


@internal
@view
def _reward(m: stake_words.Miner, delegated: uint256, index: uint256) -> (uint256, uint256):
    """
    @dev What a miner earns up to an index: its own with its commission (wei), and by how much its delegators' index
         rises. Everything is rounded down.
    """
    if m.stake == 0 or index == m.index:
        return 0, 0
    # the pool's index never falls and stays below 2^96, weights are at most 1,000, amounts below 2^96, commissions
    # at most 10^4: no product reaches 2^256
    rise: uint256 = unsafe_mul(unsafe_sub(index, m.index), TERMS.weights[m.kind])
    own: uint256 = unsafe_mul(m.stake, rise) >> stake_words.SCALE
    if delegated == 0:
        return own, 0
    theirs: uint256 = unsafe_div(unsafe_mul(rise, unsafe_sub(_BPS, m.commission)), _BPS)
    return unsafe_add(own, unsafe_mul(delegated, unsafe_sub(rise, theirs)) >> stake_words.SCALE), theirs


@internal
@pure
def _delegators_part(d: stake_words.Delegation, index: uint256) -> uint256:
    """
    @dev What a delegation earns up to an operator's index, rounded down.
    """
    return (d.amount * (index - d.index)) >> stake_words.SCALE


@internal
def _settle(account: address, m: stake_words.Miner, index: uint256) -> (stake_words.Miner, uint256):
    """
    @dev Credits a miner and its delegators up to an index. Returns the miner at that index, not yet written, and what
         is delegated to it.
    """
    owed: uint256 = 0
    delegated: uint256 = 0
    if m.more:
        owed, delegated = stake_words._split(self._accounts[account])
    own: uint256 = 0
    rise: uint256 = 0
    own, rise = self._reward(m, delegated, index)
    after: stake_words.Miner = m
    after.index = index
    if own > 0:
        self._accounts[account] = stake_words._pair(owed + own, delegated)
        after.more = True
    if rise > 0:
        self._operators[account] += rise
    return after, delegated


@internal
def _settle_delegation(delegator: address, operator: address) -> stake_words.Delegation:
    """
    @dev Credits a delegation up to its operator's index and returns it at that index, not yet written.
    """
    d: stake_words.Delegation = stake_words._delegation(self._delegations[delegator][operator])
    index: uint256 = self._operators[operator]
    own: uint256 = self._delegators_part(d, index)
    if own > 0:
        self._owed[delegator][operator] += own
    d.index = index
    return d


@internal
def _delegate(delegator: address, operator: address, d: stake_words.Delegation, delegated: uint256):
    """
    @dev Writes a delegation and what its operator has of all.
    """
    self._delegations[delegator][operator] = stake_words._pack_delegation(d)
    self._accounts[operator] = stake_words._pair(self._accounts[operator] & ((1 << 96) - 1), delegated)


@internal
def _pay(account: address, operator: address, amount: uint256):
    """
    @dev ZOS-5: 40% at once, 60% into the line; the part at once is rounded down, so that the sum is exact.
    """
    # below 2^96 × 10^4
    paid: uint256 = unsafe_div(unsafe_mul(amount, TERMS.instant), _BPS)
    log Harvested(account=account, operator=operator, paid=paid, locked=amount - paid)
    if amount > paid:
        unlock_line._push(account, amount - paid, block.timestamp)
    if paid > 0:
        extcall Token(token).mint(account, paid)


@internal
def _set_node_payee(payee: address):
    """
    @dev Names who harvests for the nodes.
    """
    assert payee != empty(address), "Mine: zero address"
    self.node_payee = payee
    log NodePayeeSet(payee=payee)
