DROP TABLE jobs, audit_log, api_keys, auth_sessions, memberships, workspaces, users;
