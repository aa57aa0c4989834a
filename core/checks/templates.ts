import { statSync } from "node:fs";
import type { Problem } from "../problems/problem.ts";
import { nameScope, templateNames } from "../service/names-given.ts";
import type { Service } from "../service/service.ts";
import { bundled, LineMarkError } from "../text/bundle.ts";
import { renderTemplate, TemplateError, templateExists, templatePath, type View } from "../text/template.ts";

/** Problems of the config files of one service's containers: each has to exist, to be text, and to match its values. */
export function templateProblems(service: Service): Problem[] {
  const names = templateNames(nameScope(service));
  const told = new Set<string>();
  return service.containers.flatMap((container) =>
    container.files.flatMap(({ path, template }): Problem[] => {
      const file = `services/${template}`;
      if (!templateExists(file)) {
        const problem = `templates/${file} does not exist`;
        const where = `${service.name}.containers.${container.name}.files.${path}`;
        return [{ where, problem, fix: "create the file, or name another one" }];
      }
      if (told.has(file)) return [];
      told.add(file);
      const details = fileProblem(file, names);
      return details === undefined ? [] : [{ where: `${service.name} templates/${file}`, ...details }];
    }),
  );
}

type Details = Omit<Problem, "where">;

function fileProblem(file: string, names: View): Details | undefined {
  if ((statSync(templatePath(file)).mode & 0o111) !== 0) {
    const problem = "is executable, but in the container it will not be";
    return { problem, fix: `chmod a-x templates/${file}, and run it by its interpreter: ["/bin/sh", "/path/to/it"]` };
  }
  try {
    bundled({ path: file, content: renderTemplate(file, {}, names) });
    return undefined;
  } catch (error) {
    if (error instanceof LineMarkError)
      return { problem: error.message, fix: "write this line differently, for example with a space before it" };
    if (error instanceof TemplateError) return { problem: error.problem, fix: error.fix ?? placeholderFix(names) };
    throw error;
  }
}

const placeholderFix = (names: View): string =>
  `use ${Object.keys(names).join(", ")}; where the braces are the file's own, let it begin with {{=<% %>=}} (docs/templates.md)`;
