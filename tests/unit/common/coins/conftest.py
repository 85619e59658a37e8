# SPDX-License-Identifier: MIT
"""Every coin of ours and the votes' wrapper, each made alone, with some of it in one account's hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from wuxing.engine import Engine

HELD = 2**30 * 10**18
"""What the holder has of each, in the smallest unit: all that exists."""

COINS = ("XZ", "ZOS", "ZZM", "CNT", "VotingWrapper", "DevStablecoin", "DevToken")
NAMES = {
    "CNT": "Contattract",
    "VotingWrapper": "Votes",
    "DevStablecoin": "Development dollar",
    "DevToken": "Bitcoin",
}
"""Names that are not the contract's."""
CAPPED = ("XZ", "ZOS")
"""What can be burned."""

ERRORS = {
    "to is zero": ("Token: to is zero", "ERC20InvalidReceiver"),
    "from is zero": ("Token: from is zero", "ERC20InvalidApprover"),
    "spender is zero": ("Token: spender is zero", "ERC20InvalidSpender"),
    "balance": ("InsufficientBalance", "ERC20InsufficientBalance"),
    "allowance": ("InsufficientAllowance", "ERC20InsufficientAllowance"),
    "expired": ("PermitExpired", "ERC2612ExpiredSignature"),
    "signer": ("InvalidPermit", "ERC2612InvalidSigner"),
}
"""What a coin says, and OpenZeppelin's name of the same (ERC-6093), which the wrapper says."""

PERMIT = {"owner": "address", "spender": "address", "value": "uint256", "nonce": "uint256", "deadline": "uint256"}


@dataclass(frozen=True)
class Coin:
    """A coin under test: its contract's name, itself, and who holds all of it."""

    kind: str
    token: Any
    holder: Any

    @property
    def name(self) -> str:
        """As it calls itself."""
        return NAMES.get(self.kind, self.kind)

    def error(self, what: str) -> str:
        """How it says that something is wrong."""
        return ERRORS[what][self.kind == "VotingWrapper"]

    def moved(self, receipt: Any) -> list[tuple]:
        """(from, to, amount) of each Transfer: the last is called `value` by OpenZeppelin."""
        return [tuple(event.args.values()) for event in receipt.named("Transfer")]

    def approved(self, receipt: Any) -> list[tuple]:
        """(owner, spender, amount) of each Approval."""
        return [tuple(event.args.values()) for event in receipt.named("Approval")]

    def permit(self, owner: Any, spender: Any, value: int, deadline: int, **changed: Any) -> tuple:
        """Arguments of `permit`, signed by the owner; `signer`, `nonce` or a part of the domain can be another."""
        signer = changed.pop("signer", owner)
        message = {
            "owner": owner.address,
            "spender": getattr(spender, "address", spender),
            "value": value,
            "nonce": changed.pop("nonce", self.token.nonces(owner)),
            "deadline": deadline,
        }
        domain = {
            "name": self.name,
            "version": "1",
            "chainId": self.token.engine.chain_id,
            "verifyingContract": self.token.address,
        } | changed
        types = {"Permit": [{"name": name, "type": kind} for name, kind in PERMIT.items()]}
        signed = Account.sign_message(encode_typed_data(domain, types, message), signer.key)
        values = (message[name] for name in ("owner", "spender", "value", "deadline"))
        return *values, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


def make(engine: Engine, kind: str, maker: Any, holder: Any) -> Coin:
    """The coin with all of it in the holder's hands; its mine or minter is the maker."""
    arguments = {
        "XZ": (maker, HELD),
        "ZOS": (maker, HELD, [holder], [HELD]),
        "ZZM": (holder, HELD),
        "CNT": ([holder], [HELD]),
        "DevStablecoin": (maker, 6),
        "DevToken": (maker, 8, "Bitcoin", "BTC"),
    }
    if kind == "VotingWrapper":
        coin = make(engine, "XZ", maker, holder).token
        token = engine.deploy(kind, coin, "Votes", "v", sender=maker)
        coin.approve(token, HELD, sender=holder)
        token.depositFor(holder, HELD, sender=holder)
    else:
        token = engine.deploy(kind, *arguments[kind], sender=maker)
        if kind in ("XZ", "DevStablecoin", "DevToken"):
            token.mint(holder, HELD, sender=maker)
    return Coin(kind, token, holder)


@pytest.fixture(scope="module", params=COINS)
def _made(request: pytest.FixtureRequest, engine: Engine, keeper, miner):
    with engine.anchor():
        yield make(engine, request.param, keeper, miner)


@pytest.fixture
def coin(engine: Engine, _made: Coin):
    """Each coin in turn; what a test does to it is undone."""
    with engine.anchor():
        yield _made


@pytest.fixture(params=CAPPED)
def burnable(request: pytest.FixtureRequest, engine: Engine, keeper, miner):
    """Those that can be burned."""
    with engine.anchor():
        yield make(engine, request.param, keeper, miner)


@pytest.fixture(params=[*CAPPED, "DevStablecoin", "DevToken"])
def mintable(request: pytest.FixtureRequest, engine: Engine, keeper, miner):
    """Those of which the keeper can make more; a capped one stands one below its cap."""
    with engine.anchor():
        made = make(engine, request.param, keeper, miner)
        if request.param in CAPPED:
            made.token.burn(1, sender=miner)
        yield made
