/** Absolute path of the program's tree, the folder with package.json. */
export const projectRoot = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
