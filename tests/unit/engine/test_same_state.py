# SPDX-License-Identifier: MIT
"""The same deployment and the same scenario leave the same state on every engine (architecture, Engines)."""

from eth_utils import keccak

from wuxing import devmarket
from wuxing.engine import Engine, Revert, open_engine
from wuxing.suite import deploy

ROLES = ("owner", "guardian", "registrar", "operator")
START = 2_000_000_000
SLOTS = 64


def _history(engine: Engine) -> dict:
    """Deploys XZ, lets cabinets mine and a market trade; returns everything that can be read afterwards."""
    engine.time = START
    deployer, owner, guardian, registrar, operator, miner, other, node, stranger = (
        engine.account(i) for i in range(21, 30)
    )
    roles = dict(zip(ROLES, (a.address for a in (owner, guardian, registrar, operator)), strict=True))
    xz = deploy(engine, "xz", "paper", deployer, roles)
    seen: list = []

    def noted(action):
        try:
            receipt = action()
            seen.append([(e.name, e.address, e.args) for e in receipt.events])
        except Revert as error:
            seen.append(error.reason)

    noted(lambda: xz.mine.add_node(node, sender=owner))
    for account in (miner, other):
        noted(lambda account=account: xz.mine.invite(account, True, sender=owner))
    for i, account in enumerate((miner, miner, other)):
        chip = engine.account(30 + i).address
        noted(
            lambda a=account, i=i, c=chip: xz.nft.mint(
                a, keccak(bytes([i])), 13_619_800, 1_036_100_000, c, 1, sender=registrar
            )
        )
        noted(lambda a=account, i=i: xz.mine.stake(i + 1, 0, 0, sender=a))
    noted(lambda: xz.mine.stake(1, 0, 0, sender=miner))
    for days in (1, 30, 3):
        engine.advance(days * 86_400)
        noted(lambda: xz.mine.settle_batch([1, 2, 3], sender=stranger))
    noted(lambda: xz.mine.exit(2, sender=miner))
    noted(lambda: xz.mine.exit(3, sender=stranger))
    noted(lambda: xz.mine.withdraw(miner, sender=stranger))
    held = xz.token.balanceOf(miner)
    noted(lambda: xz.stablecoin.mint(miner, 10**24, sender=deployer))
    noted(lambda: devmarket.add_liquidity(xz, miner, held // 2, 10**22))
    noted(lambda: xz.token.approve(xz.router, held // 4, sender=miner))
    noted(
        lambda: xz.router.swapExactTokensForTokens(
            held // 4, 0, [xz.token, xz.stablecoin], miner, engine.time + 60, sender=miner
        )
    )
    engine.mine(10)
    people = (deployer, owner, miner, other, node, stranger)
    return {
        "clock": (engine.time, engine.chain_id),
        "seen": seen,
        "code": {name: keccak(engine.code(c.address)).hex() for name, c in xz},
        "words": {name: [engine.storage(c.address, s) for s in range(SLOTS)] for name, c in xz},
        "views": {name: _views(c) for name, c in xz},
        "held": [(t.balanceOf(p), xz.nft.balanceOf(p)) for p in people for t in (xz.token, xz.stablecoin)],
        "positions": [xz.mine.position_of(i) for i in (1, 3)],
        "reserves": devmarket.reserves(xz),
    }


def _views(contract) -> dict:
    """Every view that takes no argument."""
    answers = {}
    for entry in contract.artifact.abi:
        if entry["type"] == "function" and entry["stateMutability"] in ("view", "pure") and not entry["inputs"]:
            try:
                answers[entry["name"]] = getattr(contract, entry["name"])()
            except Revert as error:
                answers[entry["name"]] = error.reason
    return answers


def test_history__each_engine__same_state(anvil):
    with anvil.anchor():
        on_anvil = _history(anvil)
    embedded = {name: _history(open_engine(name)) for name in ("titanoboa", "revm")}
    refused = [s for s in on_anvil["seen"] if isinstance(s, str)]
    assert refused == ["Mine: already staked", "Mine: not the owner", "Mine: nothing unlocked yet"]
    assert all(on_anvil["reserves"]) and any(w for words in on_anvil["words"].values() for w in words)
    for history in embedded.values():
        for part, value in on_anvil.items():
            assert history[part] == value, part
