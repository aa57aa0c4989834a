import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { listOf, pick, textOf } from "../engine/stored.ts";
import type { Stored } from "../engine/stored.ts";
import { providerFamilies } from "../engine/world.ts";
import type { World } from "../engine/world.ts";
import { providerView } from "./providers.ts";

const fields = [
  ...["pk", "name", "slug", "provider", "backchannel_providers", "open_in_new_tab", "meta_launch_url", "meta_icon"],
  ...["meta_description", "meta_publisher", "policy_engine_mode", "group"],
];

/** Paths below /application/o/ that an application's slug would hide. */
const reservedSlugs = ["authorize", "token", "device", "userinfo", "introspect", "revoke"];

function checkSlug({ input }: Change): void {
  const slug = textOf(input, "slug");
  if (reservedSlugs.includes(slug)) {
    throw invalid("slug", `The slug '${slug}' is reserved and cannot be used for applications.`);
  }
}

function launchUrl(application: Stored, provider: Stored | undefined): string | null {
  const told = textOf(application, "meta_launch_url");
  if (told !== "" || provider === undefined) return told === "" ? null : told;
  if (textOf(provider, "external_host") !== "") return textOf(provider, "external_host");
  const first = textOf((listOf(provider, "redirect_uris")[0] ?? {}) as Stored, "url");
  return URL.canParse(first) ? new URL(first).origin : null;
}

function iconUrl(icon: string): string | null {
  if (icon === "") return null;
  return /^(https?:|fa:|\/)/.test(icon) ? icon : `/files/media/public/${icon}`;
}

function view(application: Stored, world: World): Stored {
  const provider = world.provider(application["provider"]);
  const behind = listOf(application, "backchannel_providers").map((key) => world.provider(key));
  return {
    ...pick(application, fields),
    provider_obj: provider === undefined ? null : providerView(provider, world),
    backchannel_providers_obj: behind.flatMap((one) => (one === undefined ? [] : [providerView(one, world)])),
    launch_url: launchUrl(application, provider),
    meta_icon_url: iconUrl(textOf(application, "meta_icon")),
  };
}

/** Applications. Their path is their slug; a binding names them by their `pk`. */
export const application: Family = {
  name: "application",
  path: "/core/applications/",
  title: "Application",
  key: "uuid",
  lookup: "slug",
  defaults: () => ({
    provider: null,
    backchannel_providers: [],
    open_in_new_tab: false,
    meta_launch_url: "",
    meta_icon: "",
    meta_description: "",
    meta_publisher: "",
    policy_engine_mode: "any",
    group: "",
  }),
  references: {
    provider: { to: providerFamilies, gone: "null" },
    backchannel_providers: { to: providerFamilies, gone: "out of the list" },
  },
  unique: { slug: ["application"], provider: ["application"] },
  search: ["name", "slug", "meta_launch_url", "meta_description", "meta_publisher", "group"],
  ordering: "name",
  check: checkSlug,
  view: (object, { world }) => view(object, world),
  options: ["superuser_full_list"],
};
