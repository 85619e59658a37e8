# SPDX-License-Identifier: MIT
"""What the court takes (XZ-20): raw sealed headers, and who was a signer when.

Double sealing is two headers of one signer, number and parent whose contents differ. Contents differ
if the seal hashes do, not the block hashes: a second signature over the same content, or the mirrored
s of the same signature, which anybody can make, changes the block hash and accuses nobody.
Skipping is a run of linked headers whose first and last have the same signer and lie fewer than
N/2 + 1 blocks apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eth_account import Account
from eth_account.messages import SignableMessage
from eth_utils import to_checksum_address

from wuxing.typed_data import Domain, Message
from wuxing.xz import clique
from wuxing.xz.clique import CliqueError, Header


@dataclass(frozen=True)
class DoubleSeal:
    """Two raw headers that one signer sealed at one height on one parent."""

    signer: bytes
    number: int
    first: bytes
    second: bytes


@dataclass(frozen=True)
class Skip:
    """A linked run of raw headers; the first and the last are the signer's, too close together."""

    signer: bytes
    number: int  # of the last header
    signers: int  # N at the last header
    headers: tuple[bytes, ...]


def double_sealer(first: bytes, second: bytes) -> bytes:
    """The address that sealed both headers against the rule; `CliqueError` if they do not show it."""
    a, b = Header.decode(first), Header.decode(second)
    if (a.number, a.parent_hash) != (b.number, b.parent_hash):
        raise CliqueError("no double seal", "expected one height and one parent")
    if clique.seal_hash(a) == clique.seal_hash(b):
        raise CliqueError("no double seal", "expected different content")
    if clique.signer_of(a) != clique.signer_of(b):
        raise CliqueError("no double seal", "expected one signer")
    return clique.signer_of(a)


def skipper(headers: Sequence[bytes], signers: int) -> bytes:
    """The address that sealed both ends of the run too close together, of `signers` signers."""
    run = [Header.decode(raw) for raw in headers]
    if not 2 <= len(run) <= clique.seal_limit(signers):
        raise CliqueError("no skip", f"expected 2 to {clique.seal_limit(signers)} headers, got {len(run)}")
    for parent, header in pairwise(run):
        if header.number != parent.number + 1 or header.parent_hash != parent.hash:
            raise CliqueError("no skip", f"expected a linked run, block {header.number} is not")
    if clique.signer_of(run[0]) != clique.signer_of(run[-1]):
        raise CliqueError("no skip", "expected one signer at both ends")
    return clique.signer_of(run[0])


@dataclass(frozen=True)
class SignerSet:
    """The signers in force for headers from block `from_block` on, ascending."""

    from_block: int
    signers: tuple[bytes, ...]


def message_of(signer_set: SignerSet, chain_id: int, court: str) -> SignableMessage:
    """The EIP-712 message that a set's predecessors sign for the court contract at `court`."""
    signers = [to_checksum_address(signer) for signer in signer_set.signers]
    types = {"fromBlock": "uint64", "signers": "address[]"}
    message = Message("SignerSet", types, {"fromBlock": signer_set.from_block, "signers": signers})
    return Domain("XZ Court", chain_id, court).signable(message)


def certify(signer_set: SignerSet, keys: Iterable[bytes], chain_id: int, court: str) -> list[bytes]:
    """Signatures over a signer set, r || s || v with v 27 or 28, by ascending address of their signer.

    The court wants more than half of the set before; which keys those are is the caller's to know.
    """
    message = message_of(signer_set, chain_id, court)
    by_address = {clique.address_of(key): key for key in keys}
    return [bytes(Account.sign_message(message, by_address[a]).signature) for a in sorted(by_address)]
