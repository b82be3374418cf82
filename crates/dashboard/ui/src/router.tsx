import { createBrowserRouter } from "react-router";
import { RequireSession } from "./auth/require-session";
import { NotFound } from "./shell/not-found";
import { RouteFailed } from "./shell/route-failed";

const page = (load: () => Promise<{ default: React.ComponentType }>) => async () => ({
  Component: (await load()).default,
});

export const router = createBrowserRouter([
  {
    errorElement: <RouteFailed />,
    HydrateFallback: () => null,
    children: [
      { path: "/sign-in", lazy: page(() => import("./auth/sign-in")) },
      { path: "/sign-up", lazy: page(() => import("./auth/sign-up")) },
      { path: "/invitation", lazy: page(() => import("./auth/invitation")) },
      {
        element: <RequireSession />,
        children: [
          {
            errorElement: <RouteFailed inside />,
            children: [
              { index: true, lazy: page(() => import("./home/home-page")) },
              { path: "/inbox/:id?", lazy: page(() => import("./inbox/inbox-page")) },
              { path: "/leads", lazy: page(() => import("./leads/leads-page")) },
              { path: "/duplicates", lazy: page(() => import("./duplicates/duplicates-page")) },
              { path: "/duplicates/merge", lazy: page(() => import("./duplicates/merge-page")) },
              { path: "/leads/import", lazy: page(() => import("./imports/upload-page")) },
              { path: "/leads/import/:id", lazy: page(() => import("./imports/import-page")) },
              { path: "/leads/:id", lazy: page(() => import("./leads/lead-page")) },
              { path: "/contacts", lazy: page(() => import("./contacts/contacts-page")) },
              { path: "/contacts/new", lazy: page(() => import("./contacts/new-contact-page")) },
              { path: "/contacts/:id", lazy: page(() => import("./contacts/contact-page")) },
              { path: "/accounts", lazy: page(() => import("./accounts/accounts-page")) },
              { path: "/accounts/:id", lazy: page(() => import("./accounts/account-page")) },
              {
                path: "/opportunities",
                lazy: page(() => import("./opportunities/opportunities-page")),
              },
              {
                path: "/opportunities/new",
                lazy: page(() => import("./opportunities/new-opportunity-page")),
              },
              {
                path: "/opportunities/:id",
                lazy: page(() => import("./opportunities/opportunity-page")),
              },
              { path: "/reports", lazy: page(() => import("./reports/reports-page")) },
              {
                path: "/site-activity",
                lazy: page(() => import("./site-activity/site-activity-page")),
              },
              {
                path: "/site-activity/visitors",
                lazy: page(() => import("./site-activity/visitors-page")),
              },
              {
                path: "/site-activity/visitors/:id",
                lazy: page(() => import("./site-activity/visitor-page")),
              },
              { path: "/automations", lazy: page(() => import("./automations/automations-page")) },
              {
                path: "/automations/:id",
                lazy: page(() => import("./automations/automation-page")),
              },
              {
                path: "/automations/:id/runs",
                lazy: page(() => import("./automations/runs-page")),
              },
              {
                path: "/broadcasts",
                lazy: page(() => import("./broadcasts/broadcasts-layout")),
                children: [
                  { index: true, lazy: page(() => import("./broadcasts/campaigns-page")) },
                  { path: "audiences", lazy: page(() => import("./broadcasts/audiences-page")) },
                  { path: "templates", lazy: page(() => import("./templates/templates-page")) },
                  { path: "messages", lazy: page(() => import("./messages/messages-page")) },
                ],
              },
              {
                path: "/broadcasts/audiences/:id",
                lazy: page(() => import("./broadcasts/audience-page")),
              },
              {
                path: "/broadcasts/campaigns/new",
                lazy: page(() => import("./broadcasts/campaign-form-page")),
              },
              {
                path: "/broadcasts/templates/:id",
                lazy: page(() => import("./templates/template-page")),
              },
              {
                path: "/broadcasts/campaigns/:id",
                lazy: page(() => import("./broadcasts/campaign-page")),
              },
              {
                path: "/broadcasts/campaigns/:id/edit",
                lazy: page(() => import("./broadcasts/campaign-form-page")),
              },
              { path: "/webhooks", lazy: page(() => import("./webhooks/webhooks-page")) },
              { path: "/webhooks/:id", lazy: page(() => import("./webhooks/webhook-page")) },
              {
                path: "/settings",
                lazy: page(() => import("./settings/settings-layout")),
                children: [
                  { index: true, lazy: page(() => import("./settings/settings-index")) },
                  { path: "profile", lazy: page(() => import("./settings/profile-page")) },
                  { path: "workspace", lazy: page(() => import("./settings/workspace-page")) },
                  { path: "team", lazy: page(() => import("./settings/team-page")) },
                  {
                    path: "custom-fields",
                    lazy: page(() => import("./settings/custom-fields-page")),
                  },
                  {
                    path: "account-stages",
                    lazy: page(() => import("./settings/account-stages-page")),
                  },
                  { path: "score", lazy: page(() => import("./score/score-page")) },
                  {
                    path: "pipelines/:id?",
                    lazy: page(() => import("./pipelines/pipelines-page")),
                  },
                  { path: "widgets", lazy: page(() => import("./widgets/widgets-page")) },
                  { path: "widgets/:id", lazy: page(() => import("./widgets/widget-page")) },
                  { path: "api-keys", lazy: page(() => import("./settings/api-keys-page")) },
                  { path: "channels", lazy: page(() => import("./channels/channels-page")) },
                  {
                    path: "outbound-webhooks",
                    lazy: page(() => import("./outbound/outbound-list-page")),
                  },
                  {
                    path: "outbound-webhooks/:id",
                    lazy: page(() => import("./outbound/outbound-page")),
                  },
                  { path: "data-export", lazy: page(() => import("./exports/exports-page")) },
                  { path: "audit-log", lazy: page(() => import("./settings/audit-page")) },
                ],
              },
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
