# SPDX-License-Identifier: MIT
"""P-256 verification (EIP-7951, address 0x100) for titanoboa's py-evm, which does not bring it."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

P256_VERIFY = "0x0000000000000000000000000000000000000100"
_GAS = 6_900


def _p256_verify(computation: Any) -> Any:
    computation.consume_gas(_GAS, reason="P256VERIFY")
    data = bytes(computation.msg.data_as_bytes)
    computation.output = b""
    if len(data) == 160:
        digest = data[:32]
        r, s, x, y = (int.from_bytes(data[i : i + 32], "big") for i in range(32, 160, 32))
        try:
            key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
            key.verify(utils.encode_dss_signature(r, s), digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
            computation.output = (1).to_bytes(32, "big")
        except (InvalidSignature, ValueError):
            pass  # EIP-7951: an invalid signature succeeds with no output
    return computation


def install() -> None:
    """Adds the precompile to every titanoboa environment of this process."""
    from boa.vm.py_evm import register_raw_precompile

    register_raw_precompile(P256_VERIFY, _p256_verify, force=True)
