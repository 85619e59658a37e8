# SPDX-License-Identifier: MIT
"""`python -m tools.mutants --seed 7 --minutes 30`: a sample of broken rules, and which of them tests notice."""

from __future__ import annotations

import click

from tools.mutants.hunt import Hunt, Limits


@click.command()
@click.option("--seed", default=1, show_default=True, help="Draws the sample; the same seed goes on where it stopped.")
@click.option("--count", default=160, show_default=True, help="Valid mutants of the sample.")
@click.option("--minutes", default=30.0, show_default=True, help="Time for all, from when the copies are made.")
@click.option("--workers", default=2, show_default=True, help="Mutants tried at once.")
@click.option("--each", default=600, show_default=True, help="Seconds of tests for one mutant.")
@click.option("--hang", default=240, show_default=True, help="Seconds after which one test counts as hanging.")
@click.option("--only", default="", help="Only files whose path has this in it.")
def main(seed: int, count: int, minutes: float, workers: int, each: int, hang: int, only: str) -> None:
    """Breaks one rule at a time in a copy of the project and looks whether a test fails.

    Each answer is a line of out/mutants/seed-N.jsonl; the same command goes on where it was stopped.
    """
    hunt = Hunt(seed, Limits(count, minutes * 60, each, hang), workers, only, click.echo)
    try:
        hunt.run()
    except KeyboardInterrupt:
        click.echo("stopped; the same command goes on")
    click.echo(hunt.summary())


if __name__ == "__main__":
    main()
