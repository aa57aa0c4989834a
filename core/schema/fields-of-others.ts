import type { Advice } from "../problems/schema-problems.ts";

const LIMITS = "docs/limits.md says what to use instead";
const HTTPS_ALONE = `remove it: the program publishes HTTPS only, with web: { subdomain, port }; ${LIMITS}`;
const NO_DEVICE = `remove it: containers have no access to devices of the host; ${LIMITS}`;
const NO_PRIVILEGE = `remove it: containers have the rights of an ordinary account; ${LIMITS}`;
const OWN_NETWORK = `remove it: each service has a network of its own; write reaches: ["<service>"] for the names of another; ${LIMITS}`;
const ORDER = 'write needs: ["<service>"] for another service; containers of one service start together';
const RESTART = "remove it: systemd restarts every container that ends";
const IMAGE = "build the image elsewhere, push it to a registry, and name it in image";
const SYSCTLS = `remove it: kernel parameters cannot be set; ${LIMITS}`;
const HEALTH = 'write health: { http: "/", within: "30 seconds" }';
const LIMIT = 'write limits: { memory: "256 MB", cpu: "100%" }';
const JOBS = `remove it: there are no scheduled jobs; ${LIMITS}`;
const SECRETS = 'write env: { NAME: "value" }, and secrets under secrets';
const DOMAIN = "write web: { subdomain, port }, which creates names, certificate and records";
const COMMAND = 'write command: ["program", "--flag"]';

/** Fields of Compose, Kubernetes and Podman -> what to write here. */
export const FIELDS_OF_OTHERS: Advice = {
  ports: HTTPS_ALONE,
  expose: HTTPS_ALONE,
  publish: HTTPS_ALONE,
  publishPort: HTTPS_ALONE,
  hostPort: HTTPS_ALONE,
  devices: NO_DEVICE,
  device: NO_DEVICE,
  gpus: NO_DEVICE,
  gpu: NO_DEVICE,
  runtime: NO_DEVICE,
  privileged: NO_PRIVILEGE,
  cap_add: NO_PRIVILEGE,
  cap_drop: NO_PRIVILEGE,
  capabilities: NO_PRIVILEGE,
  security_opt: NO_PRIVILEGE,
  securityContext: NO_PRIVILEGE,
  userns_mode: NO_PRIVILEGE,
  group_add: NO_PRIVILEGE,
  pid: NO_PRIVILEGE,
  ipc: NO_PRIVILEGE,
  network: OWN_NETWORK,
  networks: OWN_NETWORK,
  network_mode: OWN_NETWORK,
  links: OWN_NETWORK,
  extra_hosts: OWN_NETWORK,
  hostname: `remove it: the name of its pod is the host name; ${LIMITS}`,
  tmpfs: `remove it: data outside of volumes is deleted with the container; ${LIMITS}`,
  shm_size: `remove it: /dev/shm has Podman's own size; ${LIMITS}`,
  sysctls: SYSCTLS,
  ulimits: SYSCTLS,
  restart: RESTART,
  restart_policy: RESTART,
  depends_on: ORDER,
  dependsOn: ORDER,
  after: ORDER,
  requires: ORDER,
  build: IMAGE,
  dockerfile: IMAGE,
  labels: "remove it: routes, records and tiles follow from web",
  annotations: "remove it: routes, records and tiles follow from web",
  container_name: "remove it: a container's name is <service>-<slot>-<key>",
  schedule: JOBS,
  jobs: JOBS,
  cron: JOBS,
  timer: JOBS,
  healthcheck: HEALTH,
  livenessProbe: HEALTH,
  readinessProbe: HEALTH,
  test: HEALTH,
  interval: "remove it: the program decides how often health is checked",
  retries: 'remove it: write within: "2 minutes" for the longest start',
  start_period: 'remove it: write within: "2 minutes" for the longest start',
  timeout: 'remove it: write within: "2 minutes" for the longest start',
  deploy: `write replicas beside containers, and in the container: ${LIMIT.replace("write ", "")}`,
  resources: LIMIT,
  mem_limit: LIMIT,
  cpus: LIMIT,
  memory: LIMIT,
  environment: SECRETS,
  env_file: SECRETS,
  args: COMMAND,
  cmd: COMMAND,
  stop_grace_period: 'write stop: "30 seconds"',
  mounts: 'write volumes: { "/data": { data: "db" } }, and the dataset under data',
  configs: 'write files: { "/etc/app.conf": "app.conf" }',
  domain: DOMAIN,
  domains: DOMAIN,
  host: DOMAIN,
  ingress: DOMAIN,
  tls: DOMAIN,
  certificate: DOMAIN,
  backup: `remove it: the program makes no backups; ${LIMITS}`,
  persist: 'write data: { db: { pool: "…", quota: "5 GB" } }, and mount it with volumes',
  source: "write the dataset's name as data",
  target: 'write the path in the container as the key: volumes: { "/data": { data: "db" } }',
  path: "write the path in the container as the key, and the folder inside the dataset as dir",
  hostPath: `write a dataset's name as data: folders of the host cannot be mounted; ${LIMITS}`,
  type: "remove it: every volume is a folder of a dataset",
};
