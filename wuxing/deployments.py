# SPDX-License-Identifier: MIT
"""Deployments on the networks of ape: with a gas bill beforehand, recorded, resumable, verified, handed over.

Every deployment has one file in deployments/, written after each step. A step is done when the chain says so, not
the file: whatever stopped a deployment, the same command goes on where it stopped and reaches the same addresses.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ape.logging import logger
from eth_utils import is_address, keccak, to_checksum_address

from wuxing.chain_rules import check_chain
from wuxing.engine import CompileError, Engine, EngineError, Receipt, Revert, artifact
from wuxing.engine.ape_network import ApeEngine
from wuxing.engine.artifacts import check_cold
from wuxing.engine.base import ZERO_ADDRESS, created_address, initcode
from wuxing.files import write_whole
from wuxing.handover import TIMELOCK, handover, left_with, owned
from wuxing.options import nearest
from wuxing.paths import DEPLOYMENTS
from wuxing.suite import Create, Plan, RoleError, System, Wire, plan, roles_in
from wuxing.urls import Discreet, without_secrets

_KEYS = {"system": str, "set": str, "deployer": str, "roles": dict, "finished": bool, "contracts": dict, "calls": dict}
"""What a file has to hold, besides the factory and the genesis."""
_CREATED = keccak(text="Created(bytes32,address)")
_OF_ROUTER = ("factory_v2", "weth")
"""What the router of a rehearsal stands on."""
_MARGIN = 110
"""Percent of the bill that the account must hold: gas prices move while a deployment runs."""


class DeploymentError(Discreet):
    """Why a deployment does not begin or go on: what was expected, what came, what to do."""


class BrokenRecordError(DeploymentError):
    """A file that is no deployment: cut off, or edited by hand."""


@dataclass(frozen=True)
class Item:
    """A line of the bill."""

    name: str
    what: str
    gas: int
    done: bool


def path_of(provider: Any, system: str, folder: Path = DEPLOYMENTS) -> Path:
    """The file of a system's deployment on the network of an ape provider."""
    network = provider.network
    return folder / f"{network.ecosystem.name}-{network.name.replace('_', '-')}-{provider.chain_id}-{system}.json"


def read(path: Path) -> dict:
    """A recorded deployment, whatever chain it is of; `genesis` is None in files that do not say.

    A URL with what may be a key is taken out of the file. Raises DeploymentError when there is no file,
    BrokenRecordError when it is no deployment.
    """
    try:
        data = json.loads(path.read_text())
        found = {key: data[key] for key in _KEYS} | {"factory": data["factory"], "genesis": data.get("genesis")}
        if wrong := [key for key, kind in _KEYS.items() if not isinstance(found[key], kind)]:
            raise TypeError(f"{wrong[0]} is {found[wrong[0]]!r}")
        for entry in found["contracts"].values():
            _ = entry["contract"], entry["address"], entry["code_hash"], found["factory"]["address"]
    except FileNotFoundError:
        raise DeploymentError(f"expected a deployment in {path.name}, found no such file: deploy first") from None
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenRecordError(
            f"{path.name}: expected a deployment as this suite writes it, {error!r}: it was cut off or edited"
        ) from None
    if (clean := without_secrets(network := str(data.get("network")))) != network:
        with suppress(OSError):
            write_whole(path, json.dumps(data | {"network": clean}, indent=2) + "\n")
        logger.warning(f"{path.name} had a URL with what may be a key: if others have seen the file, change the key")
    return found


def recorded(provider: Any, system: str, folder: Path = DEPLOYMENTS) -> dict:
    """The recorded deployment of a system on the chain that an ape provider is connected to.

    Raises DeploymentError where there is none, or where it is one of another chain.
    """
    path = path_of(provider, system, folder)
    found = read(path)
    if told := _of_another_chain(path, found["genesis"], genesis_of(provider)):
        raise DeploymentError(f"{told}: connect to the node that it is of, or deploy anew")
    return found


