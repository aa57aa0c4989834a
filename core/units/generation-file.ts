/** One file of a generation. */
export interface GenerationFile {
  /** Inside the generation's folder, such as `units/feeds-0.pod`. */
  readonly path: string;
  readonly content: string;
  /** What must happen on the host when it changes. */
  readonly effect: Effect;
}

export type Effect = "network" | "pod" | `container:${string}` | "reload" | "none";
