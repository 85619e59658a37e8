# SPDX-License-Identifier: MIT
"""What node operators store for the cabinets of an economy of XZ, and prove in their window every day (XZ-19)."""

from __future__ import annotations

from collections import defaultdict

from wuxing.engine import Revert
from wuxing.xz.agents import DAY, Operator
from wuxing.xz.deployment import TEST_SIGNERS
from wuxing.xz.feed import BATCH, sector_number
from wuxing.xz.native import DailyChain
from wuxing.xz.storage import NODE, Replica, home_of, pad, prove_seal, verify_seal
from wuxing.xz.world import World

SEALS = (0.05, 0.35, 0.65)
"""When in the run nodes seal what they stored since: parts of it."""
WINDOW = 24
"""The storage window that all nodes choose: 12:00 to 12:30."""


class Vault:
    """The operators' storage; hashes of the native chain seed the proofs that a sector was sealed."""

    def __init__(self, world: World, chain: DailyChain) -> None:
        self.world, self.chain = world, chain
        self._waiting: defaultdict[int, bytearray] = defaultdict(bytearray)  # not yet sealed, by node

    def keep(self, node: int, data: bytes) -> None:
        """A node stores records of today."""
        self._waiting[node] += data

    def day(self) -> None:
        """Nodes prove their sectors in the window; keepers report what was missed; on some days nodes seal."""
        world, sectors = self.world, self.world.xz.sectors
        today = world.midnight // DAY
        live = [
            (operator, sector, replica)
            for operator in world.operators
            for sector, replica in operator.disk.items()
            if sectors.state_of(sector) in (1, 2, 3)
        ]
        due = [(operator, replica) for operator, sector, replica in live if sectors.sector(sector)[2] <= today]
        if due:
            world.clock(12)
            world.send(sectors.open_window, sender=world.keeper)
            seed = world.send(sectors.draw_seed, sender=world.keeper).value
        for operator, replica in due:
            if not operator.has_power:
                continue
            try:
                world.carrier.prove_sector(replica, seed, operator.account)
            except Revert as error:
                world.record.add("refused_proofs", day=world.day, node=operator.number, reason=error.reason)
        world.clock(13)
        missed = [sector for _, sector, _ in live if sectors.missed(sector)]
        for start in range(0, len(missed), BATCH):
            world.send(sectors.fault_batch, missed[start : start + BATCH], sender=world.keeper)
        if world.day in {min(world.days - 1, max(1, int(part * world.days))) for part in SEALS}:
            for operator in world.operators[: len(TEST_SIGNERS)]:
                if operator.has_power and self._waiting[operator.number]:
                    self._seal(operator)
        world.record.add("storage", day=world.day, sectors=len(live), due=len(due), missed=len(missed))

    def _seal(self, operator: Operator) -> None:
        world, data = self.world, bytes(self._waiting.pop(operator.number))
        data = pad(data, -(-max(len(data), 2 * NODE) // NODE) * NODE)
        number = sector_number(WINDOW, operator.account.address, 48, 1 + len(operator.disk) * 48)
        sector = world.xz.sectors.sector_id(operator.account, number)
        home = home_of(world.engine.chain_id, world.xz.sectors.address)
        replica = Replica.seal(operator.node.address, sector, data, home=home)
        seed = self.chain.network.hash_at(world.engine.time)
        proof = prove_seal(replica, data, seed, 2)
        if not verify_seal(replica.commitment, seed, 2, proof):
            raise AssertionError("a replica that was sealed here does not verify")
        world.carrier.commit_sector(replica, number, operator.account)
        operator.disk[sector] = replica
        leaves = replica.commitment.leaves
        world.record.add("sealed", day=world.day, node=operator.number, bytes=len(data), leaves=leaves)
