// A PostgreSQL server of its own for a test: a fresh cluster in a temporary directory, on a Unix socket there and no port, as safe
// against crashes as a test needs it, which is not at all.

import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Database, outputOf } from "./database.ts";

const user = "postgres";

/** Where initdb and pg_ctl are: on the PATH, or where Debian keeps each version. Undefined where PostgreSQL is not installed. */
export function postgresPrograms(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...(process.env["PATH"] ?? "").split(path.delimiter),
    ...versions.map((version) => path.join(debian, version, "bin")),
  ];
  return places.find((place) => existsSync(path.join(place, "initdb")) && existsSync(path.join(place, "pg_ctl")));
}

/** Starts the server; `close` stops it and removes its files. */
export async function openPostgres(programs: string): Promise<Database> {
  const home = mkdtempSync(path.join(tmpdir(), "mockbuster-pg-"));
  const data = path.join(home, "data");
  const owned = ownerCommand(home);
  const asOwner = (...command: string[]): string => {
    const [program = "", ...rest] = [...owned, ...command];
    return outputOf(program, rest, { cwd: home });
  };
  const control = path.join(programs, "pg_ctl");
  const settings = `-c listen_addresses='' -c unix_socket_directories='${home}' -c fsync=off -c full_page_writes=off`;
  asOwner(
    path.join(programs, "initdb"),
    "-D",
    data,
    "-U",
    user,
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  );
  asOwner(control, "-D", data, "-w", "-l", path.join(home, "log"), "-o", settings, "start");
  const psql = ["-h", home, "-U", user, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"];
  return {
    run: async (script, directory) => outputOf("psql", psql, { cwd: directory, input: script }),
    async close() {
      asOwner(control, "-D", data, "-m", "immediate", "-w", "stop");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: there its own user owns the directory and runs the programs. */
function ownerCommand(directory: string): string[] {
  if (process.getuid?.() !== 0) return [];
  const id = (flag: string): number => Number(outputOf("id", [flag, user], { cwd: directory }));
  chownSync(directory, id("-u"), id("-g"));
  accessSync(directory, constants.R_OK);
  return ["runuser", "-u", user, "--"];
}
