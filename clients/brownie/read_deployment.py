# SPDX-License-Identifier: MIT
"""Reads a deployment of XZ as somebody else's program would: with eth-brownie, a record and the ABIs of interfaces/.

    python read_deployment.py URL RECORD INTERFACES

Run by run.py in brownie's own environment. Exits with 1 at the first thing that is not as it was deployed.
"""

import json
import sys
from pathlib import Path

from brownie import Contract, accounts, network, web3
from brownie.exceptions import VirtualMachineError
from eth_utils import keccak

DAY = 86_400
LIFE = 10**18


def expect(what, found, wanted):
    """Compares, says it, and stops at a difference."""
    print(f"  {'ok' if found == wanted else 'NOT'}  {what}: {found}")
    if found != wanted:
        sys.exit(f"{what}: expected {wanted}, found {found}")


def connect(url):
    """Brownie's connection to a node that runs already."""
    from brownie._config import CONFIG

    CONFIG.networks["suite"] = {
        "id": "suite",
        "host": url,
        "chainid": 31337,
        "cmd": "",
        "cmd_settings": {},
        "timeout": 60,
    }
    CONFIG.networks["suite"].pop("cmd")
    CONFIG.networks["suite"].pop("cmd_settings")
    network.connect("suite", launch_rpc=False)


def rpc(method, *params):
    """A call that only a development node knows."""
    answer = web3.provider.make_request(method, list(params))
    if "error" in answer:
        sys.exit(f"{method}: {answer['error']}")
    return answer.get("result")


def refused(what, reason, send):
    """Expects a transaction to revert with a reason."""
    try:
        send()
    except (VirtualMachineError, ValueError) as error:
        expect(what, reason in str(error), True)
    else:
        sys.exit(f"{what}: expected to be refused with {reason!r}, went through")


def main(url, record_path, interfaces):
    """Everything that is asserted."""
    connect(url)
    record = json.loads(Path(record_path).read_text())
    abis = {p.stem: json.loads(p.read_text()) for p in Path(interfaces).rglob("*.json")}
    at = {
        name: Contract.from_abi(name, entry["address"], abis[entry["contract"]])
        for name, entry in record["contracts"].items()
        if entry["contract"] in abis
    }
    print(f"{len(at)} of {len(record['contracts'])} contracts are the suite's own")
    for name, entry in record["contracts"].items():
        code = web3.eth.get_code(entry["address"])
        if "0x" + keccak(code).hex() != entry["code_hash"]:
            sys.exit(f"{name}: expected code with the hash {entry['code_hash']}, found another")
    print("  ok  code of every contract is what the record says")
    mine, nft, token, timelock = at["mine"], at["nft"], at["token"], record["contracts"]["timelock"]["address"]
    expect("name of the token", (token.name(), token.symbol(), token.decimals()), ("XZ", "XZ", 18))
    expect("the mine's owner", mine.owner(), timelock)
    expect("the NFT's owner", nft.owner(), timelock)
    expect("arguments of the token", record["contracts"]["token"]["args"], [mine.address, str(token.cap())])

    rpc("anvil_impersonateAccount", timelock)
    rpc("anvil_setBalance", timelock, hex(10**18))
    registrar, miner, node = accounts[0], accounts[1], accounts[2]
    governed = accounts.at(timelock, force=True)
    price = {"gas_price": web3.eth.gas_price * 2}
    mine.add_node(node, {"from": governed, **price}, silent=True)
    mine.invite(miner, True, {"from": governed, **price}, silent=True)
    chip = accounts[3]
    nft.mint(
        miner, keccak(text="a cabinet"), 13_619_800, 1_036_100_000, chip, 1, {"from": registrar, **price}, silent=True
    )
    refused(
        "stake of another's token",
        "Mine: ",
        lambda: mine.stake(1, 0, 0, {"from": node, "gas_limit": 10**6, **price}, silent=True),
    )
    staked = mine.stake(1, 0, 0, {"from": miner, **price}, silent=True)
    expect("event of the stake", staked.events["Staked"]["miner"], miner.address)
    expect("the token is locked", nft.locked(1), True)
    rpc("evm_increaseTime", 2 * DAY)
    rpc("evm_mine")
    settled = mine.settle(1, {"from": node, **price}, silent=True)
    output = settled.events["Settled"]["output"]
    expect("something was mined", output > 0, True)
    expect("all that exists was mined", token.totalSupply(), mine.minted())
    expect("the miner has its part", token.balanceOf(miner) > 0, True)
    expect("life of a cabinet never rises", mine.life_of(1) <= LIFE, True)
    print("brownie reads and drives what the suite deployed")


if __name__ == "__main__":
    main(*sys.argv[1:])
