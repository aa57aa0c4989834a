import type { ApiAnswer, ApiRequest } from "../server/messages.ts";
import { readJson } from "../server/messages.ts";
import { ApiError, pageAnswer, resultAnswer } from "./envelope.ts";
import { selectRecords, selectZones } from "./filters.ts";
import { checkConflicts, readRecordBody, recordFrom } from "./record.ts";
import type { RecordBody } from "./record.ts";
import type { CloudflareState, DnsRecord, Zone } from "./state.ts";
import { recordQuota, showZone } from "./zone.ts";

/** Where every path of the API begins. */
export const basePath = "/client/v4/";

function noRoute(path: string): ApiError {
  const message = `Could not route to ${path}, perhaps your object identifier is invalid?`;
  return new ApiError(404, 7003, message);
}

function findZone(state: CloudflareState, id: string, path: string): Zone {
  const zone = state.zones.find((one) => one.id === id);
  if (zone === undefined) throw noRoute(path);
  return zone;
}

function findRecord(zone: Zone, id: string, path: string): DnsRecord {
  if (!/^[0-9a-f]{32}$/.test(id)) throw noRoute(path);
  const record = zone.records.find((one) => one.id === id);
  if (record === undefined) throw new ApiError(404, 81044, "Record does not exist.");
  return record;
}

function createRecord(zone: Zone, body: RecordBody): ApiAnswer {
  const record = recordFrom(body, zone);
  checkConflicts(record, zone);
  if (zone.records.length >= recordQuota) throw new ApiError(400, 81045, "Record quota exceeded.");
  zone.records.push(record);
  return resultAnswer(record);
}

function replaceRecord(zone: Zone, before: DnsRecord, body: RecordBody): ApiAnswer {
  const record = recordFrom(body, zone, before);
  checkConflicts(record, zone);
  zone.records.splice(zone.records.indexOf(before), 1, record);
  return resultAnswer(record);
}

function answerRecords(request: ApiRequest, zone: Zone): ApiAnswer {
  if (request.method === "GET") return pageAnswer(selectRecords(zone.records, request.query), request.query, 100);
  if (request.method === "POST") return createRecord(zone, readRecordBody(readJson(request)));
  throw notAvailable(request);
}

function answerRecord(request: ApiRequest, zone: Zone, record: DnsRecord): ApiAnswer {
  switch (request.method) {
    case "GET":
      return resultAnswer(record);
    case "PUT":
      return replaceRecord(zone, record, readRecordBody(readJson(request)));
    case "PATCH":
      return replaceRecord(zone, record, { ...record, ...readRecordBody(readJson(request)) });
    case "DELETE":
      zone.records.splice(zone.records.indexOf(record), 1);
      return resultAnswer({ id: record.id });
    default:
      throw notAvailable(request);
  }
}

function notAvailable({ method }: ApiRequest): ApiError {
  return new ApiError(405, 7001, `Method ${method} not available for that URI.`);
}

/**
 * Answers a request of a client whose token is accepted, and changes the state it is given.
 * @throws ApiError when the API refuses it
 */
export function answer(request: ApiRequest, state: CloudflareState): ApiAnswer {
  const { method, path, query } = request;
  if (!path.startsWith(basePath)) throw new ApiError(404, 7000, "No route for that URI");
  const [root, zoneId, collection, recordId, ...rest] = path.slice(basePath.length).split("/");
  if (root !== "zones" || rest.length > 0) throw new ApiError(404, 7000, "No route for that URI");
  if (zoneId === undefined) {
    if (method !== "GET") throw notAvailable(request);
    return pageAnswer(selectZones(state.zones, query).map(showZone), query, 20);
  }
  const zone = findZone(state, zoneId, path);
  if (collection === undefined) {
    if (method !== "GET") throw notAvailable(request);
    return resultAnswer(showZone(zone));
  }
  if (collection !== "dns_records") throw new ApiError(404, 7000, "No route for that URI");
  if (recordId === undefined) return answerRecords(request, zone);
  return answerRecord(request, zone, findRecord(zone, recordId, path));
}
