"""The one host, and the job as its metadata: HOMELAB_BENCH_JOB names the file."""

import json
import os
from pathlib import Path

nodes = {
    "bench": {
        "hostname": "bench",
        # It logs in as root, and there is no sudo.
        "cmd_wrapper_outer": "sh -c {}",
        "os": "debian",
        "os_version": (13,),
        "bundles": ["host", "sites"],
        "metadata": {"job": json.loads(Path(os.environ["HOMELAB_BENCH_JOB"]).read_text())},
    }
}
