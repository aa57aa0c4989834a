/** The destroy closure of a service as computed from the program under mocks: logical names, sorted. */
export async function destroyClosure(service: string): Promise<string[]> {
  const { serviceClosure } = await import("../../support/program.ts");
  return (await serviceClosure(service)).sort();
}
