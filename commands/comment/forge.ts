import { Problems } from "../../core/problems/problem.ts";

/** Where the pull request is, as a runner says it. */
export interface PullRequest {
  /** API of GitHub or Forgejo, whose paths for comments are the same: "https://api.github.com". */
  readonly api: string;
  /** "owner/name" */
  readonly repository: string;
  readonly number: string;
  readonly token: string;
}

interface Comment {
  readonly id: number;
  readonly body?: string;
}

/** By it the comment is found again; nobody sees it. */
const MARK = "<!-- homelab: plan -->";
const PER_PAGE = 50;
const SECONDS = 30;

/** What a forge's API did not do. @throws Problems */
function failed(problem: string, fix: string): never {
  throw new Problems([{ where: "the pull request's comment", problem, fix }], "the comment");
}

async function ask(at: PullRequest, method: string, path: string, body?: string): Promise<unknown> {
  const request = {
    method,
    headers: { authorization: `Bearer ${at.token}`, accept: "application/json", "content-type": "application/json" },
    signal: AbortSignal.timeout(SECONDS * 1000),
    ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
  };
  let answer: Response;
  try {
    answer = await fetch(`${at.api}/repos/${at.repository}/issues/${path}`, request);
  } catch {
    return failed(`${at.api} does not answer within ${SECONDS} s`, "run the job again when it does");
  }
  if (answer.ok) return answer.json();
  const rights = "the job's token needs the permission to write pull requests";
  return failed(
    `${method} was answered with ${answer.status}`,
    answer.status < 500 ? rights : "run the job again later",
  );
}

async function ownComment(at: PullRequest): Promise<number | undefined> {
  for (let page = 1; ; page += 1) {
    const query = `per_page=${PER_PAGE}&limit=${PER_PAGE}&page=${page}`;
    const found = (await ask(at, "GET", `${at.number}/comments?${query}`)) as readonly Comment[];
    const own = found.find(({ body }) => body?.startsWith(MARK));
    if (own !== undefined) return own.id;
    if (found.length < PER_PAGE) return undefined;
  }
}

/** Writes the comment, or replaces the text of the one that is there. @throws Problems */
export async function writeComment(at: PullRequest, markdown: string): Promise<"added" | "replaced"> {
  const body = `${MARK}\n${markdown}`;
  const own = await ownComment(at);
  await (own === undefined
    ? ask(at, "POST", `${at.number}/comments`, body)
    : ask(at, "PATCH", `comments/${own}`, body));
  return own === undefined ? "added" : "replaced";
}
