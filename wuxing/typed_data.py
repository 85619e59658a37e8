# SPDX-License-Identifier: MIT
"""EIP-712: a `Domain` (one contract on one chain) and a `Message` (which type, which values) make a digest to sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_account.messages import SignableMessage, encode_typed_data
from eth_hash.auto import keccak


@dataclass(frozen=True)
class Message:
    """A struct with its values: `kind` is its name, `types` are its fields in order."""

    kind: str
    types: Mapping[str, str]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Domain:
    """Where a message counts: one contract (name, version, address) on one chain."""

    name: str
    chain_id: int
    contract: str
    version: str = "1"

    def signable(self, message: Message) -> SignableMessage:
        """What a wallet signs for this message here."""
        domain = {
            "name": self.name,
            "version": self.version,
            "chainId": self.chain_id,
            "verifyingContract": self.contract,
        }
        fields = [{"name": name, "type": kind} for name, kind in message.types.items()]
        return encode_typed_data(domain, {message.kind: fields}, dict(message.values))

    def digest(self, message: Message) -> bytes:
        """The 32 bytes that a chip or a wallet puts its key to for this message here."""
        signable = self.signable(message)
        return keccak(b"\x19" + signable.version + signable.header + signable.body)


def domain_of(contract: Any) -> Domain:
    """The domain of a deployed contract, which is named like its file: domain_of(xz.log)."""
    return Domain(contract.artifact.name, contract.engine.chain_id, contract.address)
