# SPDX-License-Identifier: MIT
"""`suite` of ape's console and of ape scripts: what is deployed on the connected network, as plain ape contracts."""

from __future__ import annotations

from typing import Any

import ape
from ape.contracts import ContractInstance
from ethpm_types import ContractType

from wuxing.deployments import DeploymentError, path_of, recorded
from wuxing.engine import artifact
from wuxing.options import nearest
from wuxing.paths import DEPLOYMENTS
from wuxing.suite import SYSTEMS
from wuxing.urls import without_secrets


class Deployed:
    """The contracts of one system by name, from its file in deployments/: `suite.xz.mine`."""

    def __init__(self, contracts: dict[str, ContractInstance]):
        self.__dict__.update(contracts)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"expected one of {', '.join(self)}, got {name}{nearest(name, self)}")

    def __dir__(self) -> list[str]:
        return list(self.__dict__)

    def __iter__(self):
        return iter(self.__dict__)

    def __repr__(self) -> str:
        return "\n".join(f"{name:<18} {contract}" for name, contract in self.__dict__.items())


class Suite:
    """Every system that is deployed on the network that ape is connected to at the moment."""

    def __getattr__(self, name: str) -> Deployed:
        if name not in SYSTEMS:
            raise AttributeError(f"expected a system of {', '.join(SYSTEMS)}, got {name}{nearest(name, SYSTEMS)}")
        try:
            record = recorded(ape.networks.provider, name, DEPLOYMENTS)
        except DeploymentError as error:
            raise AttributeError(str(error)) from None
        return Deployed({key: _instance(entry) for key, entry in record["contracts"].items()})

    def __dir__(self) -> list[str]:
        return [name for name in SYSTEMS if path_of(ape.networks.provider, name, DEPLOYMENTS).exists()]

    def __repr__(self) -> str:
        network, told = without_secrets(ape.networks.provider.network_choice), []
        for name in dir(self):
            try:
                recorded(ape.networks.provider, name, DEPLOYMENTS)
                told.append(name)
            except DeploymentError as error:
                told.append(f"not {name} ({error})")
        return f"<suite on {network}: {', '.join(told) or 'nothing deployed yet'}>"


def _instance(entry: dict) -> ContractInstance:
    built = artifact(entry["contract"])
    name = entry["contract"].split(":")[-1].split("/")[-1].removesuffix(".json")
    kind = ContractType.model_validate({"abi": built.abi, "contractName": name})
    return ape.Contract(entry["address"], contract_type=kind)
