# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title CabinetLog: what every cabinet recorded, append only
@notice One log for each NFTXZ (XZ-5). A cabinet gathers its records (sales, temperature, visits) in
        batches; its chip signs the Merkle root of each batch before it is stored anywhere, and anyone
        carries signed batches here. The roots of a token form a hash chain,

            head_0 = 0,  head_n = keccak256(head_{n-1}, batch, root, records, opened, closed),

        and the chip signs the head that its batch follows, so a batch has one place in one history.
        Anyone proves with a Merkle path that a record belongs to a batch.

        Who may do what: nobody has a role here. Only the chip that NFTXZ names for the token can sign; a
        replaced chip (XZ-6) goes on where the old one stopped, and each entry names the chip that signed it.

        Invariants: batches are numbered 0, 1, 2 ... without gap; a stored root never changes; the times of
        a token's batches do not overlap and are never ahead of the chain's clock; a burned token's log ends.

        How it is stopped: it cannot be. A single log stops when its chip is replaced or its token burned.
@custom:contract-name CabinetLog
@license AGPL-3.0-only
"""

from snekmate.utils import eip712_domain_separator as eip712
from snekmate.utils import merkle_proof_verification as merkle

from contracts.xz import log_state

initializes: eip712

exports: eip712.eip712Domain


interface NFTXZ:
    def isChipSignature(tokenId: uint256, digest: bytes32, signature: Bytes[128]) -> bool: view
    def chipOf(tokenId: uint256) -> address: view


# EIP-712 type of what a chip signs
BATCH_TYPE: constant(bytes32) = keccak256(
    "Batch(uint256 tokenId,uint256 batch,bytes32 head,bytes32 root,uint256 records,uint256 opened,uint256 closed)"
)
# the longest Merkle path: 2^32 records in a batch
MAX_DEPTH: constant(uint256) = 32

# the tokens whose chips sign
nft: public(immutable(address))

# token -> hash chain over its batches
head: public(HashMap[uint256, bytes32])
# token -> length and time of the last batch, see log_state
_states: HashMap[uint256, uint256]
# token -> batch -> Merkle root
_roots: HashMap[uint256, HashMap[uint256, bytes32]]

event Appended:
    token_id: indexed(uint256)
    batch: indexed(uint256)
    chip: indexed(address)
    root: bytes32
    records: uint256
    opened: uint256
    closed: uint256
    head: bytes32


@deploy
def __init__(nft_: address):
    """
    @notice Opens the logs of all tokens.
    @param nft_ The NFTXZ contract; not zero.
    """
    assert nft_ != empty(address), "CabinetLog: nft is zero"
    eip712.__init__("CabinetLog", "1")
    nft = nft_


@external
def append(
    token_id: uint256,
    batch: uint256,
    root: bytes32,
    records: uint256,
    opened: uint256,
    closed: uint256,
    signature: Bytes[128],
) -> bytes32:
    """
    @notice Adds a signed batch to a token's log (XZ-5). Anyone may carry it.
    @param token_id The NFTXZ of the cabinet.
    @param batch Number of the batch; the log's length.
    @param root Merkle root over the batch's records, leaves hashed twice (see wuxing/merkle.py); not zero.
    @param records Number of records in the batch, at least 1.
    @param opened Time of the first record, seconds; not before the last batch closed.
    @param closed Time of the last record, seconds; not before `opened`, not after now.
    @param signature The chip's, over Batch with the head that this batch follows.
    @return bytes32 The new head.
    @dev Reverts: "already in the log", "batch leaves a gap", "root is zero", "batch has no records",
         "closed before opened", "closed in the future", "overlaps last batch", "not signed by the chip".
    """
    length: uint256 = 0
    last: uint256 = 0
    length, last = log_state._unpack(self._states[token_id])
    assert batch >= length, "CabinetLog: already in the log"
    assert batch == length, "CabinetLog: batch leaves a gap"
    assert root != empty(bytes32), "CabinetLog: root is zero"
    assert records != 0, "CabinetLog: batch has no records"
    assert opened <= closed, "CabinetLog: closed before opened"
    assert closed <= block.timestamp, "CabinetLog: closed in the future"
    assert opened >= last, "CabinetLog: overlaps last batch"

    before: bytes32 = self.head[token_id]
    digest: bytes32 = eip712._hash_typed_data_v4(
        keccak256(abi_encode(BATCH_TYPE, token_id, batch, before, root, records, opened, closed))
    )
    assert staticcall NFTXZ(nft).isChipSignature(token_id, digest, signature), "CabinetLog: not signed by the chip"

    after: bytes32 = keccak256(abi_encode(before, batch, root, records, opened, closed))
    self.head[token_id] = after
    # cannot overflow: one more than a number of at most 64 bits
    self._states[token_id] = log_state._pack(unsafe_add(length, 1), closed)
    self._roots[token_id][batch] = root
    log Appended(
        token_id=token_id,
        batch=batch,
        chip=staticcall NFTXZ(nft).chipOf(token_id),
        root=root,
        records=records,
        opened=opened,
        closed=closed,
        head=after,
    )
    return after


@external
@view
def verify(token_id: uint256, batch: uint256, leaf: bytes32, proof: DynArray[bytes32, MAX_DEPTH]) -> bool:
    """
    @notice Whether a record is in a batch (XZ-5).
    @param leaf The record's leaf: keccak256(keccak256(index, keccak256(record))). Make it from the record
           itself; a leaf taken from someone else may be an inner node.
    @param proof Siblings from the leaf to the root.
    @dev Reverts with "unknown batch".
    """
    return merkle._verify(proof, self._root_at(token_id, batch), leaf)


@external
@view
def root_at(token_id: uint256, batch: uint256) -> bytes32:
    """
    @notice The Merkle root of a batch. Reverts with "unknown batch".
    """
    return self._root_at(token_id, batch)


@external
@view
def length(token_id: uint256) -> uint256:
    """
    @notice Number of batches in a token's log, which is the number of the next one.
    """
    return log_state._unpack(self._states[token_id])[0]


@external
@view
def closed_at(token_id: uint256) -> uint256:
    """
    @notice Where the last batch's time ends, seconds; 0 for an empty log.
    """
    return log_state._unpack(self._states[token_id])[1]


@internal
@view
def _root_at(token_id: uint256, batch: uint256) -> bytes32:
    root: bytes32 = self._roots[token_id][batch]
    assert root != empty(bytes32), "CabinetLog: unknown batch"
    return root
