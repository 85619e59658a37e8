# SPDX-License-Identifier: MIT
"""CNT-20 … CNT-22: the same seed gives the same run in every process, whatever Python's hash seed makes of sets."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from wuxing.paths import ROOT

CHUNKS = """
from wuxing.contattract.chunks.network import Settings
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant

net = StorageNetwork(Settings(32_768, 4_096, 7, 60, 2), 9, seed=5)
tenants = [Tenant(f"tenant {number}", net) for number in range(8)]
for number, tenant in enumerate(tenants):
    net.lease(tenant.address, number, 1, 10.0**9)
    tenant.open(0, number, 1)
heard = []
for tenant in tenants:
    tenant.receive = lambda sender, message, name=tenant.name: heard.append((net.clock, name, sender))
for turn in range(2):
    for number, tenant in enumerate(tenants):
        tenant.tell(0, tenant.writing(0, 2 + turn, [(number * 4_096, tenant.name.encode())]))
    net.run(3)
net.nodes[0].crash(lose_disk=True)
net.repair_all()
net.part([net.nodes[1].address])
net.run(30)
net.nodes[0].come_back()
net.heal()
net.run(60)
members = [node.members[0] for node in net.nodes if 0 in node.members]
print(max(len(entry.operations) for member in members for entry in member.log))
heads = [(member.node.name, member.head, member.certificate) for member in members]
print(repr((net.messages, net.clock, net.registry.groups, heads, heard)))
"""

SHARDS = """
from wuxing.contattract.chain import attacks

chain = attacks.split(24, 3)
for user in attacks.users()[:10]:
    chain.submit(attacks.Transfer.sign(user, attacks.users()[-1].address, 5, 0))
chain.mine([attacks.forge(chain, chain.shards[0], 7, attacks.users()[0].address, False)[0]])
for _ in range(6):
    chain.step()
print(len(chain.beacon.pool.slashes))
states = [(number, line.state.root, line.tip) for number, line in chain.lines.items()]
print(repr((chain.chain.head.hash, chain.beacon.pool, chain.beacon.hands, states)))
"""

SESSIONS = """
from eth_hash.auto import keccak
from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.keys import Key
from wuxing.contattract.sessions.member import Member
from wuxing.contattract.sessions.routing import Registry, Relay
from wuxing.params import load
from wuxing.contattract.params import Params

network = PeerNetwork(4, loss=0.05)
nodes, people = ([Key.from_seed(f"{kind} {number}") for number in range(6)] for kind in ("relay", "member"))
publics, offers = tuple(key.public for key in people), frozenset(key.address for key in nodes)
registry = Registry(b"s" * 32, publics, offers, load("contattract", "reconciled"), lambda: keccak(b"block"), network)
relays = [Relay(key, registry) for key in nodes]
members = [Member(key, registry) for key in people]
network.run(5)
for turn in range(4):
    for number, member in enumerate(members):
        member.say(f"{number} says {turn}")
    network.run(2)
    if turn == 1:
        network.nodes.pop(registry.term.relays[0])
members[0].leave()
network.run(60)
print(registry.term.number)
print(repr((network.sent, network.env.now, registry.term, [member.messages for member in members])))
"""


def printed(script: str, hash_seed: int) -> str:
    """What a process of its own prints."""
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return made.stdout


@pytest.mark.parametrize(
    ("script", "least"), [(CHUNKS, 4), (SHARDS, 7), (SESSIONS, 1)], ids=["chunks", "shards", "sessions"]
)
def test_run__other_hash_seed__same_run(script: str, least: int):
    """CNT-20, CNT-21, CNT-22: a block of several operators, a conviction of several, a takeover by another relay."""
    one, other = printed(script, 1), printed(script, 2)
    assert int(one.splitlines()[0]) >= least  # what a set could put into another order did happen
    assert one == other
