"""What a command can fail with. The sentences are those of OpenZFS."""


class ZfsError(Exception):
    """One sentence for stderr and an exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class UsageError(ZfsError):
    """A wrong command line: the sentence, then the usage of the command, exit code 2."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence, 2)


def not_a_snapshot(name: str) -> ZfsError:
    """The sentence for a file system where a snapshot is needed."""
    return ZfsError(f"cannot open '{name}': missing '@' delimiter in snapshot name")


def not_a_filesystem(name: str) -> ZfsError:
    """The sentence for a snapshot where a file system is needed."""
    return ZfsError(f"cannot open '{name}': snapshot delimiter '@' is not expected here")


def missing(name: str) -> ZfsError:
    """The sentence for a dataset or snapshot that is not there."""
    return ZfsError(f"cannot open '{name}': dataset does not exist")
