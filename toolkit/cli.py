"""The command line: arguments, dispatch, and errors for people."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from host.context import Context, on_this_machine
from host.errors import HostProblem, HostProblems, UsageProblem, of_system, render
from host.output import printable, utf8
from host.stdin import read_spec
from nouns.table import TABLE, Entry


def main(argv: Sequence[str], ctx: Context | None = None) -> int:
    """Run one command. Exit code 0 done, 1 a problem on the host, 2 wrong usage; those of drift say more."""
    # The words after `--` belong to another program, so argparse must not parse them.
    cut = list(argv).index("--") if "--" in argv else len(argv)
    parser = _parser(argv[:cut])
    arguments = parser.parse_args(list(argv[:cut]), argparse.Namespace(rest=list(argv[cut + 1 :])))
    ctx = ctx or on_this_machine(Path(os.environ.get("HOMELAB_ROOT", "/")))
    debug = os.environ.get("HOMELAB_DEBUG") == "1"
    try:
        return _dispatch(ctx, arguments)
    except UsageProblem as problem:
        _print_error(f"error: {problem}\n  fix: see `homelab {arguments.noun} --help`")
        return 2
    except HostProblem as problem:
        if debug:
            raise
        _print_error(render(problem))
    except HostProblems as problems:
        _print_error("\n".join(render(problem) for problem in problems.problems))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # `homelab logs | head`: the reader has closed the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except OSError as error:
        if debug:
            raise
        _print_error(render(of_system(error, f"homelab {arguments.noun}")))
    except Exception as defect:  # HOMELAB_DEBUG=1 shows the stack trace
        if debug:
            raise
        _print_error(
            f"error: homelab {arguments.noun}: {_defect(defect)}\n  fix: run it again with HOMELAB_DEBUG=1, which shows where it happened"
        )
    return TABLE[arguments.noun].failure


def _dispatch(ctx: Context, arguments: argparse.Namespace) -> int:
    entry = TABLE[arguments.noun]
    module = importlib.import_module(entry.module)
    if not entry.resource:
        code: int = module.run(ctx, arguments)
        return code
    verb = getattr(module, arguments.verb)
    if arguments.verb in entry.barewords:
        out: str = verb(ctx)
    elif arguments.name is None:
        raise UsageProblem(f"`homelab {arguments.noun} {arguments.verb}` needs a name")
    else:
        out = verb(ctx, arguments.name, read_spec())
    if out:
        out = utf8(out)
        print(out if out.endswith("\n") else f"{out}\n", end="", flush=True)
    return 0


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="homelab", description="Shows and controls the services of this host.", allow_abbrev=False)
    nouns = parser.add_subparsers(dest="noun", metavar="COMMAND", required=True)
    for noun, entry in TABLE.items():
        sub = nouns.add_parser(noun, help=entry.summary, description=entry.summary, allow_abbrev=False)
        if noun not in argv:
            continue
        module = _load(entry)
        if entry.resource:
            _resource_arguments(sub, noun, entry.barewords)
            sub.epilog = " ".join(f"{verb}: {getattr(module, verb).__doc__}" for verb in ("apply", "remove", *entry.barewords))
        else:
            module.configure(sub)
    return parser


def _load(entry: Entry) -> Any:
    return importlib.import_module(entry.module)


def _resource_arguments(parser: argparse.ArgumentParser, noun: str, barewords: tuple[str, ...]) -> None:
    parser.add_argument("verb", choices=["apply", "remove", *barewords], help="apply or remove it; both can be repeated")
    parser.add_argument("name", nargs="?" if barewords else None, help="its name; the spec is read from stdin")
    if noun == "rollout":
        # It only makes Pulumi run a rollout again whenever units or secrets were applied again.
        parser.add_argument("--applied", default="", help=argparse.SUPPRESS)


def _print_error(text: str) -> None:
    sys.stdout.flush()
    print(printable(text), file=sys.stderr, flush=True)


def _defect(defect: Exception) -> str:
    # The exception's class is safe to show. Its text might quote the spec, which may contain secrets.
    return f"unexpected {type(defect).__name__}"
