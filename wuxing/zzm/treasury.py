# SPDX-License-Identifier: MIT
"""The treasury for what was raised: Safe's own contracts, all keyholders sign (ZZM-4).

The Safe is made by Safe's proxy factory at an address that follows from its keyholders and from the module that
may replace a lost key (contracts/zzm/KeyRecovery.vy), which is enabled in the same transaction: there is no moment at
which anybody else could set it up. `SafeL2` is the variant that logs every payment in full: they are public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi import encode
from eth_utils import keccak, to_canonical_address, to_checksum_address

from wuxing.engine import Contract, Receipt, artifact
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.suite import Create, Plan, RoleError, System, Wire

_BUILD = "@safe-global/safe-contracts/build/artifacts/contracts"
SAFE = f"{_BUILD}/SafeL2.sol/SafeL2.json"
PROXY = f"{_BUILD}/proxies/SafeProxy.sol/SafeProxy.json"
FACTORY = f"{_BUILD}/proxies/SafeProxyFactory.sol/SafeProxyFactory.json"
HANDLER = f"{_BUILD}/handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json"
TEST_KEYS = range(30, 35)
"""Accounts of the test mnemonic that hold a devchain's keys; everybody has them."""
SENTINEL = f"0x{1:040x}"
_SALT = 0
_CALL = 0


def keyholders(plan: Plan) -> list[str]:
    """Who signs: the role `keyholders`, a list of addresses; otherwise accounts 30 to 34 of the test mnemonic.

    Raises RoleError unless they are as many as the parameter says, and different.
    """
    named = plan.roles.get("keyholders") or [plan.engine.account(i).address for i in TEST_KEYS]
    if SENTINEL in named:
        raise RoleError(f"role keyholders: expected accounts that can sign, got {SENTINEL}, the head of a Safe's list")
    different = len(set(named))
    if different != len(named) or len(named) != plan.params.keyholders:
        raise RoleError(
            f"role keyholders: expected {plan.params.keyholders} different addresses, got {len(named)}"
            + (f", {different} of them different" if different != len(named) else "")
        )
    return list(named)


def _calldata(name: str, types: Sequence[str], *values: Any) -> bytes:
    return keccak(text=f"{name}({','.join(types)})")[:4] + encode(types, values)


def initializer(plan: Plan) -> bytes:
    """The Safe's `setup`: all keyholders, all of whom sign, and the recovery module enabled (ModuleSetup.sol)."""
    owners = keyholders(plan)
    return _calldata(
        "setup",
        ["address[]", "uint256", "address", "bytes", "address", "address", "uint256", "address"],
        owners,
        len(owners),
        plan.address("safe_setup"),
        _calldata("enable", ["address"], plan.address("recovery")),
        plan.address("safe_handler"),
        ZERO_ADDRESS,
        0,
        ZERO_ADDRESS,
    )


def address_of(plan: Plan) -> str:
    """Where the Safe is, or will be (CREATE2 by Safe's proxy factory)."""
    salt = keccak(keccak(initializer(plan)) + _SALT.to_bytes(32, "big"))
    singleton = to_canonical_address(plan.address("safe_singleton")).rjust(32, b"\0")
    code = keccak(artifact(PROXY).initcode + singleton)
    factory = to_canonical_address(plan.address("safe_factory"))
    return to_checksum_address(keccak(b"\xff" + factory + salt + code)[12:])


def steps(plan: Plan) -> list[Create | Wire]:
    """Safe's contracts (each unless a role of that name says where a network has it), the treasury, its recovery.

    Raises RoleError for keyholders that cannot be the treasury's.
    """
    if "keyholders" in plan.roles:
        keyholders(plan)
    return [
        Create("safe_singleton", SAFE, lambda d: ()),
        Create("safe_factory", FACTORY, lambda d: ()),
        Create("safe_handler", HANDLER, lambda d: ()),
        Create("safe_setup", "ModuleSetup", lambda d: ()),
        Wire(
            "treasury",
            "safe_factory",
            "createProxyWithNonce",
            lambda d: (d.address("safe_singleton"), initializer(d), _SALT),
            lambda d: bool(d.engine.code(address_of(d))),
        ),
        Create(
            "recovery",
            "KeyRecovery",
            lambda d: (d.role("owner"), address_of(d), d.params.recovery_delay, d.params.recovery_window),
        ),
    ]


def treasury(system: System) -> Contract:
    """The Safe of a deployed system."""
    return system.recovery.engine.at(SAFE, system.recovery.safe())


@dataclass(frozen=True)
class Payment:
    """A call of the treasury: of `value` wei with `data`."""

    to: str
    value: int = 0
    data: bytes = b""

    def _call(self) -> tuple:
        return self.to, self.value, self.data, _CALL, 0, 0, 0, ZERO_ADDRESS, ZERO_ADDRESS

    def digest(self, safe: Contract) -> bytes:
        """What the keyholders sign: the call with the Safe's next nonce, its address and chain."""
        return safe.getTransactionHash(*self._call(), safe.nonce())

    def send(self, safe: Contract, signatures: bytes, sender: Any) -> Receipt:
        """Has the Safe carry it out; anyone may, with the signatures."""
        return safe.execTransaction(*self._call(), signatures, sender=sender)


def sign(keys: Sequence[Any], digest: bytes) -> bytes:
    """The signatures of these accounts, in the order that a Safe expects."""
    ordered = sorted(keys, key=lambda key: key.address.lower())
    return b"".join(key.unsafe_sign_hash(digest).signature for key in ordered)


def transfer(token: Contract, to: Any, amount: int) -> Payment:
    """A payment in a token."""
    return Payment(token.address, 0, token.transfer.encode(to, amount))