def genesis_of(provider: Any) -> str:
    """The hash of the first block of an ape provider's chain: no two chains have the same."""
    return "0x" + bytes(provider.get_block(0).hash).hex()


def _of_another_chain(path: Path, known: str | None, genesis: str) -> str:
    """What to say where a file is of another chain than a node's; empty where it is of the same, or does not say."""
    if known in (None, genesis):
        return ""
    return f"{path.name} is of a chain with the genesis {known}, this node's has {genesis}"


def roles_of(system: str, named: list[str] | tuple[str, ...]) -> dict[str, Any]:
    """A system's roles from `name=0x…` (`signers=0x…,0x…`). Raises DeploymentError for anything else."""
    known, roles = roles_in(system), {}
    names = ("owner", *known.needed, *known.spare)
    for text in named:
        name, _, value = text.partition("=")
        if name not in names:
            raise DeploymentError(f"expected a role of {', '.join(names)}, got {name!r}{nearest(name, names)}")
        if name in roles:
            raise DeploymentError(f"role {name}: expected to be named once, got it again: {value!r}")
        addresses = value.split(",") if name in known.lists else [value]
        if wrong := [a for a in addresses if not is_address(a)]:
            kind = "addresses with commas between them" if name in known.lists else "an address"
            raise DeploymentError(f"role {name}: expected {kind}, got {wrong[0]!r}")
        checked = [to_checksum_address(a) for a in addresses]
        if ZERO_ADDRESS in checked:
            raise DeploymentError(f"role {name}: expected an account, got the zero address")
        if twice := [a for i, a in enumerate(checked) if a in checked[:i]]:
            raise DeploymentError(f"role {name}: expected different addresses, got {twice[0]} twice")
        roles[name] = checked if name in known.lists else checked[0]
    return roles


