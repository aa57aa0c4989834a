import type { ApiAnswer } from "../../server/messages.ts";
import { keyOf, listOf, textOf } from "../engine/stored.ts";
import { stageFamilies } from "../engine/world.ts";
import type { World } from "../engine/world.ts";
import { escapeHtml, page } from "../page.ts";
import type { Client } from "./clients.ts";

/** Whether the flow by which a provider authorizes has a consent stage. Each sign-in is asked anew. */
export function asksConsent({ provider }: Client, world: World): boolean {
  const bindings = world.holding("flow-binding", "target", String(provider["authorization_flow"]));
  const stages = world.byKeys(
    stageFamilies,
    bindings.map(({ stage }) => stage),
  );
  return stages.some(({ component }) => component === "ak-stage-consent-form");
}

/** What an application asks for, in the words of the scopes: one without a description is not listed. */
function asked({ provider }: Client, query: URLSearchParams, world: World): string[] {
  const scopes = (query.get("scope") ?? "").split(" ");
  const mappings = world.byKeys(["scope-mapping"], listOf(provider, "property_mappings"));
  return mappings
    .filter((mapping) => scopes.includes(textOf(mapping, "scope_name")))
    .toSorted((one, other) => textOf(one, "scope_name").localeCompare(textOf(other, "scope_name")))
    .map((mapping) => textOf(mapping, "description"))
    .filter((description) => description !== "");
}

/** The page of a consent stage; sending its form gives the consent. */
export function consentPage(client: Client, query: URLSearchParams, world: World): ApiAnswer {
  const flow = world.byKey(["flow"], client.provider["authorization_flow"]) ?? {};
  const name = textOf(client.application, "name") || keyOf(client.application);
  const lines = asked(client, query, world).map((one) => `<li>${escapeHtml(one)}</li>`);
  const list = `<p>Application requires following permissions:</p><ul>${lines.join("")}</ul>`;
  const body = `${list}<form method="post"><button>Continue</button></form>`;
  return page(200, textOf(flow, "title").replace("%(app)s", name), body);
}
