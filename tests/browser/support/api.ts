import { randomBytes, randomUUID } from "node:crypto";
import { type APIRequestContext, expect, type PlaywrightWorkerArgs } from "@playwright/test";

/** The parts of the API's answers that the tests read. */
export interface Session {
  user: { id: string; name: string; email: string };
  workspace: { id: string; name: string };
  role: string;
}
export interface Stage {
  id: string;
  name: string;
  position: number;
}
export interface Pipeline {
  id: string;
  stages: Stage[];
}
export interface Lead {
  id: string;
  display_name: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  stage_id: string;
  source: string;
  tags: string[];
  custom_fields: Record<string, unknown>;
  version: number;
}
export interface LeadInput {
  name?: string;
  email?: string;
  phone?: string;
  company?: string;
  title?: string;
  tags?: string[];
  stage_id?: string;
}
export interface AccountRef {
  id: string;
  name: string;
}
export interface Account extends AccountRef {
  domain: string | null;
  industry: string | null;
  website: string | null;
  phone: string | null;
  lifecycle_stage: string;
  mrr: string | null;
  health_score: number | null;
  renewal_date: string | null;
  renewal_status: string | null;
  stage_id: string | null;
  contact_count: number;
  opportunity_count: number;
}
export interface AccountInput {
  name: string;
  lifecycle_stage?: string;
  stage_id?: string;
}
export interface Contact {
  id: string;
  display_name: string;
  name: string | null;
  email: string;
  phone: string | null;
  job_title: string | null;
  account_id: string;
  account: AccountRef;
  companies: AccountRef[];
  custom_fields: Record<string, unknown>;
}
export interface ContactInput {
  name: string;
  email: string;
  account_id: string;
  tags?: string[];
}
export interface Opportunity {
  id: string;
  name: string;
  account_id: string;
  primary_contact_id: string | null;
  stage: string;
  amount: string | null;
  probability: number;
  close_date: string | null;
  lost_reason: string | null;
}
export interface OpportunityInput {
  name: string;
  account_id: string;
  primary_contact_id?: string;
  stage?: string;
  amount?: string;
  close_date?: string;
  owner_id?: string;
}
export interface Widget {
  id: string;
  name: string;
  key: string;
  tracking_enabled: boolean;
  last_event_at: string | null;
}
export interface Webhook {
  id: string;
  name: string;
  url: string;
}
export interface SiteActivity {
  linked: boolean;
  sessions: number;
  custom_events: number;
  timeline: { events: { type: string; name: string | null; path: string | null }[] }[];
}
export interface TrackEvent {
  type: string;
  name?: string;
  url: string;
  referrer?: string;
  properties?: Record<string, unknown>;
  ts: number;
}
export interface Page<T> {
  data: T[];
  total: number;
}

export const DEMO = { email: "demo@hydra.test", password: "hydra-demo" };

/** The ways to a session. */
const DOORS = { login: "/auth/login", signup: "/auth/signup", invitation: "/invitations/accept" };

/** Distinct in every run: the tests share a database, and may run on one that was used before. */
export const unique = (word: string) => `${word}-${randomBytes(4).toString("hex")}`;

/** One signed-in person over HTTP, to arrange what a test starts from and to see what the server kept. */
export class Api {
  readonly request: APIRequestContext;
  readonly session: Session;

  private constructor(request: APIRequestContext, session: Session) {
    this.request = request;
    this.session = session;
  }

  static async signIn(playwright: PlaywrightWorkerArgs["playwright"], baseURL: string, email: string): Promise<Api> {
    return Api.enter(playwright, baseURL, "login", { email, password: DEMO.password });
  }

  /** A workspace of its own: nothing in it, and nobody else's tests either. */
  static async signUp(playwright: PlaywrightWorkerArgs["playwright"], baseURL: string): Promise<Api> {
    return Api.enter(playwright, baseURL, "signup", {
      workspace_name: "Test works",
      name: "Ada Tester",
      email: `${unique("ada")}@works.test`,
      password: "a long enough one",
    });
  }

  /** Somebody new in the team of this workspace's owner. */
  async invite(
    playwright: PlaywrightWorkerArgs["playwright"],
    baseURL: string,
    name: string,
    role: string,
  ): Promise<Api> {
    const email = `${unique("mate")}@works.test`;
    const { token } = await this.post<{ token: string }>("/invitations", { email, role });
    return Api.enter(playwright, baseURL, "invitation", { token, name, password: "a long enough one" });
  }

