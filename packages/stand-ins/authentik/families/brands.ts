import { invalid } from "../contract/refusal.ts";
import type { Change, Family } from "../engine/family.ts";
import { pick } from "../engine/stored.ts";

const flows = ["authentication", "invalidation", "recovery", "unenrollment", "user_settings", "device_code"].map(
  (name) => `flow_${name}`,
);

const fields = [
  ...["domain", "default", "branding_title", "branding_logo", "branding_favicon", "branding_custom_css"],
  ...["branding_default_flow_background", ...flows, "default_application", "web_certificate", "client_certificates"],
  "attributes",
];

function check({ object, world }: Change): void {
  const another = world.all("brand").some((one) => one["default"] === true && one["pk"] !== object["pk"]);
  if (object["default"] === true && another) throw invalid("default", "Only a single brand can be set as default.");
}

/** Brands: look and default flows per domain. */
export const brand: Family = {
  name: "brand",
  path: "/core/brands/",
  title: "Brand",
  key: "uuid",
  defaults: () => ({
    default: false,
    branding_title: "authentik",
    branding_logo: "/static/dist/assets/icons/icon_left_brand.svg",
    branding_favicon: "/static/dist/assets/icons/icon.png",
    branding_custom_css: "",
    branding_default_flow_background: "/static/dist/assets/images/flow_background.jpg",
    ...Object.fromEntries(flows.map((field) => [field, null])),
    default_application: null,
    web_certificate: null,
    client_certificates: [],
    attributes: {},
  }),
  references: {
    ...Object.fromEntries(flows.map((field) => [field, { to: ["flow"], gone: "null" as const }])),
    default_application: { to: ["application"], gone: "null" },
    web_certificate: { to: ["certificate"], gone: "null" },
    client_certificates: { to: ["certificate"], gone: "out of the list" },
  },
  unique: {},
  search: ["domain", "branding_title"],
  ordering: "domain",
  check,
  view: (object) => ({ brand_uuid: object["pk"], ...pick(object, fields) }),
};
