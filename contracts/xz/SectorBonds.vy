# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title SectorBonds: stored, proved every day, or slashed (XZ-19)
@notice A storage node commits the root of a sealed sector with a bond in XZ and proves once in every period, in the
        sector's own window, that it still stores it (WindowPoSt). A window missed is a fault and costs a part of the
        bond, burned but for the reporter's share; a bond used up ends the sector; a node may leave at any time with
        what is left.
        Time: period p begins at p * `period` (UTC midnights for a day) and has `windows` windows; a sector is due in
        window `sectorId % windows`, first in the next one that opens after its commitment.
        Sector ids: the node's address << 96 | a number of its choice, so that a node knows the id before it seals (the
        replica depends on it) and nobody can take it first. An id is used once.
        Challenges come from the hash of the block in which the window was opened. Nobody knows it when they open,
        and a window opens once (again only if no seed was drawn within 256 blocks), so waiting for a seed that misses
        lost bytes does not work; a block's producer can still vary its own block (docs/security.md).
        States: committed -> active (proved) -> faulty (missed) -> active (proved again: recovered); from all three
        -> terminated (bond used up) or retired (left); these two are final.
        Who may do what: a node commits and retires its own sectors; anyone opens windows, proves for a node and
        reports faults; the owner and the guardian have no power over sectors that are committed.
        Invariants: a period of a sector is accounted exactly once, as proved or as missed; a proved window is never
        slashed; the XZ held covers all bonds; a bond only falls; terminated and retired sectors never return.
        That the root is of a unique replica (PoRep) is verified on the native chain at sealing, from the data root in
        `Committed`; here only what was committed is proved.
        How it is stopped: a pause stops commitments. Proofs, faults and leaving cannot be stopped.
        No reentrancy lock: the contracts called are XZ and the verifier (read only), fixed, which call nobody back;
        state is written first.
