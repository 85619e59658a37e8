# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title LeaseNotices: the disk told to its tenants and landlords (CNT-17, CNT-9, CNT-11)
@notice What it is for: a tenant that opted in (Notices.vy) hears that a lease of its ends soon; a landlord, that not all of its
        space passed verification. It says only what the views of the disk and of the proofs say when somebody pokes.
        Who may do what: anybody pokes. Each event is told once: a lease's end once to its holder, a lack of passes when it
        appears or grows. A seat need not have passed on the day on which it was taken, nor on the next: the first poke
        after a landlord's seats changed only notes that, and a lack is told from the day after the next one on.
        Invariants (docs/security.md, CNT-G): a notice is true in the block that it is in, and goes to the lease's holder
        or the landlord; the same event is not told twice.
        How it is stopped: by opting out. It has no owner and holds nothing.
@license MIT
"""

from contracts.contattract import disk_words
from contracts.contattract import proof_words

interface Notices:
    def opted_in(subscriber: address, source: address, topic: bytes32) -> bool: view
    def notify(subscriber: address, topic: bytes32, body: Bytes[256]) -> uint256: nonpayable

interface Disk:
    def lease_of(lease: uint256) -> disk_words.Lease: view
    def verified(landlord: address) -> (uint256, uint256): view

interface Proofs:
    def landlord(account: address) -> proof_words.Landlord: view

# "lease expiring"
EXPIRING: public(constant(bytes32)) = 0x6c65617365206578706972696e67000000000000000000000000000000000000
# "verification failed"
FAILED: public(constant(bytes32)) = 0x766572696669636174696f6e206661696c656400000000000000000000000000
_DAY: constant(uint256) = 86_400

notices: public(immutable(address))
disk: public(immutable(address))
proofs: public(immutable(address))
# seconds before a lease's end from which on it ends soon
ahead: public(immutable(uint256))
# MB of a landlord's seat
seat_mb: public(immutable(uint256))

# lease -> the holder that was told and the end (days) that it was told of, << 160
_told: HashMap[uint256, uint256]
# landlord -> MB without a pass of which it was told
told_missing: public(HashMap[address, uint256])
# landlord -> its seats as they were noted (_seats_mark)
_noted: HashMap[address, uint256]
# landlord -> second until which a lack of passes may be that of seats just taken, and is not told
quiet_until: public(HashMap[address, uint256])


@deploy
def __init__(notices_: address, disk_: address, proofs_: address, ahead_: uint256, seat_mb_: uint256):
    """
    @param notices_ Notices.vy. @param disk_ WorldDisk. @param proofs_ StorageProofs.
    @param ahead_ Seconds before a lease's end in which it ends soon. @param seat_mb_ MB of a landlord's seat.
    """
    assert notices_ != empty(address) and disk_ != empty(address), "LeaseNotices: zero address"
    assert proofs_ != empty(address), "LeaseNotices: zero address"
    assert ahead_ > 0 and seat_mb_ > 0, "LeaseNotices: a term is zero"
    notices = notices_
    disk = disk_
    proofs = proofs_
    ahead = ahead_
    seat_mb = seat_mb_


@external
@view
def lease_news(lease: uint256) -> bool:
    """
    @notice Whether `poke_lease` has something to tell to a holder that wants to hear it.
    """
    told: disk_words.Lease = staticcall Disk(disk).lease_of(lease)
    if not self._ends_soon(lease, told):
        return False
    return staticcall Notices(notices).opted_in(told.holder, self, EXPIRING)


@external
@view
def landlord_news(landlord: address) -> bool:
    """
    @notice Whether `poke_landlord` has something to tell, or to note that less is missing.
    """
    found: proof_words.Landlord = staticcall Proofs(proofs).landlord(landlord)
    wants: bool = staticcall Notices(notices).opted_in(landlord, self, FAILED)
    if self._noted[landlord] != self._seats_mark(found):
        return wants
    missing: uint256 = self._missing(landlord, found)
    told: uint256 = self.told_missing[landlord]
    return missing < told or (missing > told and wants and block.timestamp >= self.quiet_until[landlord])


@external
def poke_lease(lease: uint256):
    """
    @notice Tells the holder of a live lease that it ends soon. Reverts where it does not, or was told.
    """
    found: disk_words.Lease = staticcall Disk(disk).lease_of(lease)
    assert self._ends_soon(lease, found), "LeaseNotices: nothing new"
    self._told[lease] = self._mark(found)
    body: Bytes[256] = concat(
        b"Lease ",
        convert(uint2str(lease), Bytes[78]),
        b" ends in less than ",
        convert(uint2str((found.expiry * _DAY - block.timestamp) // _DAY + 1), Bytes[78]),
        b" days (UTC). Renew it, or its space locks.",
    )
    extcall Notices(notices).notify(found.holder, EXPIRING, body)


@external
def poke_landlord(landlord: address):
    """
    @notice Tells a landlord that fewer MB than its seats have passed since yesterday, when more are missing than it was
            told. Fewer missing, and a change of its seats, is noted, not told. Reverts where nothing is new.
    """
    found: proof_words.Landlord = staticcall Proofs(proofs).landlord(landlord)
    mark: uint256 = self._seats_mark(found)
    if self._noted[landlord] != mark:
        self._noted[landlord] = mark
        self.quiet_until[landlord] = (block.timestamp // _DAY + 2) * _DAY
        return
    missing: uint256 = self._missing(landlord, found)
    told: uint256 = self.told_missing[landlord]
    due: bool = missing > told and block.timestamp >= self.quiet_until[landlord]
    assert due or missing < told, "LeaseNotices: nothing new"
    self.told_missing[landlord] = missing
    if missing > told:
        body: Bytes[256] = concat(
            convert(uint2str(missing), Bytes[78]),
            b" MB of your space have not passed verification since yesterday and earn nothing.",
        )
        extcall Notices(notices).notify(landlord, FAILED, body)


@internal
@view
def _ends_soon(lease: uint256, found: disk_words.Lease) -> bool:
    """
    @dev Whether a lease is live, ends within `ahead`, and its holder has not been told of this end.
    """
    end: uint256 = found.expiry * _DAY
    return block.timestamp < end and end <= block.timestamp + ahead and self._told[lease] != self._mark(found)


@internal
@pure
def _mark(found: disk_words.Lease) -> uint256:
    """
    @dev Who is told of which end.
    """
    return convert(found.holder, uint256) | (found.expiry << 160)


@internal
@pure
def _seats_mark(found: proof_words.Landlord) -> uint256:
    """
    @dev Which seats a landlord has: how many, and when the last one was given back (a seat left and another taken are not
         the same one).
    """
    return found.seats | (found.unlock << 24)


@internal
@view
def _missing(landlord: address, found: proof_words.Landlord) -> uint256:
    """
    @dev MB of a landlord's seats without a pass that counts now.
    """
    seats: uint256 = found.seats * seat_mb
    today: uint256 = 0
    yesterday: uint256 = 0
    today, yesterday = staticcall Disk(disk).verified(landlord)
    passed: uint256 = today + yesterday
    return seats - passed if seats > passed else 0
