# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title StorageProofs: who stores what, and who proved it today (CNT-11)
@notice Landlords bond CNT and offer seats; a seat is one replica of a group's MB. The contract draws the group. Each group
        is challenged in a fixed epoch of each round by a block hash that nobody knew; its members check each other's
        answers off chain, and two thirds of them sign one message that says who passed. The message is verified here and
        carried to the disk, which pays by verified MB.
        Messages are here, the rest is in modules: bonds.vy, seats.vy (draws and members), group_message.vy (what is asked
        and signed), evidence.vy, proof_rules.vy (the numbers), proof_words.vy (packed words).
        Message: EIP-712 `GroupMessage`, 64 byte signatures (EIP-2098) one after the other in the order of seats.
        `signers` and `passed` are maps, bit i is seat i. A group proves once a UTC day, and each epoch serves once.

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

from contracts.common import guarded
from contracts.contattract import bonds
from contracts.contattract import evidence
from contracts.contattract import group_message
from contracts.contattract import proof_rules as rules
from contracts.contattract import proof_words as words
from contracts.contattract import seats

initializes: eip712
initializes: guarded
initializes: rules
initializes: bonds[rules := rules]
initializes: group_message[eip712 := eip712, rules := rules]
initializes: seats[bonds := bonds, guarded := guarded, rules := rules]
initializes: evidence[bonds := bonds, eip712 := eip712, group_message := group_message, rules := rules]

exports: (
    eip712.eip712Domain,
    guarded.__interface__,
    rules.__interface__,
    bonds.__interface__,
    group_message.__interface__,
    seats.__interface__,
    evidence.__interface__,
)

interface Disk:
    def record_pass(
        landlords: DynArray[address, 32], again: uint256, mb: uint256, backed: bool, backed_before: bool
    ): nonpayable

# bytes of a leaf
LEAF: constant(uint256) = 4_096

# group -> keccak256(abi.encode(Attestation)) of its last message
attested: public(HashMap[uint256, bytes32])

event Proved:
    group: indexed(uint256)
    told: group_message.Attestation
    passed: uint256
    signers: uint256

event ProvedSelf:
    group: indexed(uint256)
    landlord: indexed(address)
    epoch: uint256


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    disk_: address,
    hires_: address,
    recovery_: address,
    terms_: rules.Terms,
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
    rules.__init__(token_, disk_, hires_, recovery_, terms_)


@external
def prove(
    group: uint256,
    told: group_message.Attestation,
    passed: uint256,
    signers: uint256,
    members: DynArray[address, rules.SEATS],
    signatures: Bytes[2048],
):
    """
    @notice CNT-11: a group's message of the day. Anybody.
    @param group The group. @param told What was signed beside who passed.
    @param passed Who passed, as signed; of them who sits there yet counts, so that nobody voids a message by leaving.
    @param signers Who signed, two thirds of the members at least.
    @param members The group's seats. @param signatures 64 bytes for each signer, in the order of seats.
    """
    g: words.Group = words._group(seats._groups[group])
    today: uint256 = block.timestamp // rules.DAY
    day: uint256 = g.time // rules.DAY
    assert day < today, "Proofs: group proved today"
    assert told.epoch > g.epoch, "Proofs: epoch was used"
    group_message._check_challenge(group, told)
    seats._check_members(group, members)
    assert g.count >= rules.TERMS.replicas, "Proofs: group is too small"
    yes: uint256 = words._ones(signers)
    # bits above 32 are refused with the seats below
    assert 3 * yes >= 2 * g.count, "Proofs: under two thirds"
    assert len(signatures) == 64 * yes, "Proofs: wrong number of signatures"
    assert (passed | signers) >> len(members) == 0, "Proofs: no such seat"
    digest: bytes32 = group_message._message(
        group, told.epoch, told.block_hash, passed, told.sealed_roots, told.data_root
    )

    yesterday: bool = day + 1 == today
    before: uint256 = g.passed if yesterday else 0
    landlords: DynArray[address, rules.SEATS] = []
    again: uint256 = 0
    occupied: uint256 = 0
    start: uint256 = 0
    for seat: uint256 in range(len(members), bound=rules.SEATS):
        bit: uint256 = 1 << seat
        member: address = members[seat]
        if member == empty(address):
            assert signers & bit == 0, "Proofs: no such seat"
            continue
        occupied |= bit
        if signers & bit != 0:
            r: uint256 = extract32(signatures, start, output_type=uint256)
            # a place in the signatures, whose length is bounded
            s: uint256 = extract32(signatures, unsafe_add(start, 32), output_type=uint256)
            assert group_message._signer(digest, r, s) == member, "Proofs: wrong signature"
            start = unsafe_add(start, 64)
        if passed & bit != 0:
            if before & bit != 0:
                again |= 1 << len(landlords)
            landlords.append(member)
    here: uint256 = passed & occupied
    assert here != 0, "Proofs: nobody passed"

    period: uint256 = block.timestamp // rules.TERMS.absence
    if period == g.time // rules.TERMS.absence:
        g.seen |= here
        g.absent &= ~here
    else:
        # a period without any message proves nobody absent
        g.absent = occupied & ~(g.seen | here) if period == g.time // rules.TERMS.absence + 1 else 0
        g.seen = here
    backed: bool = words._ones(here) >= rules.TERMS.replicas
    backed_before: bool = yesterday and g.backed
    g.time = block.timestamp
    g.epoch = told.epoch
    g.passed = here
    g.before = before & ~here
    g.backed = backed
    g.backed_before = backed_before and not backed
    seats._groups[group] = words._pack_group(g)
    self.attested[group] = keccak256(abi_encode(told))
    log Proved(group=group, told=told, passed=here, signers=signers)
    extcall Disk(rules.disk).record_pass(landlords, again, rules.TERMS.mb, backed, backed and backed_before)