@custom:contract-name SectorBonds
@license AGPL-3.0-only
"""

from contracts.common import guarded
from contracts.xz import post_verifier
from contracts.xz import sector_word

initializes: guarded

exports: guarded.__interface__

interface Token:
    def burn(amount: uint256): nonpayable
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

# states of a sector
COMMITTED: constant(uint256) = 1
ACTIVE: constant(uint256) = 2
FAULTY: constant(uint256) = 3
TERMINATED: constant(uint256) = 4
RETIRED: constant(uint256) = 5

_BPS: constant(uint256) = 10_000
# sectors that one call reports, at most
BATCH: constant(uint256) = 64
# blocks whose hash the EVM remembers
_HASHES: constant(uint256) = 256

# XZ
token: public(immutable(address))
# who judges proofs
verifier: public(immutable(post_verifier))
# wei bonded for a sector
bond: public(immutable(uint256))
# wei that a missed window costs
penalty: public(immutable(uint256))
# of a penalty to who reports it (bps)
reporter_share: public(immutable(uint256))
# seconds in which a sector is proved once
period: public(immutable(uint256))
# windows in a period
windows: public(immutable(uint256))
# seconds of a window
window_length: public(immutable(uint256))

# sector -> its word (sector_word._pack)
_sectors: HashMap[uint256, uint256]
# sector -> root of its replica; empty when the sector has ended
roots: public(HashMap[uint256, bytes32])
# window of the period -> its last opening or seed (sector_word._pack_seed)
_seeds: HashMap[uint256, uint256]

event Committed:
    sectorId: indexed(uint256)
    node: indexed(address)
    root: bytes32
    dataRoot: bytes32
    leaves: uint256
    due: uint256

event WindowOpened:
    period: indexed(uint256)
    window: indexed(uint256)
    number: uint256

event SeedDrawn:
    period: indexed(uint256)
    window: indexed(uint256)
    seed: bytes32

event Proved:
    sectorId: indexed(uint256)
    node: indexed(address)
    period: uint256

event Recovered:
    sectorId: indexed(uint256)
    node: indexed(address)
    period: uint256

event Slashed:
    sectorId: indexed(uint256)
    node: indexed(address)
    reporter: indexed(address)
    missed: uint256
    burned: uint256
    reward: uint256

event Terminated:
    sectorId: indexed(uint256)
    node: indexed(address)

event Retired:
    sectorId: indexed(uint256)
    node: indexed(address)
    returned: uint256


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    verifier_: address,
    bond_: uint256,
    fault_penalty: uint256,
    reporter_share_: uint256,
    period_: uint256,
    windows_: uint256,
):
    """
    @notice Fixes the rules for good.
    @param owner Unpauses; the timelock in the end.
    @param guardian May pause commitments.
    @param token_ XZ.
    @param verifier_ Judges proofs.
    @param bond_ Wei for a sector.
    @param fault_penalty Share of the whole bond that a missed window costs (bps), not zero.
    @param reporter_share_ Share of a penalty to who reports it (bps).
    @param period_ Seconds, a multiple of `windows_`.
    @param windows_ Windows in a period, 2 or more.
    """
    guarded.__init__(owner, guardian)
    assert token_ != empty(address) and verifier_ != empty(address), "Sectors: zero address"
    assert 0 < bond_ and bond_ < 1 << 96, "Sectors: bond out of range"
    assert fault_penalty <= _BPS and reporter_share_ <= _BPS, "Sectors: share above 100%"
    assert bond_ * fault_penalty >= _BPS, "Sectors: penalty is zero"
    assert windows_ >= 2 and period_ > 0 and period_ % windows_ == 0, "Sectors: period not in windows"
    token = token_
    verifier = post_verifier(verifier_)
    bond = bond_
    penalty = bond_ * fault_penalty // _BPS
    reporter_share = reporter_share_
    period = period_
    windows = windows_
    window_length = period_ // windows_


# a sector's life


@external
def commit(number: uint96, root: bytes32, dataRoot: bytes32, leaves: uint256) -> uint256:
    """
    @notice XZ-19: takes a sealed sector on, with its bond out of the caller's allowance. It is due first in its next
            window to open. Reverts while paused, for a number used before, and without XZ or allowance.
    @param number The caller's number for the sector.
    @param root Merkle root of the replica, what will be proved.
    @param dataRoot Merkle root of the data that was sealed; for whoever verifies the sealing.
    @param leaves Leaves of the replica, 2 to 2**32, which MerklePost's paths reach.
    @return The sector's id.
    """
    guarded._check_open()
    assert root != empty(bytes32), "Sectors: root is empty"
    assert 2 <= leaves and leaves <= 1 << 32, "Sectors: leaves out of range"
    id: uint256 = self._id(msg.sender, number)
    assert self._sectors[id] == 0, "Sectors: number was used"
    due: uint256 = self._next_due(id)
    self._sectors[id] = sector_word._pack(
        sector_word.Sector(bond=bond, leaves=leaves, due=due, state=COMMITTED)
    )
    self.roots[id] = root
    log Committed(sectorId=id, node=msg.sender, root=root, dataRoot=dataRoot, leaves=leaves, due=due)
    extcall Token(token).transferFrom(msg.sender, self, bond)
    return id


@external
def open_window():
    """
    @notice XZ-19: opens the current window: the hash of this block will be its seed. Anyone, once; again only where
            256 blocks went by without the seed being drawn.
    """
    index: uint256 = block.timestamp // window_length
    kept: sector_word.Seed = sector_word._unpack_seed(self._seeds[index % windows])
    if kept.window == index:
        assert not kept.drawn and block.number > kept.value + _HASHES, "Sectors: window is open"
    self._seeds[index % windows] = sector_word._pack_seed(
        sector_word.Seed(value=block.number, drawn=False, window=index)
    )
    log WindowOpened(period=index // windows, window=index % windows, number=block.number)


@external
def draw_seed() -> bytes32:
    """
    @notice XZ-19: keeps the current window's seed, which the first proof does too. Anyone, from the block after the
            opening on.
    @return The seed: the opening block's hash, the last 48 bits of its 256 shifted out.
    """
    return self._draw()


@external
def prove(sectorId: uint256, proof: Bytes[20480]):
    """
    @notice XZ-19: proves the sector for the current period. Anyone who has its bytes, in its window, once. Periods
            missed before and not yet reported are slashed first, all of it burned. Reverts when that uses up the bond.
    @param sectorId The sector.
    @param proof What the verifier asks for; see `MerklePost.verify`.
    """
    s: sector_word.Sector = self._live(sectorId)
    index: uint256 = block.timestamp // window_length
    now: uint256 = index // windows
    assert index % windows >= sectorId % windows, "Sectors: window not open yet"
    assert index % windows <= sectorId % windows, "Sectors: window has passed"
    assert s.due <= now or s.state != COMMITTED, "Sectors: not due yet"
    assert s.due <= now, "Sectors: proved already"
    missed: uint256 = now - s.due
    lost: uint256 = missed * penalty
    assert lost < s.bond, "Sectors: bond is exhausted"
    seed: bytes32 = self._draw()
    holds: bool = staticcall verifier.verify(self.roots[sectorId], s.leaves, seed, sectorId, proof)
    assert holds, "Sectors: proof does not hold"

    recovered: bool = missed > 0 or s.state == FAULTY
    s.bond -= lost
    s.due = now + 1
    s.state = ACTIVE
    self._sectors[sectorId] = sector_word._pack(s)
    node: address = self._node(sectorId)
    if missed > 0:
        log Slashed(sectorId=sectorId, node=node, reporter=empty(address), missed=missed, burned=lost, reward=0)
        extcall Token(token).burn(lost)
    if recovered:
        log Recovered(sectorId=sectorId, node=node, period=now)
    log Proved(sectorId=sectorId, node=node, period=now)


@external
def fault(sectorId: uint256) -> uint256:
    """
    @notice XZ-19: slashes a sector for every window that it missed and that is not yet accounted, and ends it when
            that uses up the bond. Anyone; a share is the caller's.
    @return Wei taken, the caller's share included; reverts where nothing was missed.
    """
    self._live(sectorId)
    taken: uint256 = 0
    reward: uint256 = 0
    taken, reward = self._account(sectorId)
    assert taken > 0, "Sectors: no window was missed"
    self._pay(taken, reward)
    return taken


@external
def fault_batch(sectorIds: DynArray[uint256, BATCH]) -> uint256:
    """
    @notice XZ-19: `fault` for up to 64 sectors. Those that missed nothing, or have ended, are passed over.
    @return Wei taken, the caller's share included; reverts where it is nothing.
    """
    taken: uint256 = 0
    reward: uint256 = 0
    for id: uint256 in sectorIds:
        lost: uint256 = 0
        share: uint256 = 0
        lost, share = self._account(id)
        taken += lost
        reward += share
    assert taken > 0, "Sectors: no window was missed"
    self._pay(taken, reward)
    return taken


@external
def retire(sectorId: uint256) -> uint256:
    """
    @notice XZ-19: ends a sector and returns what is left of its bond once missed windows are paid for; its own window,
            if it is open and not proved, counts as missed. Only the sector's node.
    @return Wei returned.
    """
    s: sector_word.Sector = self._live(sectorId)
    assert msg.sender == self._node(sectorId), "Sectors: not its node"
    # the period after the last window that has opened is the next one that would be due
    missed: uint256 = self._count(s.due, self._next_due(sectorId))
    lost: uint256 = min(missed * penalty, s.bond)
    left: uint256 = s.bond - lost
    s.bond = 0
    s.state = RETIRED
    self._sectors[sectorId] = sector_word._pack(s)
    self.roots[sectorId] = empty(bytes32)
    if missed > 0:
        log Slashed(sectorId=sectorId, node=msg.sender, reporter=empty(address), missed=missed, burned=lost, reward=0)
        extcall Token(token).burn(lost)
    log Retired(sectorId=sectorId, node=msg.sender, returned=left)
    if left > 0:
        extcall Token(token).transfer(msg.sender, left)
    return left


# views


@external
@pure
def sector_id(node: address, number: uint96) -> uint256:
    """
    @notice The id of a node's sector.
    """
    return self._id(node, number)


@external
@view
def sector(sectorId: uint256) -> (uint256, uint256, uint256, uint256):
    """
    @notice The sector as it stands on the books: wei of its bond, leaves, first period not accounted, state
            (0 none, 1 committed, 2 active, 3 faulty, 4 terminated, 5 retired).
    """
    s: sector_word.Sector = sector_word._unpack(self._sectors[sectorId])
    return s.bond, s.leaves, s.due, s.state


@external
@view
def missed(sectorId: uint256) -> uint256:
    """
    @notice Windows that the sector missed and that nobody has reported.
    """
    s: sector_word.Sector = sector_word._unpack(self._sectors[sectorId])
    return self._count(s.due, self._next_open(sectorId)) if self._is_live(s.state) else 0


@external
@view
def state_of(sectorId: uint256) -> uint256:
    """
    @notice The sector's state with misses that nobody has reported: see `sector`.
    """
    s: sector_word.Sector = sector_word._unpack(self._sectors[sectorId])
    if self._is_live(s.state) and self._count(s.due, self._next_open(sectorId)) > 0:
        return FAULTY
    return s.state


@external
@view
def seed() -> bytes32:
    """
    @notice The current window's seed. Reverts before the block after the opening.
    """
    return self._seed()


# rules


@internal
@pure
def _id(node: address, number: uint96) -> uint256:
    """
    @dev Address above number: one node's sectors cannot be another's.
    """
    return (convert(node, uint256) << 96) | convert(number, uint256)


@internal
@pure
def _node(id: uint256) -> address:
    """
    @dev Whose sector it is.
    """
    return convert(id >> 96, address)


@internal
@pure
def _is_live(state: uint256) -> bool:
    """
    @dev Neither unknown nor ended.
    """
    return COMMITTED <= state and state <= FAULTY


@internal
@view
def _live(id: uint256) -> sector_word.Sector:
    """
    @dev The sector, which must be there and not have ended.
    """
    s: sector_word.Sector = sector_word._unpack(self._sectors[id])
    assert s.state != 0, "Sectors: no such sector"
    assert self._is_live(s.state), "Sectors: sector has ended"
    return s


@internal
@view
def _next_due(id: uint256) -> uint256:
    """
    @dev First period whose window of this sector has not opened yet.
    """
    index: uint256 = block.timestamp // window_length
    return index // windows + (1 if index % windows >= id % windows else 0)


@internal
@view
def _next_open(id: uint256) -> uint256:
    """
    @dev First period whose window of this sector has not closed yet.
    """
    index: uint256 = block.timestamp // window_length
    return index // windows + (1 if index % windows > id % windows else 0)


@internal
@pure
def _count(due: uint256, until: uint256) -> uint256:
    """
    @dev Periods from `due` to before `until`.
    """
    return until - due if until > due else 0


@internal
def _account(id: uint256) -> (uint256, uint256):
    """
    @dev Accounts every window that has closed without a proof: what is lost, and the reporter's share of it.
         Nothing for a sector that missed none, is unknown or has ended.
    """
    s: sector_word.Sector = sector_word._unpack(self._sectors[id])
    until: uint256 = self._next_open(id)
    missed: uint256 = self._count(s.due, until)
    if missed == 0 or not self._is_live(s.state):
        return 0, 0
    lost: uint256 = min(missed * penalty, s.bond)
    reward: uint256 = lost * reporter_share // _BPS
    s.bond -= lost
    s.due = until
    s.state = FAULTY if s.bond > 0 else TERMINATED
    self._sectors[id] = sector_word._pack(s)
    node: address = self._node(id)
    log Slashed(sectorId=id, node=node, reporter=msg.sender, missed=missed, burned=lost - reward, reward=reward)
    if s.state == TERMINATED:
        self.roots[id] = empty(bytes32)
        log Terminated(sectorId=id, node=node)
    return lost, reward


@internal
def _pay(taken: uint256, reward: uint256):
    """
    @dev Burns what was taken but for the reporter's reward.
    """
    extcall Token(token).burn(taken - reward)
    if reward > 0:
        extcall Token(token).transfer(msg.sender, reward)


@internal
@view
def _seed() -> bytes32:
    """
    @dev The current window's seed, kept or from the opening block's hash.
    """
    index: uint256 = block.timestamp // window_length
    kept: sector_word.Seed = sector_word._unpack_seed(self._seeds[index % windows])
    assert kept.window == index, "Sectors: nobody opened the window"
    if kept.drawn:
        return convert(kept.value, bytes32)
    assert block.number > kept.value, "Sectors: seed not known yet"
    assert block.number <= kept.value + _HASHES, "Sectors: opening has lapsed"
    return convert(convert(blockhash(kept.value), uint256) >> 48, bytes32)


@internal
def _draw() -> bytes32:
    """
    @dev The current window's seed, kept if it was not yet.
    """
    index: uint256 = block.timestamp // window_length
    seed: bytes32 = self._seed()
    word: uint256 = sector_word._pack_seed(
        sector_word.Seed(value=convert(seed, uint256), drawn=True, window=index)
    )
    if self._seeds[index % windows] != word:
        self._seeds[index % windows] = word
        log SeedDrawn(period=index // windows, window=index % windows, seed=seed)
    return seed
