import type { Stored } from "./stored.ts";
import type { World } from "./world.ts";

/** A field that names other objects by their key. */
export interface Reference {
  /** The families that the key may belong to. */
  readonly to: readonly string[];
  /**
   * What becomes of the holder when the other object goes: deleted with it, or the field set to null.
   * From a list the key is always just taken out.
   */
  readonly gone: "cascade" | "null" | "out of the list";
}

/** One write, before it is kept. */
export interface Change {
  readonly world: World;
  readonly method: "POST" | "PUT" | "PATCH";
  /** The object as it was; undefined for a new one. */
  readonly before: Stored | undefined;
  /** Only what the request says, without unknown fields. */
  readonly input: Stored;
  /** The object as it will be; may be changed by `complete`. */
  readonly object: Stored;
}

/** What a view may use beside the object. */
export interface ViewContext {
  readonly world: World;
  readonly query: URLSearchParams;
}

/** A kind of object: where it lives, what it refers to, what the server adds. */
export interface Family {
  /** Its name in the state. */
  readonly name: string;
  /** Its list's path below /api/v3. */
  readonly path: string;
  /** What the server calls it in its messages. */
  readonly title: string;
  /** Key: a UUID, or a number of one of the two sequences. */
  readonly key: "uuid" | "provider" | "user";
  /** The field that stands in an object's own path; the key unless it says otherwise. */
  readonly lookup?: string;
  /** What a new object has without being told. */
  readonly defaults: () => Stored;
  /** Fields that a PUT without them sets back; every other field keeps its value then. */
  readonly putResets?: Stored;
  readonly references: Readonly<Record<string, Reference>>;
  /** Field -> the families among which its value belongs to one object only. */
  readonly unique: Readonly<Record<string, readonly string[]>>;
  /** Fields whose values together belong to one object only; a null among them is like no other. */
  readonly uniqueSet?: readonly string[];
  /** Stored fields that only their owner may see; masked in /_stand-in/state. */
  readonly secrets?: readonly string[];
  /** Fields that `?search=` looks into. */
  readonly search: readonly string[];
  /** The field that a list is sorted by. */
  readonly ordering: string;
  /** Rules beyond schema, references and uniqueness. @throws Refusal */
  readonly check?: (change: Change) => void;
  /** Adds what the server makes itself. */
  readonly complete?: (change: Change) => void;
  /** The object as it goes out. */
  readonly view: (object: Stored, context: ViewContext) => Stored;
  /** Query filters that are more than a field of the view. */
  readonly filters?: Readonly<Record<string, (object: Stored, value: string, world: World) => boolean>>;
  /** Query parameters that change the view, or that this stand-in may ignore without harm. */
  readonly options?: readonly string[];
}

/** A read-only list over several families, as /providers/all/. */
export interface Union {
  readonly path: string;
  readonly members: readonly string[];
  readonly search: readonly string[];
  readonly ordering: string;
  readonly view: (object: Stored, context: ViewContext) => Stored;
  readonly filters?: Family["filters"];
}
