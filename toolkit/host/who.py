"""Who runs this command, for the history."""

import os
from collections.abc import Mapping


def who(environment: Mapping[str, str] = os.environ) -> str:
    """`alice from 192.168.1.5`: the person behind sudo or the login, and the client's address of an SSH connection."""
    user = environment.get("SUDO_USER") or environment.get("USER") or "root"
    client = environment.get("SSH_CONNECTION", "").split(" ")[0]
    return f"{user} from {client}" if client else user
