# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title StorageProofs: who stores what, and who proved it today (CNT-11)
@notice Landlords bond CNT and offer seats; a seat is one replica of a group's MB. The contract draws the group. Each group
        is challenged in a fixed epoch of each round by a block hash that nobody knew; its members check each other's
        answers off chain, and two thirds of them sign one message that says who passed. The message is verified here and
        carried to the disk, which pays by verified MB.
        Draw: seats are drawn by the hash of the block after the joining one; anybody carries a draw out. A draw that
        expires costs a part of the bond, and so does a seat that is left within a period of absence; locked bond backs no
        new seat. So a landlord who dislikes its group does not get another at no price.
        Members of a group: their list is kept as a hash and comes with each call; a seat keeps its number, an empty one
        is the zero address and is given to the next who is drawn.
        Message: EIP-712 `GroupMessage`, 64 byte signatures (EIP-2098) one after the other in the order of seats.
        `signers` and `passed` are maps, bit i is seat i. A group proves once a UTC day, and each epoch serves once.
        leaf(i, data) = keccak256(keccak256(abi.encode(i, keccak256(data)))), as in wuxing/merkle.py; leaves of 4,096 bytes.
        challenge k of a landlord = uint256(keccak256(abi.encode(landlord, group, blockHash, k))) % leaves, as sealing.py.

        Who may do what: anybody carries draws and messages, proves for a member that was left out, sends away members
        that are banned or absent, and reports; a landlord joins, leaves and withdraws; DataHires bans for bad service;
        the owner and the guardian have no power over bonds or groups.
        Invariants: docs/security.md, CNT-P-1 to CNT-P-12.
        How it is stopped: the guardian pauses `join`. Nothing else stops: draws, messages, leaving, withdrawing go on.
        No reentrancy lock: the contracts called (CNT, WorldDisk, Recovery) are fixed and call nobody back; state is
        written first.
