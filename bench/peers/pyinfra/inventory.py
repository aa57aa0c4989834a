"""The one host. Where it is comes with the job, whose file HOMELAB_BENCH_JOB names."""

import json
import os
from pathlib import Path

job = json.loads(Path(os.environ["HOMELAB_BENCH_JOB"]).read_text())

hosts = [
    (
        "bench",
        {
            "ssh_hostname": "127.0.0.1",
            "ssh_port": job["ssh"]["port"],
            "ssh_user": "root",
            "ssh_key": job["ssh"]["key"],
            "ssh_known_hosts_file": job["ssh"]["known_hosts"],
            "ssh_strict_host_key_checking": "yes",
            "ssh_allow_agent": False,
            "ssh_look_for_keys": False,
            "job": job,
        },
    )
]
