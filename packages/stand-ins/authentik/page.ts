import type { ApiAnswer } from "../server/messages.ts";

const marks: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it may stand in HTML. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (mark) => marks[mark] ?? mark);

/**
 * A page for people, saying that it is a stand-in's.
 * @param body HTML below the title
 */
export function page(status: number, title: string, body: string): ApiAnswer {
  const head = `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1>`;
  const html = `${head}\n${body}\n<p><small>A stand-in for Authentik.</small></p>\n`;
  return { status, body: html, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } };
}

/** A page that says why something is refused. */
export function refusalPage(status: number, title: string, why: string): ApiAnswer {
  return page(status, title, `<p>${escapeHtml(why)}</p>`);
}

/** 302, with cookies to set if any. */
export function redirect(location: string, ...cookies: string[]): ApiAnswer {
  const headers = { location, "cache-control": "no-store" };
  return { status: 302, headers: cookies.length === 0 ? headers : { ...headers, "set-cookie": cookies } };
}
