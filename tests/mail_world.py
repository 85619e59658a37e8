# SPDX-License-Identifier: MIT
"""What tests of names, mail and attachments have in common: keys, registrations, moves of accounts."""

from __future__ import annotations

from typing import Any

from eth_account.messages import encode_typed_data
from eth_keys import keys
from eth_utils import keccak

from wuxing.contattract.signing import home_of, name_commitment
from wuxing.engine import Engine
from wuxing.suite import System

CNT = 10**18
DAY = 86_400
NOBODY = "0x" + "00" * 20
NONE = b"\0" * 32


def private_key(seed: str) -> keys.PrivateKey:
    """A key of secp256k1 by a name."""
    return keys.PrivateKey(keccak(text=seed))


def point(seed: str) -> tuple[int, int]:
    """Its public key's coordinates."""
    raw = private_key(seed).public_key.to_bytes()
    return int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")


def commitment(names: Any, text: bytes, account: Any, secret: bytes) -> bytes:
    """What announces a registration."""
    return name_commitment(home_of(names), keccak(text), account.address, secret)


class MailWorld:
    """A deployed Contattract, whose people use mail."""

    def __init__(self, system: System, engine: Engine):
        self.system, self.engine = system, engine

    def commit(self, account: Any, text: bytes, secret: bytes = NONE) -> None:
        """Announces a registration and waits until it can be made."""
        self.system.names.commit(commitment(self.system.names, text, account, secret), sender=account)
        self.engine.advance(self.system.params.name_commit_age)

    def register(
        self,
        account: Any,
        text: bytes,
        days: int = 365,
        key: tuple[int, int] | None = None,
        secret: bytes = NONE,
        attestation: bytes = b"",
        committed: bool = True,
    ) -> bytes:
        """Registers a name with everything that it needs; returns its hash."""
        self.system.token.approve(self.system.names, 2**256 - 1, sender=account)
        if committed:
            self.commit(account, text, secret)
        key = point(account.address) if key is None else key
        return self.system.names.register(text, days, *key, secret, attestation, sender=account).value

    def attest(self, normaliser: Any, text: bytes) -> bytes:
        """The normaliser's signature of a name."""
        domain = {
            "name": "MailNames",
            "version": "1",
            "chainId": self.engine.chain_id,
            "verifyingContract": self.system.names.address,
        }
        message = encode_typed_data(
            domain, {"Normalised": [{"name": "name", "type": "bytes32"}]}, {"name": keccak(text)}
        )
        return bytes(normaliser.sign_message(message).signature)

    def move(self, old: Any, new: Any, helper: Any, finish: bool = True) -> None:
        """CNT-18: an account's guardian moves it to a new address; without `finish` the move is still under way."""
        recovery = self.system.recovery
        recovery.set_guardians([helper], 1, sender=old)
        self.engine.advance(self.system.params.recovery_delay)
        recovery.accept(old, sender=new)
        recovery.approve(old, new, sender=helper)
        if finish:
            self.engine.advance(self.system.params.recovery_delay)
            recovery.execute(old, sender=helper)