class Deployment:
    """One system's deployment on one network, by one account with one parameter set.

    One that is only a `rehearsal` can do without roles that its network needs.
    Raises DeploymentError where another deployment stands in its way, ParamsError for a bad set, ChainError where the
    network's EVM is not what the contracts were written for.
    """

    def __init__(
        self,
        engine: ApeEngine,
        system: str,
        set_name: str,
        deployer: Any,
        roles: dict[str, Any] | None = None,
        folder: Path = DEPLOYMENTS,
        *,
        rehearsal: bool = False,
    ):
        self.engine, self.deployer, self.is_rehearsal = engine, deployer, rehearsal
        self.is_shared = not engine.provider.network.is_dev
        self.path = path_of(engine.provider, system, folder)
        self.network = without_secrets(engine.provider.network_choice)
        self.aside = ""
        """Why the file that is there belongs to no deployment that can go on, and is set aside by `run`."""
        self.roles = roles_in(system)
        try:
            self.plan = plan(engine, system, set_name, deployer, roles)
        except RoleError as error:
            raise DeploymentError(str(error)) from None
        self.record: dict[str, Any] = {
            "system": system,
            "set": set_name,
            "network": self.network,
            "chain_id": engine.chain_id,
            "genesis": genesis_of(engine.provider),
            "deployer": deployer.address,
            "roles": dict(roles or {}),
            "finished": False,
            "factory": None,
            "contracts": {},
            "calls": {},
        }
        self._check_roles()
        check_chain(engine, {step.contract for step in self.plan.steps if isinstance(step, Create)})
        self._take_up()
        self.steps: list[Create | Wire] = [*self.plan.steps, *handover(self.plan)]

    # before anything is sent

    @property
    def missing(self) -> list[str]:
        """The roles that the network needs and nobody named."""
        return [role for role in self.roles.needed if role not in self.plan.roles] if self.is_shared else []

    def _check_roles(self) -> None:
        roles = self.plan.roles
        if self.missing and not self.is_rehearsal:
            raise DeploymentError(
                f"{self.network} is shared: expected the roles {', '.join(self.roles.needed)}; "
                f"{', '.join(self.missing)} missing, name each with --role NAME=ADDRESS"
            )
        if self.is_shared and (kept := [name for name, who in roles.items() if self.deployer.address in _list(who)]):
            raise DeploymentError(f"role {kept[0]}: expected another account than the deployer {self.deployer.address}")
        for name in self.roles.existing:
            if name in roles and not self.engine.code(roles[name]):
                raise DeploymentError(f"role {name}: expected a contract at {roles[name]}, found no code there")

    def _take_up(self) -> None:
        """Goes on from the file, where there is one."""
        if not self.path.exists():
            return
        try:
            found = read(self.path)
        except BrokenRecordError as error:
            if self.is_shared:
                raise DeploymentError(
                    f"{error}. Put it back as it was to go on, or move it away to deploy anew"
                ) from None
            self.aside = str(error)
            return
        self.aside = _of_another_chain(self.path, found["genesis"], self.record["genesis"])
        if not self.aside and self._is_gone(found):
            self.aside = f"{self.path.name} lists contracts that {self.network} does not have"
            if self.is_shared:
                raise DeploymentError(f"{self.aside}: of another chain? Move it away")
        if self.aside:
            return
        state = "a finished" if found["finished"] else "an unfinished"
        for key, option in (("set", "--set"), ("deployer", "--account"), ("roles", "--role")):
            if found[key] != self.record[key]:
                raise DeploymentError(
                    f"{self.path.name} holds {state} deployment with {key} {_words(found[key])}, asked for "
                    f"{_words(self.record[key])}: use the same {option}, or move the file away to deploy anew"
                )
        self.record |= found | {"genesis": self.record["genesis"]}

    def _is_gone(self, found: dict) -> bool:
        if not found["contracts"]:
            return False
        if not self.engine.code(found["factory"]["address"]):
            return True
        made = found["contracts"].values()
        return found["genesis"] is None and any(self._code_hash(entry) != entry["code_hash"] for entry in made)

    def _code_hash(self, entry: dict) -> str:
        return "0x" + keccak(self.engine.code(entry["address"])).hex()

    @property
    def done(self) -> int:
        """How many steps are recorded, the factory among them."""
        factory = bool(self.record["factory"] and self.record["factory"].get("tx") is not None)
        return factory + len(self.record["contracts"]) + len(self.record["calls"])

    @property
    def total(self) -> int:
        """How many steps there are."""
        return 1 + len(self.steps)

    def bill(self) -> list[Item]:
        """Every step and its gas, from a rehearsal on an EVM in this process; nothing is sent.

        Contracts of the network (named as roles) are played by local ones.
        """
        from wuxing.engine.titanoboa import TitanoboaEngine  # half a second that reading a record does not wait for

        rehearsal = TitanoboaEngine(self.engine.chain_id)
        rehearsal.time = max(rehearsal.time, self.engine.time)
        played = plan(rehearsal, self.record["system"], self.record["set"], self.deployer, dict(self.plan.roles))
        self._play_network(rehearsal, played)
        sent = rehearsal.transact(self.deployer, None, initcode(artifact("Deployer"), self.deployer))
        played.factory = rehearsal.at("Deployer", sent.address or "")
        items = [Item("factory", "Deployer", sent.gas_used, self._has_factory())]
        for step in [*played.steps, *handover(played)]:
            receipt = played.run(step)
            what = (
                step.contract.split("/")[-1].split(":")[-1] if isinstance(step, Create) else f"{step.on}.{step.method}"
            )
            is_done = step.name in self.record["contracts" if isinstance(step, Create) else "calls"]
            items.append(Item(step.name, what, receipt.gas_used if receipt else 0, is_done))
        return items

    def _play_network(self, rehearsal: Engine, played: Plan) -> None:
        existing = [name for name in self.roles.existing if name in played.roles]
        if not existing:
            return
        extra = plan(rehearsal, self.record["system"], self.record["set"], self.deployer)
        extra.factory = rehearsal.deploy("Deployer", self.deployer, sender=self.deployer)
        for step in extra.steps:
            if step.name in (*existing, *_OF_ROUTER):
                extra.run(step)
        played.roles.update({name: extra.address(name) for name in existing})

    def check_funds(self, bill: list[Item], gas_price: int) -> None:
        """Raises DeploymentError unless the account can pay what is left of the bill."""
        cost = sum(item.gas for item in bill if not item.done) * gas_price * _MARGIN // 100
        held = self.engine.balance(self.deployer.address)
        if held < cost:
            raise DeploymentError(
                f"{self.deployer.address} holds {held / 1e18:.6f} of the coin, expected at least {cost / 1e18:.6f}"
            )

    def check_idle(self) -> None:
        """Raises DeploymentError while transactions of the account wait to be mined."""
        mined, pending = (self._nonce(when) for when in ("latest", "pending"))
        if pending > mined:
            raise DeploymentError(
                f"{pending - mined} transactions of {self.deployer.address} wait to be mined: run again when they are"
            )

    def check_code(self) -> None:
        """Raises DeploymentError where what would be sent is not what the sources compile to, past all that is kept."""
        try:
            check_cold(dict.fromkeys(("Deployer", *(step.contract for step in self.steps if isinstance(step, Create)))))
        except CompileError as error:
            raise DeploymentError(str(error)) from None

    # sending

    def run(self, after: Callable[[str, bool], None] = lambda name, sent: None) -> System:
        """Does every step that is not done, verifies the code, checks who holds power; returns the contracts.

        `after` hears of every step once it is recorded: its name, and whether anything was sent for it.
        Raises DeploymentError; what was done by then stays recorded.
        """
        if self.record["finished"]:
            return self.attach()
        if self.is_shared:
            self.check_code()
        name = "factory"
        try:
            self.set_aside()
            after(name, self._make_factory())
            for step in self.steps:
                name = step.name
                after(name, self._do(step))
            name = "verifying"
            self.verify()
            self.check_power()
            self.record["finished"] = True
            self._save()
        except (EngineError, Revert, ValueError, OSError) as error:
            reason = str(error).splitlines()[0] if str(error) else "reverted without a reason"
            raise DeploymentError(
                f"step {name}: {reason}. {self.done} of {self.total} steps are done: the same command goes on"
            ) from error
        return self.plan.system

    def set_aside(self) -> Path | None:
        """Renames the file of a deployment that cannot go on; returns where it is, None when there is none such."""
        if not self.aside:
            return None
        number = 1
        while (to := self.path.with_suffix(f".aside-{number}.json")).exists():
            number += 1
        self.path.rename(to)
        self.aside = ""
        return to

    def attach(self) -> System:
        """The contracts that the file lists, as they are; raises DeploymentError where one has other code, or none."""
        for name, entry in self.record["contracts"].items():
            if self._code_hash(entry) != entry["code_hash"]:
                there = "other code" if self.engine.code(entry["address"]) else "no code"
                raise DeploymentError(f"{self.path.name}: expected {name} at {entry['address']}, found {there} there")
            self.plan.system.contracts[name] = self.engine.at(entry["contract"], entry["address"])
        return self.plan.system

    def _has_factory(self) -> bool:
        known = self.record["factory"]
        return bool(known) and bool(self.engine.code(known["address"]))

    def _make_factory(self) -> bool:
        """Creates the factory; its address is recorded before it is sent, so that it is found whatever happens."""
        known, made = self.record["factory"], False
        if not self._has_factory():
            address = created_address(self.deployer.address, self._nonce("latest"))
            self.record["factory"] = known = {"address": address, "tx": None, "block": None}
            self._save()
            receipt = self.engine.transact(self.deployer, None, initcode(artifact("Deployer"), self.deployer))
            known |= {"address": receipt.address, "tx": receipt.hash, "block": receipt.block}
            made = True
        factory = self.engine.at("Deployer", known["address"])
        if (creator := factory.creator()) != self.deployer.address:
            raise ValueError(f"{factory.address} creates for {creator}, expected {self.deployer.address}")
        if known["tx"] is None:
            known["tx"] = ""  # it was sent, but its answer was lost
        self._save()
        self.plan.factory = factory
        return made

    def _do(self, step: Create | Wire) -> bool:
        receipt = self.plan.run(step)
        if isinstance(step, Create):
            kept, entry = self.record["contracts"], self._created(step, receipt)
        else:
            kept = self.record["calls"]
            entry = {"tx": receipt.hash, "block": receipt.block} if receipt else {"tx": "", "block": None}
        if receipt or step.name not in kept:
            kept[step.name] = entry
            self._save()
        return receipt is not None

    def _created(self, step: Create, receipt: Receipt | None) -> dict:
        address = self.plan.address(step.name)
        entry = {
            "contract": step.contract,
            "address": address,
        }
        entry["code_hash"] = self._code_hash(entry)
        if step.name in self.plan.roles:
            return entry | {"existing": True}
        sent = {"tx": receipt.hash, "block": receipt.block} if receipt else self._found(step.name)
        return entry | {"args": _json(step.args(self.plan)), **sent}

    def _found(self, name: str) -> dict:
        """The transaction of a contract whose creation was sent, but whose answer was lost."""
        factory = self.record["factory"]
        found = self.engine.first_log(factory["address"], _CREATED, self.plan.salt(name), since=factory["block"] or 0)
        return {"tx": found[0], "block": found[1]} if found else {"tx": "", "block": None}

    def _nonce(self, when: str) -> int:
        return self.engine.nonce(self.deployer.address, when)

    def _save(self) -> None:
        write_whole(self.path, json.dumps(self.record, indent=2) + "\n")

    # afterwards

    def verify(self) -> None:
        """Raises DeploymentError unless the code of every contract is what contracts/ and the arguments make of it.

        The constructor runs again at the contract's address by eth_call, so immutables are compared too.
        """
        self._verify("factory", "Deployer", (self.deployer,), self.record["factory"])
        for step in self.plan.steps:
            if isinstance(step, Create) and not self.record["contracts"][step.name].get("existing"):
                self._verify(step.name, step.contract, step.args(self.plan), self.record["contracts"][step.name])
        self._save()

    def _verify(self, name: str, contract: str, args: tuple, entry: dict) -> None:
        code = self.engine.created_code(entry["address"], initcode(artifact(contract), *args), entry["block"])
        if code != self.engine.code(entry["address"]):
            raise DeploymentError(
                f"{name} at {entry['address']}: expected the code that {contract} compiles to, found other code"
            )
        entry["verified"] = True

    def check_power(self) -> None:
        """Raises DeploymentError unless the timelock owns all that has an owner, and on a shared network the deployer
        holds nothing."""
        owner = self.plan.role("owner") if "owner" in self.plan.roles else self.plan.address(TIMELOCK)
        for name, holder in owned(self.plan.system).items():
            if name not in self.plan.roles and holder != owner:
                raise DeploymentError(f"{name} belongs to {holder}, expected {owner}")
        if self.is_shared and (left := self.left()):
            raise DeploymentError(f"{self.deployer.address} still holds {', '.join(left)}, expected nothing")

    def left(self) -> list[str]:
        """What the deployer still holds in contracts of ours."""
        return [
            role for role in left_with(self.plan.system, self.deployer) if role.split(".")[0] not in self.plan.roles
        ]


def _json(value: Any) -> Any:
    """Arguments as JSON keeps them: bytes as hex, whole numbers that JSON readers would round as text."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple | list):
        return [_json(v) for v in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value)
    return getattr(value, "address", value)


def _list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
