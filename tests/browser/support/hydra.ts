import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Api } from "./api.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** `cargo xtask test browser` names the program that it built, and a PostgreSQL. */
const PROGRAM = process.env.HYDRA ?? `${ROOT}target/debug/hydra`;
const CLUSTER = process.env.DATABASE_URL;

/** Why no test can have a server of its own; undefined when it can. */
export const alone = !CLUSTER
  ? "DATABASE_URL names no PostgreSQL for a server of the test's own"
  : spawnSync("psql", ["--version"]).error
    ? "psql is not installed"
    : undefined;

const run = promisify(execFile);

/** A server of a test's own, on a database of its own: configured as the test likes, and its clock can be moved. */
export class Hydra {
  readonly url: string;
  private readonly database: string;
  private readonly child: ChildProcess;

  private constructor(url: string, database: string, child: ChildProcess) {
    this.url = url;
    this.database = database;
    this.child = child;
  }

  static async start(configuration: Record<string, string>): Promise<Hydra> {
    const database = `hydra_browser_${process.pid}_${Date.now().toString(36)}`;
    await psql("postgres", `CREATE DATABASE ${database}`);
    const port = await freePort();
    const env = {
      ...process.env,
      DATABASE_URL: named(database),
      HYDRA_ENV: "development",
      HYDRA__HTTP__PORT: String(port),
      HYDRA__LIMITS__ENABLED: "false",
      HYDRA__LOG__LEVEL: "warn",
      ...configuration,
    };
    await run(PROGRAM, ["migrate"], { cwd: ROOT, env });
    const child = spawn(PROGRAM, ["serve"], { cwd: ROOT, env, stdio: "inherit" });
    // Also when this process is told to end in the middle of a test.
    process.once("exit", () => child.kill());
    const hydra = new Hydra(`http://127.0.0.1:${port}`, database, child);
    for (let tries = 0; !(await hydra.isReady()); tries++) {
      if (child.exitCode !== null || tries > 600) throw new Error("the server did not become ready");
      await sleep(100);
    }
    return hydra;
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  /** What automations of the workspace wait for comes now. */
  async skipDelays(works: Api): Promise<void> {
    const ours = `workspace_id = '${works.session.workspace.id}'`;
    await psql(
      this.database,
      `UPDATE automation_steps SET due_at = now() WHERE state = 'waiting' AND ${ours};
       UPDATE jobs SET run_at = now() WHERE kind = 'automation.step' AND ${ours}`,
    );
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.kill()) await once(this.child, "exit");
    await psql("postgres", `DROP DATABASE ${this.database} WITH (FORCE)`);
  }
}

function named(database: string): string {
  const url = new URL(CLUSTER as string);
  url.pathname = database;
  return url.href;
}

async function psql(database: string, statement: string) {
  await run("psql", [named(database), "-qX", "-v", "ON_ERROR_STOP=1", "-c", statement]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
