/** An error meant for a person: shown as one text, never with a stack trace. */
export class Failure extends Error {
  /** @param where the thing concerned @param problem what is wrong @param fix what to do about it */
  constructor(where: string, problem: string, fix: string) {
    super(`${where}: ${problem}\n  fix: ${fix}`);
    this.name = "Failure";
  }
}
