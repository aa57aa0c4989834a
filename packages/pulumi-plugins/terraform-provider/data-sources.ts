import { isObject } from "../protocol/property-values.ts";
import type { Properties } from "../protocol/property-values.ts";
import type { Api } from "./api.ts";
import { goJson } from "./go-json.ts";
import { resourceOf } from "./resources.ts";
import { stateFrom } from "./wire.ts";

type Query = Readonly<Record<string, unknown>>;
type Source = (api: Api, args: Properties) => Promise<Properties>;

/** One list call; the provider never asks for a second page. */
async function found(api: Api, path: string, query: Query, what: string): Promise<Properties[]> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (one === undefined || one === null || one === "") continue;
      parameters.append(name, typeof one === "string" ? one : JSON.stringify(one));
    }
  }
  const text = parameters.toString();
  const { results } = await api.call("GET", text === "" ? path : `${path}?${text}`);
  if (!Array.isArray(results)) throw new Error("no value given for required property results");
  if (results.length === 0) throw new Error(`No matching ${what} found`);
  return results as Properties[];
}

async function first(api: Api, path: string, query: Query, what: string): Promise<Properties> {
  const [hit = {}] = await found(api, path, query, what);
  return hit;
}

const flow: Source = async (api, { slug, designation }) => {
  const hit = await first(api, "/flows/instances/", { slug, designation }, "flows");
  const { name, title, authentication } = hit;
  // Here the id is the UUID that other resources refer to; the resource's id is the slug.
  return { id: hit["pk"], slug: hit["slug"], designation: hit["designation"], name, title, authentication };
};

const scope: Source = async (api, { managedLists, managed, name, scopeName }) => {
  const several = Array.isArray(managedLists) && managedLists.length > 0;
  if (several && name !== undefined) throw new Error('"name": conflicts with managed_list');
  const query = { managed: several ? managedLists : managed, name, scope_name: scopeName };
  const hits = await found(api, "/propertymappings/provider/scope/", query, "mappings");
  if (several) return { id: "-1", ids: hits.map((hit) => hit["pk"]), managedLists };
  const [hit = {}] = hits;
  const { expression, description } = hit;
  return { id: hit["pk"], managed, name: hit["name"], scopeName: hit["scope_name"], expression, description };
};

function member(entry: unknown): Properties {
  if (!isObject(entry)) return {};
  const { pk, username, name, email, uid } = entry;
  const attributes = goJson(entry["attributes"] ?? {});
  return {
    pk,
    username,
    name,
    email,
    uid,
    attributes,
    isActive: entry["is_active"],
    lastLogin: entry["last_login"] ?? "",
  };
}

const group: Source = async (api, { pk, name, includeUsers = true }) => {
  if ((pk === undefined) === (name === undefined)) throw new Error("one of `name,pk` must be specified");
  const query = { include_users: includeUsers, name };
  const hits =
    typeof pk === "string"
      ? [await api.call("GET", `/core/groups/${encodeURIComponent(pk)}/?include_users=${String(includeUsers)}`)]
      : await found(api, "/core/groups/", query, "groups");
  const [hit = {}] = hits;
  if (hits.length > 1) throw new Error("Multiple groups found");
  const { name: found_, is_superuser, num_pk, users, parents } = hit;
  const members = hit["users_obj"];
  return {
    ...{
      id: hit["pk"],
      pk: hit["pk"],
      name: found_,
      includeUsers,
      isSuperuser: is_superuser,
      numPk: num_pk,
      users,
      parents,
    },
    ...{ attributes: goJson(hit["attributes"] ?? {}), parentName: "" },
    usersObjs: Array.isArray(members) ? members.map(member) : [],
  };
};

const brand: Source = async (api, { domain }) => {
  const hit = await first(api, "/core/brands/", { domain }, "brands");
  const state = stateFrom(resourceOf("authentik:index/brand:Brand").shape, {}, hit);
  // The resource has attributes, the data source has none.
  const shown = Object.entries(state).filter(([name]) => name !== "attributes");
  return { id: hit["brand_uuid"], ...Object.fromEntries(shown) };
};

const outpost: Source = async (api, { name }) => {
  const hit = await first(api, "/outposts/instances/", { name__iexact: name }, "outposts");
  return { id: hit["pk"], name: hit["name"] };
};

const stage: Source = async (api, { name }) => {
  const hit = await first(api, "/stages/all/", { name }, "stages");
  return { id: hit["pk"], name: hit["name"] };
};

async function data(api: Api, pk: unknown, view: string): Promise<string> {
  const { data: text } = await api.call("GET", `/crypto/certificatekeypairs/${String(pk)}/${view}/`);
  return `${String(text)}\n`;
}

const certificate: Source = async (api, { name, fetchCertificate = true, fetchKey = true }) => {
  const hit = await first(api, "/crypto/certificatekeypairs/", { name }, "groups");
  const expiry = hit["cert_expiry"];
  if (typeof expiry !== "string") {
    throw new Error("the certificate has no cert_expiry: on this the official plugin panics");
  }
  return {
    ...{ id: hit["pk"], name: hit["name"], expiry: goTime(expiry), subject: hit["cert_subject"] },
    ...{ fingerprint1: hit["fingerprint_sha1"], fingerprint256: hit["fingerprint_sha256"] },
    ...{ fetchCertificate, fetchKey },
    ...(fetchCertificate === true ? { certificateData: await data(api, hit["pk"], "view_certificate") } : {}),
    ...(fetchKey === true ? { keyData: await data(api, hit["pk"], "view_private_key") } : {}),
  };
};

/** RFC 3339 as Go prints a time: "2027-01-01 00:00:00 +0000 UTC". */
function goTime(text: string): string {
  return `${new Date(text).toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}

/** The data sources by their tokens; each answers with its outputs, `id` among them. */
export const dataSources: Readonly<Record<string, Source>> = {
  "authentik:index/getBrand:getBrand": brand,
  "authentik:index/getCertificateKeyPair:getCertificateKeyPair": certificate,
  "authentik:index/getFlow:getFlow": flow,
  "authentik:index/getGroup:getGroup": group,
  "authentik:index/getOutpost:getOutpost": outpost,
  "authentik:index/getPropertyMappingProviderScope:getPropertyMappingProviderScope": scope,
  "authentik:index/getStage:getStage": stage,
};
