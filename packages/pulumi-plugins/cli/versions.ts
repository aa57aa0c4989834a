/** Version of the Pulumi CLI, of its Go modules and of the Node SDK: they go together. */
export const pulumiVersion = "3.259.0";

/** The resource plugins the program needs, as package.json pins their SDKs. */
export const pluginVersions = {
  cloudflare: "6.22.1",
  command: "1.2.1",
  random: "4.21.2",
  // Serves the package of sdks/authentik.
  "terraform-provider": "1.1.3",
} as const;

/** Name of a resource plugin. */
export type PluginName = keyof typeof pluginVersions;

/** The plugins with their versions. */
export const plugins = Object.entries(pluginVersions) as [PluginName, string][];
