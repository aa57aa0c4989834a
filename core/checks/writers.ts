import type { Problem } from "../problems/problem.ts";
import type { Container, Service, Volume } from "../service/service.ts";
import { databasePort } from "./databases.ts";

/** Two writers on files that allow only one would damage them silently. */
export function writerProblems(service: Service): Problem[] {
  return service.containers.flatMap((container) =>
    isDatabase(container)
      ? [...databaseSlotProblems(service, container), ...neighbourProblems(service, container)]
      : slotProblems(service, container),
  );
}

const isDatabase = ({ image }: Container): boolean => databasePort(image) !== undefined;

const written = ({ volumes }: Container): Volume[] => volumes.filter(({ readOnly }) => !readOnly);

const runsInSlots = ({ replicas }: Service, { stays }: Container): boolean => replicas > 1 && !stays;

function databaseSlotProblems(service: Service, container: Container): Problem[] {
  const [files] = written(container);
  if (!runsInSlots(service, container) || files === undefined) return [];
  return [
    {
      where: `${service.name}.containers.${container.name}`,
      problem: `each of ${service.replicas} slots would run this database on the same files (${folder(files)})`,
      fix: "write stays: true, so that it runs once for all slots",
    },
  ];
}

/** Whether an application is made for it, only its definition can say. */
function slotProblems(service: Service, container: Container): Problem[] {
  if (!runsInSlots(service, container)) return [];
  return written(container)
    .filter(({ severalWriters }) => !severalWriters)
    .map((volume) => ({
      where: `${service.name}.containers.${container.name}.volumes.${volume.path}`,
      problem: `each of ${service.replicas} slots would write to the same files (${folder(volume)})`,
      fix: "write replicas: 1, or readOnly: true; only if the application is made for it, which SQLite is not, severalWriters: true",
    }));
}

/** Another container that writes to the database's files; of two databases, the later one is reported. */
function neighbourProblems(service: Service, database: Container): Problem[] {
  const { name, containers } = service;
  const own = written(database);
  return containers
    .filter((other) => other !== database)
    .filter((other) => !isDatabase(other) || other.name > database.name)
    .flatMap((other) =>
      written(other)
        .filter((volume) => own.some((files) => overlap(volume, files)))
        .map((volume) => ({
          where: `${name}.containers.${other.name}.volumes.${volume.path}`,
          problem: `writes into ${folder(volume)}, where the database ${database.name} has its files`,
          fix: "give each a folder (dir) or a dataset of its own, or write readOnly: true",
        })),
    );
}

/** Whether one of two folders is the other, or contains it. */
function overlap(one: Volume, other: Volume): boolean {
  const [a, b] = [one, other].map((volume) => `${folder(volume)}/`) as [string, string];
  return a.startsWith(b) || b.startsWith(a);
}

const folder = ({ data, dir }: Volume): string => (dir === "" ? data : `${data}/${dir}`);
