import * as pulumi from "@pulumi/pulumi";
import {
  MockMonitor,
  type MockCallArgs,
  type MockResourceArgs,
  type MockResourceResult,
} from "@pulumi/pulumi/runtime/mocks.js";
import type { StateResource } from "./closure.ts";
import { authentikAnswer } from "./authentik-answers.ts";
import { hostAnswer } from "./host-answers.ts";
import { withoutSecrets, wrapSecret, type Json } from "./secret-wrapper.ts";

/** One resource as the program asked for it. */
export interface Recorded extends StateResource {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly dependencies: readonly string[];
  /** As sent: secrets are in their wrapper, unknown values are `UNKNOWN`. */
  readonly inputs: Readonly<Record<string, Json>>;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly additionalSecretOutputs: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly ignoreChanges: readonly string[];
}

export interface RecordOptions {
  /** True: what only a host could say stays unknown. */
  readonly preview?: boolean;
  readonly config?: Readonly<Record<string, string>>;
  /** Called when a resource is made, which takes as long as this does. */
  readonly making?: (name: string, inputs: Readonly<Record<string, Json>>) => Promise<void> | undefined;
  /** Replaces the answers of the host that a test wants different. */
  readonly answer?: (name: string, command: string, spec: string) => string | undefined;
}

/** The request of the engine's protocol, as far as it is read here. */
interface Request {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, Json> } | undefined;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(visit: (value: { getUrnsList(): string[] }, key: string) => void): void };
  getProvider(): string;
  getDeletedwith(): string;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getAdditionalsecretoutputsList(): string[];
  getReplaceonchangesList(): string[];
  getIgnorechangesList(): string[];
}

/** Runs a program without an engine. @returns its resources, sorted by name */
export async function record(program: () => unknown, options: RecordOptions = {}): Promise<Recorded[]> {
  const found: Recorded[] = [];
  const original = Object.getOwnPropertyDescriptor(MockMonitor.prototype, "registerResource")?.value as Register;
  MockMonitor.prototype.registerResource = function (this: MockMonitor, request: Request, callback: Callback) {
    return original.call(this, request, (error, response) => {
      if (response !== undefined) found.push(recorded(request, response.getUrn()));
      callback(error, response);
    });
  };
  // The mock of the engine says that it has error hooks, and lacks the call; a program would wait for it for ever.
  Object.assign(MockMonitor.prototype, { registerErrorHook });
  try {
    pulumi.runtime.setAllConfig({ ...options.config });
    await pulumi.runtime.setMocks(new Answers(options), "homelab", "test", options.preview ?? false, "organization");
    await program();
    await pulumi.runtime.disconnect(false);
  } finally {
    MockMonitor.prototype.registerResource = original;
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function registerErrorHook(_request: unknown, done: (error: null, response: object) => void): void {
  done(null, {});
}

type Callback = (error: unknown, response: { getUrn(): string } | undefined) => void;
type Register = (this: MockMonitor, request: Request, callback: Callback) => Promise<void>;

class Answers {
  readonly #options: RecordOptions;

  constructor(options: RecordOptions) {
    this.#options = options;
  }

  call({ token }: MockCallArgs): Record<string, string> {
    // What a program looks up in Authentik is there.
    return { id: `found-by-${token.split(":").at(-1) ?? ""}` };
  }

  async newResource(args: MockResourceArgs): Promise<MockResourceResult> {
    await this.#options.making?.(args.name, args.inputs as Record<string, Json>);
    return this.#answer(args);
  }

  #answer({ type, name, inputs }: MockResourceArgs): MockResourceResult {
    const state = inputs as Record<string, Json>;
    if (this.#options.preview === true) return { id: undefined, state };
    if (type === "random:index/randomPassword:RandomPassword") {
      return { id: name, state: { ...state, result: wrapSecret(generatedPassword(name)) } };
    }
    if (type.startsWith("authentik:")) return authentikAnswer(type, name, state);
    if (type !== "command:remote:Command") return { id: name, state };
    const { create, stdin } = withoutSecrets(state, "reveal") as { create: string; stdin: string };
    const stdout = this.#options.answer?.(name, create, stdin) ?? hostAnswer(create, stdin);
    // The engine makes these secret by additionalSecretOutputs; the mock knows them by their log level.
    return { id: name, state: { ...state, stdout: state["logging"] === "none" ? wrapSecret(stdout) : stdout } };
  }
}

/** What `random` answers for a resource. */
export const generatedPassword = (name: string): string => `Pw0${name.replaceAll("-", "")}Xy9`;

function recorded(request: Request, urn: string): Recorded {
  const propertyDependencies: Record<string, string[]> = {};
  request
    .getPropertydependenciesMap()
    .forEach((urns, property) => (propertyDependencies[property] = urns.getUrnsList()));
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    ...(request.getParent() === "" ? {} : { parent: request.getParent() }),
    inputs: request.getObject()?.toJavaScript() ?? {},
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    provider: request.getProvider(),
    deletedWith: request.getDeletedwith(),
    retainOnDelete: request.getRetainondelete(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
  };
}
