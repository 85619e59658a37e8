# SPDX-License-Identifier: MIT
"""Cabinets that do not mine, and what their chips and owners sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.typed_data import domain_of
from wuxing.xz import signing
from wuxing.xz.signing import Chip

SUPPLY, DELAY = 3, 604_800


@pytest.fixture
def nft(xz):
    return xz.nft


@pytest.fixture(params=[signing.SECP256K1, signing.P256])
def any_chip(request) -> Chip:
    """A chip on either curve."""
    return Chip.from_seed("cabinet 1", request.param)


@pytest.fixture
def chip() -> Chip:
    return Chip.from_seed("cabinet 1")


@pytest.fixture
def new_chip() -> Chip:
    return Chip.from_seed("spare part")


@pytest.fixture
def token(onboard, chip) -> int:
    """A cabinet of the miner's that does not mine."""
    return onboard(chip, staked=False)


@pytest.fixture
def lone(engine, owner, registrar, keeper):
    """An NFTXZ of three tokens on its own, whose mine is an account: the keeper."""
    with engine.anchor():
        yield engine.deploy("NFTXZ", owner, registrar, keeper, SUPPLY, DELAY, sender=owner)


@pytest.fixture
def sign(nft, engine) -> Callable[..., tuple[int, bytes]]:
    """The chip's deadline and signature for a transfer; any field may be replaced."""

    def made(chip: Chip, token: int, sender: Any, to: Any, **fields: Any) -> tuple[int, bytes]:
        values = {"nonce": nft.nonceOf(token), "deadline": engine.time + 3_600} | fields
        to, sender = getattr(to, "address", to), getattr(sender, "address", sender)
        message = signing.transfer(token, sender, to, values["nonce"], values["deadline"])
        return values["deadline"], chip.sign(domain_of(nft).digest(message))

    return made


@pytest.fixture
def authorize(nft, sign, keeper) -> Callable[..., Any]:
    """Stores a chip's authorisation for a transfer from the miner (to anyone, unless said)."""

    def made(chip: Chip, token: int, sender: Any, to: Any = ZERO_ADDRESS, **fields: Any) -> Any:
        return nft.authorize(token, sender, to, *sign(chip, token, sender, to, **fields), sender=keeper)

    return made


@pytest.fixture
def consent(nft, engine) -> Callable[..., tuple[int, bytes]]:
    """The deadline and the owner's signature for a new chip; any field may be replaced."""

    def made(owner: Any, token: int, chip: Chip, **fields: Any) -> tuple[int, bytes]:
        values = {"nonce": nft.nonceOf(token), "deadline": engine.time + 3_600} | fields
        message = signing.replace_chip(token, chip.address, values["nonce"], values["deadline"])
        return values["deadline"], Chip(bytes(owner.key)).sign(domain_of(nft).digest(message))

    return made


@pytest.fixture
def propose(nft, consent, registrar) -> Callable[..., Any]:
    """Proposes a chip as it should be: the registrar with the owner's signature."""

    def made(owner: Any, token: int, chip: Chip) -> Any:
        return nft.proposeChip(token, chip.address, *consent(owner, token, chip), sender=registrar)

    return made
