# SPDX-License-Identifier: MIT
"""`ape run gateway … --network …`: turns notices of Contattract into e-mail and answers into messages on chain."""

import time
from pathlib import Path
from typing import Any

import click

from wuxing.ape_command import Command, account_of
from wuxing.contattract.post import gateway_command as command
from wuxing.contattract.post.gateway import DAYS, GatewayError
from wuxing.contattract.post.outbox import OutboxError
from wuxing.engine.ape_network import connect


class _Command(Command):
    topic = "gateway"
    foreseen = (*Command.foreseen, GatewayError, OutboxError)


@click.group(short_help="Notices of Contattract by e-mail (CNT-17)")
def cli() -> None:
    """Notices of Contattract by e-mail: `follow` runs; `statement`, `register`, `confirm` map accounts to mailboxes.

    `aside` shows what could not be read or sent.
    """


_database = click.option(
    "--database", type=click.Path(path_type=Path), default=Path("gateway.sqlite"), show_default=True, help="Its memory."
)


@cli.command(cls=_Command)
@_database
@click.option("--domain", required=True, help="Letters are from notices@DOMAIN, replies go to addresses of it.")
@click.option("--smtp", required=True, metavar="HOST[:PORT]", help="Server that takes letters, with STARTTLS.")
@click.option("--smtp-ca", type=click.Path(exists=True), help="Certificates to trust instead of the system's.")
@click.option("--listen", metavar="HOST[:PORT]", help="Take replies and bounces here.")
@click.option("--certificate", type=click.Path(exists=True), help="For STARTTLS of the listener, with --key.")
@click.option("--key", type=click.Path(exists=True))
@click.option("--account", help="The ape account that pays for pokes and replies: an alias, or TEST::0 locally.")
@click.option("--keep", is_flag=True, help="Poke the adapters of mine and disk.")
@click.option("--postage", type=click.IntRange(0), default=0, help="Wei of CNT that a reply may cost at most.")
@click.option("--confirmations", type=click.IntRange(0), default=12, show_default=True)
@click.option("--begin", type=click.IntRange(0), default=0, help="First block to read, for a new database.")
@click.option("--interval", type=click.FloatRange(0.05), default=12, show_default=True, help="Seconds between steps.")
@click.option("--once", is_flag=True, help="One step, then stop.")
def follow(interval: float, once: bool, account: str | None, **options: Any) -> None:
    """Follows the notices and sends them.

    User and password for the mail server come from WUXING_SMTP_USER and WUXING_SMTP_PASSWORD.
    """
    signer = account_of(account, False) if account else None
    settings = command.Settings(**options)
    command.follow(command.attach(connect(signer, ours=False), settings, signer), settings, interval, once)


@cli.command(cls=_Command)
@click.argument("subscriber")
@click.argument("email")
@click.option("--nonce", type=int, default=None, help="Above that of the last registration; the time if not given.")
@click.option("--valid", type=int, default=86_400, show_default=True, help="Seconds for which it can be handed in.")
def statement(subscriber: str, email: str, nonce: int | None, valid: int) -> None:
    """Prints the typed data by which SUBSCRIBER asks for its notices at EMAIL, to be signed by its wallet."""
    now = int(time.time())
    click.echo(command.statement(connect(ours=False), subscriber, email, nonce or now, now + valid))


@cli.command(cls=_Command)
@_database
@click.argument("file", type=click.Path(path_type=Path))
def register(database: Path, file: Path) -> None:
    """Takes a signed statement: JSON with subscriber, email, nonce, deadline and signature. The mailbox is asked."""
    said = command.statement_in(file)
    if command.memory(connect(ours=False), database).register(said):
        click.echo(f"notices go to {said['email']} already")
    else:
        click.echo(f"{said['email']} will be asked: notices go there once it has said yes, within {DAYS} days")


@cli.command(cls=_Command)
@_database
@click.argument("code")
def confirm(database: Path, code: str) -> None:
    """Takes the CODE that a mailbox was sent: notices go there from now on."""
    click.echo(f"notices go to {command.memory(connect(ours=False), database).confirm(code)} from now on")


@cli.command(cls=_Command)
@_database
@click.option("--again", is_flag=True, help="Let letters and answers that were set aside wait again.")
def aside(database: Path, again: bool) -> None:
    """Shows what the gateway could not read or make, with the reason and how many: it went on without."""
    for line in command.aside(connect(ours=False), database, again):
        click.echo(line)
