import type { AuthContexts } from "./auth/kinds.ts";

/** Names that a function in `env` or in `template()` may use. Reading one that the service does not have is a problem of the definition. */
export interface EnvContext extends AuthContexts {
  /**
   * The service's name, as `defineService` has it.
   * @example "feeds"
   */
  readonly service: string;
  /**
   * The domain of the home: `homelab:domain`.
   * @example "example.org"
   */
  readonly domain: string;
  /**
   * Address at which people open the service: https and the first of its names, without a slash at the end.
   * @example "https://feeds.example.org"
   */
  readonly url: string;
  /**
   * The first of `hosts`.
   * @example "feeds.example.org"
   */
  readonly host: string;
  /**
   * All full names of the service, in the order of `web.subdomain`.
   * @example ["photos.example.org", "albums.photos.example.org"]
   */
  readonly hosts: readonly string[];
  /**
   * TCP port of `web`, on which the application has to listen.
   * @example 8080
   */
  readonly port: number;
  /**
   * Host name at which the other containers reach those that stay.
   * @example "state"
   */
  readonly state: string;
  /** Address at which a container with `scrapeTargets` reaches the host's loopback. */
  readonly hostLoopback: string;
}
