# SPDX-License-Identifier: MIT
"""What `ape run deploy` does, on the network that ape is connected to, and what it says."""

from __future__ import annotations

import os
import signal

import ape
import click
from ape.exceptions import ApeException
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wuxing.ape_command import Watcher, account_of, reason_of, unlock
from wuxing.deployments import Deployment, DeploymentError, Item, roles_of
from wuxing.engine import CompileError, EngineError, Revert
from wuxing.engine.ape_network import connect, is_py_evm, is_started_here
from wuxing.params import ParamsError, default_set


def deploy(
    console: Console,
    system: str,
    alias: str | None,
    set_name: str | None = None,
    named: tuple[str, ...] = (),
    dry_run: bool = False,
    yes: bool = False,
) -> int:
    """Deploys a system and says what happens: 0; 2 with the reason; 130 when it was stopped by Ctrl-C.

    No exception of a foreseen kind leaves it.
    """
    deployment = None
    ape_handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # ape's ends the process without a word
    try:
        roles, account = roles_of(system, named), account_of(alias, dry_run, locked=True)
        if not dry_run:
            _check_lasting()
        engine = connect(None if isinstance(account, Watcher) else account, ours=False)
        deployment = Deployment(engine, system, set_name or default_set(system), account, roles, rehearsal=dry_run)
        _run(console, deployment, dry_run, yes)
    except (DeploymentError, ParamsError, EngineError, CompileError, ApeException, Revert, OSError) as error:
        console.print(f"[bold red]Not deployed:[/] {escape(reason_of(error))}", soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        steps = f"{deployment.done} of {deployment.total} steps are done" if deployment else "nothing was sent"
        console.print(f"[bold red]Stopped:[/] {steps}: the same command goes on", soft_wrap=True)
        return 130
    finally:
        signal.signal(signal.SIGINT, ape_handler)
    return 0


def _check_lasting() -> None:
    """Raises DeploymentError where ape is connected to a chain that is gone when the command ends."""
    provider = ape.networks.provider
    if is_started_here(provider):
        asked = os.environ.get("APE_FOUNDRY_HOST")
        raise DeploymentError(
            f"expected a node at {asked or 'an address that APE_FOUNDRY_HOST names'}, found none: ape started one that "
            "ends with this command, and what is deployed with it. Start yours, see README.md, or look with --dry-run"
        )
    if is_py_evm(provider):
        raise DeploymentError(
            f"{provider.network_choice} is a chain within this command, and ends with it: name the network of a node "
            "that stays, as ethereum:local:foundry, or look with --dry-run"
        )


def _run(console: Console, deployment: Deployment, dry_run: bool, yes: bool) -> None:
    record, engine = deployment.record, deployment.engine
    console.print(
        f"[bold]{record['system']}[/] with the set [bold]{record['set']}[/] on [bold]{deployment.network}[/] "
        f"(chain {record['chain_id']}) by {record['deployer']}",
        soft_wrap=True,
    )
    if deployment.aside:
        console.print(f"[bold yellow]Not gone on with:[/] {escape(deployment.aside)}", soft_wrap=True)
    if record["finished"]:
        deployment.attach()
        console.print(
            f"Already deployed, nothing to do: {deployment.path.name} lists {len(record['contracts'])} contracts"
        )
        return
    bill, price = deployment.bill(), engine.gas_price()
    if dry_run:
        _show(console, bill, price)
        if deployment.missing:
            console.print(
                f"Still to be named with --role: {', '.join(deployment.missing)}; the bill has the deployer, or a "
                "contract of its own, in their place",
                soft_wrap=True,
            )
        console.print("Nothing was sent.")
        return
    left = sum(item.gas for item in bill if not item.done)
    console.print(
        f"{deployment.done} of {deployment.total} steps are done; "
        f"the rest takes {left:,} gas, {_coin(left * price)} {_symbol()}"
    )
    deployment.check_idle()
    deployment.check_funds(bill, price)
    if deployment.is_shared and not yes:
        click.confirm("Spend it?", abort=True)

    unlock(deployment.deployer)
    if aside := deployment.set_aside():
        console.print(f"That file is {aside.name} now", soft_wrap=True)
    if depth := engine.provider.network.required_confirmations:
        console.print(f"Each step waits until it is mined and {depth} blocks are on top of it")
    with console.status("waiting for the first step") as status:

        def say(name: str, sent: bool) -> None:
            address = (record["contracts"].get(name) or {}).get("address", "")
            console.print(f"  {'done' if sent else 'kept'}  {name:<22} {address}", highlight=False)
            status.update(f"{deployment.done} of {deployment.total} steps are done; waiting for the next")

        deployment.run(say)
    owner = "the owner that was named" if "owner" in deployment.plan.roles else "the timelock"
    console.print(
        f"[bold green]Deployed and verified[/]: {len(record['contracts'])} contracts in {deployment.path.name}; "
        f"{owner} owns all that has an owner",
        soft_wrap=True,
    )
    if left_over := deployment.left():
        roles = sorted({role.partition(".")[2] for role in left_over})
        console.print(
            f"The deployer still is {', '.join(roles)}, in {len(left_over)} places: name others on a real network",
            soft_wrap=True,
        )


def _show(console: Console, bill: list[Item], price: int) -> None:
    table = Table(title="What a deployment sends", title_justify="left")
    table.add_column("step")
    table.add_column("what")
    table.add_column("gas", justify="right")
    table.add_column(f"cost in {_symbol()}", justify="right")
    for item in bill:
        table.add_row(item.name, item.what, f"{item.gas:,}", "done" if item.done else _coin(item.gas * price))
    left = sum(item.gas for item in bill if not item.done)
    table.add_section()
    table.add_row("left to send", "", f"{left:,}", _coin(left * price))
    console.print(table)
    console.print(f"at {price / 1e9:.4g} gwei for a unit of gas")


def _symbol() -> str:
    return ape.networks.provider.network.ecosystem.fee_token_symbol


def _coin(wei: int) -> str:
    return f"{wei / 1e18:.6f}"
