# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title SliceReader: what a contract may believe of stored data (CNT-23)
@notice A group's message attests the root of its data, signed by two thirds of its members and verified by StorageProofs. Here a
        contract reads a piece of one leaf by its Merkle path to that root, and says how old the message may be.
        leaf(i, data) = keccak256(keccak256(abi.encode(i, keccak256(data)))), as in wuxing/merkle.py; leaves of 4,096 bytes.
        Who may do what: anybody reads; there is no state. Invariant: what is returned stands at that place under the root of
        the group's last message, which is not older than asked. Two thirds of a group can attest what is not so: see
        docs/security.md, CNT-P. How it is stopped: it cannot be and need not be; an old message reads no more.
@custom:contract-name SliceReader
@license AGPL-3.0-only
"""

from snekmate.utils import merkle_proof_verification

from contracts.contattract import proof_words as words

interface Proofs:
    def attested(group: uint256) -> bytes32: view
    def group(number: uint256) -> words.Group: view

struct Attestation:
    # epoch of the challenge
    epoch: uint256
    # hash of its block
    block_hash: bytes32
    # root over the members' sealed roots, by seat
    sealed_roots: bytes32
    # root of the data's leaves; zero: free space
    data_root: bytes32

# bytes of a leaf
LEAF: constant(uint256) = 4_096
# longest Merkle path
DEPTH: constant(uint256) = 32

# StorageProofs
proofs: public(immutable(address))


@deploy
def __init__(proofs_: address):
    """
    @param proofs_ StorageProofs; it may be made later.
    """
    assert proofs_ != empty(address), "Slices: zero address"
    proofs = proofs_


@external
@view
def read(
    group: uint256,
    index: uint256,
    start: uint256,
    length: uint256,
    data: Bytes[LEAF],
    path: DynArray[bytes32, DEPTH],
    told: Attestation,
    max_age: uint256,
) -> Bytes[LEAF]:
    """
    @notice CNT-23: bytes of a leaf of a group's data, as its last message attests them.
    @param group The group. @param index The leaf. @param start First byte within it. @param length How many.
    @param data The whole leaf. @param path Its path to `told.data_root`. @param told What the last message attests.
    @param max_age Seconds that the message may be old.
    """
    assert keccak256(abi_encode(told)) == staticcall Proofs(proofs).attested(group), "Slices: not what the group signed"
    assert told.data_root != empty(bytes32), "Slices: free space"
    time: uint256 = (staticcall Proofs(proofs).group(group)).time
    # a message is never ahead of the clock
    assert unsafe_sub(block.timestamp, time) <= max_age, "Slices: older than asked"
    assert len(data) == LEAF, "Slices: wrong leaf size"
    assert start <= LEAF and length <= LEAF - start, "Slices: beyond the leaf"
    leaf: bytes32 = keccak256(keccak256(abi_encode(index, keccak256(data))))
    assert merkle_proof_verification._verify(path, told.data_root, leaf), "Slices: not in the group's data"
    return slice(data, start, length)
