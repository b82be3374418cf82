import { createHmac } from "node:crypto";
import { createServer as createWeb, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Api } from "./api.ts";
import { alone, Hydra } from "./hydra.ts";
import { test as base } from "./test.ts";

export interface Call {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}
export interface Letter {
  from: string;
  to: string[];
  /** Headers and parts, with no line broken. */
  text: string;
}

/** Meta's Cloud API, Twilio and a mail server, on this machine. */
export class Providers {
  readonly meta: Call[] = [];
  readonly twilio: Call[] = [];
  readonly letters: Letter[] = [];
  /** The numbers to which Twilio sends nothing. */
  readonly unreachable = new Set<string>();
  private readonly servers: Server[] = [];
  private ports = { meta: 0, twilio: 0, mail: 0 };

  static async start(): Promise<Providers> {
    const all = new Providers();
    const { meta, twilio, mail } = {
      meta: web(all.meta, (call) =>
        /^\/[^/]+\/messages$/.test(call.path)
          ? [400, { error: { code: 131026, message: "Undeliverable" } }]
          : [404, { error: { code: 100, message: "Unknown path" } }],
      ),
      twilio: web(all.twilio, (call) => {
        if (!/^\/2010-04-01\/Accounts\/[^/]+\/Messages\.json$/.test(call.path)) return [404, {}];
        const to = new URLSearchParams(call.body).get("To") ?? "";
        if (all.unreachable.has(to)) return [400, { code: 21211, message: "Not a mobile number" }];
        return [201, { sid: `SM${all.twilio.length}`, status: "queued" }];
      }),
      mail: createServer((socket) => receive(socket, all.letters)),
    };
    all.servers.push(meta, twilio, mail);
    const [a, b, c] = await Promise.all(all.servers.map(listening));
    all.ports = { meta: a as number, twilio: b as number, mail: c as number };
    return all;
  }

  async stop() {
    await Promise.all(this.servers.map((server) => new Promise((closed) => server.close(closed))));
  }

  /** Where a server finds Meta and Twilio. */
  get configuration(): Record<string, string> {
    return {
      HYDRA__PROVIDERS__META_URL: `http://127.0.0.1:${this.ports.meta}`,
      HYDRA__PROVIDERS__TWILIO_URL: `http://127.0.0.1:${this.ports.twilio}`,
      HYDRA__OUTBOUND__ALLOW_PRIVATE: "true",
    };
  }

  get mailPort(): number {
    return this.ports.mail;
  }

  /** The workspace's three channels go by these. */
  async setUp(works: Api): Promise<void> {
    await works.put("/channels/whatsapp", {
      provider: "whatsapp_cloud",
      settings: { phone_number_id: "1055" },
      secrets: { access_token: "meta's token", app_secret: "meta's secret" },
    });
    await works.put("/channels/sms", {
      provider: "twilio",
      settings: { account_sid: "AC1", from: "+15550100" },
      secrets: { auth_token: AUTH_TOKEN },
    });
    await works.put("/channels/email", {
      provider: "smtp",
      settings: { host: "127.0.0.1", port: this.mailPort, security: "none", from_email: "team@fernhill.example" },
    });
  }

  /** What Meta was asked to send to a number. */
  whatsappTo(number: string): { template: { name: string } }[] {
    return this.meta.map((call) => JSON.parse(call.body)).filter((asked) => `+${asked.to}` === number);
  }

  /** The form of the message that Twilio was given for a number. */
  smsTo(number: string): URLSearchParams {
    const forms = this.twilio.map((call) => new URLSearchParams(call.body));
    const found = forms.filter((form) => form.get("To") === number).at(-1);
    if (!found) throw new Error(`no SMS to ${number}`);
    return found;
  }

  lettersTo(address: string): Letter[] {
    return this.letters.filter((letter) => letter.to.includes(address));
  }
}

export const AUTH_TOKEN = "twilio's token";

/** Reports as Twilio does, signed with a token; answers the status. */
export async function reportAsTwilio(url: string, form: Record<string, string>, token: string): Promise<number> {
  const pairs = Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1));
  const signature = createHmac("sha1", token)
    .update(url + pairs.flat().join(""))
    .digest("base64");
  const headers = { "X-Twilio-Signature": signature, Connection: "close" };
  const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams(form) });
  return answer.status;
}

/** A server that keeps each call and answers in JSON. */
function web(calls: Call[], answer: (call: Call) => [number, object]): Server {
  return createWeb((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8");
      const call = { path: request.url ?? "", headers: request.headers, body };
      calls.push(call);
      const [status, said] = answer(call);
      response.writeHead(status, { "Content-Type": "application/json", Connection: "close" });
      response.end(JSON.stringify(said));
    });
  });
}

/** As much of SMTP as it takes to be given a letter. */
function receive(socket: Socket, letters: Letter[]) {
  let rest = "";
  let letter = { from: "", to: [] as string[], text: "" };
  let inText = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    const word = line.slice(0, 4).toUpperCase();
    const address = /<(.*?)>/.exec(line)?.[1] ?? "";
    if (word === "MAIL") letter = { from: address, to: [], text: "" };
    if (word === "RCPT") letter.to.push(address);
    if (word === "DATA") {
      inText = true;
      return say("354 go ahead");
    }
    if (word === "QUIT") return socket.end("221 bye\r\n");
    say(["EHLO", "HELO", "MAIL", "RCPT", "NOOP", "RSET"].includes(word) ? "250 ok" : "502 not here");
  };
  socket.setEncoding("utf8");
  socket.on("error", () => {});
  socket.on("data", (data: string) => {
    rest += data;
    for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (!inText) hear(line);
      else if (line !== ".") letter.text += `${line.replace(/^\./, "")}\r\n`;
      else {
        inText = false;
        // A header goes on in an indented line, a quoted-printable one after a "=".
        letters.push({ ...letter, text: letter.text.replace(/=\r\n|\r\n(?=[ \t])/g, "") });
        say("250 taken");
      }
    }
  });
  say("220 sink");
}

const listening = (server: Server) =>
  new Promise<number>((done) => {
    server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port));
  });

/** On a server of the tests' own, whose Meta, Twilio and mail server are here. */
export const test = base.extend<{ baseURL: string }, { providers: Providers; hydra: Hydra }>({
  providers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names that a fixture takes
    async ({}, use) => {
      const providers = await Providers.start();
      await use(providers);
      await providers.stop();
    },
    { scope: "worker" },
  ],
  hydra: [
    async ({ providers }, use) => {
      const hydra = await Hydra.start(providers.configuration);
      await use(hydra);
      await hydra.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ hydra }, use) => {
    await use(hydra.url);
  },
});
export { alone };
