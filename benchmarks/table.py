# SPDX-License-Identifier: MIT
"""Gas of ours beside the best peer and the limit: gathered, printed, kept as a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.table import Table

from benchmarks import contattract, logarithm, peers, xz, zos, zzm
from benchmarks.meter import Figure
from benchmarks.peers import Peer, Stage
from benchmarks.speed import console, progress
from wuxing.paths import BENCHMARKS

SNAPSHOT = BENCHMARKS / "gas_snapshot.json"


@dataclass(frozen=True)
class Row:
    """A line of the table; `peer` is the cheapest that does something comparable, None where we know none."""

    name: str
    gas: int
    peer: Peer | None
    limit: int | None
    bound: int | None
    note: str

    @property
    def json(self) -> dict:
        """As in out/bench.json."""
        return {
            "name": self.name,
            "gas": self.gas,
            "peer": self.peer.name if self.peer else None,
            "peer_gas": self.peer.gas if self.peer else None,
            "limit": self.limit,
            "note": self.note,
        }


def _best(found: list[Peer]) -> Peer:
    return min(found, key=lambda peer: peer.gas)


def _others(found: list[Peer], best: Peer) -> str:
    return ", ".join(f"{peer.name} {peer.gas:,}" for peer in found if peer != best)


def _peers() -> dict[str, list[Peer]]:
    """Peers of each figure."""
    found: dict[str, list[Peer]] = {}
    for pool in (peers.synthetix(Stage.set_up()), peers.thirdweb(Stage.set_up())):
        for name, peer in pool.items():
            found.setdefault(name, []).append(peer)
    signed = peers.signed_collectibles(Stage.set_up())
    found["ZOS stake"] = found["stake"]
    found["ZOS harvest"] = found["settle with payout"]
    found |= peers.vesting_peers() | contattract.peers()
    found["vesting, claim a day of a line"] = found["ZOS claim after a day"]
    found["XZ transfer"] = found["ZOS transfer"] = found["ZZM transfer"] = peers.coins(Stage.set_up())
    found["NFTXZ transfer with chip"] = [signed["with a nonce"]]
    found["NFTXZ transferFrom, authorized"] = peers.collectibles(Stage.set_up())
    return found


SYSTEMS: dict[str, Callable[[], list[Figure]]] = {
    "xz": xz.run,
    "zos": zos.run,
    "zzm": zzm.run,
    "contattract": contattract.run,
}
"""What measures each system."""


def _ours() -> list[Figure]:
    """Figures of every system."""
    figures = []
    for name, run in SYSTEMS.items():
        progress(f"gas of {name}")
        figures += run()
    return figures


def rows() -> list[Row]:
    """Everything, measured now."""
    progress("gas of the peers")
    made, found = [], _peers()
    without = peers.signed_collectibles(Stage.set_up())["without"]
    for figure in _ours():
        known = found.get(figure.name, [])
        best = _best(known) if known else None
        note = figure.note
        if best and (others := _others(known, best)):
            note += f"; other peers: {others}"
        if figure.name == "NFTXZ transfer with chip":
            note += f"; a peer whose signature can be replayed: {without.gas:,}"
        made.append(Row(figure.name, figure.gas, best, figure.limit, figure.bound, note))
    progress("gas of the logarithm")
    costs = {cost.name: cost for cost in logarithm.run()}
    solady, snekmate = (Peer(name, costs.pop(name).most) for name in ("Solady lnWad", "snekmate wad_ln"))
    for cost in costs.values():
        note = f"mean {cost.mean}; error {cost.error:.2g} units of the 18th decimal; other peer: {snekmate.name} "
        made.append(Row(cost.name, cost.most, solady, None, 1_000, note + f"{snekmate.gas:,}"))
    return made


def show(made: list[Row]) -> None:
    """The table in the terminal."""
    table = Table(title="Gas", caption="limit: benchmarks/README.md · notes: out/bench.json")
    for column in ("", "ours", "best peer", "its gas", "limit", "ours/peer", "ours/limit", "promised"):
        table.add_column(column, justify="left" if column in ("", "best peer") else "right")
    for row in made:
        kept = "" if row.bound is None else f"[{'green' if row.gas <= row.bound else 'red'}]≤ {row.bound:,}"
        peer = (row.peer.name, f"{row.peer.gas:,}", f"{row.gas / row.peer.gas:.2f}") if row.peer else ("", "", "")
        limit = (f"{row.limit:,}", f"{row.gas / row.limit:.2f}") if row.limit else ("", "")
        table.add_row(row.name, f"{row.gas:,}", peer[0], peer[1], limit[0], peer[2], limit[1], kept)
    console().print(table)


def snapshot() -> dict[str, int]:
    """Gas of ours alone, measured now: exact and the same on every machine."""
    return {figure.name: figure.gas for figure in _ours()} | {
        cost.name: cost.most for cost in logarithm.run(20)[:2]
    }


def worsened(kept: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """What costs more than in the snapshot, is missing, or is not in it, a line each."""
    lines = [f"{name}: {now[name]:,}, was {was:,}" for name, was in kept.items() if name in now and now[name] > was]
    lines += [f"{name}: no longer measured" for name in kept if name not in now]
    return lines + [f"{name}: not in the snapshot" for name in now if name not in kept]
