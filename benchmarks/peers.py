# SPDX-License-Identifier: MIT
"""The same acts on other people's contracts, compiled from npm and snekmate in the same run and measured alike.

Steady state here too: every counter, balance and reward slot has a value before the measured transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.meter import measure
from wuxing.engine.titanoboa import TitanoboaEngine
from wuxing.typed_data import Domain, Message
from wuxing.xz.signing import Chip

WAD = 10**18
DAY = 86_400
FOREVER = 2**255
LINE = 180 * DAY
"""The line of every vesting peer: as long as ZOS's own (ZOS-5)."""
NOBODY = "0x" + "00" * 20
CHIP_TYPES = {"tokenId": "uint256", "from": "address", "to": "address"}


@dataclass(frozen=True)
class Peer:
    """What one figure costs elsewhere."""

    name: str
    gas: int


@dataclass
class Stage:
    """An engine of its own, so that peers and ours do not meet."""

    engine: TitanoboaEngine
    deployer: Any
    holder: Any
    buyer: Any
    keeper: Any

    @classmethod
    def set_up(cls) -> Stage:
        """A fresh engine with four accounts."""
        engine = TitanoboaEngine()
        return cls(engine, *(engine.account(i) for i in range(4)))

    def deploy(self, name: str, *args: Any) -> Any:
        """Deploys a peer."""
        return self.engine.deploy(name, *args, sender=self.deployer)

    def gas(self, method: Any, *args: Any, sender: Any) -> int:
        """Gas of one transaction."""
        return measure(method, *args, sender=sender)[0].gas


def synthetix(s: Stage) -> dict[str, Peer]:
    """StakingRewards: one pool, a reward per second, no NFT, no lock, no fee, no phases."""
    token, reward = s.deploy("OzERC20"), s.deploy("OzERC20")
    pool = s.deploy("synthetix/contracts/StakingRewards.sol", s.deployer, s.deployer, reward, token)
    for holder in (s.holder, s.buyer):
        token.mint(holder, 10**6 * WAD, sender=s.deployer)
        reward.mint(holder, WAD, sender=s.deployer)
        token.approve(pool, 2**256 - 1, sender=holder)
        pool.stake(100 * WAD, sender=holder)
    reward.mint(pool, 10**6 * WAD, sender=s.deployer)
    pool.notifyRewardAmount(10**5 * WAD, sender=s.deployer)
    s.engine.advance(3_600)
    pool.stake(WAD, sender=s.holder)
    s.engine.advance(3_600)
    gas = {"stake": s.gas(pool.stake, WAD, sender=s.holder)}
    s.engine.advance(3_600)
    gas["settle with payout"] = s.gas(pool.getReward, sender=s.holder)
    s.engine.advance(3_600)
    gas["exit after a day"] = s.gas(pool.exit, sender=s.holder)
    return {name: Peer("Synthetix StakingRewards", used) for name, used in gas.items()}


def thirdweb(s: Stage) -> dict[str, Peer]:
    """Staking721: takes the NFT away, pays by time; no stake in coins, no lock, no fee, no phases."""
    nft, reward = s.deploy("OzERC721"), s.deploy("OzERC20")
    pool = s.deploy("ThirdwebStaking", nft, reward, DAY, 138 * WAD)
    reward.mint(s.holder, WAD, sender=s.deployer)
    for token_id in range(1, 6):
        nft.mint(s.holder, token_id, sender=s.deployer)
    nft.setApprovalForAll(pool, True, sender=s.holder)
    pool.stake([1, 2, 3], sender=s.holder)
    s.engine.advance(DAY)
    # token 3 has been staked before, and some reward is not yet claimed
    pool.withdraw([3], sender=s.holder)
    s.engine.advance(DAY)
    gas = {"stake": s.gas(pool.stake, [3], sender=s.holder)}
    s.engine.advance(DAY)
    gas["settle with payout"] = s.gas(pool.claimRewards, sender=s.holder)
    s.engine.advance(DAY)
    gas["exit after a day"] = s.gas(pool.withdraw, [3], sender=s.holder)
    return {name: Peer("thirdweb Staking721", used) for name, used in gas.items()}


def coins(s: Stage) -> list[Peer]:
    """A transfer of an ERC-20 between two holders."""
    made = []
    for name, contract in (("OpenZeppelin", "OzERC20"), ("Solady", "SoladyERC20"), ("snekmate", "SnekmateERC20")):
        token = s.deploy(contract)
        for holder in (s.holder, s.buyer):
            token.mint(holder, 10**6 * WAD, sender=s.deployer)
        made.append(Peer(f"{name} ERC20", s.gas(token.transfer, s.buyer, 1_234 * WAD, sender=s.holder)))
    return made


