"""The host and its sites: `pyinfra inventory.py deploy.py`."""

import host_tasks
import site_tasks
from pyinfra import host

job = host.data.job
host_tasks.lay_base(job)
site_tasks.subordinate_ids(job)
for site in job["sites"]:
    site_tasks.deploy_site(job, site)
