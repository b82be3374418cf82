-- The role stays: it belongs to the cluster, and other databases may use it.
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM hydra_app;
REVOKE USAGE ON SCHEMA public FROM hydra_app;
