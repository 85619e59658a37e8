# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Evidence against landlords
@notice CNT-11: a false answer or a double vote, announced a block before it is shown, takes a landlord's bond; CNT-12: bad
        service takes its places. Who moved its account stays liable (CNT-18).
@custom:contract-name evidence
@license AGPL-3.0-only
"""

from snekmate.utils import eip712_domain_separator as eip712
from snekmate.utils import merkle_proof_verification
from snekmate.utils import message_hash_utils

from contracts.contattract import bonds
from contracts.contattract import group_message
from contracts.contattract import proof_rules as rules
from contracts.contattract import proof_words as words

uses: bonds
uses: eip712
uses: group_message
uses: rules

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable

interface Recovery:
    def successor(account: address) -> address: view

struct Vote:
    # who passed, says the signer
    passed: uint256
    # as in Attestation
    sealed_roots: bytes32
    # as in Attestation
    data_root: bytes32
    # of a GroupMessage
    signature: Bytes[64]

# EIP-712 type of a member's answer to the others: keccak256 of the k-th leaf's sealed bytes, and its replica's root
ANSWER_TYPE: constant(bytes32) = keccak256(
    "Answer(uint256 group,uint256 epoch,bytes32 blockHash,bytes32 sealedRoot,bytes32 dataRoot,uint256 k,bytes32 leafHash)"
)
# moves of moves through which a landlord answers for what it signed
MOVES: constant(uint256) = 16
# of a ban for ever
FOREVER: constant(uint256) = (1 << 24) - 1

# keccak256(abi.encode(reporter, keccak256(evidence's signatures))) -> block in which it was announced
announced: public(HashMap[bytes32, uint256])

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
    told: group_message.Attestation,
    k: uint256,
    answered: bytes32,
    signature: Bytes[64],
    stored: bytes32,
    path: DynArray[bytes32, group_message.DEPTH],
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
    assert group_message._signer_of(digest, signature) == landlord, "Proofs: wrong signature"
    leaf: bytes32 = group_message._leaf(group_message._challenge(landlord, group, told.block_hash, k), stored)
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
    one: bytes32 = group_message._message(group, epoch, block_hash, first.passed, first.sealed_roots, first.data_root)
    two: bytes32 = group_message._message(group, epoch, block_hash, second.passed, second.sealed_roots, second.data_root)
    assert one != two, "Proofs: votes are the same"
    landlord: address = group_message._signer_of(one, first.signature)
    same: bool = landlord == group_message._signer_of(two, second.signature)
    assert same and landlord != empty(address), "Proofs: wrong signature"
    self._slash(landlord)


@external
def ban(landlord: address):
    """
    @notice CNT-12: bad service costs a landlord its places for a time, not its bond; where its account moved they are its
            successor's. A draw that it ends costs what an expired one does, or who dislikes its draw would have itself
            banned. Only DataHires.
    """
    assert msg.sender == rules.hires, "Proofs: only DataHires"
    liable: address = self._liable(landlord)
    a: words.Landlord = words._landlord(bonds._landlords[liable])
    pending: uint256 = a.pending
    a = bonds._without_draw(a)
    a.banned = max(a.banned, block.timestamp // rules.DAY + rules.TERMS.ban_days)
    bonds._landlords[liable] = words._pack_landlord(a)
    log Banned(landlord=liable, until_day=a.banned)
    if pending > 0:
        bonds._fine(liable, pending)


# inside


@internal
@view
def _check_announced(signatures: bytes32):
    """
    @dev Reverts unless the caller announced these signatures in an earlier block.
    """
    at: uint256 = self.announced[keccak256(abi_encode(msg.sender, signatures))]
    assert at != 0 and at < block.number, "Proofs: announce it a block before"


@internal
@view
def _liable(landlord: address) -> address:
    """
    @dev Who answers for a landlord: the first of its line of moves with a bond, and without one the last.
    """
    account: address = landlord
    for i: uint256 in range(MOVES):
        if words._landlord(bonds._landlords[account]).bond > 0:
            break
        to: address = staticcall Recovery(rules.recovery).successor(account)
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
    a: words.Landlord = words._landlord(bonds._landlords[liable])
    assert a.bond > 0, "Proofs: no bond to lose"
    amount: uint256 = a.bond
    reward: uint256 = amount * rules.TERMS.reporter_share // rules.BPS
    a = bonds._without_draw(a)
    a.bond = 0
    a.banned = FOREVER
    bonds._landlords[liable] = words._pack_landlord(a)
    log Slashed(landlord=liable, reporter=msg.sender, amount=amount, reward=reward)
    log Banned(landlord=liable, until_day=FOREVER)
    if reward > 0:
        extcall Token(rules.token).transfer(msg.sender, reward)
    bonds._donate(amount - reward)
