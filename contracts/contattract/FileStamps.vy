# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title FileStamps: who had a file first (CNT-24)
@notice An example: an author commits to the digest of a file (or the root of a slice) without showing it, and reveals it later;
        the earliest commitment that is revealed counts, so that who copies a digest from the waiting transactions
        comes too late, whatever it pays for its place in the block.
        Who may do what: anybody commits; the author of a commitment alone can reveal it (its address is part of it).
        Invariants (docs/security.md, CNT-G): a stamp's time is its commitment's, never earlier than that block; the first of a
        digest only ever becomes an earlier one.
        How it is stopped: not at all. It has no owner and holds nothing.
@license MIT
"""

# commitment -> second at which it was made
committed: public(HashMap[bytes32, uint256])
# digest -> author 160 bits, time << 160 of the earliest commitment that was revealed
_firsts: HashMap[bytes32, uint256]

event Committed:
    commitment: indexed(bytes32)

event Stamped:
    digest: indexed(bytes32)
    author: indexed(address)
    time: uint256
    first: bool


@external
@view
def commitment_of(digest: bytes32, author: address, salt: bytes32) -> bytes32:
    """
    @notice What an author commits to: keccak256(abi.encode(chain id, this contract, digest, author, salt)), so that what is
            revealed on another chain tells nothing here.
    """
    return self._commitment(digest, author, salt)


@external
@view
def first(digest: bytes32) -> (address, uint256):
    """
    @notice Who had a digest first as far as was revealed, and since which second; zero for nobody.
    """
    word: uint256 = self._firsts[digest]
    return convert(word & (2**160 - 1), address), word >> 160


@external
@view
def time_of(digest: bytes32, author: address, salt: bytes32) -> uint256:
    """
    @notice When an author committed to a digest, revealed or not: the proof that it shows to whom it likes. 0 for never.
    """
    return self.committed[self._commitment(digest, author, salt)]


@external
def commit(commitment: bytes32):
    """
    @notice Notes a commitment's time. Reverts for one that is known, so that its time cannot change.
    """
    assert self.committed[commitment] == 0, "Stamps: committed before"
    self.committed[commitment] = block.timestamp
    log Committed(commitment=commitment)


@external
def reveal(digest: bytes32, salt: bytes32):
    """
    @notice The author shows what it committed to. It is the first if nobody revealed an earlier commitment.
    """
    time: uint256 = self.committed[self._commitment(digest, msg.sender, salt)]
    assert time != 0, "Stamps: not committed"
    before: uint256 = self._firsts[digest] >> 160
    is_first: bool = before == 0 or time < before
    if is_first:
        self._firsts[digest] = convert(msg.sender, uint256) | (time << 160)
    log Stamped(digest=digest, author=msg.sender, time=time, first=is_first)


@internal
@view
def _commitment(digest: bytes32, author: address, salt: bytes32) -> bytes32:
    """
    @dev Where it counts, digest, author and salt as one hash.
    """
    return keccak256(abi_encode(chain.id, self, digest, author, salt))
