/**
 * The stack's outputs of the services that run: the URL of each that has one, and everything about each. Pulumi prints
 * all outputs at the end of each `up` except those whose names begin with `__` (docs/adr/0026).
 */
export const homeOutputs = <Outputs extends { readonly url?: string | undefined }>(
  running: readonly { readonly name: string; readonly outputs: Outputs }[],
) => ({
  urls: Object.fromEntries(running.flatMap(({ name, outputs: { url } }) => (url === undefined ? [] : [[name, url]]))),
  __services: Object.fromEntries(running.map(({ name, outputs }) => [name, outputs])),
});
