# SPDX-License-Identifier: MIT
"""What every test starts from: an engine, a deployed system, and accounts by role."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import zlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from eth_utils import keccak

from wuxing import devmarket
from wuxing.engine import Engine, open_engine
from wuxing.suite import System, deploy
from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, report, revenue

pytest.register_assert_rewrite("tests.events")

hypothesis.settings.register_profile(
    "suite",
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.register_profile(
    "thorough", hypothesis.settings.get_profile("suite"), max_examples=500, derandomize=False, print_blob=True
)

ROLES = ("deployer", "owner", "guardian", "registrar", "operator", "miner", "other_miner", "attacker", "keeper", "node")


hypothesis.settings.register_profile(
    "network", hypothesis.settings.get_profile("suite"), max_examples=3, stateful_step_count=10
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test` leaves ape's plugin out, which takes two seconds to load: its options still mean something."""
    with contextlib.suppress(ValueError):  # `ape test` has them
        parser.addoption("--network", default=None)
        parser.addoption("--disable-isolation", action="store_true")
    engines = ["revm", "titanoboa"]
    parser.addoption("--engine", default="revm", choices=engines, help="the EVM; titanoboa explains reverts")
    parser.addoption("--tenth", type=int, choices=range(10), help="one of ten parts of the suite, each time the same")


def pytest_configure(config: pytest.Config) -> None:
    """On a network, whose transactions take longer, fewer and shorter histories are generated; no test is left out."""
    if config.getoption("--network"):
        hypothesis.settings.load_profile("network")
    else:
        hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`--tenth K` keeps the tests whose name says K: the same ones everywhere, and each is in one tenth."""
    if (tenth := config.getoption("--tenth")) is None:
        return
    kept, left = [], []
    for item in items:
        (kept if zlib.crc32(item.nodeid.encode()) % 10 == tenth else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)
    if hasattr(config, "workeroutput"):  # xdist does not count them
        config.workeroutput["deselected"] = len(left)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """The count of a worker, which is every worker's, for the summary."""
    config, reporter = node.config, node.config.pluginmanager.get_plugin("terminalreporter")
    if "deselected" not in reporter.stats and (left := getattr(node, "workeroutput", {}).get("deselected")):
        config.hook.pytest_deselected(items=[SimpleNamespace() for _ in range(left)])


def pytest_itemcollected(item: pytest.Item) -> None:
    """A property that names its own number of examples gets as many as the deeper profile has, where that is more."""
    test = getattr(item, "obj", None)
    test, most = getattr(test, "__func__", test), hypothesis.settings.default.max_examples
    own = getattr(test, "_hypothesis_internal_use_settings", None)
    deeper = hypothesis.settings.get_current_profile_name() == "thorough"
    if deeper and own is not None and own.max_examples < most:
        test._hypothesis_internal_use_settings = hypothesis.settings(own, max_examples=most)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """pytest collects garbage five times when it ends, for seconds each with what a worker's tests leave in memory, and
    xdist interrupts a worker that takes five seconds to end: collect once, and leave what stays out of it until
    the interpreter ends, where DuckDB would report what is still frozen as leaked.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


@pytest.hookimpl(wrapper=True)
def pytest_exception_interact(report: Any) -> Iterator[None]:
    """ape tells a failure again, with pytest's internals and every local variable: keep pytest's own account."""
    kept = report.longrepr
    result = yield
    report.longrepr = kept
    return result


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """The EVM under test: revm, what `--engine` says, or the network that ape was given with `--network`."""
    return open_engine("ape" if request.config.getoption("--network") else request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def anvil(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine of a real Anvil, for the few tests that want one whatever the engine under test is."""
    import ape

    if request.config.getoption("--network"):
        yield request.getfixturevalue("engine")
        return

    with ape.networks.parse_network_choice("ethereum:local:foundry"):
        yield open_engine("ape")


def _role(name: str):
    @pytest.fixture(scope="session", name=name)
    def account(engine: Engine):
        return engine.account(ROLES.index(name))

    return account


deployer, owner, guardian, registrar, operator, miner, other_miner, attacker, keeper, node = map(_role, ROLES)


@pytest.fixture(scope="session")
def _deployed_xz(engine: Engine, deployer, owner, guardian, registrar, operator) -> System:
    roles = {"owner": owner, "guardian": guardian, "registrar": registrar, "operator": operator}
    return deploy(engine, "xz", "paper", deployer, {name: role.address for name, role in roles.items()})


