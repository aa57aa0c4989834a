import type { ErrorObject } from "ajv";

type Message = (error: ErrorObject) => string;

const wireType = (value: unknown): string =>
  Array.isArray(value) ? "list" : typeof value === "string" ? "str" : typeof value;
const limit = (error: ErrorObject): string => String((error.params as { limit: number }).limit);

const types: Readonly<Record<string, Message>> = {
  boolean: () => "Must be a valid boolean.",
  integer: () => "A valid integer is required.",
  number: () => "A valid number is required.",
  string: () => "Not a valid string.",
  array: ({ data }) => `Expected a list of items but got type "${wireType(data)}".`,
  object: ({ data }) => `Expected a dictionary of items but got type "${wireType(data)}".`,
};

const formats: Readonly<Record<string, Message>> = {
  uuid: ({ data }) => `“${String(data)}” is not a valid UUID.`,
  uri: () => "Enter a valid URL.",
  email: () => "Enter a valid email address.",
  "date-time": () =>
    "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
};

const keywords: Readonly<Record<string, Message>> = {
  required: () => "This field is required.",
  type: (error) => {
    if (error.data === null) return "This field may not be null.";
    const wanted: unknown = (error.params as { type: unknown }).type;
    const message = types[String(Array.isArray(wanted) ? wanted[0] : wanted)];
    return message?.(error) ?? "Invalid value.";
  },
  enum: ({ data }) => `"${String(data)}" is not a valid choice.`,
  minLength: () => "This field may not be blank.",
  maxLength: (error) => `Ensure this field has no more than ${limit(error)} characters.`,
  minimum: (error) => `Ensure this value is greater than or equal to ${limit(error)}.`,
  maximum: (error) => `Ensure this value is less than or equal to ${limit(error)}.`,
  pattern: () => "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
  format: (error) => formats[(error.params as { format: string }).format]?.(error) ?? "Invalid value.",
};

function path(error: ErrorObject): string[] {
  const at = error.instancePath.split("/").slice(1);
  return error.keyword === "required" ? [...at, (error.params as { missingProperty: string }).missingProperty] : at;
}

/** An item of a list of objects keeps its place: the ones before it, without complaints, are {}. */
function addNested(list: unknown, [index = "0", field = "non_field_errors"]: string[], message: string): unknown[] {
  const items: unknown[] = Array.isArray(list) ? [...(list as unknown[])] : [];
  while (items.length <= Number(index)) items.push({});
  const item = items[Number(index)] as Record<string, string[]>;
  items[Number(index)] = { ...item, [field]: [...(item[field] ?? []), message] };
  return items;
}

/**
 * Says complaints about a body as Django REST framework does: field -> messages.
 * @param complaints what the contract's schema found
 * @returns the body of the 400
 */
export function validationBody(complaints: readonly ErrorObject[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const complaint of complaints) {
    // A branch that did not fit says why itself.
    if (complaint.keyword === "anyOf" || complaint.keyword === "oneOf") continue;
    const message = keywords[complaint.keyword]?.(complaint) ?? complaint.message ?? "Invalid value.";
    const [field, ...inner] = path(complaint);
    if (field === undefined) {
      const received = complaint.data === null ? "null" : wireType(complaint.data);
      return { non_field_errors: [`Invalid data. Expected a dictionary, but got ${received}.`] };
    }
    const before = body[field];
    body[field] =
      inner.length > 1
        ? addNested(before, inner, message)
        : [...new Set([...((before as string[] | undefined) ?? []), message])];
  }
  return body;
}
