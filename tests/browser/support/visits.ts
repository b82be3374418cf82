import type { Locator, Page } from "@playwright/test";
import type { Api, Page as List, TrackEvent, Widget } from "./api.ts";

export const AGENTS = {
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
  iphone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
  robot: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
};
export const DAY = 24 * 60;

/** A page that was seen so many minutes ago. */
export const saw = (path: string, minutes: number, referrer?: string): TrackEvent => ({
  type: "pageview",
  url: `https://acme.example${path}`,
  referrer,
  ts: Date.now() - minutes * 60_000,
});

/** An event of the site's own, so many minutes ago. */
export const did = (name: string, minutes: number, properties?: Record<string, unknown>): TrackEvent => ({
  type: "custom",
  name,
  url: "https://acme.example/app",
  properties,
  ts: Date.now() - minutes * 60_000,
});

export interface Visitor {
  id: string;
  anon_visitor_id: string;
  event_count: number;
}
/** The browser as the server knows it. */
export async function visitorOf(owner: Api, anonymous: string): Promise<Visitor> {
  const { data } = await owner.get<List<Visitor>>("/visitors", { search: anonymous });
  const found = data.find((v) => v.anon_visitor_id === anonymous);
  if (!found) throw new Error(`no visitor ${anonymous}`);
  return found;
}

/** A workspace's widget with tracking on. */
export const tracked = (owner: Api, name: string): Promise<Widget> => owner.addWidget(name, true);

/** The number on one of the report's four tiles. */
export const total = (page: Page, label: string): Locator =>
  page
    .getByRole("region", { name: "Pageviews and visitors" })
    .locator("a, button, div")
    .locator(`xpath=span[text()="${label}"]/following-sibling::span[1]`);
