# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title MineNotices: XZ's mine told to its miners (CNT-17, XZ-10, XZ-14)
@notice What it is for: a miner that opted in (Notices.vy) hears when a cabinet's fee pool runs low or has stopped its mining,
        and when stakes on their way out can be withdrawn. It says only what the mine's own views say when somebody pokes.
        Who may do what: anybody pokes. Each event is told once, and again only after it has passed.
        Invariants (docs/security.md, CNT-G): a notice is true in the block that it is in, and goes to the token's miner
        or the stakes' owner; the same event is not told twice.
        How it is stopped: by opting out. It has no owner and holds nothing.
@license MIT
"""

from contracts.xz import mining

interface Notices:
    def opted_in(subscriber: address, source: address, topic: bytes32) -> bool: view
    def notify(subscriber: address, topic: bytes32, body: Bytes[256]) -> uint256: nonpayable

interface Cabinets:
    def holding(token_id: uint256) -> (address, uint16): view

interface Mine:
    def nft() -> address: view
    def phase() -> uint256: view
    def position_of(token_id: uint256) -> (uint256, uint256, uint256, uint256, bool): view
    def pending(token_id: uint256) -> mining.Accrual: view
    def locked_exits(account: address) -> (uint256, uint256): view

# "fee pool low"
FEE_LOW: public(constant(bytes32)) = 0x66656520706f6f6c206c6f770000000000000000000000000000000000000000
# "stake unlocked"
UNLOCKED: public(constant(bytes32)) = 0x7374616b6520756e6c6f636b6564000000000000000000000000000000000000
_COIN: constant(uint256) = 10**18

notices: public(immutable(address))
mine: public(immutable(address))
# wei of XZ below which a fee pool is low
fee_low: public(immutable(uint256))

# token -> which miner was told that its fee pool is low; zero while it is not
told_low: public(HashMap[uint256, address])
# account -> wei of unlocked stakes of which it was told
told_unlocked: public(HashMap[address, uint256])


@deploy
def __init__(notices_: address, mine_: address, fee_low_: uint256):
    """
    @param notices_ Notices.vy. @param mine_ XZMine. @param fee_low_ Wei of XZ below which a fee pool is low.
    """
    assert notices_ != empty(address) and mine_ != empty(address), "MineNotices: zero address"
    assert fee_low_ > 0, "MineNotices: threshold is zero"
    notices = notices_
    mine = mine_
    fee_low = fee_low_


@external
@view
def fee_news(token_id: uint256) -> bool:
    """
    @notice Whether `poke_fee` has something to do: to tell a miner that wants to hear it, or to note that a fee pool is full
            again.
    """
    miner: address = empty(address)
    left: uint256 = 0
    miner, left = self._low(token_id)
    if miner == self.told_low[token_id]:
        return False
    return miner == empty(address) or staticcall Notices(notices).opted_in(miner, self, FEE_LOW)


@external
@view
def exit_news(account: address) -> bool:
    """
    @notice Whether `poke_exit` has something to do: to tell an account that wants to hear it, or to note a withdrawal.
    """
    due: uint256 = self._due(account)
    told: uint256 = self.told_unlocked[account]
    return due < told or (due > told and staticcall Notices(notices).opted_in(account, self, UNLOCKED))


@external
def poke_fee(token_id: uint256):
    """
    @notice Tells a staked token's miner that the fee pool is low or that mining stopped for want of fee; where it was told
            and the pool is full again, the next time is told again. Reverts where nothing is new.
    """
    miner: address = empty(address)
    left: uint256 = 0
    miner, left = self._low(token_id)
    assert miner != self.told_low[token_id], "MineNotices: nothing new"
    self.told_low[token_id] = miner
    if miner != empty(address):
        body: Bytes[256] = concat(
            b"NFTXZ ",
            convert(uint2str(token_id), Bytes[78]),
            b": less than ",
            convert(uint2str(left // _COIN + 1), Bytes[78]),
            b" XZ left in the fee pool. Mining stops when it cannot pay a day.",
        )
        extcall Notices(notices).notify(miner, FEE_LOW, body)


@external
def poke_exit(account: address):
    """
    @notice Tells an account that stakes of it have unlocked and wait for `withdraw`. A withdrawal is noted, not told.
            Reverts where nothing is new.
    """
    due: uint256 = self._due(account)
    told: uint256 = self.told_unlocked[account]
    assert due != told, "MineNotices: nothing new"
    self.told_unlocked[account] = due
    if due > told:
        body: Bytes[256] = concat(
            b"Stakes have unlocked: ", convert(uint2str(due // _COIN), Bytes[78]), b" XZ can be withdrawn from the mine."
        )
        extcall Notices(notices).notify(account, UNLOCKED, body)


@internal
@view
def _low(token_id: uint256) -> (address, uint256):
    """
    @dev The miner of a staked token whose fee pool is low, zero where it is not; and the wei left, less what is burned and
         not yet settled. In phase 0 nothing is burned, so nothing is low.
    """
    stake: uint256 = 0
    fee: uint256 = 0
    melted: uint256 = 0
    clock: uint256 = 0
    stopped: bool = False
    stake, fee, melted, clock, stopped = staticcall Mine(mine).position_of(token_id)
    if clock == 0 or staticcall Mine(mine).phase() == 0:
        return empty(address), 0
    now: mining.Accrual = staticcall Mine(mine).pending(token_id)
    left: uint256 = fee - now.burned
    if now.used_up or (left >= fee_low and not stopped and not now.stopped):
        return empty(address), 0
    miner: address = empty(address)
    node: uint16 = 0
    miner, node = staticcall Cabinets(staticcall Mine(mine).nft()).holding(token_id)
    return miner, left


@internal
@view
def _due(account: address) -> uint256:
    """
    @dev Wei of an account's stakes that have unlocked.
    """
    total: uint256 = 0
    due: uint256 = 0
    total, due = staticcall Mine(mine).locked_exits(account)
    return due
