# SPDX-License-Identifier: MIT
"""Carries what the native chain and the agents of XZ produce into the contracts; who signed is not its concern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from eth_abi import encode
from eth_utils import to_checksum_address

from wuxing import feed
from wuxing.engine import Engine, Receipt, Revert
from wuxing.merkle import Tree
from wuxing.record import Record
from wuxing.suite import System
from wuxing.typed_data import Domain, domain_of
from wuxing.xz import signing
from wuxing.xz.agents import Cabinet
from wuxing.xz.evidence import DoubleSeal, SignerSet, Skip
from wuxing.xz.storage import Replica, challenges

MAX_SIGNERS = 31
"""Signers of a feed's report at most."""
BATCH = 64
"""Tokens in a batch of the mine at most."""


class Carrier(feed.Carrier):
    """From agents and chips to contracts."""

    def __init__(self, engine: Engine, system: System, record: Record) -> None:
        super().__init__(engine, system, record)
        self._domains: dict[str, Domain] = {}

    def domain(self, name: str) -> Domain:
        """The EIP-712 domain of a contract of the system, by its name there."""
        if name not in self._domains:
            self._domains[name] = domain_of(getattr(self.system, name))
        return self._domains[name]

    # cabinets

    def log_batch(self, cabinet: Cabinet, records: Sequence[tuple[int, bytes]], by: Any) -> tuple[Any, ...]:
        """XZ-5: the cabinet signs the day's records as one batch, which is added to its log.

        Returns the transaction's arguments, as anybody who watches could repeat them.
        """
        opened, closed = records[0][0], records[-1][0]
        root = Tree.of(data for _, data in records).root
        count = len(records)
        message = signing.log_batch(cabinet.token, cabinet.batch, cabinet.head, root, count, opened, closed)
        signature = cabinet.chip.sign(self.domain("log").digest(message))
        args = (cabinet.token, cabinet.batch, root, count, opened, closed, signature)
        self.send(self.system.log.append, *args, sender=by)
        cabinet.head = signing.log_head(cabinet.head, cabinet.batch, root, count, opened, closed)
        cabinet.batch += 1
        cabinet.last_records = [data for _, data in records]
        return args

    def signed_report(self, feed: str, observed_at: int, values: Iterable[tuple[Cabinet, int]]) -> tuple[Any, ...]:
        """XZ-17: what a report of these cabinets' values is made of, signed and in ascending order."""
        domain, rows = self.domain(feed), []
        for cabinet, value in sorted(values, key=lambda pair: (pair[1], pair[0].token)):
            digest = domain.digest(signing.report(observed_at, cabinet.token, value))
            rows.append((value, cabinet.token, cabinet.chip.sign(digest)))
        numbers, tokens, signatures = zip(*rows, strict=True)
        return observed_at, numbers, tokens, signatures

    def report(self, feed: str, observed_at: int, values: Iterable[tuple[Cabinet, int]], by: Any) -> int:
        """XZ-17: makes a round of a feed; returns its answer."""
        args = self.signed_report(feed, observed_at, values)
        receipt = self.send(getattr(self.system, feed).report, *args, sender=by)
        return int(receipt.named("AnswerUpdated")[0].current)

    def revenue(self, cabinet: Cabinet, period: int, amounts: tuple[int, int, int, int], by: Any) -> tuple[Any, ...]:
        """XZ-15, XZ-22: reports and pays what a cabinet took in on a day. Returns the transaction's arguments."""
        digest = self.domain("revenue").digest(signing.revenue(cabinet.token, period, amounts))
        args = (cabinet.token, period, amounts, cabinet.chip.sign(digest))
        self.send(self.system.revenue.report, *args, sender=by)
        return args

    # the mine

    def settle(self, tokens: Sequence[int], by: Any) -> int:
        """XZ-7: settles for everybody, in batches; returns how many were settled."""
        settled = 0
        for start in range(0, len(tokens), BATCH):
            batch = list(tokens[start : start + BATCH])
            try:
                settled += self.send(self.system.mine.settle_batch, batch, sender=by).value
            except Revert as error:
                if error.reason != "Mine: no whole unit yet":
                    raise
        return settled

    # the native chain

    def certify(self, certificates: Iterable[tuple[SignerSet, list[bytes]]], by: Any) -> int:
        """XZ-18: brings the court every signer set that it does not know yet; returns how many."""
        newest, added = self.system.court.newestSet(), 0
        for signers, signatures in certificates:
            if signers.from_block > newest:
                accounts = [to_checksum_address(address) for address in signers.signers]
                self.send(self.system.court.certify, signers.from_block, accounts, signatures, sender=by)
                added += 1
        return added

    def accuse(self, evidence: DoubleSeal | Skip, tokens: Sequence[int], by: Any) -> Receipt:
        """XZ-20: shows the court raw sealed headers; the signer's stakes at these tokens are forfeited."""
        if isinstance(evidence, DoubleSeal):
            method = self.system.court.reportDoubleSeal
            return self.send(method, evidence.first, evidence.second, list(tokens), sender=by)
        return self.send(self.system.court.reportSkip, list(evidence.headers), list(tokens), sender=by)

    # storage

    def commit_sector(self, replica: Replica, number: int, by: Any) -> int:
        """XZ-19: bonds a sealed sector; returns its id."""
        known = replica.commitment
        receipt = self.send(self.system.sectors.commit, number, known.root, known.data_root, known.leaves, sender=by)
        return int(receipt.value)

    def prove_sector(self, replica: Replica, seed: bytes, by: Any) -> None:
        """XZ-19: opens the leaves that the window's seed picks."""
        self.send(self.system.sectors.prove, replica.commitment.sector, window_proof(replica, seed), sender=by)


def window_proof(replica: Replica, seed: bytes, count: int = 4) -> bytes:
    """What MerklePost takes: the challenged leaves of what is on the disk, with their paths."""
    places = challenges(seed, replica.commitment.sector, replica.commitment.leaves, count)
    return encode(
        ["uint256[]", "bytes[]", "bytes32[][]"],
        [places, [replica.nodes[place] for place in places], [replica.tree.proof(place) for place in places]],
    )


def sector_number(window: int, address: str, windows: int, first: int) -> int:
    """The least number from `first` on whose sector (address << 96 | number) is due in a window."""
    base = int(address, 16) << 96
    return first + (window - base - first) % windows
