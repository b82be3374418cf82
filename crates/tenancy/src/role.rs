//! The four roles and what each may do (D34).

db::text_enum! {
    /// A member's role in a workspace.
    pub enum Role {
        /// The owner.
        SuperAdmin = "super_admin",
        /// Everything, but changing the plan.
        Admin = "admin",
        /// Everything but settings and the audit log.
        Marketer = "marketer",
        /// Contacts and conversations.
        Agent = "agent",
    }
}

db::text_enum! {
    /// What a route asks for. An API key's scopes are these, too.
    pub enum Permission {
        /// Read leads, pipelines and webhooks (L1).
        LeadsView = "leads:view",
        /// Change them (L2).
        LeadsManage = "leads:manage",
        /// Read contacts and accounts, widgets and teammates.
        CrmView = "crm:view",
        /// Change contacts and accounts.
        CrmManage = "crm:manage",
        /// Read and answer conversations.
        InboxUse = "inbox:use",
        /// Change automations.
        AutomationsManage = "automations:manage",
        /// Send messages.
        MessagesSend = "messages:send",
        /// Read site activity and reports.
        AnalyticsView = "analytics:view",
        /// Change the workspace, widgets, keys and team.
        SettingsManage = "settings:manage",
        /// Read the audit log.
        AuditView = "audit:view",
        /// For API keys only: speak for the site's widget, as a verified caller (D23).
        WidgetWrite = "widget:write",
        /// For API keys only: read the stream of events.
        EventsRead = "events:read",
    }
}

impl Role {
    /// Everything that the role may do.
    pub fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        const ALL: &[Permission] = &[
            P::LeadsView,
            P::LeadsManage,
            P::CrmView,
            P::CrmManage,
            P::InboxUse,
            P::AutomationsManage,
            P::MessagesSend,
            P::AnalyticsView,
            P::SettingsManage,
            P::AuditView,
        ];
        match self {
            Role::SuperAdmin | Role::Admin => ALL,
            // Settings and the audit log are the last two.
            Role::Marketer => ALL.split_at(8).0,
            Role::Agent => &[P::CrmView, P::InboxUse],
        }
    }

    /// True when the role may do what `permission` names.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}
