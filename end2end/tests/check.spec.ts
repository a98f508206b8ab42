// `amparo check` of the program as it is installed: one that was built for debugging never passes it.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "../clinic/server";
import { expect, test } from "../clinic/test";

const WELL = {
  AMPARO_DATA: join(tmpdir(), "amparo-check-of-nothing"),
  AMPARO_ORIGIN: "https://clinic.example",
  AMPARO_PROXIES: "127.0.0.1",
  AMPARO_MAIL: "smtps://clinic:password@mail.clinic.example:465",
  AMPARO_MAIL_FROM: "Clinic <clinic@clinic.example>",
  AMPARO_DPO_NAME: "Clara Nunes",
  AMPARO_DPO_EMAIL: "clara@clinic.example",
};

test("a clinic that is set up well may start where strangers come", () => {
  expect(program(WELL, "check")).toEqual({
    status: 0,
    output: "Nothing stops the start: strangers can reach it.\n",
  });
});

test("advice does not stop the start, and the demo does", () => {
  const advised = program({ ...WELL, AMPARO_PROXIES: "" }, "check");
  expect(advised.status).toBe(0);
  expect(advised.output).toMatch(/^note {2}proxies_missing: /);

  const demo = program(WELL, "--demo");
  expect(demo.status).toBe(1);
  expect(demo.output).toMatch(/^STOP {2}demo: /);
  expect(demo.output).toContain("amparo: not started because of demo: ");
});
