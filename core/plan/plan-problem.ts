import { EncodingError } from "../text/encode.ts";
import type { Problem } from "../problems/problem.ts";
import type { Service } from "../service/service.ts";
import { TemplateError } from "../text/template.ts";
import { LineMarkError } from "../text/bundle.ts";

/**
 * The problem of a checked service that cannot be rendered.
 * @throws the error itself if it is a bug and not a mistake of the input.
 */
export function planProblem(service: Service, error: unknown): Problem {
  if (error instanceof TemplateError) {
    const fix = `correct the template, or the value in services/${service.name}.ts that it shows`;
    return { where: error.where, problem: error.problem, fix };
  }
  if (error instanceof LineMarkError) {
    return {
      where: `${service.name} ${error.path}`,
      problem: error.message,
      fix: "write that line differently in its template",
    };
  }
  if (error instanceof EncodingError) {
    return { where: service.name, problem: error.message, fix: `write it differently in services/${service.name}.ts` };
  }
  throw error;
}