@custom:contract-name StorageProofs
@license AGPL-3.0-only
"""

from snekmate.utils import eip712_domain_separator as eip712
from snekmate.utils import merkle_proof_verification
from snekmate.utils import message_hash_utils

from contracts.common import guarded
from contracts.contattract import proof_words as words

initializes: eip712
initializes: guarded

exports: (guarded.__interface__, eip712.eip712Domain)

interface Token:
    def approve(spender: address, amount: uint256) -> bool: nonpayable
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Disk:
    def record_pass(
        landlords: DynArray[address, 32], again: uint256, mb: uint256, backed: bool, backed_before: bool
    ): nonpayable
    def strike(landlord: address, today: uint256, yesterday: uint256): nonpayable
    def unback(today: uint256, yesterday: uint256): nonpayable
    def donate(amount: uint256): nonpayable

interface Recovery:
    def frozen(account: address) -> bool: view
    def successor(account: address) -> address: view

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
    # of a seat's bond, for a draw that expired or a seat left within a period of absence (bps)
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

struct Attestation:
    # epoch of the challenge
    epoch: uint256
    # hash of its block
    block_hash: bytes32
    # root over the members' sealed roots, by seat
    sealed_roots: bytes32
    # root of the data's leaves; zero: free space
    data_root: bytes32

struct Vote:
    # who passed, says the signer
    passed: uint256
    # as in Attestation
    sealed_roots: bytes32
    # as in Attestation
    data_root: bytes32
    # of a GroupMessage
    signature: Bytes[64]

# EIP-712 type of what members sign together; the domain names this contract
MESSAGE_TYPE: constant(bytes32) = keccak256(
    "GroupMessage(uint256 group,uint256 epoch,bytes32 blockHash,uint256 passed,bytes32 sealedRoots,bytes32 dataRoot)"
)
# EIP-712 type of a member's answer to the others: keccak256 of the k-th leaf's sealed bytes, and its replica's root
ANSWER_TYPE: constant(bytes32) = keccak256(
    "Answer(uint256 group,uint256 epoch,bytes32 blockHash,bytes32 sealedRoot,bytes32 dataRoot,uint256 k,bytes32 leafHash)"
)
# most seats of a group
SEATS: constant(uint256) = 32
# most seats in one join
JOINS: constant(uint256) = 16
# most leaves of a challenge
CHALLENGES: constant(uint256) = 4
# bytes of a leaf
LEAF: constant(uint256) = 4_096
# leaves of a MB
MB_LEAVES: constant(uint256) = 256
# blocks whose hash the EVM remembers
HASHES: constant(uint256) = 256
# groups that a draw tries before it takes the next younger one
TRIES: constant(uint256) = 8
# longest Merkle path
DEPTH: constant(uint256) = 32
# moves of moves through which a landlord answers for what it signed
MOVES: constant(uint256) = 16
# of a ban for ever
FOREVER: constant(uint256) = (1 << 24) - 1
_BPS: constant(uint256) = 10_000
_DAY: constant(uint256) = 86_400
_LOW_S: constant(uint256) = (1 << 255) - 1

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

# landlord -> its word (proof_words._pack_landlord)
_landlords: HashMap[address, uint256]
# group -> its word (proof_words._pack_group)
_groups: HashMap[uint256, uint256]
# group -> keccak256(abi.encode(members)); zero: never had one
members_hash: public(HashMap[uint256, bytes32])
# group -> keccak256(abi.encode(Attestation)) of its last message
attested: public(HashMap[uint256, bytes32])
# group -> landlord -> seat (proof_words._pack_seat); zero: no member
_seats: HashMap[uint256, HashMap[address, uint256]]
# groups and seats that there are (proof_words._pack_totals)
_totals: uint256
# keccak256(abi.encode(reporter, keccak256(evidence's signatures))) -> block in which it was announced
announced: public(HashMap[bytes32, uint256])

event Joined:
    landlord: indexed(address)
    seats: uint256
    draw: uint256

event Seated:
    group: indexed(uint256)
    landlord: indexed(address)
    seat: uint256

event Fined:
    landlord: indexed(address)
    seats: uint256
    penalty: uint256

event Proved:
    group: indexed(uint256)
    told: Attestation
    passed: uint256
    signers: uint256

event ProvedSelf:
    group: indexed(uint256)
    landlord: indexed(address)
    epoch: uint256

event Unseated:
    group: indexed(uint256)
    landlord: indexed(address)
    seat: uint256

event Withdrawn:
    landlord: indexed(address)
    amount: uint256

event Banned:
    landlord: indexed(address)
    until_day: uint256

event Slashed:
    landlord: indexed(address)
    reporter: indexed(address)
    amount: uint256
    reward: uint256

event Announced:
    commitment: indexed(bytes32)

event Followed:
    old: indexed(address)
    to: indexed(address)


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    disk_: address,
    hires_: address,
    recovery_: address,
    terms_: Terms,
):
    """
    @notice Fixes the rules for good.
    @param owner Unpauses; the timelock in the end.
    @param guardian May pause joining.
    @param token_ CNT. @param disk_ WorldDisk. @param hires_ DataHires. @param recovery_ Recovery. They may be made later.
    @param terms_ The numbers.
    """
    guarded.__init__(owner, guardian)
    eip712.__init__("StorageProofs", "1")
    assert token_ != empty(address) and disk_ != empty(address), "Proofs: zero address"
    assert hires_ != empty(address) and recovery_ != empty(address), "Proofs: zero address"
    assert 3 <= terms_.replicas and terms_.replicas <= terms_.fill, "Proofs: replicas out of range"
    assert terms_.fill <= terms_.size and terms_.size <= SEATS, "Proofs: size out of range"
    assert 0 < terms_.mb and terms_.mb <= 1 << 20, "Proofs: MB out of range"
    assert 0 < terms_.bond and terms_.bond < 1 << 80, "Proofs: bond out of range"
    assert max(terms_.penalty, terms_.reporter_share) <= _BPS, "Proofs: share above 100%"
    assert terms_.epoch_blocks > 0 and terms_.round_epochs > 0, "Proofs: no epochs"
    assert 0 < terms_.answer_blocks and terms_.answer_blocks < HASHES, "Proofs: answer out of range"
    assert 0 < terms_.challenges and terms_.challenges <= CHALLENGES, "Proofs: expected 1 to 4 challenges"
    assert terms_.absence >= _DAY, "Proofs: absence below a day"
    assert terms_.lock >> 32 == 0 and terms_.ban_days >> 16 == 0, "Proofs: time out of range"
    token = token_
    disk = disk_
    hires = hires_
    recovery = recovery_
    TERMS = terms_


# landlords


@external
def join(seats: uint256):
    """
    @notice CNT-11: bonds for seats, out of what is free and no longer locked of the caller's bond and then out of its
            allowance. The groups are drawn by the hash of the next block, among the first that the seats of now fill;
            anybody carries that out with `assign`.
    @param seats 1 to 16, each `terms().mb` MB.
    """
    guarded._check_open()
    assert 0 < seats and seats <= JOINS, "Proofs: expected 1 to 16 seats"
    a: words.Landlord = words._landlord(self._landlords[msg.sender])
    assert a.banned <= block.timestamp // _DAY, "Proofs: landlord is banned"
    assert a.pending == 0, "Proofs: a draw is pending"
    needed: uint256 = (a.seats + seats) * TERMS.bond
    backing: uint256 = a.bond
    if block.timestamp < a.unlock:
        backing = min(backing, a.seats * TERMS.bond)
    due: uint256 = needed - min(needed, backing)
    totals: words.Totals = words._totals(self._totals)
    totals.seats += seats
    a.bond += due
    a.pending = seats
    a.draw = block.number + 1
    # by the seats of now, so that groups which others emptied take nobody; a landlord needs a group for each seat
    a.among = max((totals.seats + TERMS.fill - 1) // TERMS.fill, a.seats + seats)
    self._landlords[msg.sender] = words._pack_landlord(a)
    self._totals = words._pack_totals(totals)
    log Joined(landlord=msg.sender, seats=seats, draw=a.draw)
    if due > 0:
        extcall Token(token).transferFrom(msg.sender, self, due)


@external
def assign(landlord: address, members: DynArray[address, SEATS]) -> uint256:
    """
    @notice CNT-11: seats a landlord in the group that was drawn for it, one seat a call. Anybody.
    @param landlord Whose draw. @param members The members of the group `drawn(landlord)`, empty for a new group.
    @return The group.
    """
    a: words.Landlord = words._landlord(self._landlords[landlord])
    group: uint256 = self._drawn(landlord, a)
    self._check_members(group, members)
    g: words.Group = words._group(self._groups[group])
    place: uint256 = len(members)
    list: DynArray[address, SEATS] = members
    for seat: uint256 in range(len(members), bound=SEATS):
        if members[seat] == empty(address):
            place = seat
            break
    if place == len(members):
        list.append(landlord)
    else:
        list[place] = landlord
    g.count += 1
    totals: words.Totals = words._totals(self._totals)
    if group >= totals.groups:
        totals.groups = group + 1
        self._totals = words._pack_totals(totals)
    a.pending -= 1
    a.seats += 1
    self._landlords[landlord] = words._pack_landlord(a)
    self._groups[group] = words._pack_group(g)
    self._seats[group][landlord] = words._pack_seat(words.Seat(place=place, since=block.timestamp))
    self.members_hash[group] = keccak256(abi_encode(list))
    log Seated(group=group, landlord=landlord, seat=place)
    return group


@external
def cancel(landlord: address):
    """
    @notice CNT-11: ends a draw that nobody carried out while its block's hash was known; a part of the bond goes to the
            pool. Anybody.
    """
    a: words.Landlord = words._landlord(self._landlords[landlord])
    assert a.pending > 0, "Proofs: no draw is pending"
    assert block.number > a.draw + HASHES, "Proofs: draw has not expired"
    self._landlords[landlord] = words._pack_landlord(self._without_draw(a))
    self._fine(landlord, a.pending)


@external
def leave(group: uint256, members: DynArray[address, SEATS]):
    """
    @notice CNT-11: gives the caller's seat in a group back. Its bond is free once the lock has passed; within a period of
            absence since it sat down a part goes to the pool.
    """
    assert not staticcall Recovery(recovery).frozen(msg.sender), "Proofs: account is frozen"
    since: uint256 = self._seat(group, msg.sender).since
    self._unseat(group, msg.sender, msg.sender, members)
    if block.timestamp < since + TERMS.absence:
        self._fine(msg.sender, 1)


@external
def expel(group: uint256, landlord: address, members: DynArray[address, SEATS]):
    """
    @notice CNT-11: takes the seat of a member that is banned, or that passed nothing for a whole period. Anybody.
    """
    seat: words.Seat = words._seat(self._seats[group][landlord])
    banned: bool = words._landlord(self._landlords[landlord]).banned > block.timestamp // _DAY
    absent: bool = (words._group(self._groups[group]).absent >> seat.place) & 1 == 1
    assert banned or (absent and seat.since + TERMS.absence <= block.timestamp), "Proofs: not to be sent away"
    self._unseat(group, landlord, landlord, members)


@external
def withdraw() -> uint256:
    """
    @notice CNT-11: pays the caller what is free of its bond, once the lock since its last leaving has passed.
    @return Wei paid.
    """
    assert not staticcall Recovery(recovery).frozen(msg.sender), "Proofs: account is frozen"
    a: words.Landlord = words._landlord(self._landlords[msg.sender])
    assert block.timestamp >= a.unlock, "Proofs: bond is locked"
    amount: uint256 = self._free(a)
    assert amount > 0, "Proofs: nothing to withdraw"
    a.bond -= amount
    self._landlords[msg.sender] = words._pack_landlord(a)
    log Withdrawn(landlord=msg.sender, amount=amount)
    extcall Token(token).transfer(msg.sender, amount)
    return amount


# proofs


@external
def prove(
    group: uint256,
    told: Attestation,
    passed: uint256,
    signers: uint256,
    members: DynArray[address, SEATS],
    signatures: Bytes[2048],
):
    """
    @notice CNT-11: a group's message of the day. Anybody.
    @param group The group. @param told What was signed beside who passed.
    @param passed Who passed. @param signers Who signed, two thirds of the members at least.
    @param members The group's seats. @param signatures 64 bytes for each signer, in the order of seats.
    """
    g: words.Group = words._group(self._groups[group])
    today: uint256 = block.timestamp // _DAY
    day: uint256 = g.time // _DAY
    assert day < today, "Proofs: group proved today"
    assert told.epoch > g.epoch, "Proofs: epoch was used"
    self._check_challenge(group, told)
    self._check_members(group, members)
    assert g.count >= TERMS.replicas, "Proofs: group is too small"
    yes: uint256 = words._ones(signers)
    # bits above 32 are refused with the seats below
    assert 3 * yes >= 2 * g.count, "Proofs: under two thirds"
    assert len(signatures) == 64 * yes, "Proofs: wrong number of signatures"
    assert passed != 0, "Proofs: nobody passed"
    assert (passed | signers) >> len(members) == 0, "Proofs: no such seat"
    digest: bytes32 = self._message(
        group, told.epoch, told.block_hash, passed, told.sealed_roots, told.data_root
    )

    yesterday: bool = day + 1 == today
    before: uint256 = g.passed if yesterday else 0
    landlords: DynArray[address, SEATS] = []
    again: uint256 = 0
    occupied: uint256 = 0
    start: uint256 = 0
    for seat: uint256 in range(len(members), bound=SEATS):
        bit: uint256 = 1 << seat
        member: address = members[seat]
        if member == empty(address):
            assert (passed | signers) & bit == 0, "Proofs: no such seat"
            continue
        occupied |= bit
        if signers & bit != 0:
            r: uint256 = extract32(signatures, start, output_type=uint256)
            s: uint256 = extract32(signatures, unsafe_add(start, 32), output_type=uint256)
            assert self._signer(digest, r, s) == member, "Proofs: wrong signature"
            start = unsafe_add(start, 64)
        if passed & bit != 0:
            if before & bit != 0:
                again |= 1 << len(landlords)
            landlords.append(member)

    period: uint256 = block.timestamp // TERMS.absence
    if period == g.time // TERMS.absence:
        g.seen |= passed
        g.absent &= ~passed
    else:
        # a period without any message proves nobody absent
        g.absent = occupied & ~(g.seen | passed) if period == g.time // TERMS.absence + 1 else 0
        g.seen = passed
    backed: bool = words._ones(passed) >= TERMS.replicas
    backed_before: bool = yesterday and g.backed
    g.time = block.timestamp
    g.epoch = told.epoch
    g.passed = passed
    g.before = before & ~passed
    g.backed = backed
    g.backed_before = backed_before and not backed
    self._groups[group] = words._pack_group(g)
    self.attested[group] = keccak256(abi_encode(told))
    log Proved(group=group, told=told, passed=passed, signers=signers)
    extcall Disk(disk).record_pass(landlords, again, TERMS.mb, backed, backed and backed_before)


@external
def prove_self(
    group: uint256,
    landlord: address,
    told: Attestation,
    sealed_root: bytes32,
    root_path: DynArray[bytes32, DEPTH],
    leaves: DynArray[Bytes[LEAF], CHALLENGES],
    paths: DynArray[DynArray[bytes32, DEPTH], CHALLENGES],
):
    """
    @notice CNT-11: counts a member that today's message left out, by its own answer: the challenged leaves of its sealed
            replica, whose root the message attests. Anybody who has them.
    @param group The group. @param landlord The member. @param told What the message of today attests.
    @param sealed_root Root of the member's replica. @param root_path Its path, as the leaf of its seat, to `sealed_roots`.
    @param leaves The challenged leaves, in order. @param paths Their paths to `sealed_root`.
    """
    g: words.Group = words._group(self._groups[group])
    assert g.time // _DAY == block.timestamp // _DAY, "Proofs: no message today"
    seat: words.Seat = self._seat(group, landlord)
    assert keccak256(abi_encode(told)) == self.attested[group], "Proofs: not what the group signed"
    attested: bytes32 = self._leaf(seat.place, keccak256(sealed_root))
    holds: bool = merkle_proof_verification._verify(root_path, told.sealed_roots, attested)
    assert holds, "Proofs: root is not attested"
    # who sat down later would answer from the replica of another
    assert seat.since < g.time, "Proofs: sat down after the message"
    bit: uint256 = 1 << seat.place
    assert g.passed & bit == 0, "Proofs: passed already"
    banned: uint256 = words._landlord(self._landlords[landlord]).banned
    assert banned <= block.timestamp // _DAY, "Proofs: landlord is banned"
    assert len(leaves) == TERMS.challenges and len(paths) == TERMS.challenges, "Proofs: wrong number of leaves"
    for k: uint256 in range(TERMS.challenges, bound=CHALLENGES):
        assert len(leaves[k]) == LEAF, "Proofs: wrong leaf size"
        index: uint256 = self._challenge(landlord, group, told.block_hash, k)
        leaf: bytes32 = self._leaf(index, keccak256(leaves[k]))
        assert merkle_proof_verification._verify(paths[k], sealed_root, leaf), "Proofs: leaf is not sealed there"

    again: uint256 = (g.before >> seat.place) & 1
    g.passed |= bit
    g.before &= ~bit
    g.seen |= bit
    g.absent &= ~bit
    backs: bool = not g.backed and words._ones(g.passed) >= TERMS.replicas
    moves: bool = backs and g.backed_before
    if backs:
        g.backed = True
        g.backed_before = False
    self._groups[group] = words._pack_group(g)
    log ProvedSelf(group=group, landlord=landlord, epoch=told.epoch)
    extcall Disk(disk).record_pass([landlord], again, TERMS.mb, backs, moves)


# evidence


@external
def announce(commitment: bytes32):
    """
    @notice CNT-11: claims evidence before it is shown, so that nobody who sees it can be paid for it.
    @param commitment keccak256(abi.encode(reporter, keccak256(signatures))): the signature of a false answer, or the two
           of a double vote one after the other.
    """
    assert self.announced[commitment] == 0, "Proofs: announced already"
    self.announced[commitment] = block.number
    log Announced(commitment=commitment)


@external
def report_answer(
    group: uint256,
    landlord: address,
    told: Attestation,
    k: uint256,
    answered: bytes32,
    signature: Bytes[64],
    stored: bytes32,
    path: DynArray[bytes32, DEPTH],
):
    """
    @notice CNT-11: a member signed an answer with another leaf than the replica has whose root it signed with it: it
            loses its bond, wherever its account moved. What others attest costs nobody a bond. Anybody who announced
            it, at any time.
    @param group The group. @param landlord The member. @param told What it answered, its own replica's root in the place
           of the group's. @param k Which leaf. @param answered keccak256 of the leaf that it answered.
    @param signature Of its `Answer`. @param stored keccak256 of the leaf that its replica has.
    @param path From there to `told.sealed_roots`.
    """
    self._check_announced(keccak256(signature))
    assert answered != stored, "Proofs: answer is right"
    digest: bytes32 = message_hash_utils._to_typed_data_hash(
        eip712._domain_separator_v4(), keccak256(abi_encode(ANSWER_TYPE, group, told, k, answered))
    )
    assert self._signer_of(digest, signature) == landlord, "Proofs: wrong signature"
    leaf: bytes32 = self._leaf(self._challenge(landlord, group, told.block_hash, k), stored)
    assert merkle_proof_verification._verify(path, told.sealed_roots, leaf), "Proofs: leaf is not sealed there"
    self._slash(landlord)


@external
def report_votes(group: uint256, epoch: uint256, block_hash: bytes32, first: Vote, second: Vote):
    """
    @notice CNT-11: somebody signed two different messages of one group for one challenge: it loses its bond. Anybody
            who announced it, at any time.
    @param group The group. @param epoch The challenge. @param block_hash Its block in both messages.
    @param first One message with its signature. @param second Another of the same signer.
    """
    self._check_announced(keccak256(concat(first.signature, second.signature)))
    one: bytes32 = self._message(group, epoch, block_hash, first.passed, first.sealed_roots, first.data_root)
    two: bytes32 = self._message(group, epoch, block_hash, second.passed, second.sealed_roots, second.data_root)
    assert one != two, "Proofs: votes are the same"
    landlord: address = self._signer_of(one, first.signature)
    same: bool = landlord == self._signer_of(two, second.signature)
    assert same and landlord != empty(address), "Proofs: wrong signature"
    self._slash(landlord)


@external
def ban(landlord: address):
    """
    @notice CNT-12: bad service costs a landlord its places for a time, not its bond; where its account moved they are its
            successor's. Only DataHires.
    """
    assert msg.sender == hires, "Proofs: only DataHires"
    liable: address = self._liable(landlord)
    a: words.Landlord = words._landlord(self._landlords[liable])
    a = self._without_draw(a)
    a.banned = max(a.banned, block.timestamp // _DAY + TERMS.ban_days)
    self._landlords[liable] = words._pack_landlord(a)
    log Banned(landlord=liable, until_day=a.banned)


# recovery


@external
def follow(old: address):
    """
    @notice CNT-18: an account that moved takes its bond and its draw along; its seats with `follow_seat`. Anybody; where
            the successor is a landlord already only itself, as another's lock or draw would burden it. A ban stays where
            it is, and the seats of a banned landlord are taken (`expel`), not moved.
    """
    to: address = self._successor(old)
    a: words.Landlord = words._landlord(self._landlords[old])
    assert a.bond + a.seats + a.pending > 0, "Proofs: nothing to follow"
    assert a.seats == 0 or a.banned <= block.timestamp // _DAY, "Proofs: landlord is banned"
    word: uint256 = self._landlords[to]
    assert word == 0 or msg.sender == to, "Proofs: only the successor"
    b: words.Landlord = words._landlord(word)
    assert a.pending == 0 or b.pending == 0, "Proofs: a draw is pending"
    b.bond += a.bond
    b.seats += a.seats
    b.unlock = max(a.unlock, b.unlock)
    if a.pending > 0:
        b.pending = a.pending
        b.draw = a.draw
        b.among = a.among
    kept: words.Landlord = empty(words.Landlord)
    kept.banned = a.banned
    self._landlords[old] = words._pack_landlord(kept)
    self._landlords[to] = words._pack_landlord(b)
    log Followed(old=old, to=to)


@external
def follow_seat(group: uint256, old: address, members: DynArray[address, SEATS]):
    """
    @notice CNT-18: the successor takes a seat over, once its account has followed; it seals the replica for its own id.
            Where it sits in the group already the seat is given back. Anybody.
    """
    to: address = self._successor(old)
    assert words._landlord(self._landlords[old]).seats == 0, "Proofs: follow the account first"
    # what the old account passed is on its successor's account from now on; nothing to follow there is no fault
    moved: bool = raw_call(disk, abi_encode(old, method_id=method_id("follow(address)")), revert_on_failure=False)
    if self._seats[group][to] != 0:
        self._unseat(group, old, to, members)
        return
    self._check_members(group, members)
    seat: words.Seat = self._seat(group, old)
    list: DynArray[address, SEATS] = members
    list[seat.place] = to
    seat.since = block.timestamp
    self._seats[group][old] = 0
    self._seats[group][to] = words._pack_seat(seat)
    self.members_hash[group] = keccak256(abi_encode(list))
    log Unseated(group=group, landlord=old, seat=seat.place)
    log Seated(group=group, landlord=to, seat=seat.place)


# views


@external
@view
def terms() -> Terms:
    """
    @notice The numbers.
    """
    return TERMS


@external
@view
def totals() -> words.Totals:
    """
    @notice Groups that exist, and seats taken or pending.
    """
    return words._totals(self._totals)


@external
@view
def landlord(account: address) -> words.Landlord:
    """
    @notice A landlord's bond, seats and draw.
    """
    return words._landlord(self._landlords[account])


@external
@view
def free_bond(account: address) -> uint256:
    """
    @notice Wei of a bond that no seat needs; `withdraw` pays them once the lock has passed.
    """
    return self._free(words._landlord(self._landlords[account]))


@external
@view
def is_banned(account: address) -> bool:
    """
    @notice Whether a landlord may neither join nor keep its seats.
    """
    return words._landlord(self._landlords[account]).banned > block.timestamp // _DAY


@external
@view
def group(number: uint256) -> words.Group:
    """
    @notice A group as of its last message.
    """
    return words._group(self._groups[number])


@external
@view
def seat(number: uint256, account: address) -> words.Seat:
    """
    @notice A member's seat in a group; `since` 0 for who is none.
    """
    return words._seat(self._seats[number][account])


@external
@view
def drawn(account: address) -> uint256:
    """
    @notice The group in which `assign` will seat the landlord next. Reverts as `assign` does.
    """
    return self._drawn(account, words._landlord(self._landlords[account]))


@external
@view
def challenge(account: address, number: uint256, block_hash: bytes32, k: uint256) -> uint256:
    """
    @notice Which leaf of its replica a challenge asks a landlord for.
    """
    return self._challenge(account, number, block_hash, k)


@external
@view
def is_due(number: uint256, epoch: uint256) -> bool:
    """
    @notice Whether a group is met in an epoch.
    """
    return (epoch + number) % TERMS.round_epochs == 0


# inside


@internal
@view
def _drawn(landlord: address, a: words.Landlord) -> uint256:
    """
    @dev The group of a landlord's next seat: the first with room, and without it, of 8 that the draw names; else the
         first of 8 that were opened after it joined; else a new one. The draw depends on nothing after the joining but
         that block's hash.
    """
    assert a.pending > 0, "Proofs: no draw is pending"
    assert block.number > a.draw, "Proofs: draw is not known yet"
    assert block.number <= a.draw + HASHES, "Proofs: draw has expired"
    seed: bytes32 = blockhash(a.draw)
    for k: uint256 in range(TRIES):
        number: uint256 = convert(keccak256(abi_encode(seed, landlord, a.pending, k)), uint256) % a.among
        if self._has_room(number, landlord):
            return number
    groups: uint256 = words._totals(self._totals).groups
    for k: uint256 in range(TRIES):
        number: uint256 = a.among + k
        if number >= groups or self._has_room(number, landlord):
            return min(number, groups)
    return groups


@internal
@view
def _has_room(number: uint256, landlord: address) -> bool:
    """
    @dev Whether a group has a free seat, and the landlord none in it.
    """
    return (
        self._seats[number][landlord] == 0 and words._group(self._groups[number]).count < TERMS.size
    )


@internal
@view
def _check_members(number: uint256, members: DynArray[address, SEATS]):
    """
    @dev Reverts unless these are the group's seats.
    """
    kept: bytes32 = self.members_hash[number]
    if kept == empty(bytes32):
        assert len(members) == 0, "Proofs: wrong members"
    else:
        assert keccak256(abi_encode(members)) == kept, "Proofs: wrong members"


@internal
@view
def _seat(number: uint256, landlord: address) -> words.Seat:
    """
    @dev A member's seat; reverts for who is none.
    """
    word: uint256 = self._seats[number][landlord]
    assert word != 0, "Proofs: not a member"
    return words._seat(word)


@internal
@view
def _check_challenge(number: uint256, told: Attestation):
    """
    @dev Reverts unless the group is met in the epoch, the epoch is fresh, and the hash is its block's.
    """
    drawn: uint256 = told.epoch * TERMS.epoch_blocks
    assert (told.epoch + number) % TERMS.round_epochs == 0, "Proofs: not this group's epoch"
    assert drawn < block.number, "Proofs: challenge is not known yet"
    assert block.number <= drawn + TERMS.answer_blocks, "Proofs: challenge is stale"
    assert blockhash(drawn) == told.block_hash, "Proofs: wrong block hash"


@internal
@view
def _check_announced(signatures: bytes32):
    """
    @dev Reverts unless the caller announced these signatures in an earlier block.
    """
    at: uint256 = self.announced[keccak256(abi_encode(msg.sender, signatures))]
    assert at != 0 and at < block.number, "Proofs: announce it a block before"


@internal
@pure
def _leaf(index: uint256, data_hash: bytes32) -> bytes32:
    """
    @dev The leaf of data with this hash at a place.
    """
    return keccak256(keccak256(abi_encode(index, data_hash)))


@internal
@view
def _challenge(landlord: address, number: uint256, block_hash: bytes32, k: uint256) -> uint256:
    """
    @dev The k-th leaf that a block hash asks a landlord for.
    """
    return convert(keccak256(abi_encode(landlord, number, block_hash, k)), uint256) % (TERMS.mb * MB_LEAVES)


@internal
@view
def _message(
    number: uint256,
    epoch: uint256,
    block_hash: bytes32,
    passed: uint256,
    sealed_roots: bytes32,
    data_root: bytes32,
) -> bytes32:
    """
    @dev What members sign.
    """
    return message_hash_utils._to_typed_data_hash(
        eip712._domain_separator_v4(),
        keccak256(abi_encode(MESSAGE_TYPE, number, epoch, block_hash, passed, sealed_roots, data_root)),
    )


@internal
@pure
def _signer(digest: bytes32, r: uint256, s: uint256) -> address:
    """
    @dev Who signed (EIP-2098: s carries the parity in its highest bit); zero for nobody. A second form of a signature
         serves nobody: who signed is counted by seat.
    """
    # 27 or 28
    return ecrecover(digest, unsafe_add(27, s >> 255), r, s & _LOW_S)


@internal
@pure
def _signer_of(digest: bytes32, signature: Bytes[64]) -> address:
    """
    @dev Who signed; reverts for another length.
    """
    assert len(signature) == 64, "Proofs: wrong signature"
    return self._signer(
        digest, extract32(signature, 0, output_type=uint256), extract32(signature, 32, output_type=uint256)
    )


@internal
@view
def _free(a: words.Landlord) -> uint256:
    """
    @dev What of a bond no seat needs.
    """
    return a.bond - min(a.bond, (a.seats + a.pending) * TERMS.bond)


@internal
@view
def _successor(old: address) -> address:
    """
    @dev Where an account moved; reverts for one that did not.
    """
    to: address = staticcall Recovery(recovery).successor(old)
    assert to != empty(address), "Proofs: account has not moved"
    return to


@internal
def _without_draw(a: words.Landlord) -> words.Landlord:
    """
    @dev A landlord after its draw is dropped; what was bonded for it is free after the lock.
    """
    after: words.Landlord = a
    if a.pending > 0:
        totals: words.Totals = words._totals(self._totals)
        totals.seats -= a.pending
        self._totals = words._pack_totals(totals)
        after.pending = 0
        after.unlock = max(a.unlock, block.timestamp + TERMS.lock)
    return after


@internal
def _unseat(number: uint256, landlord: address, account: address, members: DynArray[address, SEATS]):
    """
    @dev Empties a seat: what its holder passed is struck off at once, and the group's MB where too few are left.
    @param number The group. @param landlord Whose seat. @param account Whose bond and passes: itself, or its successor.
    """
    self._check_members(number, members)
    seat: words.Seat = self._seat(number, landlord)
    list: DynArray[address, SEATS] = members
    list[seat.place] = empty(address)
    g: words.Group = words._group(self._groups[number])
    bit: uint256 = 1 << seat.place
    age: uint256 = block.timestamp // _DAY - g.time // _DAY
    today: uint256 = 0
    yesterday: uint256 = 0
    if g.passed & bit != 0 and age <= 1:
        if age == 0:
            today = TERMS.mb
        else:
            yesterday = TERMS.mb
    elif g.before & bit != 0 and age == 0:
        yesterday = TERMS.mb
    g.passed &= ~bit
    g.before &= ~bit
    g.seen &= ~bit
    g.absent &= ~bit
    g.count -= 1
    lost_today: uint256 = 0
    lost_yesterday: uint256 = 0
    if age <= 1 and g.backed and words._ones(g.passed) < TERMS.replicas:
        g.backed = False
        if age == 0:
            lost_today = TERMS.mb
        else:
            lost_yesterday = TERMS.mb
    elif age == 0 and g.backed_before and words._ones(g.passed | g.before) < TERMS.replicas:
        g.backed_before = False
        lost_yesterday = TERMS.mb

    a: words.Landlord = words._landlord(self._landlords[account])
    a.seats -= 1
    a.unlock = max(a.unlock, block.timestamp + TERMS.lock)
    totals: words.Totals = words._totals(self._totals)
    totals.seats -= 1
    self._totals = words._pack_totals(totals)
    self._landlords[account] = words._pack_landlord(a)
    self._groups[number] = words._pack_group(g)
    self._seats[number][landlord] = 0
    self.members_hash[number] = keccak256(abi_encode(list))
    log Unseated(group=number, landlord=landlord, seat=seat.place)
    if today + yesterday > 0:
        extcall Disk(disk).strike(account, today, yesterday)
    if lost_today + lost_yesterday > 0:
        extcall Disk(disk).unback(lost_today, lost_yesterday)


@internal
def _fine(landlord: address, seats: uint256):
    """
    @dev Takes the price of another draw of so many seats off a bond.
    """
    a: words.Landlord = words._landlord(self._landlords[landlord])
    penalty: uint256 = min(a.bond, seats * TERMS.bond * TERMS.penalty // _BPS)
    a.bond -= penalty
    self._landlords[landlord] = words._pack_landlord(a)
    log Fined(landlord=landlord, seats=seats, penalty=penalty)
    self._donate(penalty)


@internal
@view
def _liable(landlord: address) -> address:
    """
    @dev Who answers for a landlord: the first of its line of moves with a bond, and without one the last.
    """
    account: address = landlord
    for i: uint256 in range(MOVES):
        if words._landlord(self._landlords[account]).bond > 0:
            break
        to: address = staticcall Recovery(recovery).successor(account)
        if to == empty(address):
            break
        account = to
    return account


@internal
def _slash(landlord: address):
    """
    @dev Takes the whole bond of who answers for a landlord: a share to the caller, the rest to the pool; bans for ever.
         Seats go by `expel`.
    """
    liable: address = self._liable(landlord)
    a: words.Landlord = words._landlord(self._landlords[liable])
    assert a.bond > 0, "Proofs: no bond to lose"
    amount: uint256 = a.bond
    reward: uint256 = amount * TERMS.reporter_share // _BPS
    a = self._without_draw(a)
    a.bond = 0
    a.banned = FOREVER
    self._landlords[liable] = words._pack_landlord(a)
    log Slashed(landlord=liable, reporter=msg.sender, amount=amount, reward=reward)
    log Banned(landlord=liable, until_day=FOREVER)
    if reward > 0:
        extcall Token(token).transfer(msg.sender, reward)
    self._donate(amount - reward)


@internal
def _donate(amount: uint256):
    """
    @dev Gives to the disk's pool.
    """
    if amount > 0:
        extcall Token(token).approve(disk, amount)
        extcall Disk(disk).donate(amount)
