# SPDX-License-Identifier: MIT
"""The native chain's throughput: Clique blocks against bare signatures, storage proofs against bare hashes."""

from __future__ import annotations

import hashlib

from coincurve import PrivateKey, PublicKey
from eth_hash.auto import keccak
from eth_keys import keys

from benchmarks import speed
from benchmarks.speed import Speed, per_second
from wuxing import merkle
from wuxing.xz import clique
from wuxing.xz.clique import Header, Snapshot
from wuxing.xz.storage import NODE, WORK, MerkleProver, Replica

SIGNERS, BLOCKS, EPOCH, PERIOD = 7, 200, 30_000, 3
LEAVES, OPENED = 1_024, 4
HASHES_OF_A_LEAF = 3


def _sealed(count: int) -> tuple[Header, list[Header]]:
    """Genesis and `count` blocks, each by the signer whose turn it is."""
    secrets = {clique.address_of(key): key for key in (keccak(bytes([i])) for i in range(SIGNERS))}
    start = clique.genesis(secrets)
    snapshot, parent, chain = Snapshot.of_checkpoint(start, EPOCH), start, []
    for number in range(1, count + 1):
        signer = snapshot.signers[number % SIGNERS]
        bare = clique.prepare(parent, snapshot, signer, parent.time + PERIOD)
        parent = clique.seal(bare, secrets[signer])
        snapshot = snapshot.apply(parent)
        chain.append(parent)
    return start, chain


def _verified(start: Header, raw: list[bytes]) -> None:
    """What a node does with headers from the wire: decode, check every rule, follow the votes."""
    snapshot, parent = Snapshot.of_checkpoint(start, EPOCH), start
    for encoded in raw:
        header = Header.decode(encoded)
        clique.verify(header, parent, snapshot, PERIOD)
        snapshot, parent = snapshot.apply(header), header


def _clique() -> list[Speed]:
    key, digest = PrivateKey(keccak(b"key")), keccak(b"digest")
    signature = key.sign_recoverable(digest, hasher=None)
    start, chain = _sealed(BLOCKS)
    raw = [header.raw for header in chain]
    theirs = keys.Signature(signature)
    sign = per_second(lambda: key.sign_recoverable(digest, hasher=None), least=1_000)
    recover = per_second(lambda: PublicKey.from_signature_and_message(signature, digest, hasher=None), least=1_000)
    peer = per_second(lambda: theirs.recover_public_key_from_msg_hash(digest), least=1_000)
    sealed = BLOCKS * per_second(lambda: _sealed(BLOCKS))
    verified = BLOCKS * per_second(lambda: _verified(start, raw))
    # whoever seals also reads the seal, to follow the chain
    both = 1 / (1 / sign + 1 / recover)
    return [
        Speed("Clique blocks sealed and followed", sealed, both, "coincurve sign and recover"),
        Speed("Clique blocks verified", verified, recover, "coincurve recover", peer, "eth-keys recover alone"),
    ]


def _storage() -> list[Speed]:
    data = b"".join(keccak(i.to_bytes(4, "big")) for i in range(LEAVES))
    node, seed, prover = bytes(19) + b"\1", keccak(b"seed"), MerkleProver(OPENED)
    replica = Replica.seal(node, 1, data)
    proof = prover.prove(replica, seed)
    known = replica.commitment
    pair = keccak(b"left") + keccak(b"right")
    hashes = per_second(lambda: keccak(pair), least=10_000)
    masks = per_second(lambda: hashlib.pbkdf2_hmac("sha256", pair, pair, WORK, dklen=NODE), least=1_000)
    depth = (LEAVES - 1).bit_length()
    of_proof = OPENED * (1 + HASHES_OF_A_LEAF + depth)
    of_sector = LEAVES * 2 / masks + 3 * (LEAVES * HASHES_OF_A_LEAF + LEAVES) / hashes
    leaves = [merkle.leaf(i, data[i * NODE : (i + 1) * NODE]) for i in range(LEAVES)]

    def verify() -> None:
        assert prover.verify(known, seed, proof)

    kib = LEAVES * NODE / 1_024
    rows = [
        ("proofs made", per_second(lambda: prover.prove(replica, seed)), hashes / OPENED, "its challenges' hashes"),
        ("proofs verified", per_second(verify), hashes / of_proof, f"its {of_proof} hashes"),
        ("KiB sealed", kib * per_second(lambda: Replica.seal(node, 1, data)), kib / of_sector, "masks and trees"),
        ("trees of 1,024 leaves", per_second(lambda: merkle.Tree(leaves)), hashes / (LEAVES - 1), "their hashes"),
    ]
    return [Speed(f"Storage {name}", ours, limit, what) for name, ours, limit, what in rows]


def run() -> list[Speed]:
    """Clique and storage proofs."""
    speed.progress("the native chain")
    return [*_clique(), *_storage()]


def show(rows: list[Speed]) -> None:
    """The table in the terminal."""
    speed.show("Native chain", rows)
