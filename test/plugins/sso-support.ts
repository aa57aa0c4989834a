import type { Body, TestAuthentik } from "../apis/authentik-support.ts";

/** Every object of a list; the path is below /api/v3. */
export const objectsAt = async (authentik: TestAuthentik, path: string): Promise<Body[]> =>
  (await authentik.ask("GET", `${path}?page_size=200`)).body["results"] as Body[];

/** Slugs of the applications that the embedded outpost serves, sorted. */
export async function servedBy(authentik: TestAuthentik): Promise<string[]> {
  const { providers_obj } = await authentik.first("/outposts/instances/");
  return (providers_obj as Body[]).map(({ assigned_application_slug: slug }) => String(slug)).sort();
}

/** Sends the form of an enrollment, at a path with an invitation. */
export function enrollAnna({ running }: TestAuthentik, path: string): Promise<Response> {
  const account = { username: "anna", name: "Anna", email: "anna@home.test" };
  const password = "correct horse";
  const body = new URLSearchParams({ ...account, password, password_repeat: password });
  return fetch(running.url + path, { method: "POST", body, redirect: "manual" });
}
