import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../core/plan/plan.ts";
import { type Problem, Problems } from "../../core/problems/problem.ts";
import { SSO_COMPONENT } from "../../core/authentik/sso.ts";
import type { ApiAccess } from "./authentik-api.ts";
import { outpostApi } from "./outpost-api.ts";
import { Sso } from "./sso.ts";

type Environment = Readonly<Record<string, string | undefined>>;

// Where the provider itself looks, and in which order.
const SETTINGS = [
  { key: "url", variable: "AUTHENTIK_URL", fix: "pulumi config set authentik:url https://auth.example.org" },
  { key: "token", variable: "AUTHENTIK_TOKEN", fix: "pulumi config set --secret authentik:token" },
] as const;

/**
 * What it takes to talk to Authentik has to be there before the first resource is made.
 * @throws Problems naming what is missing.
 */
export function requireAuthentik({ sso }: Pick<Plan, "sso">, env: Environment = process.env): void {
  if (sso === undefined) return;
  const given = pulumi.runtime.allConfig();
  const problems = SETTINGS.filter(({ key, variable }) => !given[`authentik:${key}`] && !env[variable]).map(
    ({ key, variable, fix }): Problem => ({
      where: `config.authentik:${key}`,
      problem: `is not set, and neither is ${variable}, but sso is enabled`,
      fix,
    }),
  );
  if (problems.length > 0) throw new Problems(problems, "settings");
}

/** What services share to sign people on; undefined while none does. Says which services wait for it. */
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
  const url = config.get("url") ?? process.env["AUTHENTIK_URL"] ?? "";
  const token = config.getSecret("token") ?? pulumi.secret(process.env["AUTHENTIK_TOKEN"] ?? "");
  return new Promise((resolve) => {
    token.apply((known) => {
      resolve({ url, token: known });
    });
  });
}
