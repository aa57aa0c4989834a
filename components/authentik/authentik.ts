import * as pulumi from "@pulumi/pulumi";
import { isSilent } from "../../clients/authentik.ts";
import { type ApiAccess, AUTHENTIK_TOKEN, AUTHENTIK_URL, type Environment } from "../../clients/credentials.ts";
import { SSO_COMPONENT } from "../../core/authentik/sso.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { outpostApi } from "./outpost-api.ts";
import { Sso } from "./sso.ts";

/**
 * Pulumi's provider waits without a limit for a server that takes connections and answers nothing, in a preview too.
 * So the run ends here, before the provider is asked for anything.
 * @throws RunError when Authentik is needed and is such a server.
 */
export async function refuseSilence({ sso }: Pick<Plan, "sso">, env: Environment = process.env): Promise<void> {
  if (sso === undefined) return;
  const url = new pulumi.Config("authentik").get("url") ?? env[AUTHENTIK_URL.variable] ?? "";
  if (!(await isSilent(url))) return;
  throw new pulumi.RunError(
    `Authentik at ${url} takes connections and does not answer: nothing was changed\n` +
      "  fix: restart it (on its host: homelab restart authentication), then run the same command again. To deploy without it:\n" +
      `  pulumi config set ${AUTHENTIK_URL.key} http://127.0.0.1:1, where nothing listens; run pulumi up, and set ${url} again`,
  );
}

/** What services share for the sign-in; undefined while none does. Says which services wait for it. */
export function shareSso({ sso, leftOut }: Pick<Plan, "sso" | "leftOut">): Sso | undefined {
  if (leftOut.length > 0) {
    void pulumi.log.warn(
      `${leftOut.join(", ")}: left out, since homelab:sso is not enabled and they would be open to everybody, or need one that would. ` +
        "What of them is running is taken away; their data stays.",
    );
  }
  return sso === undefined ? undefined : new Sso(SSO_COMPONENT, { plan: sso, outposts: outpostApi(apiAccess) });
}

function apiAccess(): Promise<ApiAccess> {
  const config = new pulumi.Config("authentik");
  const url = config.get("url") ?? process.env[AUTHENTIK_URL.variable] ?? "";
  const token = config.getSecret("token") ?? pulumi.secret(process.env[AUTHENTIK_TOKEN.variable] ?? "");
  return new Promise((resolve) => {
    token.apply((known) => {
      resolve({ url, token: known });
    });
  });
}