@external
def prove_self(
    group: uint256,
    landlord: address,
    told: group_message.Attestation,
    sealed_root: bytes32,
    root_path: DynArray[bytes32, group_message.DEPTH],
    leaves: DynArray[Bytes[LEAF], rules.CHALLENGES],
    paths: DynArray[DynArray[bytes32, group_message.DEPTH], rules.CHALLENGES],
):
    """
    @notice CNT-11: counts a member that today's message left out, by its own answer: the challenged leaves of its sealed
            replica, whose root the message attests. Anybody who has them.
    @param group The group. @param landlord The member. @param told What the message of today attests.
    @param sealed_root Root of the member's replica. @param root_path Its path, as the leaf of its seat, to `sealed_roots`.
    @param leaves The challenged leaves, in order. @param paths Their paths to `sealed_root`.
    """
    g: words.Group = words._group(seats._groups[group])
    assert g.time // rules.DAY == block.timestamp // rules.DAY, "Proofs: no message today"
    seat: words.Seat = seats._seat(group, landlord)
    assert keccak256(abi_encode(told)) == self.attested[group], "Proofs: not what the group signed"
    attested: bytes32 = group_message._leaf(seat.place, keccak256(sealed_root))
    holds: bool = merkle_proof_verification._verify(root_path, told.sealed_roots, attested)
    assert holds, "Proofs: root is not attested"
    # who sat down later would answer from the replica of another
    assert seat.since < g.time, "Proofs: sat down after the message"
    bit: uint256 = 1 << seat.place
    assert g.passed & bit == 0, "Proofs: passed already"
    banned: uint256 = words._landlord(bonds._landlords[landlord]).banned
    assert banned <= block.timestamp // rules.DAY, "Proofs: landlord is banned"
    challenges: uint256 = rules.TERMS.challenges
    assert len(leaves) == challenges and len(paths) == challenges, "Proofs: wrong number of leaves"
    for k: uint256 in range(challenges, bound=rules.CHALLENGES):
        assert len(leaves[k]) == LEAF, "Proofs: wrong leaf size"
        index: uint256 = group_message._challenge(landlord, group, told.block_hash, k)
        leaf: bytes32 = group_message._leaf(index, keccak256(leaves[k]))
        assert merkle_proof_verification._verify(paths[k], sealed_root, leaf), "Proofs: leaf is not sealed there"

    again: uint256 = (g.before >> seat.place) & 1
    g.passed |= bit
    g.before &= ~bit
    g.seen |= bit
    g.absent &= ~bit
    backs: bool = not g.backed and words._ones(g.passed) >= rules.TERMS.replicas
    moves: bool = backs and g.backed_before
    if backs:
        g.backed = True
        g.backed_before = False
    seats._groups[group] = words._pack_group(g)
    log ProvedSelf(group=group, landlord=landlord, epoch=told.epoch)
    extcall Disk(rules.disk).record_pass([landlord], again, rules.TERMS.mb, backs, moves)
