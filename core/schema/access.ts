import { listOf, text } from "./builders.ts";

const NAME = /^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?$/;
const NAME_FIX = "write up to 63 letters, digits, blanks and . _ -, beginning and ending in a letter or digit";

/** A name as Authentik shows it. */
export const shownName = (what: string) => text(NAME, { what, fix: NAME_FIX });

/** A group as Authentik shows it. */
export const groupName = shownName("a group's name");

export const accessSchema = listOf(groupName, 'name the groups whose members may use it: access: ["family"]');
