import { randomInt } from "node:crypto";

/** What a random password is made of, every default filled in. */
export interface PasswordRecipe {
  readonly length: number;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly numeric: boolean;
  readonly special: boolean;
  readonly minLower: number;
  readonly minUpper: number;
  readonly minNumeric: number;
  readonly minSpecial: number;
  /** The special characters to choose from; empty means the usual set. */
  readonly overrideSpecial: string;
}

const lowerCase = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const usualSpecial = "!@#$%&*()-_=+[]{}<>:?";

// randomInt samples with rejection, so every character has exactly the same chance.
function pick(alphabet: string, count: number): string[] {
  return Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length)));
}

function shuffle(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    const kept = characters[last] ?? "";
    characters[last] = characters[other] ?? "";
    characters[other] = kept;
  }
  return characters;
}

/** The character classes of a recipe: alphabet, whether it may be used freely, least number of characters. */
function classes(recipe: PasswordRecipe): [alphabet: string, free: boolean, least: number][] {
  const special = recipe.overrideSpecial === "" ? usualSpecial : recipe.overrideSpecial;
  return [
    [lowerCase, recipe.lower, recipe.minLower],
    [lowerCase.toUpperCase(), recipe.upper, recipe.minUpper],
    [digits, recipe.numeric, recipe.minNumeric],
    [special, recipe.special, recipe.minSpecial],
  ];
}

/** Why no password can be made from the recipe, or undefined when one can. */
export function recipeProblem(recipe: PasswordRecipe): string | undefined {
  const least = classes(recipe).map(([, , count]) => count);
  if (recipe.length < 1) return "must be at least 1";
  if (least.some((count) => count < 0)) return "the least numbers of characters must not be negative";
  const sum = least.reduce((total, count) => total + count, 0);
  if (sum > recipe.length) return `is less than the ${sum} characters that the min… properties ask for`;
  if (sum < recipe.length && !classes(recipe).some(([, free]) => free)) {
    return "no character class is left to choose from";
  }
  return undefined;
}

/** A password after the recipe, from the system's cryptographic random numbers. */
export function password(recipe: PasswordRecipe): string {
  const demanded = classes(recipe).flatMap(([alphabet, , least]) => pick(alphabet, least));
  const free = classes(recipe)
    .filter(([, isFree]) => isFree)
    .map(([alphabet]) => alphabet)
    .join("");
  return shuffle([...demanded, ...pick(free, recipe.length - demanded.length)]).join("");
}