@pytest.fixture
def xz(engine: Engine, _deployed_xz: System) -> Iterator[System]:
    """XZ deployed with the `paper` set; whatever a test does to it is undone."""
    with engine.anchor():
        yield _deployed_xz


@pytest.fixture
def onboard(xz: System, owner, registrar, node, miner) -> Callable[..., int]:
    """Puts a cabinet into service: `onboard(chip)` mints an NFTXZ for the chip (to `miner`, or `to`) and stakes it.

    Phase 0: the holder is invited, nothing is staked but the token. Returns the token id.
    """

    def made(chip: Any, to: Any = miner, staked: bool = True) -> int:
        hardware = keccak(text=f"cabinet of {chip.address}")
        token_id = xz.nft.mint(to, hardware, 13_619_800, 1_036_100_000, chip.address, 1, sender=registrar).value
        if staked:
            if not xz.mine.nodes():
                xz.mine.add_node(node, sender=owner)
            xz.mine.invite(to, True, sender=owner)
            xz.mine.stake(token_id, 0, 0, sender=to)
        return token_id

    return made


@pytest.fixture
def earn(engine: Engine, xz: System, onboard) -> Callable[..., int]:
    """Lets an account mine XZ in phase 0: `earn(account, days)` onboards a cabinet of its own and settles it.

    The token stays staked and its id is returned; 131.1 XZ a day are the account's.
    """

    def made(account: Any, days: int) -> int:
        token_id = onboard(Chip.from_seed(f"cabinet {xz.nft.totalMinted()} of {account.address}"), to=account)
        engine.advance(days * xz.params.unit_time)
        xz.mine.settle(token_id, sender=account)
        return token_id

    return made


class Market:
    """XZ with everything that the market needs: seven cabinets that mine and report the price, XZ mined, a pair.

    `provider` holds XZ and dollars and made the pair; `chips` are the cabinets' by token id.
    """

    PRICE = 200_000_000
    """2.00 USD for one XZ, as the feed says it."""

    def __init__(self, xz: System, deployer: Any, provider: Any, chips: dict[int, Chip]):
        self.xz, self.engine, self.deployer, self.provider, self.chips = xz, xz.token.engine, deployer, provider, chips

    def report(self, feed: Any, value: int) -> None:
        """All cabinets report a value to a feed."""
        now, tokens = self.engine.time, sorted(self.chips)
        domain = domain_of(feed)
        signed = [self.chips[t].sign(domain.digest(report(now, t, value))) for t in tokens]
        feed.report(now, [value] * len(tokens), tokens, signed, sender=self.provider)

    def report_price(self, value: int = PRICE) -> None:
        """All cabinets report the price of XZ, USD with 8 decimals."""
        self.report(self.xz.feed_xz_price, value)

    def dollars(self, account: Any, amount: int) -> None:
        """Gives an account dollars."""
        self.xz.stablecoin.mint(account, amount, sender=self.deployer)

    def coins(self, account: Any, amount: int) -> None:
        """Gives an account XZ that the provider mined."""
        self.xz.token.transfer(account, amount, sender=self.provider)

    def today(self) -> int:
        """The last day that is over, as revenue counts them."""
        return self.engine.time // 86_400 - 1

    def signed_revenue(self, token_id: int, period: int, amounts: tuple[int, int, int, int]) -> bytes:
        """The chip's signature of a cabinet's revenue."""
        return self.chips[token_id].sign(domain_of(self.xz.revenue).digest(revenue(token_id, period, amounts)))

    def pay_revenue(self, payer: Any, token_id: int, period: int, amounts: tuple[int, int, int, int]) -> Any:
        """The payer gets the dollars, allows them and submits a cabinet's signed revenue."""
        self.dollars(payer, sum(amounts))
        self.xz.stablecoin.approve(self.xz.revenue, sum(amounts), sender=payer)
        signature = self.signed_revenue(token_id, period, amounts)
        return self.xz.revenue.report(token_id, period, amounts, signature, sender=payer)


@pytest.fixture
def market(engine: Engine, xz: System, onboard, deployer, miner, node) -> Market:
    """A market where XZ costs 2.00 USD, by the feed and in a pair of 40,000 XZ and 80,000 USD; the miner made it."""
    chips = [Chip.from_seed(f"market {i}") for i in range(7)]
    made = Market(xz, deployer, miner, {onboard(chip): chip for chip in chips})
    engine.advance(100 * 86_400)
    xz.mine.settle_batch(sorted(made.chips), sender=miner)
    made.dollars(miner, 200_000 * 10**18)
    devmarket.add_liquidity(xz, miner, 40_000 * 10**18, 80_000 * 10**18)
    made.report_price()
    return made
