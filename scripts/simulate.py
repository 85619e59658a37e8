# SPDX-License-Identifier: MIT
"""`ape run simulate SYSTEM …`: the same as `python -m wuxing simulate SYSTEM …`."""

import sys

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    short_help="Run a system's economy and write its report",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def cli(arguments: tuple[str, ...]) -> None:
    """Runs a system's economy and writes its report to out/."""
    from wuxing.simulate import main  # `ape run` imports every script: what this one takes the others do not wait for

    sys.exit(main(list(arguments)))
