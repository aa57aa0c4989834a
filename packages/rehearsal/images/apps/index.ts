import type { ImageRecipe } from "../recipe.ts";
import { authentikImage } from "./authentik.ts";
import { caddyImage } from "./caddy.ts";
import { envoyImage } from "./envoy.ts";
import { ldapImage } from "./ldap.ts";
import { minifluxImages } from "./miniflux.ts";
import { postgresImage } from "./postgres.ts";
import { prometheusImage } from "./prometheus.ts";
import { radicaleImages } from "./radicale.ts";

/** Every image the rehearsal's registry serves. */
export const imageRecipes: readonly ImageRecipe[] = [
  authentikImage,
  caddyImage,
  envoyImage,
  ldapImage,
  ...minifluxImages,
  postgresImage,
  prometheusImage,
  ...radicaleImages,
];
