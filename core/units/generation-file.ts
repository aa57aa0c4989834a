/** One file of a generation. */
export interface GenerationFile {
  /** Inside the generation's folder, such as `units/feeds-0.pod`. */
  readonly path: string;
  readonly content: string;
  /** The effect of a change on the host. */
  readonly effect: Effect;
}

export type Effect = "network" | "pod" | `container:${string}` | "reload" | "none";
