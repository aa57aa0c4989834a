import { defineService } from "../core/define.ts";

/** Time series of every service and of the ingress. Upstream: https://prometheus.io/docs/ */
export const metrics = defineService("metrics", {
  uid: 2002,
  exposure: "private",
  web: {
    subdomain: "metrics",
    port: 9090,
    auth: { forwardAuth: {} },
    access: ["admins"],
    tile: { name: "Metrics", icon: "fa://fa-chart-line" },
  },
  update: "inPlace", // two instances cannot hold the lock on the database
  containers: {
    app: {
      image: "docker.io/prom/prometheus:v2.53.3",
      command: [
        "--config.file=/etc/prometheus/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        "--storage.tsdb.retention.size=1500MB", // below the quota, because the journal and compaction need space too
        "--web.listen-address=127.0.0.1:9090",
      ],
      limits: { memory: "512 MB", cpu: "100%" },
      health: { http: "/-/ready", within: "2 minutes" },
      files: { "/etc/prometheus/prometheus.yml": "prometheus.yml" },
      volumes: { "/prometheus": { data: "tsdb", dir: "prometheus", owner: 65534 } },
      scrapeTargets: "/etc/prometheus/targets.d",
      stop: "30 seconds", // it writes its head block before it ends
    },
  },
  data: { tsdb: { pool: "safe", quota: "2 GB" } },
});