  private static async enter(
    playwright: PlaywrightWorkerArgs["playwright"],
    baseURL: string,
    how: keyof typeof DOORS,
    data: object,
  ): Promise<Api> {
    const request = await playwright.request.newContext({
      baseURL,
      extraHTTPHeaders: {
        "X-Hydra-Request": "1",
        // The server closes a connection that is idle for 5 s; a call that comes just then would be reset.
        Connection: "close",
      },
    });
    const answer = await request.post(`/api/v1${DOORS[how]}`, { data });
    expect(answer.ok(), `${how}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return new Api(request, await answer.json());
  }

  get cookies() {
    return this.request.storageState();
  }

  async get<T>(path: string, params?: Record<string, string>): Promise<T> {
    return this.call("GET", path, undefined, params);
  }
  async post<T>(path: string, data: object = {}): Promise<T> {
    return this.call("POST", path, data);
  }
  async patch<T>(path: string, data: object): Promise<T> {
    return this.call("PATCH", path, data);
  }
  async put<T>(path: string, data: object): Promise<T> {
    return this.call("PUT", path, data);
  }

  private async call<T>(method: string, path: string, data?: object, params?: Record<string, string>): Promise<T> {
    const answer = await this.request.fetch(`/api/v1${path}`, { method, data, params });
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
    return (await answer.json()) as T;
  }

  /** The default pipeline, its stages in order. */
  async pipeline(): Promise<Pipeline> {
    const pipeline = await this.post<Pipeline>("/lead-pipelines/ensure-default");
    pipeline.stages.sort((a, b) => a.position - b.position);
    return pipeline;
  }
  async stage(name: string): Promise<Stage> {
    const stage = (await this.pipeline()).stages.find((s) => s.name === name);
    if (!stage) throw new Error(`no stage ${name}`);
    return stage;
  }

  lead(id: string): Promise<Lead> {
    return this.get(`/leads/${id}`);
  }
  addLead(input: LeadInput): Promise<Lead> {
    return this.post("/leads", input);
  }
  moveLead(id: string, stage: Stage): Promise<Lead> {
    return this.patch(`/leads/${id}/stage`, { stage_id: stage.id });
  }
  async findLead(search: string): Promise<Lead> {
    const found = await this.get<Page<Lead>>("/leads", { search });
    expect(found.total, `one lead matches ${search}`).toBe(1);
    return found.data[0] as Lead;
  }
  siteActivity(id: string): Promise<SiteActivity> {
    return this.get(`/customers/${id}/site-activity`);
  }

  account(id: string): Promise<Account> {
    return this.get(`/accounts/${id}`);
  }
  addAccount(input: AccountInput): Promise<Account> {
    return this.post("/accounts", input);
  }
  contact(id: string): Promise<Contact> {
    return this.get(`/contacts/${id}`);
  }
  addContact(input: ContactInput): Promise<Contact> {
    return this.post("/contacts", input);
  }
  opportunity(id: string): Promise<Opportunity> {
    return this.get(`/opportunities/${id}`);
  }
  addOpportunity(input: OpportunityInput): Promise<Opportunity> {
    return this.post("/opportunities", input);
  }

  addWebhook(name: string): Promise<Webhook> {
    return this.post("/lead-webhooks", { name });
  }
  addWidget(name: string, tracking: boolean): Promise<Widget> {
    return this.post("/widgets", { name, tracking_enabled: tracking });
  }

  /** What a form posts. The answer names the lead. */
  async submit(webhook: Webhook, fields: object): Promise<string> {
    const answer = await this.request.post(new URL(webhook.url, "http://any").pathname, { data: fields });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()).lead_id;
  }

  /** What the browser script posts, and the browser beside it. */
  async track(widget: Widget, visitor: string, events: TrackEvent[], agent?: string): Promise<void> {
    const answer = await this.request.post("/api/widget/track", {
      headers: agent ? { "User-Agent": agent } : {},
      data: {
        widget_key: widget.key,
        anon_visitor_id: visitor,
        sent_at: Date.now(),
        events: events.map((e) => ({ id: uuidV7(e.ts), ...e })),
      },
    });
    expect(answer.status(), await answer.text()).toBe(204);
  }
  async identify(widget: Widget, visitor: string, email: string, traits: object = {}): Promise<void> {
    const answer = await this.request.post("/api/widget/identify", {
      data: { widget_key: widget.key, anon_visitor_id: visitor, user_id: email, email, traits },
    });
    expect(answer.status(), await answer.text()).toBe(204);
  }
}

function uuidV7(ms: number): string {
  const time = Math.floor(ms).toString(16).padStart(12, "0");
  const random = randomUUID().slice(15);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random}`;
}
