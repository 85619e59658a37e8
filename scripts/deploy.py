# SPDX-License-Identifier: MIT
"""`ape run deploy SYSTEM --network … --account …`: deploy a system, or go on with a deployment that was stopped."""

import sys
from typing import Any

import click
from rich.console import Console

from wuxing.ape_command import Command
from wuxing.deploy_command import deploy
from wuxing.options import nearest
from wuxing.suite import SYSTEMS, defaults_shown


class _Command(Command):
    topic = "deploy"


class _System(click.Choice):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value not in SYSTEMS:
            self.fail(f"expected a system of {', '.join(SYSTEMS)}, got {value!r}{nearest(value, SYSTEMS)}", param, ctx)
        return super().convert(value, param, ctx)


@click.command(cls=_Command, short_help="Deploy a system on any network of ape")
@click.argument("system", type=_System(SYSTEMS))
@click.option("--account", help="The ape account that deploys: an alias, or TEST::0 on local networks.")
@click.option(
    "--set",
    "set_name",
    metavar="NAME",
    help=f"Which numbers of params/ it is made from; as `simulate` has them if not given: {defaults_shown()}.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="NAME=ADDRESS[,ADDRESS…]",
    help="Who holds a role (several where it is a list), or which contract of the network it is.",
)
@click.option("--dry-run", is_flag=True, help="Show the steps and what they cost; send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before spending on a shared network.")
def cli(
    system: str, account: str | None, set_name: str | None, roles: tuple[str, ...], dry_run: bool, yes: bool
) -> None:
    """Deploys SYSTEM: shows the gas bill, sends what is not done yet, verifies the code, hands power to the timelock.

    Whatever stops it, the same command goes on. Addresses and arguments are kept in deployments/.
    """
    sys.exit(deploy(Console(), system, account, set_name, roles, dry_run, yes))
