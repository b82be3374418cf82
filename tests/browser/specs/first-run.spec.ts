import { unique } from "../support/api.ts";
import { Board } from "../support/board.ts";
import { expect, test } from "../support/test.ts";

// Proves: L3, L4
test("a new workspace begins empty, and says what to do", async ({ open, watch }) => {
  watch.allow(/status of 401 .*\/api\/v1\/auth\/me/);
  watch.allow(/status of 409 .*\/api\/v1\/auth\/signup/);
  const page = await open(null);
  await page.goto("/");
  await page.getByRole("link", { name: "Create a workspace" }).click();
  const field = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  const create = page.getByRole("button", { name: "Create workspace" });

  await create.click();
  await expect(field("Workspace name")).toHaveAccessibleDescription(/Give the workspace a name/);
  await expect(field("Your name")).toHaveAccessibleDescription(/Tell your teammates/);
  await expect(field("Email")).toHaveAccessibleDescription(/Enter a full address/);
  await field("Password").fill("short");
  await create.click();
  await expect(field("Password")).toHaveAttribute("aria-describedby", /error/);
  await expect(field("Password")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("At least 8 characters.", { exact: true })).toHaveCount(2);

  await field("Workspace name").fill("Fresh & Co <b>");
  await field("Your name").fill("Ada Lovelace");
  await field("Email").fill(`${unique("ada")}@fresh.example`);
  await field("Password").fill("long enough to be one");
  await create.click();

  await expect(page.getByRole("heading", { name: "Welcome, Ada Lovelace" })).toBeVisible();
  const steps = page.getByRole("region", { name: "Getting started" });
  await expect(steps).toContainText("0 of 6 done");
  await expect(steps.getByRole("img", { name: "To do" })).toHaveCount(6);
  await expect(page.getByRole("region", { name: "Newest leads" })).toContainText("No lead has arrived yet");

  // The default pipeline is there at the first look.
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Leads" }).click();
  await expect(page.getByText("No lead has arrived yet")).toBeVisible();
  const board = new Board(page);
  for (const stage of ["New", "Contacted", "Qualified", "Proposal"]) {
    await expect(board.column(stage)).toBeVisible();
  }
  await expect(page.getByRole("button", { name: /^Open .*\bWon\b/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Open .*\bLost\b/ })).toBeVisible();

  // On a phone it is said once, in place of the stages.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByText("No lead has arrived yet")).toBeVisible();
  await expect(page.getByRole("tablist", { name: "Stage" })).toHaveCount(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  // The list ticks itself.
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" }).click();
  await steps.getByRole("button", { name: "Add Lead" }).click();
  const form = page.getByRole("dialog", { name: "Add Lead" });
  await form.getByRole("textbox", { name: "Name" }).fill("The first");
  await form.getByRole("button", { name: "Add Lead" }).click();
  await expect(steps).toContainText("1 of 6 done");
  await steps.getByRole("link", { name: "Create webhook" }).click();
  await expect(page.getByRole("dialog", { name: "New webhook" })).toBeVisible();
});

test("a wrong password says so, and the page that was asked for waits", async ({ open, watch }) => {
  watch.allow(/status of 401/);
  const page = await open(null);
  await page.goto("/settings/profile");
  await expect(page).toHaveURL("/sign-in?next=%2Fsettings%2Fprofile");
  await page.getByLabel("Email").fill("demo@hydra.test");
  const password = page.getByRole("textbox", { name: "Password" });
  await password.fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(password).toHaveAccessibleDescription(/./);
  await expect(password).toBeFocused();
  await page.getByRole("button", { name: "Use demo sign-in" }).click();
  await expect(page).toHaveURL("/settings/profile");
  // And out again.
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Hydra" })).toBeVisible();
  await page.goto("/leads");
  await expect(page).toHaveURL("/sign-in?next=%2Fleads");
});

// A fresh install needs a server with an empty database: EMPTY_URL=http://localhost:PORT.
test("a fresh install asks for its first admin", async ({ open, watch }) => {
  const empty = process.env.EMPTY_URL;
  test.skip(!empty, "EMPTY_URL names no server");
  watch.allow(/status of 401 .*\/api\/v1\/auth\/me/);
  const page = await open(null, { baseURL: empty });
  await page.goto("/leads");
  await expect(page.getByRole("heading", { name: "Set up Hydra" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create workspace" })).toBeVisible();
});
