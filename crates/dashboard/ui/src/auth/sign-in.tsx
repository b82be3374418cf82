import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link, Navigate, useNavigate, useSearchParams } from "react-router";
import { api, call } from "../api/client";
import { ApiError, reason } from "../api/errors";
import { useDelayed } from "../lib/use-delayed";
import { useTitle } from "../lib/use-title";
import { ErrorNote, LoadFailed } from "../ui/notes";
import classes from "./auth-page.module.css";
import { Mark } from "./mark";
import { safeNext } from "./next";
import { enter, useSessionQuery } from "./session";
import { SignUpForm } from "./sign-up";

export const useSetup = () =>
  useQuery({ queryKey: ["setup"], queryFn: () => call(api.GET("/auth/setup")), staleTime: 0 });

export default function SignInPage() {
  const setup = useSetup();
  const session = useSessionQuery();
  const [params] = useSearchParams();
  const next = safeNext(params.get("next"));
  const slow = useDelayed(setup.isPending, 600);
  useTitle(setup.data?.needs_setup ? "Set up" : "Sign in");
  if (session.data) return <Navigate to={next} replace />;
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <span className={classes.mark}>
          <Mark size={26} />
        </span>
        {setup.error ? (
          <LoadFailed what="the sign-in page" error={setup.error} retry={() => setup.refetch()} />
        ) : !setup.data ? (
          slow && <p className={classes.lead}>Asking the server</p>
        ) : setup.data.needs_setup ? (
          <SignUpForm first next="/" />
        ) : (
          <SignInForm
            demo={setup.data.demo}
            next={next}
            waiting={params.has("next")}
            signupOpen={setup.data.signup_open}
          />
        )}
      </div>
      {setup.data && !setup.data.needs_setup && !setup.data.signup_open && (
        <p className={classes.foot}>No account here? Ask an admin of this workspace to add you.</p>
      )}
    </main>
  );
}

function SignInForm({
  demo,
  next,
  waiting,
  signupOpen,
}: {
  demo: { email: string; password: string } | null;
  next: string;
  waiting: boolean;
  signupOpen: boolean;
}) {
  const navigate = useNavigate();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const passwordBox = useRef<HTMLInputElement>(null);

  const signIn = async (as: { email: string; password: string }) => {
    setBusy(true);
    setWrong(null);
    setFailed(null);
    try {
      enter(await call(api.POST("/auth/login", { body: as })));
      navigate(next, { replace: true });
    } catch (error) {
      if (error instanceof ApiError && error.code === "bad_credentials") {
        setWrong(error.message);
        passwordBox.current?.focus();
      } else setFailed(reason(error));
      setBusy(false);
    }
  };

  return (
    <>
      <h1 className={classes.title}>Sign in to Hydra</h1>
      <p className={classes.lead}>
        {waiting ? "The page you opened will be waiting." : "With the email of your account."}
      </p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void signIn({ email, password });
        }}
      >
        <TextInput
          size="lg"
          label="Email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(e) => setEmail(e.currentTarget.value)}
          data-autofocus
        />
        <PasswordInput
          size="lg"
          ref={passwordBox}
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          error={wrong}
          aria-invalid={wrong !== null}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
        {failed && <ErrorNote>{failed}</ErrorNote>}
        <Button
          type="submit"
          size="lg"
          variant="filled"
          fullWidth
          loading={busy}
          className={classes.submit}
        >
          Sign in
        </Button>
      </form>
      {demo && (
        <section className={classes.demo} aria-label="Demo sign-in">
          <dl>
            <dt>Demo email</dt>
            <dd>{demo.email}</dd>
            <dt>Password</dt>
            <dd>{demo.password}</dd>
          </dl>
          <Button
            disabled={busy}
            onClick={() => {
              setEmail(demo.email);
              setPassword(demo.password);
              void signIn(demo);
            }}
          >
            Use demo sign-in
          </Button>
        </section>
      )}
      {signupOpen && (
        <p className="t3" style={{ marginTop: 24 }}>
          New here?{" "}
          <Link className="link" to="/sign-up">
            Create a workspace
          </Link>
        </p>
      )}
    </>
  );
}
