# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title XZMine: NFTXZ mine XZ and melt
@notice What it is for: an NFTXZ locked here mines XZ by whole days, at a rate set by its stake and the phase,
        burns gas from its fee balance and melts (XZ-7 to XZ-14). It is the only minter of XZ.
        Who may do what: a token's owner stakes, tops up and exits it, and its chip may order an exit; anybody
        settles for anybody, always to the owner; the court forfeits stakes (XZ-20); the owner of this contract
        invites to phase 0 and names hosting nodes; the guardian pauses entries.
        Invariants (docs/security.md): minted never passes the phases' shares nor the cap; a life never rises; what
        the mine holds covers stakes, fees, locked exits and nodes' shares; nobody's exit can be blocked.
        How it is stopped: a pause stops `stake`, `stake_batch` and `top_up`; settling, exits, withdrawals and nodes'
        claims cannot be stopped. Nothing else can be changed.
        The NFT stays in its owner's wallet: it is locked while `staked` says so, and no custody changes.
        No reentrancy lock: the only contracts called are XZ and NFTXZ, which are fixed and call nobody back.
@license AGPL-3.0-only
"""

from snekmate.utils import eip712_domain_separator

from contracts.common import exit_queue
from contracts.common import roles
from contracts.xz import mining
from contracts.xz import position

initializes: eip712_domain_separator
initializes: exit_queue
initializes: mining
initializes: roles

exports: (roles.__interface__, eip712_domain_separator.eip712Domain)

interface Token:
    def mint(to: address, amount: uint256): nonpayable
    def burn(amount: uint256): nonpayable
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Cabinets:
    def holding(token_id: uint256) -> (address, uint16): view
    def isChipSignature(token_id: uint256, digest: bytes32, signature: Bytes[128]) -> bool: view
    def nonceOf(token_id: uint256) -> uint256: view
    def totalMinted() -> uint256: view
    def burn(token_id: uint256): nonpayable

# tokens in one batch at most
BATCH: constant(uint256) = 64
_BPS: constant(uint256) = 10_000
_WAD: constant(uint256) = 10**18
_PAUSED: constant(uint256) = 1 << 192
_EXIT_TYPEHASH: constant(bytes32) = keccak256("Exit(uint256 tokenId,uint256 nonce,uint256 deadline)")

# XZ
token: public(immutable(address))
# NFTXZ
nft: public(immutable(address))
# who may forfeit stakes
court: public(immutable(address))
# second before the mine was made: position clocks count from it
genesis: public(immutable(uint256))

# minted 96 bits, melted 96 bits (position._pair), and whether entries are paused, the bit above them
_totals: uint256
# token -> its position (position._pack)
_positions: HashMap[uint256, uint256]
# node -> payee 160 bits, XZ earned and not yet claimed 96 bits
_nodes: HashMap[uint16, uint256]
# nodes named so far; they count from 1
nodes: public(uint16)
# who may mine in phase 0
invited: public(HashMap[address, bool])
# chip orders that were carried out
used_orders: public(HashMap[bytes32, bool])

event Staked:
    tokenId: indexed(uint256)
    miner: indexed(address)
    stake: uint256
    fee: uint256

event ToppedUp:
    tokenId: indexed(uint256)
    miner: indexed(address)
    stake: uint256
    fee: uint256

event Settled:
    tokenId: indexed(uint256)
    miner: indexed(address)
    units: uint256
    output: uint256
    burned: uint256
    melted: uint256

event Stopped:
    tokenId: indexed(uint256)

event Exited:
    tokenId: indexed(uint256)
    miner: indexed(address)
    stake: uint256
    fee: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256

event Forfeited:
    account: indexed(address)
    reporter: indexed(address)
    burned: uint256
    reward: uint256

event Invited:
    account: indexed(address)
    may: bool

event NodeSet:
    node: indexed(uint16)
    payee: indexed(address)

event NodeClaimed:
    node: indexed(uint16)
    payee: indexed(address)
    amount: uint256


@deploy
def __init__(
    owner: address, guardian: address, token_: address, nft_: address, court_: address, terms_: mining.Terms
):
    """
    @notice Fixes the economy's numbers for good.
    @param owner Invites to phase 0 and names nodes; the timelock in the end.
    @param guardian May pause entries.
    @param token_ XZ, @param nft_ NFTXZ, @param court_ the court (their addresses may be made later).
    @param terms_ The numbers; amounts in wei, times in seconds, shares in basis points.
    """
    roles.__init__(owner, guardian)
    eip712_domain_separator.__init__("XZMine", "1")
    mining.__init__(terms_)
    assert token_ != empty(address) and nft_ != empty(address) and court_ != empty(address), "Mine: zero address"
    token = token_
    nft = nft_
    court = court_
    genesis = block.timestamp - 1


# reading


@external
@view
def terms() -> mining.Terms:
    """
    @notice The numbers of the economy.
    """
    return mining.TERMS


@external
@view
def staked(tokenId: uint256) -> bool:
    """
    @notice Whether a token is locked here; it cannot be transferred then.
    """
    return position._clock_of(self._positions[tokenId]) != 0


@external
@view
def position_of(tokenId: uint256) -> (uint256, uint256, uint256, uint256, bool):
    """
    @notice A token's position.
    @return Stake (wei), fee balance (wei), melted (nominal wei), time of the last unit boundary (seconds, 0 while not
            staked), whether it is stopped for want of fee.
    """
    p: position.Position = position._unpack(self._positions[tokenId])
    return p.stake, p.fee, p.melted, genesis + p.clock if p.clock != 0 else 0, p.stopped


@external
@view
def pending(tokenId: uint256) -> mining.Accrual:
    """
    @notice What settling a token now would come to (XZ-7); all zero where there is nothing to settle.
    """
    return mining._accrue(
        position._unpack(self._positions[tokenId]), position._low(self._totals), block.timestamp - genesis
    )


@external
@view
def life_of(tokenId: uint256) -> uint256:
    """
    @notice XZ-3: what is left of a token, 1e18 at mint, rounded down.
    """
    melted: uint256 = position._unpack(self._positions[tokenId]).melted
    return (mining.TERMS.nominal - melted) * _WAD // mining.TERMS.nominal


@external
@view
def totalLife() -> uint256:
    """
    @notice XZ-3: effective supply of NFTXZ in T, 1e18 each, rounded down.
    """
    whole: uint256 = staticcall Cabinets(nft).totalMinted() * mining.TERMS.nominal
    return (whole - position._high(self._totals)) * _WAD // mining.TERMS.nominal


@external
@view
def phase() -> uint256:
    """
    @notice XZ-13: the phase in force, 0 to 3; 4 once everything is mined.
    """
    return mining._phase(position._low(self._totals))


@external
@view
def minted() -> uint256:
    """
    @notice XZ minted so far, in wei, whatever was burned since.
    """
    return position._low(self._totals)


@external
@view
def paused() -> bool:
    """
    @notice Whether entries are stopped.
    """
    return self._totals & _PAUSED != 0


@external
@view
def rate(stake_: uint256, phase_: uint256) -> uint256:
    """
    @notice XZ-11: daily output in wei of a stake (wei) in a phase.
    """
    return mining._rate(stake_, phase_)


@external
@view
def locked_exits(account: address) -> (uint256, uint256):
    """
    @notice XZ-14: an account's stakes on their way out, in wei.
    @return All of them, and what of it could be withdrawn now.
    """
    return exit_queue._total(account), exit_queue._due(account, block.timestamp)


@external
@view
def node_account(node: uint16) -> (address, uint256):
    """
    @notice XZ-8: a hosting node's payee and the XZ it can claim, in wei.
    """
    word: uint256 = self._nodes[node]
    return convert(word & ((1 << 160) - 1), address), word >> 160


# entries


@external
def stake(tokenId: uint256, stake_: uint256, fee: uint256):
    """
    @notice XZ-9, XZ-10: locks a token and starts its clock. The caller owns it and has approved stake + fee.
    @param stake_ XZ in wei: at least 1 XZ from phase 1 on; less than the phase's requirement earns less, more
           earns no more until a phase asks for it.
    @param fee XZ in wei for gas, at least what the first day burns.
    """
    assert self._totals & _PAUSED == 0, "Mine: entries are paused"
    self._stake(tokenId, stake_, fee)
    self._pull(stake_ + fee)


@external
def stake_batch(tokenIds: DynArray[uint256, BATCH], stake_: uint256, fee: uint256):
    """
    @notice `stake` for up to 64 tokens of the caller, each with the same stake and fee.
    """
    assert self._totals & _PAUSED == 0, "Mine: entries are paused"
    for tokenId: uint256 in tokenIds:
        self._stake(tokenId, stake_, fee)
    self._pull((stake_ + fee) * len(tokenIds))


@external
def top_up(tokenId: uint256, stake_: uint256, fee: uint256):
    """
    @notice XZ-7, XZ-10: settles, then adds to stake and fee. The running unit goes on and counts at the new rate; a
            stopped position starts again now. Only the token's owner.
    @param stake_ XZ in wei to add, may be 0. @param fee XZ in wei to add, may be 0.
    """
    assert self._totals & _PAUSED == 0, "Mine: entries are paused"
    p: position.Position = position._unpack(self._positions[tokenId])
    assert p.clock != 0, "Mine: not staked"
    assert stake_ + fee > 0, "Mine: nothing to add"
    miner: address = empty(address)
    node: uint16 = 0
    miner, node = self._holding(tokenId)
    assert miner == msg.sender, "Mine: not the owner"
    done: mining.Accrual = mining._accrue(p, position._low(self._totals), block.timestamp - genesis)
    assert not done.used_up, "Mine: token is used up"
    p = self._apply(tokenId, miner, p, done)
    p.stake += stake_
    p.fee += fee
    if p.stopped:
        assert p.fee >= mining._day_gas(p, position._low(self._totals)), "Mine: fee below one day"
        p.clock = block.timestamp - genesis
        p.stopped = False
    self._positions[tokenId] = position._pack(p)
    self._pay_out(miner, node, done.output, done.burned)
    self._pull(stake_ + fee)
    log ToppedUp(tokenId=tokenId, miner=miner, stake=stake_, fee=fee)


# settling and leaving


@external
def settle(tokenId: uint256):
    """
    @notice XZ-7, XZ-8: pays the whole units since the last boundary to the token's owner and its node. Anybody may.
            Reverts where nothing is due.
    """
    p: position.Position = position._unpack(self._positions[tokenId])
    assert p.clock != 0, "Mine: not staked"
    assert not p.stopped, "Mine: stopped, top up the fee"
    miner: address = empty(address)
    node: uint16 = 0
    miner, node = self._holding(tokenId)
    done: mining.Accrual = mining._accrue(p, position._low(self._totals), block.timestamp - genesis)
    assert done.units > 0 or done.stopped, "Mine: no whole unit yet"
    self._settle(tokenId, miner, p, done)
    self._pay_out(miner, node, done.output, done.burned)


@external
def settle_batch(tokenIds: DynArray[uint256, BATCH]) -> uint256:
    """
    @notice `settle` for up to 64 tokens of any owners; those with nothing due are passed over. Sort them by owner:
            each change of owner or node costs a payment.
    @return How many were settled; reverts where none was.
    """
    settled: uint256 = 0
    miner: address = empty(address)
    node: uint16 = 0
    reward: uint256 = 0
    share: uint256 = 0
    burned: uint256 = 0
    for tokenId: uint256 in tokenIds:
        p: position.Position = position._unpack(self._positions[tokenId])
        done: mining.Accrual = mining._accrue(p, position._low(self._totals), block.timestamp - genesis)
        if done.units == 0 and not done.stopped:
            continue
        next_miner: address = empty(address)
        next_node: uint16 = 0
        next_miner, next_node = self._holding(tokenId)
        if next_miner != miner:
            self._pay(miner, reward)
            miner = next_miner
            reward = 0
        if next_node != node:
            self._credit_node(node, share)
            node = next_node
            share = 0
        self._settle(tokenId, miner, p, done)
        part: uint256 = mining._node_share(done.output)
        reward += done.output - part
        share += part
        burned += done.burned
        settled += 1
    assert settled > 0, "Mine: no whole unit yet"
    self._pay(miner, reward)
    self._credit_node(node, share)
    self._burn(burned)
    return settled


@external
def exit(tokenId: uint256):
    """
    @notice XZ-14: settles, unlocks the token and returns the unspent fee at once; the stake comes after 180 days.
            Only the token's owner.
    """
    miner: address = self._holding(tokenId)[0]
    assert miner == msg.sender, "Mine: not the owner"
    self._exit(tokenId)


@external
def exit_batch(tokenIds: DynArray[uint256, BATCH]):
    """
    @notice `exit` for up to 64 tokens of the caller.
    """
    for tokenId: uint256 in tokenIds:
        miner: address = self._holding(tokenId)[0]
        assert miner == msg.sender, "Mine: not the owner"
        self._exit(tokenId)


@external
def exit_by_chip(tokenId: uint256, deadline: uint256, signature: Bytes[128]):
    """
    @notice XZ-4: an exit ordered by the cabinet's chip, always to the token's owner. Anybody may carry the order.
    @param deadline Last second at which the order holds. @param signature The chip's, over Exit{tokenId, nonce,
           deadline} with the token's nonce, so that an order does not outlive a sale or the chip.
    """
    assert block.timestamp <= deadline, "Mine: order has expired"
    nonce: uint256 = staticcall Cabinets(nft).nonceOf(tokenId)
    digest: bytes32 = eip712_domain_separator._hash_typed_data_v4(
        keccak256(abi_encode(_EXIT_TYPEHASH, tokenId, nonce, deadline))
    )
    assert not self.used_orders[digest], "Mine: order was carried out"
    assert staticcall Cabinets(nft).isChipSignature(tokenId, digest, signature), "Mine: not the chip's signature"
    self.used_orders[digest] = True
    self._exit(tokenId)


@external
def withdraw(account: address) -> uint256:
    """
    @notice XZ-14: pays an account everything of its exits that has unlocked (128 of them in one call at most).
            Anybody may.
    @return Wei paid; reverts where nothing is due.
    """
    amount: uint256 = exit_queue._pop_due(account, block.timestamp)
    assert amount > 0, "Mine: nothing unlocked yet"
    log Withdrawn(account=account, amount=amount)
    extcall Token(token).transfer(account, amount)
    return amount


@external
def claim_node(node: uint16) -> uint256:
    """
    @notice XZ-8: pays a hosting node's share to its payee. Anybody may.
    @return Wei paid; reverts where there is none.
    """
    word: uint256 = self._nodes[node]
    amount: uint256 = word >> 160
    assert amount > 0, "Mine: nothing to claim"
    payee: address = convert(word & ((1 << 160) - 1), address)
    assert payee != empty(address), "Mine: node has no payee"
    self._nodes[node] = convert(payee, uint256)
    log NodeClaimed(node=node, payee=payee, amount=amount)
    extcall Token(token).transfer(payee, amount)
    return amount


# roles


@external
def forfeit(account: address, tokenIds: DynArray[uint256, BATCH], reporter: address) -> uint256:
    """
    @notice XZ-20: takes an account's stakes at these tokens and all its locked exits, burns them but for the
            reporter's share. Output due is paid and unspent fees come back as at an exit. Tokens that the account does
            not own or has not staked are passed over. Only the court.
    @return Wei taken.
    """
    assert msg.sender == court, "Mine: not the court"
    taken: uint256 = 0
    for tokenId: uint256 in tokenIds:
        if position._clock_of(self._positions[tokenId]) == 0:
            continue
        if self._holding(tokenId)[0] == account:
            self._exit(tokenId)
    taken = exit_queue._clear(account)
    reward: uint256 = taken * mining.TERMS.reporter_share // _BPS
    log Forfeited(account=account, reporter=reporter, burned=taken - reward, reward=reward)
    self._burn(taken - reward)
    if reward > 0:
        extcall Token(token).transfer(reporter, reward)
    return taken


@external
def invite(account: address, may: bool):
    """
    @notice XZ-13: lets an account mine in phase 0, or no longer. Only the owner.
    """
    roles._check_owner()
    self.invited[account] = may
    log Invited(account=account, may=may)


@external
def add_node(payee: address) -> uint16:
    """
    @notice XZ-8: names a hosting node. Only the owner.
    @return Its number, from 1.
    """
    roles._check_owner()
    assert payee != empty(address), "Mine: zero address"
    self.nodes += 1
    # what a number earned before it was named is kept for it
    self._nodes[self.nodes] |= convert(payee, uint256)
    log NodeSet(node=self.nodes, payee=payee)
    return self.nodes


@external
def set_node_payee(node: uint16, payee: address):
    """
    @notice XZ-8: a node's payee hands its account, with what is in it, to another.
    """
    word: uint256 = self._nodes[node]
    assert msg.sender == convert(word & ((1 << 160) - 1), address), "Mine: not the node's payee"
    assert payee != empty(address), "Mine: zero address"
    self._nodes[node] = ((word >> 160) << 160) | convert(payee, uint256)
    log NodeSet(node=node, payee=payee)


@external
def pause():
    """
    @notice Stops entries (stake, stake_batch, top_up). The guardian or the owner.
    """
    roles._check_guardian()
    self._totals |= _PAUSED
    log roles.Paused(by=msg.sender)


@external
def unpause():
    """
    @notice Lets entries in again. Only the owner.
    """
    roles._check_owner()
    self._totals &= ~_PAUSED
    log roles.Unpaused(by=msg.sender)


# inside


@internal
@view
def _holding(tokenId: uint256) -> (address, uint16):
    """
    @dev A token's owner and hosting node; reverts for a token that does not exist.
    """
    return staticcall Cabinets(nft).holding(tokenId)


@internal
def _stake(tokenId: uint256, stake_: uint256, fee: uint256):
    """
    @dev Opens a position; the caller's XZ is pulled afterwards.
    """
    p: position.Position = position._unpack(self._positions[tokenId])
    assert p.clock == 0, "Mine: already staked"
    assert self._holding(tokenId)[0] == msg.sender, "Mine: not the owner"
    minted_: uint256 = position._low(self._totals)
    phase_: uint256 = mining._phase(minted_)
    assert phase_ < 4, "Mine: all is mined"
    if phase_ == 0:
        assert self.invited[msg.sender], "Mine: phase 0 is by invitation"
    else:
        assert stake_ >= mining.TERMS.minimum_stake, "Mine: stake below 1 XZ"
    p.stake = stake_
    p.fee = fee
    p.clock = block.timestamp - genesis
    assert fee >= mining._day_gas(p, minted_), "Mine: fee below one day"
    self._positions[tokenId] = position._pack(p)
    log Staked(tokenId=tokenId, miner=msg.sender, stake=stake_, fee=fee)


@internal
def _apply(tokenId: uint256, miner: address, p: position.Position, done: mining.Accrual) -> position.Position:
    """
    @dev Writes what a settlement comes to into the totals and a copy of the position, which it returns.
    """
    totals: uint256 = self._totals
    if done.output + done.melted > 0:
        self._totals = (totals & _PAUSED) | position._pair(
            position._low(totals) + done.output, position._high(totals) + done.melted
        )
    after: position.Position = p
    after.clock += done.units * mining.TERMS.unit_time
    after.fee -= done.burned
    after.melted += done.melted
    after.stopped = p.stopped or done.stopped
    log Settled(
        tokenId=tokenId, miner=miner, units=done.units, output=done.output, burned=done.burned, melted=done.melted
    )
    return after


@internal
def _settle(tokenId: uint256, miner: address, p: position.Position, done: mining.Accrual):
    """
    @dev Settles a position; one whose token is used up ends like an exit, and the token is burned (XZ-3, XZ-12).
    """
    after: position.Position = self._apply(tokenId, miner, p, done)
    if done.used_up:
        self._end(tokenId, miner, after)
        extcall Cabinets(nft).burn(tokenId)
        return
    if done.stopped:
        log Stopped(tokenId=tokenId)
    self._positions[tokenId] = position._pack(after)


@internal
def _exit(tokenId: uint256):
    """
    @dev Settles and ends a position.
    """
    p: position.Position = position._unpack(self._positions[tokenId])
    assert p.clock != 0, "Mine: not staked"
    miner: address = empty(address)
    node: uint16 = 0
    miner, node = self._holding(tokenId)
    done: mining.Accrual = mining._accrue(p, position._low(self._totals), block.timestamp - genesis)
    if done.used_up:
        self._settle(tokenId, miner, p, done)
    else:
        self._end(tokenId, miner, self._apply(tokenId, miner, p, done))
    self._pay_out(miner, node, done.output, done.burned)


@internal
def _end(tokenId: uint256, miner: address, p: position.Position):
    """
    @dev Clears a position but for what has melted, queues its stake and returns its fee.
    """
    self._positions[tokenId] = position._pack(
        position.Position(stake=0, fee=0, melted=p.melted, clock=0, stopped=False)
    )
    if p.stake > 0:
        exit_queue._push(miner, p.stake, block.timestamp + mining.TERMS.exit_lock)
    log Exited(tokenId=tokenId, miner=miner, stake=p.stake, fee=p.fee)
    if p.fee > 0:
        extcall Token(token).transfer(miner, p.fee)


@internal
def _pull(amount: uint256):
    """
    @dev Takes XZ from the caller, who has approved it.
    """
    if amount > 0:
        extcall Token(token).transferFrom(msg.sender, self, amount)


@internal
def _pay_out(miner: address, node: uint16, output: uint256, burned: uint256):
    """
    @dev XZ-8, XZ-10: pays what one token has mined, and burns its gas.
    """
    share: uint256 = mining._node_share(output)
    self._pay(miner, output - share)
    self._credit_node(node, share)
    self._burn(burned)


@internal
def _pay(miner: address, amount: uint256):
    """
    @dev Mints a miner's output.
    """
    if amount > 0:
        extcall Token(token).mint(miner, amount)


@internal
def _credit_node(node: uint16, amount: uint256):
    """
    @dev Mints a node's share to the mine, where the node can claim it.
    """
    if amount > 0:
        # a node's balance stays below the cap (96 bits), which is checked when the mine is made
        self._nodes[node] = unsafe_add(self._nodes[node], amount << 160)
        extcall Token(token).mint(self, amount)


@internal
def _burn(amount: uint256):
    """
    @dev Burns gas, or a forfeited stake, out of what the mine holds.
    """
    if amount > 0:
        extcall Token(token).burn(amount)
