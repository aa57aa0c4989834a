import type { Body, TestAuthentik } from "../apis/authentik-support.ts";

/** Every object of a list; the path is below /api/v3. */
export const objectsAt = async (authentik: TestAuthentik, path: string): Promise<Body[]> =>
  (await authentik.ask("GET", `${path}?page_size=200`)).body["results"] as Body[];

/** Slugs of the applications that the embedded outpost serves, sorted. */
export async function servedBy(authentik: TestAuthentik): Promise<string[]> {
  const { providers_obj } = await authentik.first("/outposts/instances/");
  return (providers_obj as Body[]).map(({ assigned_application_slug: slug }) => String(slug)).sort();
}

/** The words of each import command that the errors of a run name, once each. */
export const importsIn = (text: string): string[][] =>
  [...new Set(text.match(/pulumi import authentik.*|pulumi import cloudflare.*/g))].map((command) =>
    [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ""),
  );
