# SPDX-License-Identifier: MIT
"""The native side of the economy, day by day: an archive on the chunk network, spans of the main chain, sessions.

One city's records are written through the block device into chunks whose groups are drawn from the landlords' machines,
and read back every day (CNT-20). Machines are off line when their landlord has no power; a liar's has nothing. The same
days are lived twice: with groups that are repaired when a member's pass has lapsed, and without.

A span of the proof-of-work chain a day says how long a message waits for its block (CNT-21); a session over three
relays says how long one takes that goes there directly (CNT-22).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from eth_hash.auto import keccak

from wuxing.chance import stream
from wuxing.contattract.agents import Landlord
from wuxing.contattract.chain.p2p import PeerNetwork
from wuxing.contattract.chain.pow import Chain, Work, seal
from wuxing.contattract.chunks.device import BlockDevice
from wuxing.contattract.chunks.network import Settings
from wuxing.contattract.chunks.storage_network import StorageNetwork
from wuxing.contattract.chunks.tenant import Tenant
from wuxing.contattract.keys import Key
from wuxing.contattract.params import Params
from wuxing.contattract.sessions.member import Member
from wuxing.contattract.sessions.routing import Registry, Relay
from wuxing.refused import Refused

SPAN = 900
"""Seconds of the network's time that are simulated a day; nobody does anything in the rest."""
CHUNK, SLICE = 1 << 16, 1 << 14
"""Bytes of a chunk and of a slice here: a sixteenth of the paper's, so that an archive has groups enough to see."""
GROUP = 6
"""Members of a chunk's group here: two may be lost."""
READS, PIECE = 12, 1_024
"""Reads a day, and bytes of each."""
PATIENCE = 30.0
"""Seconds after which a reader gives up."""
BLOCKS = 24
"""Blocks of the main chain that are made a day."""


class Archive:
    """The chunk network with one city's archive on it; `repairs` says whether lost members are replaced."""

    def __init__(self, params: Params, seed: int, nodes: Sequence[Landlord], records: Sequence[bytes], repairs: bool):
        self.nodes, self.records, self.repairs = nodes, records, repairs
        self._random = stream(seed, "reader")
        settings = Settings(CHUNK, SLICE, GROUP, params.operator_timeout, params.executor_timeout)
        self.network = StorageNetwork(settings, len(nodes), seed)
        self.tenant = Tenant("archive", self.network, PATIENCE)
        self._joined = {x.name for x in nodes if not x.joins}
        registry, machines = self.network.registry, self.network.nodes
        registry.nodes = [m.address for m, x in zip(machines, nodes, strict=True) if x.name in self._joined]
        size = sum(len(data) for data in records)
        self.chunks = -(-max(size, 1) // CHUNK)
        self.network.lease(self.tenant.address, 0, self.chunks * CHUNK // SLICE, (len(records) + 2.0) * SPAN)
        self._writer = BlockDevice(self.tenant, range(self.chunks))
        self._content = bytearray()
        self._waiting = bytearray()

    def day(self, day: int) -> dict[str, Any]:
        """A day: power comes and goes, the day's records are written, old ones are read back."""
        self._power(day)
        self._waiting += self.records[day]
        written = self._write()
        served, waits = self._read()
        up = sum(machine.online for machine in self.network.nodes)
        if self.repairs:
            self.network.repair_all()
        self.network.run(max(0.0, (day + 1.0) * SPAN - self.network.clock / 1_000))
        return {
            "up": up / len(self.nodes), "written": written, "asked": READS if self._content else 0, "served": served,
            "waits": waits, "bytes": len(self._content),
        }  # fmt: skip

    def _power(self, day: int) -> None:
        for machine, landlord in zip(self.network.nodes, self.nodes, strict=True):
            if landlord.inside and landlord.name not in self._joined:
                self._joined.add(landlord.name)
                self.network.registry.nodes.append(machine.address)
            there = landlord.sort != "lying" and landlord.inside and landlord.works(day)
            if machine.online and not there:
                machine.crash(lose_disk=landlord.sort == "lying")
            elif there and not machine.online:
                machine.come_back()
        self.network.run(10.0)

    def _write(self) -> bool:
        """Writes what waits; what could not be written is tried again on the next day."""
        start = len(self._content)
        self._writer.write(start, bytes(self._waiting))
        try:
            self._writer.flush()
        except Refused:
            return False
        self._content += self._waiting
        self._waiting.clear()
        return True

    def _read(self) -> tuple[int, list[float]]:
        """Reads here and there, by a device of its own that has nothing in its buffer; how many came back right."""
        reader, served, waits = BlockDevice(self.tenant, range(self.chunks)), 0, []
        for _ in range(READS if self._content else 0):
            place = self._random.randrange(max(1, len(self._content) - PIECE))
            wanted = bytes(self._content[place : place + PIECE])
            begin = self.network.clock
            try:
                good = reader.read(place, len(wanted)) == wanted
            except Refused:
                good = False
            served += good
            if good:
                waits.append((self.network.clock - begin) / 1_000)
        return served, waits


class MainChain:
    """A span of the main chain each day: real headers with real work, found after times that chance decides."""

    def __init__(self, params: Params, seed: int, begin: int) -> None:
        self.period = params.pow_period
        self._random = stream(seed, "miners")
        work = Work(params.pow_period, params.pow_retarget, params.pow_difficulty)
        self.chain: Chain[None] = Chain(work, None, lambda state, block: state, time=begin)
        self._gaps: list[int] = []  # seconds between the blocks of the last span

    def day(self) -> None:
        """Makes a day's span, as if it followed at once on the last one."""
        self._gaps.clear()
        time = self.chain.head.header.time
        for number in range(BLOCKS):
            gap = max(1, round(self._random.expovariate(1 / self.period)))
            time += gap
            miner = keccak(b"miner %d" % (number % 5))[-20:]
            self.chain.add(seal(self.chain.prepare(miner, time)))
            self._gaps.append(gap)

    def wait(self, random: Random) -> float:
        """Seconds that a message of today, sent at any moment, waits for its block: long gaps are met more often."""
        gap = random.choices(self._gaps, self._gaps)[0]
        return random.uniform(0, gap)


def session(params: Params, seed: int, day: int, relays: Sequence[Landlord], texts: int) -> list[float]:
    """CNT-22: two people talk over relays drawn from the landlords; seconds until the other could read."""
    chance = f"{seed} {day}"
    network = PeerNetwork(chance)
    keys = {key.address: key for key in (Key.from_seed(f"relay {landlord.name}") for landlord in relays)}
    people = [Key.from_seed(f"talker {chance} {name}") for name in ("one", "two")]
    registry = Registry(
        keccak(chance.encode()), tuple(key.public for key in people), frozenset(keys), params,
        lambda: keccak(b"block" + chance.encode()), network,
    )  # fmt: skip
    for key in keys.values():
        Relay(key, registry)
    one, two = (Member(key, registry) for key in people)
    network.run(5 * params.relay_timeout / 1_000)
    waits = []
    for number in range(texts):
        begin, text = network.env.now, f"message {number}"
        one.say(text)
        if network.run(60.0, lambda text=text: text in two.messages):  # type: ignore[misc]
            waits.append(network.env.now - begin)
    return waits
