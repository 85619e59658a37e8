# SPDX-License-Identifier: MIT
"""Deploy a system of the suite onto an engine.

A system's `deployment` module lists its contracts and the calls that wire them, in order. Every contract is
created through one `Deployer` (CREATE3), so all addresses are known from the start, and a step that is already
done is skipped: running a deployment again, after a failure at any step, finishes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from eth_utils import keccak

from wuxing.engine import Contract, Engine, artifact
from wuxing.engine.base import initcode
from wuxing.options import nearest
from wuxing.params import default_set, load

SYSTEMS = ("xz", "zos", "zzm", "contattract")


class RoleError(ValueError):
    """A role that cannot be held as it was named: what was expected and what came."""


@dataclass(frozen=True)
class Roles:
    """What a deployment may be told to name, besides `owner`; a wing's `deployment` module has its own as `ROLES`.

    A network that others share has to name all but the spare ones: no role may stay with the deployer there.
    """

    accounts: tuple[str, ...]
    lists: tuple[str, ...] = ()
    """Roles that are several accounts."""
    contracts: tuple[str, ...] = ()
    """Contracts of the network: they replace the step of their name."""
    spare: tuple[str, ...] = ()
    """Such contracts too, but the deployment can bring its own to any network."""

    @property
    def needed(self) -> tuple[str, ...]:
        """What a shared network has to name."""
        return self.accounts + self.lists + self.contracts

    @property
    def existing(self) -> tuple[str, ...]:
        """All that are contracts."""
        return self.contracts + self.spare


def roles_in(system: str) -> Roles:
    """The roles of a system. Raises ValueError for an unknown one."""
    return _deployment(system).ROLES


def defaults_shown() -> str:
    """The parameter set of each system when none is named, for the help of commands."""
    sets: dict[str, list[str]] = {}
    for system in SYSTEMS:
        sets.setdefault(default_set(system), []).append(system)
    return "; ".join(f"{name} for {', '.join(systems)}" for name, systems in sets.items())


def _deployment(system: str) -> Any:
    if system not in SYSTEMS:
        raise ValueError(f"expected a system of {', '.join(SYSTEMS)}, got {system!r}{nearest(system, SYSTEMS)}")
    return import_module(f"wuxing.{system}.deployment")


@dataclass(frozen=True)
class Create:
    """A contract to create: `name` within the system, `contract` in contracts/, `args` from the plan's context."""

    name: str
    contract: str
    args: Callable[[Plan], tuple]


@dataclass(frozen=True)
class Wire:
    """A call on a created contract. `done` tells from the chain whether it has happened already."""

    name: str
    on: str
    method: str
    args: Callable[[Plan], tuple]
    done: Callable[[Plan], bool]


class System:
    """The contracts of one system by name (`system.mine`), with the parameters that they were made from."""

    def __init__(self, name: str, set_name: str, params: Any):
        self.name, self.set_name, self.params = name, set_name, params
        self.contracts: dict[str, Contract] = {}

    def __getattr__(self, name: str) -> Contract:
        try:
            return self.__dict__["contracts"][name]
        except KeyError:
            raise AttributeError(f"{self.name} has {sorted(self.contracts)}, not {name}") from None

    def __iter__(self) -> Iterator[tuple[str, Contract]]:
        return iter(self.contracts.items())


@dataclass
class Plan:
    """A deployment in progress. Steps read `params`, `roles` and `address(name)`."""

    engine: Engine
    system: System
    roles: dict[str, str]
    deployer: Any
    factory: Contract | None = None
    steps: list[Create | Wire] = field(default_factory=list)
    _addresses: dict[str, str] = field(default_factory=dict)

    @property
    def params(self) -> Any:
        """The parameter set of the system."""
        return self.system.params

    def salt(self, name: str) -> bytes:
        """CREATE3 salt of a contract of this system."""
        return keccak(text=f"wuxing/{self.system.name}/{self.system.set_name}/{name}")

    def address(self, name: str) -> str:
        """Where the contract `name` is, or will be; a role of that name stands for one that exists already."""
        if name in self.roles:
            return self.roles[name]
        if name not in self._addresses:
            assert self.factory is not None
            self._addresses[name] = self.factory.addressOf(self.salt(name))
        return self._addresses[name]

    def role(self, name: str) -> str:
        """The account that holds a role; the deployer where none was named."""
        return self.roles.get(name) or self.deployer.address

    def deploy(self, only: Collection[str] | None = None) -> System:
        """Makes the factory and does every step in one go, or those of these names; returns the contracts."""
        self.factory = self.engine.deploy("Deployer", self.deployer, sender=self.deployer)
        for step in self.steps:
            if only is None or step.name in only:
                self.run(step)
        return self.system

    def run(self, step: Create | Wire) -> Any:
        """Does one step unless it is done already; returns its receipt, or None."""
        if isinstance(step, Create):
            address, receipt = self.address(step.name), None
            if not self.engine.code(address):
                if step.name in self.roles:
                    raise ValueError(f"expected a contract at {address}, named as {step.name}; found no code there")
                code = initcode(artifact(step.contract), *step.args(self))
                assert self.factory is not None
                receipt = self.factory.create(self.salt(step.name), code, sender=self.deployer)
            self.system.contracts[step.name] = self.engine.at(step.contract, address)
            return receipt
        if step.done(self):
            return None
        return getattr(self.system.contracts[step.on], step.method)(*step.args(self), sender=self.deployer)


def plan(
    engine: Engine,
    system: str,
    set_name: str,
    deployer: Any,
    roles: dict[str, str] | None = None,
    params: Any = None,
) -> Plan:
    """The deployment of `system` with a parameter set, not yet begun (its factory is not made either).

    `params` replaces the named set's numbers, for sweeps and tests.
    Raises ValueError for an unknown system, ParamsError for a bad parameter file, RoleError for a list of accounts that
    a system cannot use.
    """
    wing = _deployment(system)
    made = Plan(engine, System(system, set_name, params or load(system, set_name)), dict(roles or {}), deployer)
    made.steps = wing.steps(made)
    return made


def deploy(
    engine: Engine,
    system: str,
    set_name: str,
    deployer: Any,
    roles: dict[str, str] | None = None,
    params: Any = None,
) -> System:
    """Deploys a system in one go and returns its contracts."""
    return plan(engine, system, set_name, deployer, roles, params).deploy()
