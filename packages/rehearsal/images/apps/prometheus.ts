import type { ImageRecipe } from "../recipe.ts";
import { basePackages, nobody, searchPath } from "./base.ts";

// Debian's Prometheus links its page's parts to these packages; the official image has them inside.
const pageParts = [
  "fonts-glyphicons-halflings",
  "libjs-bootstrap4",
  "libjs-d3",
  "libjs-eonasdan-bootstrap-datetimepicker",
  "libjs-jquery",
  "libjs-jquery-hotkeys",
  "libjs-moment",
  "libjs-moment-timezone",
  "libjs-mustache",
  "libjs-popper.js",
  "libjs-rickshaw",
];

/** Prometheus without promtool, which would double the image. */
export const prometheusImage: ImageRecipe = {
  name: "docker.io/prom/prometheus:v2.53.3",
  packages: [...basePackages, "prometheus", ...pageParts],
  files: "prometheus",
  drop: ["etc/default", "etc/init.d", "etc/logrotate.d", "usr/lib/systemd", "usr/share/prometheus/install-ui.sh"],
  accounts: [nobody],
  owned: [
    { path: "prometheus", id: 65534, mode: 0o755 },
    { path: "etc/prometheus", id: 65534, mode: 0o755 },
  ],
  config: {
    User: "nobody",
    ExposedPorts: { "9090/tcp": {} },
    Env: [searchPath],
    Entrypoint: ["/bin/prometheus"],
    Cmd: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"],
    Volumes: { "/prometheus": {} },
    WorkingDir: "/prometheus",
  },
};
