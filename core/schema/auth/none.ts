import { fields, text } from "../builders.ts";

const reason = text(/[A-Za-z].*[A-Za-z]/, { what: "a reason", fix: "say in a few words why nobody has to sign in" });

/** As a field of `auth`. */
export const noneForm = fields({
  /**
   * No sign-in, with the reason. For services that may be open, and for applications that ask for passwords themselves.
   * @example "the application asks for its own password"
   */
  none: reason,
});

export const NONE_EXAMPLE = '{ none: "why nobody has to sign in" }';
