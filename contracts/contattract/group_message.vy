# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a group is asked, and what its members sign
@notice CNT-11: challenges, leaves and the message of the day, as wuxing/contattract/proof.py has them.
        leaf(i, data) = keccak256(keccak256(abi.encode(i, keccak256(data)))), as in wuxing/merkle.py; of 4,096 bytes.
        challenge k of a landlord = uint256(keccak256(abi.encode(landlord, group, blockHash, k))) % leaves, as sealing.py.
@custom:contract-name group_message
@license AGPL-3.0-only
"""

from snekmate.utils import eip712_domain_separator as eip712
from snekmate.utils import message_hash_utils

from contracts.contattract import proof_rules as rules

uses: eip712
uses: rules

struct Attestation:
    # epoch of the challenge
    epoch: uint256
    # hash of its block
    block_hash: bytes32
    # root over the members' sealed roots, by seat
    sealed_roots: bytes32
    # root of the data's leaves; zero: free space
    data_root: bytes32

# EIP-712 type of what members sign together; the domain names this contract
MESSAGE_TYPE: constant(bytes32) = keccak256(
    "GroupMessage(uint256 group,uint256 epoch,bytes32 blockHash,uint256 passed,bytes32 sealedRoots,bytes32 dataRoot)"
)
# longest Merkle path
DEPTH: constant(uint256) = 32
# leaves of a MB
MB_LEAVES: constant(uint256) = 256
_LOW_S: constant(uint256) = (1 << 255) - 1


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
    return (epoch + number) % rules.TERMS.round_epochs == 0


# inside


@internal
@view
def _check_challenge(number: uint256, told: Attestation):
    """
    @dev Reverts unless the group is met in the epoch, the epoch is fresh, and the hash is its block's.
    """
    drawn: uint256 = told.epoch * rules.TERMS.epoch_blocks
    assert (told.epoch + number) % rules.TERMS.round_epochs == 0, "Proofs: not this group's epoch"
    assert drawn < block.number, "Proofs: challenge is not known yet"
    assert block.number <= drawn + rules.TERMS.answer_blocks, "Proofs: challenge is stale"
    assert blockhash(drawn) == told.block_hash, "Proofs: wrong block hash"


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
    return convert(keccak256(abi_encode(landlord, number, block_hash, k)), uint256) % (rules.TERMS.mb * MB_LEAVES)


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
