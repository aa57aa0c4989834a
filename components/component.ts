import * as pulumi from "@pulumi/pulumi";

/** What every resource inside a component is given: whose it is, and what it has to wait for. */
export interface ChildOptions {
  readonly parent: pulumi.Resource;
  readonly dependsOn?: pulumi.Resource[];
  readonly hooks?: pulumi.ResourceHookBinding;
}

/**
 * What every component of this program is: a group of resources whose logical names begin with the
 * group's own. A URN carries the parent's type but not its name, so without that rule the resources
 * of two services could collide.
 */
export abstract class HomelabComponent extends pulumi.ComponentResource {
  /** Its logical name. */
  readonly name: string;

  /**
   * @param token `homelab:index:<Class>`; it is part of every URN, so it never changes.
   * @param name What people call it; never an index, a version, an address or a hash.
   */
  protected constructor(token: string, name: string, opts: pulumi.ComponentResourceOptions | undefined) {
    // No args: the engine stores them, and an Output among them would tie this component to another one.
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
