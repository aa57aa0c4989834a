"""Runs a host, or ends one.

`python3 -m supervisor run DIR < SPEC` runs the host of a state folder until it powers off or is ended.
`python3 -m supervisor stop DIR` ends it and takes away what a killed one has left on this computer.
`python3 -m supervisor try` tries whether this computer lets hosts be run, and says what it refuses.
"""

import sys
from pathlib import Path

from supervisor import lifecycle, problem, spec, trial


def main(words: list[str]) -> int:
    """Run a verb. @returns the exit code"""
    match words:
        case ["run", folder]:
            return lifecycle.run(Path(folder), spec.parse(sys.stdin.read()))
        case ["stop", folder]:
            lifecycle.stop(Path(folder))
            return 0
        case ["try"]:
            return trial.run()
        case _:
            print(__doc__, file=sys.stderr)
            return 2


def _told(words: list[str]) -> int:
    try:
        return main(words)
    except Exception as error:
        print(problem.words(error), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(_told(sys.argv[1:]))
