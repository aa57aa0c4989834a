import contract from "../../contract/constants.json" with { type: "json" };
import { caddySignOnCa, SIGN_ON_CA } from "../web/caddy-sign-on.ts";
import { homeCaCertificate } from "../service/certificate.ts";
import { caddyfile } from "../web/caddyfile.ts";
import type { GenerationFile } from "../units/generation-file.ts";
import { healthPort, HOST_LOOPBACK } from "../service/names.ts";
import { nameScope, templateNames } from "../service/names-given.ts";
import { type Container, runningContainers, type Service } from "../service/service.ts";
import { SIGN_ON_CA_PATH } from "../service/sign-on.ts";
import { trustedByContainer } from "../units/sign-on-trust.ts";
import { CONFIG_FILE, PROXY_CONTAINER } from "../service/proxy.ts";
import { smokeFile } from "./smoke.ts";
import { renderTemplate } from "../text/template.ts";

const CONFIG = contract.generation.config;

/** The config files of a service's containers, the same for every slot. */
export function configFiles(service: Service): GenerationFile[] {
  return [
    ...service.containers.flatMap((container) => applicationFiles(service, container)),
    ...runningContainers(service).flatMap((each) => signOnAuthority(service, each)),
    ...proxyFiles(service),
    ...(service.web ? [scrapeList(service)] : []),
    ...smokeFile(service),
  ];
}

function applicationFiles(service: Service, container: Container): GenerationFile[] {
  return container.files.map(({ path, template }) => ({
    path: `${CONFIG}/${container.name}${path}`,
    content: renderTemplate(`services/${template}`, {}, templateNames(nameScope(service))),
    effect: `container:${container.name}`,
  }));
}

/** The CA of Authentik's certificate, for containers that connect to Authentik. */
function signOnAuthority(service: Service, container: Container): GenerationFile[] {
  const ca = trustedByContainer(service, container);
  if (ca === undefined) return [];
  const { name } = container;
  return [{ path: `${CONFIG}/${name}${SIGN_ON_CA_PATH}`, content: ca, effect: `container:${name}` }];
}

function proxyFiles(service: Service): GenerationFile[] {
  if (!service.web) return [];
  const file = (name: string, content: string): GenerationFile => ({
    path: `${CONFIG}/${PROXY_CONTAINER}/${name}`,
    content,
    effect: "reload",
  });
  const ca = homeCaCertificate(service.web.issuer);
  const signOnCa = caddySignOnCa(service.web);
  return [
    file(CONFIG_FILE, caddyfile(service, service.web)),
    ...(ca === undefined ? [] : [file("ca.crt", ca)]),
    ...(signOnCa === undefined ? [] : [file(SIGN_ON_CA, signOnCa)]),
  ];
}

/** Prometheus's list of targets for this service: each slot's proxy, as a pod with a scrape list reaches it. */
function scrapeList({ name, uid, replicas }: Service): GenerationFile {
  const groups = Array.from({ length: replicas }, (_, slot) => ({
    targets: [`${HOST_LOOPBACK}:${healthPort(uid, slot)}`],
    labels: { service: name, slot: String(slot) },
  }));
  return { path: contract.generation.scrape, content: JSON.stringify(groups, null, 2), effect: "none" };
}
