/** A request that the API refuses: thrown anywhere, becomes the answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  /** @param status HTTP status @param body the answer's JSON */
  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** 400 for one field. @param field its name on the wire; "non_field_errors" for the object as a whole */
export function invalid(field: string, ...messages: string[]): Refusal {
  return new Refusal(400, { [field]: messages });
}

/** 404 in the words of Django REST framework. @param detail what is missing */
export function notFound(detail = "Not found."): Refusal {
  return new Refusal(404, { detail });
}

/** 501: the contract has it, this stand-in does not play it. @param what the missing part */
export function notPlayed(what: string): Refusal {
  return new Refusal(501, { detail: `This is a stand-in for Authentik, and it does not play ${what}.` });
}
