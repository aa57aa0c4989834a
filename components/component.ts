import * as pulumi from "@pulumi/pulumi";

/** Options of every resource inside a component: its parent and its dependencies. */
export interface ChildOptions {
  readonly parent: pulumi.Resource;
  readonly dependsOn?: pulumi.Resource[];
  readonly hooks?: pulumi.ResourceHookBinding;
}

/**
 * The base class of all components: a group of resources whose logical names begin with the component's own name. A
 * URN contains the parent's type but not its name, so without this rule the resources of two services could collide.
 */
export abstract class HomelabComponent extends pulumi.ComponentResource {
  /** Its logical name. */
  readonly name: string;

  /**
   * @param token `homelab:index:<Class>`; it is part of every URN, so it never changes.
   * @param name A name that people use; never an index, a version, an address or a hash.
   */
  protected constructor(token: string, name: string, opts: pulumi.ComponentResourceOptions | undefined) {
    // No args: the engine stores them, and an Output among them would make this component depend on another one.
    super(token, name, {}, pulumi.mergeOptions(opts, { transformations: [requirePrefix(token, name)] }));
    this.name = name;
  }
}

function requirePrefix(token: string, name: string): pulumi.ResourceTransformation {
  return (resource) => {
    const isComponentItself = resource.type === token && resource.name === name;
    if (!isComponentItself && !resource.name.startsWith(`${name}-`)) {
      throw new Error(
        `${resource.type} "${resource.name}" belongs to "${name}", so its name has to begin with "${name}-"`,
      );
    }
    return undefined;
  };
}
