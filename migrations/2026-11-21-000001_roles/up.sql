-- Two roles. The owner of the database migrates and dumps; `hydra_app` owns nothing and is what every pooled connection
-- becomes with SET ROLE, so that one DATABASE_URL is enough, a superuser's too. Roles belong to the cluster: another
-- database may have made it already, or be making it at this moment.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hydra_app') THEN
        BEGIN
            CREATE ROLE hydra_app NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role hydra_app is missing, and % may not create roles', current_user
                    USING HINT = format('An administrator runs once: CREATE ROLE hydra_app NOLOGIN; GRANT hydra_app TO %I;', current_user);
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'hydra_app', 'MEMBER') THEN
        EXECUTE format('GRANT hydra_app TO %I', current_user);
    END IF;
END $$;

GRANT USAGE ON SCHEMA public TO hydra_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hydra_app;
