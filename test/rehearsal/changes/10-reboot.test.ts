import { test } from "@jest/globals";
import { datasetsBeforeServices, rebootAndComeBack } from "../support/reboot.ts";

test("after a reboot all services come back with no operator", rebootAndComeBack);

test("the datasets were mounted before any service's account began to start", datasetsBeforeServices);
