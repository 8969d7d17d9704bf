"""The `serai` command. Each deed is a module of `serai.commands`; this file reads what was asked."""

import argparse
import os
import sys
from collections.abc import Sequence

from serai.commands import COMMANDS


def parser() -> argparse.ArgumentParser:
    """Every command with its options, as `serai --help` and the documentation test read them."""
    top = argparse.ArgumentParser(
        prog="serai", description="What a Customs Master Trainer Programme runs on."
    )
    deeds = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").partition("\n")[0]
        deed = deeds.add_parser(name, help=summary, description=summary)
        module.arguments(deed)
        deed.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; the returned number is the exit code."""
    asked = parser().parse_args(argv)
    try:
        code = int(asked.run(asked))
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on, as with `| head`: no reason to complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
