import * as pulumi from "@pulumi/pulumi";
import { isSilent } from "../../clients/authentik.ts";
import {
  type ApiAccess,
  AUTHENTIK_TOKEN,
  AUTHENTIK_URL,
  type Environment,
  settingOf,
} from "../../clients/credentials.ts";
import { SSO_COMPONENT } from "../../core/authentik/sso.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { outpostApi } from "./outpost-api.ts";
import { Sso } from "./sso.ts";

/**
 * Stops the run if Authentik accepts connections but does not answer, because Pulumi's provider would wait for it
 * without a time limit, in a preview too.
 * @throws RunError if Authentik is needed and does not answer.
 */
export async function refuseSilence({ sso }: Pick<Plan, "sso">, env: Environment = process.env): Promise<void> {
  if (sso === undefined) return;
  const url = authentikUrl(env);
  if (!(await isSilent(url))) return;
  throw new pulumi.RunError(
    `Authentik at ${url} accepts connections but does not answer: nothing was changed\n` +
      "  fix: restart it (on its host: homelab restart authentication), then run the same command again. To deploy without it:\n" +
      `  pulumi config set ${AUTHENTIK_URL.key} http://127.0.0.1:1 (where nothing listens), run pulumi up, then set ${url} again`,
  );
}

/** The component that all services with a sign-in share; undefined without such a service. Warns about services that are left out. */
export function shareSso({ sso, awaitingSso }: Pick<Plan, "sso" | "awaitingSso">): Sso | undefined {
  if (awaitingSso.length > 0) {
    void pulumi.log.warn(
      `${awaitingSso.join(", ")}: left out, because homelab:sso is not enabled: they would be open to everybody, or require a service that would. ` +
        "If they are running, they are removed; their data stays.",
    );
  }
  return sso === undefined ? undefined : new Sso(SSO_COMPONENT, { plan: sso, outposts: outpostApi(apiAccess) });
}

/** Authentik's address; "" if it is not set. */
function authentikUrl(env: Environment): string {
  const config = pulumi.runtime.allConfig();
  return settingOf(AUTHENTIK_URL, (key) => config[key], env) ?? "";
}

function apiAccess(): Promise<ApiAccess> {
  const url = authentikUrl(process.env);
  const token =
    new pulumi.Config("authentik").getSecret("token") ?? pulumi.secret(process.env[AUTHENTIK_TOKEN.variable] ?? "");
  return new Promise((resolve) => {
    token.apply((known) => {
      resolve({ url, token: known });
    });
  });
}
