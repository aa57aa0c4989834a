import { secret, template, type ServiceSpec } from "../../core/define.ts";
import type { DriftReport } from "../../core/schema/drift-report.ts";
import type { StackOutputs } from "../../core/schema/outputs.ts";
import type { PlanReport } from "../../core/schema/plan-report.ts";
import type { WrittenSettings } from "../../core/schema/settings.ts";

const limits = { memory: "256 MB", cpu: "100%" } as const;

/** Definitions that have every field between them, each written out where a person would write it. */
export const definitions: ServiceSpec[] = [
  {
    uid: 2003,
    exposure: "public",
    web: {
      subdomain: ["photos", "albums.photos"],
      port: 8080,
      container: "app",
      dns: { proxied: false, ttl: "5 minutes" },
      auth: {
        oidc: {
          redirectPath: ["/auth/login", "app.immich:///oauth-callback"],
          loginPath: "/oauth2/redirect",
          match: "strict",
          entitlements: ["editor"],
        },
      },
      access: ["family"],
      tile: { name: "Photos", icon: "fa://fa-image", group: "Media", launch: "/app" },
    },
    replicas: 2,
    update: "rolling",
    drain: "1 minute",
    containers: {
      app: {
        image: "docker.io/example/photos:1.0",
        entrypoint: ["/bin/photos"],
        command: ["--config", "/etc/photos.conf"],
        user: 1000,
        env: { LOG_LEVEL: "info", DB_PASSWORD_FILE: secret.file("db-password") },
        secrets: ["db-url"],
        files: { "/etc/photos.conf": "photos.conf" },
        volumes: { "/data": { data: "media", dir: "originals", owner: 1000, readOnly: false, severalWriters: true } },
        limits: { memory: "256 MB", cpu: "100%" },
        health: { http: "/healthz", port: 8080, within: "30 seconds" },
        beforeDeploy: { command: ["pg_dump", "app"], within: "5 minutes" },
        stop: "30 seconds",
        stays: false,
        scrapeTargets: "/etc/targets.d",
      },
      cache: { image: "docker.io/library/redis:8.0", limits, health: { tcp: 6379, within: "30 seconds" }, stays: true },
      queue: {
        image: "docker.io/library/redis:8.0",
        limits,
        health: { command: ["redis-cli", "ping"], within: "30 seconds" },
      },
    },
    data: { media: { pool: "tank", quota: "5 GB", preset: "media", dataRollback: "auto" } },
    secrets: { "db-password": "generated", "db-url": template("postgres://app:{db-password}@state/app") },
    needs: ["music"],
    reaches: ["office"],
  },
  {
    uid: 2004,
    web: {
      subdomain: "music",
      port: 80,
      auth: {
        forwardAuth: {
          level: "single",
          skip: ["^/api/"],
          headers: ["X-Authentik-Username"],
          userHeader: "X-Remote-User",
        },
      },
    },
    containers: {},
  },
  { uid: 2005, web: { subdomain: "mail", port: 80, auth: { ldap: { baseDn: "dc=example,dc=org" } } }, containers: {} },
  { uid: 2006, web: { subdomain: "page", port: 80, auth: { none: "everybody may read it" } }, containers: {} },
];

const caCertificate = "-----BEGIN CERTIFICATE-----\nTk9UQUNFUlRJRklDQVRF\n-----END CERTIFICATE-----\n";

/** Settings that have every field between them. */
export const settings: WrittenSettings[] = [
  {
    domain: "home.example.org",
    host: {
      name: "home",
      address: "192.0.2.10",
      port: 22,
      user: "root",
      hostKey: "ssh-ed25519 AAAA",
      pools: { tank: "12 TB" },
    },
    tls: { mode: "acme", email: "owner@example.org", directory: "https://acme.example.org/directory", caCertificate },
    dns: {
      provider: "cloudflare",
      zone: "example.org",
      zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
      target: { a: "203.0.113.10", aaaa: "2001:db8::10" },
      private: { a: "192.168.1.10", aaaa: "fd00::10" },
      ttl: "5 minutes",
      resolver: "192.168.1.1",
    },
    lan: ["192.168.1.0/24"],
    sso: {
      enabled: true,
      url: "https://auth.example.org",
      session: "12 hours",
      consent: "implicit",
      groups: ["authentik Admins"],
      rotate: { photos: "2026-11" },
    },
    images: {
      caddy: "docker.io/library/caddy:2.11.2",
      envoy: "docker.io/envoyproxy/envoy:v1.40.0",
      ldap: "ghcr.io/goauthentik/ldap:2025.12.1",
    },
    policies: {
      publicWithoutSignIn: "refuse",
      secretInEnvironment: "warn",
      floatingTag: "off",
      unlistedRegistry: "refuse",
      registries: ["docker.io", "ghcr.io/kozea"],
    },
  },
  {
    domain: "example.org",
    host: { name: "home", address: "home.lan", hostKey: "ssh-ed25519 AAAA", pools: {} },
    tls: { mode: "internal", caCertificate },
    dns: {
      zone: "example.org",
      zoneId: "023e105f4ecef8ad9ca31a8372d0c353",
      target: { name: "home.example.net" },
      private: "none",
    },
  },
];

/** Outputs that have every field between them. */
export const outputs: StackOutputs[] = [
  {
    photos: {
      url: "https://photos.example.org",
      exposure: "public",
      records: [{ name: "photos.example.org", type: "A", content: "203.0.113.10", proxied: false }],
      routerNames: [],
      auth: "oidc",
      access: ["family"],
      uid: 2003,
      user: "svc-photos",
      units: ["photos-0-pod.service"],
      datasets: { media: { dataset: "tank/homelab/photos/media", mountpoint: "/zfs/tank/photos/media" } },
      images: { app: "sha256:0123" },
    },
  },
];

/** A report of drift that has every field. */
export const drift: DriftReport[] = [
  {
    format: 1,
    toolkit: "0123456789abcdef",
    services: ["feeds"],
    seconds: 0.34,
    differences: [
      { service: "feeds", what: "linger of svc-feeds", is: "off", shouldBe: "on", mend: "homelab mend feeds" },
      { service: null, what: "Envoy's scrape list", is: "edited", shouldBe: "as applied", mend: "homelab mend" },
    ],
    notCompared: [{ service: "feeds", what: "units and containers", why: "a deploy is running" }],
    problems: [{ where: "zfs", problem: "it did not answer", fix: "see zpool status" }],
  },
];

/** Reports that have every field between them. */
export const plans: PlanReport[] = [
  {
    format: 1,
    verdict: "decide",
    entries: [
      {
        subject: "photos",
        action: "update",
        changes: [{ how: "changed", what: "image", text: "app: docker.io/example/photos 1.0 -> 1.1" }],
        restarts: [{ pod: "photos-0", effect: "restart", containers: ["app"] }],
        gap: "requests wait up to 10 seconds while app restarts; those that wait longer fail",
        atRisk: ["/zfs/tank/photos/media: the new image of app may change it"],
        gained: ["members of friends"],
        lost: [],
        begins: ["photos.example.org (A 203.0.113.10)"],
        ends: [],
        kept: [],
        deleted: [],
        flags: [{ severity: "danger", name: "refused", where: "photos.uid", text: "it is another", fix: "uid: 2003" }],
      },
    ],
    unchanged: 3,
  },
];
