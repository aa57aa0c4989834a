import { afterAll } from "@jest/globals";
import { Program } from "./program.ts";

/** The program with the house as it is in the repository; each chapter has a copy of its own. */
export const original = new Program();

afterAll(() => {
  original.remove();
});
