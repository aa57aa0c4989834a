import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parseArguments } from "../../commands/comment/arguments.ts";
import { writeComment } from "../../commands/comment/forge.ts";
import { Problems } from "../../core/problems/problem.ts";

interface Comment {
  readonly id: number;
  body: string;
}

const TOKEN = "token-that-nobody-may-see";
let comments: Comment[] = [];
let status = 200;
let asked: string[] = [];
let forge: Server;

/** The comments of one pull request, as GitHub and Forgejo answer. */
function answer(request: IncomingMessage, sent: string): unknown {
  const url = new URL(request.url ?? "", "http://forge");
  const body = sent === "" ? "" : (JSON.parse(sent) as { body: string }).body;
  if (request.method === "GET") {
    const [size, page] = ["per_page", "page"].map((name) => Number(url.searchParams.get(name)));
    return comments.slice(((page ?? 1) - 1) * (size ?? 30), (page ?? 1) * (size ?? 30));
  }
  if (request.method === "POST") return comments.push({ id: comments.length + 1, body });
  const found = comments.find(({ id }) => url.pathname.endsWith(`/comments/${id}`));
  if (found !== undefined) found.body = body;
  return found;
}

beforeEach(async () => {
  [comments, status, asked] = [[], 200, []];
  forge = createServer((request, response) => {
    void text(request).then((sent) => {
      asked.push(`${request.method ?? ""} ${request.headers.authorization ?? ""}`);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(status === 200 ? answer(request, sent) : { message: "no" }));
    });
  });
  forge.listen(0, "127.0.0.1");
  await once(forge, "listening");
});
afterEach(() => {
  forge.close();
});

const at = () => ({
  api: `http://127.0.0.1:${(forge.address() as AddressInfo).port}`,
  repository: "me/home",
  number: "7",
  token: TOKEN,
});

describe("the comment", () => {
  test("is added once and then replaced, wherever it stands among others", async () => {
    comments = Array.from({ length: 120 }, (_, index) => ({ id: index + 1, body: "somebody's words" }));
    expect(await writeComment(at(), "first")).toBe("added");
    comments.push({ id: 500, body: "an answer to it" });
    expect(await writeComment(at(), "second")).toBe("replaced");
    expect(comments.filter(({ body }) => body.includes("homelab"))).toEqual([
      { id: 121, body: "<!-- homelab: plan -->\nsecond" },
    ]);
    expect(new Set(asked.map((each) => each.split(" ").slice(1).join(" ")))).toEqual(new Set([`Bearer ${TOKEN}`]));
  });

  test.each([
    [403, /was answered with 403[^]*permission to write pull requests/],
    [502, /was answered with 502[^]*run the job again later/],
  ])("that is answered with %d is a problem with what to do, without the token", async (code, expected) => {
    status = code;
    const failure = await writeComment(at(), "x").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Problems);
    expect((failure as Problems).message).toMatch(expected);
    expect((failure as Problems).message).not.toContain(TOKEN);
  });

  test("of a forge that is not there is a problem", async () => {
    await expect(writeComment({ ...at(), api: "http://127.0.0.1:1" }, "x")).rejects.toThrow(/does not answer/);
  });
});

test("its file has to be named", () => {
  expect(parseArguments(["--file", "plan.md"])).toEqual({ help: false, file: "plan.md" });
  expect(() => parseArguments([])).toThrow("--file is missing");
  expect(parseArguments(["--help"]).help).toBe(true);
});
