# SPDX-License-Identifier: MIT
"""What the commands of `ape run` have in common: whom they send for, and that a foreseen failure is one clear line."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

import ape
import click
from ape.cli import ConnectedProviderCommand
from ape.exceptions import ApeException
from ape.logging import LogLevel, logger
from eth_utils import is_address, to_checksum_address

from wuxing.deployments import DeploymentError
from wuxing.engine import EngineError, Revert
from wuxing.params import ParamsError


class Command(ConnectedProviderCommand):
    """A command on a network of ape. What is `foreseen` is said in one line, after `topic`, and ends it with 2."""

    topic: ClassVar[str]

    foreseen: ClassVar[tuple[type[Exception], ...]] = (
        DeploymentError, EngineError, ParamsError, ApeException, Revert, OSError
    )  # fmt: skip

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        logger.set_level(LogLevel.WARNING)
        try:
            return super().invoke(ctx)
        except self.foreseen as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            click.echo(f"{self.topic}: {reason}", err=True)
            sys.exit(2)


class Watcher:
    """An address that a dry run is reckoned for; nobody can sign for it."""

    def __init__(self, address: str):
        self.address = to_checksum_address(address)


def account_of(alias: str | None, dry_run: bool) -> Any:
    """The account that sends, by ape's alias or as `TEST::0`; on a dry run an address will do. Raises
    DeploymentError.
    """
    known = [a for a in ape.accounts.aliases]
    advice = f"name one with --account ({', '.join([*known, 'TEST::0 on a local network'])})"
    if not alias:
        raise DeploymentError(f"expected an account to send from, got none: {advice}")
    if dry_run and is_address(alias):
        return Watcher(alias)
    if alias.startswith("TEST::"):
        if not ape.networks.provider.network.is_dev:
            raise DeploymentError(
                f"{ape.networks.provider.network_choice} is shared: everybody has the keys of {alias}, {advice}"
            )
        index = alias.removeprefix("TEST::")
        if not index.isdigit() or int(index) >= len(ape.accounts.test_accounts):
            raise DeploymentError(f"expected TEST::0 to TEST::{len(ape.accounts.test_accounts) - 1}, got {alias}")
        return ape.accounts.test_accounts[int(index)]
    if alias not in known:
        raise DeploymentError(
            f"ape has no account {alias!r}: {advice}, or import one with `ape accounts import {alias}`"
        )
    account = ape.accounts.load(alias)
    if not dry_run and hasattr(account, "set_autosign"):
        account.set_autosign(True)  # asks for the passphrase once, not once a step
    return account
