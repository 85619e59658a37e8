# SPDX-License-Identifier: MIT
"""What the people of Contattract sign with their wallets (EIP-712 messages), or commit to: one function each."""

from __future__ import annotations

from typing import Any

from eth_abi import encode
from eth_hash.auto import keccak

from wuxing.typed_data import Message, domain_of

_MOVE = {"account": "address", "to": "address", "turn": "uint256", "deadline": "uint256"}


def approval(account: str, to: str, turn: int, deadline: int) -> Message:
    """A guardian agrees that an account moves to a new address (CNT-18), for the domain of Recovery.

    `turn` is the account's; the signature counts until `deadline` (s).
    """
    return Message("Approval", _MOVE, {"account": account, "to": to, "turn": turn, "deadline": deadline})


def acceptance(account: str, to: str, turn: int, deadline: int) -> Message:
    """A new address agrees that an account moves to it (CNT-18); the same fields and domain as an approval."""
    return Message("Acceptance", _MOVE, {"account": account, "to": to, "turn": turn, "deadline": deadline})


def views(campaign: int, publisher: str, count: int) -> Message:
    """A counter says how many views of a campaign a publisher has in all (CNT-24), for the domain of Advertisements."""
    fields = {"campaign": "uint256", "publisher": "address", "views": "uint256"}
    return Message("Views", fields, {"campaign": campaign, "publisher": publisher, "views": count})


def name_commitment(home: tuple[int, str], name: bytes, account: str, secret: bytes) -> bytes:
    """What announces a name's registration (CNT-13) at `home`: the chain's id and the address of MailNames.

    `name` is the keccak256 of the name's bytes, `secret` 32 random bytes.
    """
    return keccak(encode(["uint256", "address", "bytes32", "address", "bytes32"], [*home, name, account, secret]))


def home_of(contract: Any) -> tuple[int, str]:
    """Where what is committed to a contract counts: its chain's id and its address."""
    return contract.engine.chain_id, contract.address


def registration(chain_id: int, notices: str, subscriber: str, email: str, nonce: int, deadline: int) -> dict[str, Any]:
    """An account wants its notices at a mailbox (CNT-17): typed data for its wallet, which the gateway reads.

    `nonce` is above that of the account's last registration, `deadline` (s) the last second at which it is taken.
    """
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "Registration": [
                {"name": "subscriber", "type": "address"},
                {"name": "email", "type": "string"},
                {"name": "nonce", "type": "uint256"},
                {"name": "deadline", "type": "uint256"},
            ],
        },
        "primaryType": "Registration",
        "domain": {
            "name": "Contattract gateway",
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": notices,
        },
        "message": {"subscriber": subscriber, "email": email, "nonce": nonce, "deadline": deadline},
    }


def signed_by(signer: Any, contract: Any, message: Message) -> bytes:
    """The 65 bytes of an account's signature of a message to a contract that is named like its file."""
    return bytes(signer.unsafe_sign_hash(domain_of(contract).digest(message)).signature)
