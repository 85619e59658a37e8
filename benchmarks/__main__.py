# SPDX-License-Identifier: MIT
"""`python -m benchmarks [gas] [engines] [chain] [shards] [device]`: all by default. `--snapshot`: the gas snapshot."""

from __future__ import annotations

import json

import click

from benchmarks import chain, device, engines, shards, table

PARTS = ("gas", "engines", "chain", "shards", "device")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--snapshot", is_flag=True, help="Only write benchmarks/gas_snapshot.json again.")
def main(parts: tuple[str, ...], snapshot: bool) -> None:
    """Prints ours, the best peer, the limit and the ratios; writes out/bench.json."""
    if snapshot:
        table.SNAPSHOT.write_text(json.dumps(table.snapshot(), indent=2) + "\n")
        click.echo(f"wrote {table.SNAPSHOT.name}; explain the difference in the commit")
        return
    chosen = parts or PARTS
    if "gas" in chosen:
        made = table.rows()
        table.write(made)
        table.show(made)
    if "engines" in chosen:
        engines.show(engines.run())
    if "chain" in chosen:
        chain.show(chain.run())
    if "shards" in chosen:
        shards.show(shards.run())
    if "device" in chosen:
        device.show(device.run())


if __name__ == "__main__":
    main()
