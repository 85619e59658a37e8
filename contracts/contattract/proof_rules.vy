# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Rules of the storage proofs
@notice The numbers of CNT-11, fixed for good and checked once, and the contracts that StorageProofs calls or obeys.
@custom:contract-name proof_rules
@license MIT
"""

struct Terms:
    # MB of a group, and so of each seat
    mb: uint256
    # seats of a group at most
    size: uint256
    # members that must pass for the group's MB to count
    replicas: uint256
    # members that groups have on average before another is opened
    fill: uint256
    # wei bonded for a seat
    bond: uint256
    # seconds for which a bond stays after the last leaving
    lock: uint256
    # of a seat's bond, for a draw that was not carried out or a seat emptied within a period of absence (bps)
    penalty: uint256
    # blocks of an epoch
    epoch_blocks: uint256
    # a group is met in each so many-th epoch
    round_epochs: uint256
    # blocks for which a challenge may be answered
    answer_blocks: uint256
    # leaves that a challenge opens
    challenges: uint256
    # seconds of a period of absence
    absence: uint256
    # of a lost bond, to who reports (bps)
    reporter_share: uint256
    # days of a ban for bad service
    ban_days: uint256

# most seats of a group
SEATS: constant(uint256) = 32
# most leaves of a challenge
CHALLENGES: constant(uint256) = 4
# blocks whose hash the EVM remembers
HASHES: constant(uint256) = 256
BPS: constant(uint256) = 10_000
DAY: constant(uint256) = 86_400

# CNT
token: public(immutable(address))
# WorldDisk
disk: public(immutable(address))
# DataHires
hires: public(immutable(address))
# Recovery
recovery: public(immutable(address))
# the numbers
TERMS: immutable(Terms)


@deploy
def __init__(token_: address, disk_: address, hires_: address, recovery_: address, terms_: Terms):
    """
    @dev Reverts for numbers that the packed words or the rules cannot hold.
    """
    assert token_ != empty(address) and disk_ != empty(address), "Proofs: zero address"
    assert hires_ != empty(address) and recovery_ != empty(address), "Proofs: zero address"
    assert 3 <= terms_.replicas and terms_.replicas <= terms_.fill, "Proofs: replicas out of range"
    assert terms_.fill <= terms_.size and terms_.size <= SEATS, "Proofs: size out of range"
    assert 0 < terms_.mb and terms_.mb <= 1 << 20, "Proofs: MB out of range"
    assert 0 < terms_.bond and terms_.bond < 1 << 80, "Proofs: bond out of range"
    # together, or evidence against oneself would be cheaper than the penalty
    assert terms_.penalty <= BPS and terms_.reporter_share <= BPS - terms_.penalty, "Proofs: share above 100%"
    assert terms_.epoch_blocks > 0 and terms_.round_epochs > 0, "Proofs: no epochs"
    assert 0 < terms_.answer_blocks and terms_.answer_blocks < HASHES, "Proofs: answer out of range"
    assert 0 < terms_.challenges and terms_.challenges <= CHALLENGES, "Proofs: expected 1 to 4 challenges"
    assert terms_.absence >= DAY, "Proofs: absence below a day"
    assert terms_.lock >> 32 == 0 and terms_.ban_days >> 16 == 0, "Proofs: time out of range"
    token = token_
    disk = disk_
    hires = hires_
    recovery = recovery_
    TERMS = terms_


@external
@view
def terms() -> Terms:
    """
    @notice The numbers.
    """
    return TERMS