def collectibles(s: Stage) -> list[Peer]:
    """An ordinary transfer of an ERC-721, with no chip: what a transfer without signature costs."""
    made = []
    for name, contract in (("OpenZeppelin", "OzERC721"), ("Solady", "SoladyERC721"), ("snekmate", "SnekmateERC721")):
        token = s.deploy(contract)
        for holder, token_id in ((s.holder, 0), (s.holder, 1), (s.buyer, 2), (s.buyer, 3)):
            if name == "snekmate":
                token.safe_mint(holder, "", sender=s.deployer)
            else:
                token.mint(holder, token_id, sender=s.deployer)
        gas = s.gas(token.transferFrom, s.holder, s.buyer, 0, sender=s.holder)
        made.append(Peer(f"{name} ERC721, no signature", gas))
    return made


def signed_collectibles(s: Stage) -> dict[str, Peer]:
    """A transfer with a chip's signature, the plain way on OpenZeppelin: without and with a nonce."""
    token, chip = s.deploy("SignedERC721"), Chip.from_seed("cabinet")
    domain = Domain("Peer", s.engine.chain_id, token.address)
    for holder, token_id in ((s.holder, 1), (s.holder, 2), (s.buyer, 3)):
        token.mint(holder, token_id, chip.address, sender=s.deployer)

    def signature(sender: Any, to: Any, nonce: int | None) -> bytes:
        values = {"tokenId": 1, "from": sender.address, "to": to.address, "deadline": FOREVER}
        types = CHIP_TYPES | ({} if nonce is None else {"nonce": "uint256"}) | {"deadline": "uint256"}
        kind = {} if nonce is None else {"nonce": nonce}
        return chip.sign(domain.digest(Message("Transfer", types, values | kind)))

    def move(sender: Any, to: Any, nonce: int | None) -> int:
        method = token.transferReplayable if nonce is None else token.transferWithChip
        return s.gas(method, sender, to, 1, FOREVER, signature(sender, to, nonce), sender=sender)

    move(s.holder, s.buyer, 0)
    move(s.buyer, s.holder, 1)
    with_nonce = move(s.holder, s.buyer, 2)
    without = move(s.buyer, s.holder, None)
    return {
        "with a nonce": Peer("OpenZeppelin ERC721 + signature with nonce", with_nonce),
        "without": Peer("OpenZeppelin ERC721 + signature without nonce", without),
    }


def vesting_wallet(s: Stage) -> dict[str, Peer]:
    """OpenZeppelin's VestingWallet: a contract of its own for one beneficiary and one line, released after a day."""
    token = s.deploy("OzERC20")
    name = "@openzeppelin/contracts/finance/VestingWallet.sol:VestingWallet"
    wallet = s.deploy(name, s.holder, s.engine.time, LINE)
    token.mint(wallet, 10**6 * WAD, sender=s.deployer)
    token.mint(s.holder, WAD, sender=s.deployer)
    for _ in range(2):
        s.engine.advance(DAY)
        wallet.release(token, sender=s.keeper)
    s.engine.advance(DAY)
    gas = s.gas(wallet.release, token, sender=s.keeper)
    return {"ZOS claim after a day": Peer("OpenZeppelin VestingWallet", gas)}


def sablier(s: Stage) -> dict[str, Peer]:
    """Sablier's linear Lockup, its authors' published build: a line and an NFT a vesting, withdrawn by anybody.

    No broker, no cliff. The recipient has other vestings, and a withdrawal before the measured one.
    """
    token = s.deploy("OzERC20")
    lockup = s.deploy("@sablier/v2-core/artifacts/SablierV2LockupLinear.json", s.deployer, s.deployer)
    for holder in (s.holder, s.buyer):
        token.mint(holder, 10**6 * WAD, sender=s.deployer)
    token.approve(lockup, 2**256 - 1, sender=s.holder)
    parties = (s.holder.address, s.buyer.address)
    terms = (*parties, 1_234 * WAD, token.address, True, True, (0, LINE), (NOBODY, 0))
    for _ in range(2):
        lockup.createWithDurations(terms, sender=s.holder)
    gas = {"vesting, create a grant": s.gas(lockup.createWithDurations, terms, sender=s.holder)}
    s.engine.advance(DAY)
    lockup.withdrawMax(1, s.buyer, sender=s.keeper)
    s.engine.advance(DAY)
    gas["ZOS claim after a day"] = s.gas(lockup.withdrawMax, 1, s.buyer, sender=s.keeper)
    return {name: Peer("Sablier LockupLinear", used) for name, used in gas.items()}


YEARN_CLAIM = Peer("Yearn vesting escrow (published figure, not run)", 62_967)
"""What a claim from Yearn's escrow is said to cost; no npm package carries the contract, so this run cannot measure it.

The figure is the one that this project was given to compare with.
"""


def vesting_peers() -> dict[str, list[Peer]]:
    """Who else vests in a line, for each figure of ours."""
    found = {"ZOS claim after a day": [YEARN_CLAIM]}
    for measured in (vesting_wallet(Stage.set_up()), sablier(Stage.set_up())):
        for name, peer in measured.items():
            found.setdefault(name, []).append(peer)
    return found
