# SPDX-License-Identifier: MIT
"""`python -m tools.prove`: other people's analysers over the contracts; ends with 1 when a finding has no answer."""

from __future__ import annotations

import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import click

from tools.prove import analysers
from tools.prove.project import write_project

REASONS = Path(__file__).with_name("reasons.toml")
TOOLS = {"slither": analysers.slither, "erc": analysers.erc, "halmos": analysers.halmos}


def unanswered(found: list[analysers.Finding], ran: set[str], answers: list[dict]) -> list[str]:
    """Findings without a reason, and reasons of tools that ran without a finding."""
    used: set[int] = set()
    lines = []
    for finding in sorted(found):
        meeting = {i for i, answer in enumerate(answers) if _meets(answer, finding)}
        used |= meeting
        if not meeting:
            lines.append(str(finding))
    idle = [answer for i, answer in enumerate(answers) if i not in used and answer["tool"] in ran]
    return lines + [f"reasons.toml: {a['tool']}: {a['rule']}: {a['where']}: answers nothing any more" for a in idle]


def _meets(answer: dict, finding: analysers.Finding) -> bool:
    return (
        answer["tool"] == finding.tool
        and answer["rule"] == finding.rule
        and any(fnmatchcase(finding.where, pattern) for pattern in answer["where"])
        and fnmatchcase(finding.what, answer.get("what", "*"))
    )


@click.command()
@click.argument("tools", nargs=-1, type=click.Choice([*TOOLS]))
def main(tools: tuple[str, ...]) -> None:
    """Runs slither, slither-check-erc (erc) and halmos, or those that are named, over the contracts.

    What they find is answered in tools/prove/reasons.toml, or it fails.
    """
    answers = tomllib.loads(REASONS.read_text())["answer"]
    found: list[analysers.Finding] = []
    try:
        click.echo("Writing and compiling the project (some minutes at first)")
        write_project()
        analysers.build()
        for name in tools or tuple(TOOLS):
            more = list(TOOLS[name]())
            click.echo(f"{name}: {len(more)} findings")
            found += more
    except (analysers.ToolError, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from error
    lines = unanswered(found, set(tools or TOOLS), answers)
    click.echo("\n".join([*lines, f"{len(lines)} without an answer"]))
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
