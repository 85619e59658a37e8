# SPDX-License-Identifier: MIT
"""`check clique` (XZ-18): labels stand for key pairs made here; real headers are built, sealed, verified."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from eth_hash.auto import keccak

from wuxing.check import CaseError, name_of, take, take_object
from wuxing.xz import clique
from wuxing.xz.clique import CliqueError, Header, Snapshot

PERIOD = 3  # seconds between blocks; no case depends on it
EPOCH = 30_000  # blocks, for a case that gives none or 0


def run(case: Any) -> dict[str, Any]:
    """The labels of the signers after all blocks, or the reason why one was refused."""
    case = take_object(case, {"epoch", "signers", "blocks"})
    epoch = take(case, "epoch", int, 0) or EPOCH
    if epoch < 0:
        raise CaseError(f"'epoch': expected a number of blocks, got {epoch}")
    labels = {key_address(label): label for label in take_labels(case, "signers")}
    if len(labels) < len(case["signers"]):
        raise CaseError(f"'signers': a label stands twice in {name_of(case['signers'])}")
    blocks = [take_block(block, number) for number, block in enumerate(take(case, "blocks", list), 1)]
    labels |= {key_address(b["voted"]): b["voted"] for b in blocks if b["voted"]}

    header = clique.genesis(labels_to_addresses(case["signers"]))
    snapshot = Snapshot.of_checkpoint(header, epoch)
    for block in blocks:
        try:
            child = build(block, header, snapshot)
            clique.verify(child, header, snapshot, PERIOD)
            if block["checkpoint"] and child.number % epoch:
                expect_signers(block["checkpoint"], snapshot)
            header, snapshot = child, snapshot.apply(child)
        except CliqueError as error:
            return {"failure": error.reason}
    return {"signers": sorted(labels[signer] for signer in snapshot.signers)}


def build(block: dict[str, Any], parent: Header, snapshot: Snapshot) -> Header:
    """The block as the case wants it, right or wrong, sealed by the named signer."""
    key = key_of(block["signer"])
    header = clique.prepare(parent, snapshot, clique.address_of(key), parent.time + PERIOD)
    listed = block["checkpoint"] if header.number % snapshot.epoch == 0 else []
    # `prepare` does it right; the case says what is in the block
    return clique.seal(
        replace(
            header,
            coinbase=key_address(block["voted"]) if block["voted"] else clique.NOBODY,
            nonce=clique.ADD if block["auth"] else clique.DROP,
            extra=clique.checkpoint_extra(labels_to_addresses(listed)),
        ),
        key,
    )


def expect_signers(labels: list[str], snapshot: Snapshot) -> None:
    """A list on a block that is no checkpoint cannot be in its header: it says who the signers are expected to be."""
    if labels_to_addresses(labels) != tuple(sorted(snapshot.signers)):
        raise CliqueError("invalid checkpoint", f"expected {labels}")


def take_block(block: Any, number: int) -> dict[str, Any]:
    """One block of a case, with its optional keys filled in."""
    try:
        block = take_object(block, {"signer", "voted", "auth", "checkpoint"})
        signer, voted = take(block, "signer", str), take(block, "voted", str, "")
        auth = take(block, "auth", bool, False)
        if not signer:
            raise CaseError("'signer': expected a label, got an empty string")
        if auth and not voted:
            raise CaseError("'auth': a vote to add, but 'voted' names nobody")
        listed = take_labels(block, "checkpoint", [])
    except CaseError as error:
        raise CaseError(f"block {number}: {error}") from error
    return {"signer": signer, "voted": voted, "auth": auth, "checkpoint": listed}


def take_labels(case: dict[str, Any], name: str, *default: list[str]) -> list[str]:
    """A list of labels."""
    labels = take(case, name, list, *default)
    for label in labels:
        if not isinstance(label, str) or not label:
            raise CaseError(f"{name!r}: expected labels, got {name_of(label)}")
    return labels


def labels_to_addresses(labels: list[str]) -> tuple[bytes, ...]:
    """Addresses in ascending order, as a checkpoint lists them; a repeated label stays repeated."""
    return tuple(sorted(key_address(label) for label in labels))


def key_of(label: str) -> bytes:
    """The private key that a label stands for; the same in every run."""
    return keccak(b"wuxing check clique " + label.encode("utf-8", "surrogatepass"))


def key_address(label: str) -> bytes:
    """The address that a label stands for."""
    return clique.address_of(key_of(label))
