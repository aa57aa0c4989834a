"""Options as getopt reads them; argparse would cost more than the command itself."""

from __future__ import annotations

from zfs_stand_in.errors import UsageError, ZfsError


class Options:
    """The flags and values of one command line, and what is left."""

    def __init__(self) -> None:
        self.given: list[tuple[str, str]] = []
        self.words: list[str] = []

    def has(self, *names: str) -> bool:
        """Whether one of these was given."""
        return any(name in names for name, _ in self.given)

    def values(self, *names: str) -> list[str]:
        """All values of these options in their order."""
        return [value for name, value in self.given if name in names]

    def value(self, name: str, default: str = "") -> str:
        """The last value of an option."""
        found = self.values(name)
        return found[-1] if found else default


def parse(arguments: list[str], short: str, long: dict[str, str] | None = None) -> Options:
    """`short` as for getopt(3); `long` maps --names to the short letter or word they stand for."""
    options = Options()
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            options.words += rest
            break
        if word.startswith("--"):
            name = (long or {}).get(word[2:])
            if name is None:
                raise UsageError(f"invalid option '{word}'" if long else "invalid option '-'")
            options.given.append((name, ""))
        elif word.startswith("-") and word != "-":
            _short(options, word[1:], rest, short)
        else:
            options.words.append(word)
    return options


def _short(options: Options, letters: str, rest: list[str], short: str) -> None:
    while letters:
        letter, letters = letters[0], letters[1:]
        at = short.find(letter)
        if at < 0 or letter == ":":
            raise UsageError(f"invalid option '{letter}'")
        if short[at + 1 : at + 2] != ":":
            options.given.append((letter, ""))
            continue
        if not letters and not rest:
            raise UsageError(f"missing argument for '{letter}' option")
        options.given.append((letter, letters or rest.pop(0)))
        return


def pairs(words: list[str]) -> dict[str, str]:
    """property=value words."""
    found: dict[str, str] = {}
    for word in words:
        name, separator, value = word.partition("=")
        if not separator:
            raise ZfsError("missing '=' for property=value argument")
        if name in found:
            raise UsageError(f"property '{name}' specified multiple times")
        found[name] = value
    return found


def depth(text: str) -> int:
    """The value of -d."""
    if not text.lstrip("-").isdigit():
        raise UsageError(f"{text} is not an integer")
    if text.startswith("-"):
        raise UsageError("Depth can not be negative.")
    return int(text)


def need(words: list[str], least: int, most: int, what: str) -> None:
    """UsageError when there are too few or too many words; `what` is the word that is missing."""
    if len(words) < least:
        raise UsageError(f"missing {what} argument")
    if most and len(words) > most:
        raise UsageError("too many arguments")
