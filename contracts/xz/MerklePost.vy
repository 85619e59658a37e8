# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title MerklePost: proofs over time by opening leaves (XZ-19)
@notice Judges whether a sealed sector is stored: the seed picks some of its leaves, and the proof shows their bytes
        with their paths to the committed root. Without the bytes there is no proof: leaves are hashed here.
        challenge k = uint256(keccak256(abi.encode(seed, sectorId, k))) % leaves
        leaf(i, data) = keccak256(keccak256(abi.encode(i, keccak256(data)))), as in wuxing/merkle.py
        A leaf carries its index and is hashed twice, so that neither another place nor an inner node passes for it.
        Who may do what: anyone asks; there is no state. Invariant: a proof is accepted only if every challenged leaf,
        in order and of full size, is under the root. How it is stopped: it cannot be and need not be.
@custom:contract-name MerklePost
@license AGPL-3.0-only
"""

from snekmate.utils import merkle_proof_verification

from contracts.xz import post_verifier

implements: post_verifier

# most leaves in a proof
_CHALLENGES: constant(uint256) = 8
# most bytes in a leaf
_LEAF: constant(uint256) = 1024
# longest path: trees of up to 2**32 leaves
_DEPTH: constant(uint256) = 32

# leaves that a proof opens
challenges: public(immutable(uint256))
# bytes in a leaf
leaf_bytes: public(immutable(uint256))


@deploy
def __init__(challenges_: uint256, leaf_bytes_: uint256):
    """
    @notice Fixes the form of proofs for good.
    @param challenges_ Leaves that a proof opens, 1 to 8.
    @param leaf_bytes_ Bytes in a leaf, 1 to 1,024.
    """
    assert 0 < challenges_ and challenges_ <= _CHALLENGES, "Post: expected 1 to 8 challenges"
    assert 0 < leaf_bytes_ and leaf_bytes_ <= _LEAF, "Post: expected 1 to 1024 bytes"
    challenges = challenges_
    leaf_bytes = leaf_bytes_


@external
@view
def verify(root: bytes32, leaves: uint256, seed: bytes32, sectorId: uint256, proof: Bytes[20480]) -> bool:
    """
    @notice XZ-19: whether the challenged leaves are under the root.
    @param root Root of the replica.
    @param leaves Its number of leaves.
    @param seed What picks the leaves.
    @param sectorId The sector.
    @param proof abi.encode(uint256[] indices, bytes[] data, bytes32[][] paths), one of each for every challenge, in
           order. Reverts where it is malformed or opens other leaves than those that the seed picks.
    """
    indices: DynArray[uint256, _CHALLENGES] = []
    data: DynArray[Bytes[_LEAF], _CHALLENGES] = []
    paths: DynArray[DynArray[bytes32, _DEPTH], _CHALLENGES] = []
    indices, data, paths = abi_decode(
        proof,
        (
            DynArray[uint256, _CHALLENGES],
            DynArray[Bytes[_LEAF], _CHALLENGES],
            DynArray[DynArray[bytes32, _DEPTH], _CHALLENGES],
        ),
    )
    assert len(indices) == challenges and len(data) == challenges, "Post: wrong number of leaves"
    assert len(paths) == challenges, "Post: wrong number of leaves"
    for k: uint256 in range(challenges, bound=_CHALLENGES):
        assert indices[k] == self._challenge(seed, sectorId, leaves, k), "Post: wrong index"
        assert len(data[k]) == leaf_bytes, "Post: wrong leaf size"
        leaf: bytes32 = keccak256(keccak256(abi_encode(indices[k], keccak256(data[k]))))
        if not merkle_proof_verification._verify(paths[k], root, leaf):
            return False
    return True


@external
@pure
def challenge(seed: bytes32, sectorId: uint256, leaves: uint256, k: uint256) -> uint256:
    """
    @notice XZ-19: the index of the k-th leaf that a seed picks.
    """
    return self._challenge(seed, sectorId, leaves, k)


@internal
@pure
def _challenge(seed: bytes32, sector_id: uint256, leaves: uint256, k: uint256) -> uint256:
    """
    @dev Reverts for a sector without leaves.
    """
    return convert(keccak256(abi_encode(seed, sector_id, k)), uint256) % leaves
