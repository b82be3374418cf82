import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Navigate, useLocation } from "react-router";
import { api, call } from "../api/client";
import { ApiError, formErrors } from "../api/errors";
import type { InvitationPreview, Session } from "../api/types";
import { useDelayed } from "../lib/use-delayed";
import { useTitle } from "../lib/use-title";
import { Empty, ErrorNote, LoadFailed } from "../ui/notes";
import classes from "./auth-page.module.css";
import { Mark } from "./mark";
import { ROLES } from "./need";
import { enter, useSessionQuery } from "./session";

/** The link of an invitation. Its token stands after the `#`, which no browser sends to a server. */
export default function InvitationPage() {
  const token = useLocation().hash.slice(1);
  const [entered, setEntered] = useState(false);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => call(api.POST("/invitations/preview", { body: { token } })),
    enabled: token !== "" && !entered,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const slow = useDelayed(invitation.isLoading, 600);
  useTitle("Invitation");
  if (entered) return <Navigate to="/" replace />;
  const { data, error } = invitation;
  const gone = token === "" || (error instanceof ApiError && error.status < 429);
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <span className={classes.mark}>
          <Mark size={26} />
        </span>
        {gone ? (
          <Gone whole={token !== ""} />
        ) : error ? (
          <LoadFailed what="the invitation" error={error} retry={() => invitation.refetch()} />
        ) : data ? (
          <Join
            token={token}
            invitation={data}
            onJoined={(session) => {
              // First, so that the used token is not asked for again.
              setEntered(true);
              enter(session);
            }}
          />
        ) : (
          slow && <p className={classes.lead}>Asking the server</p>
        )}
      </div>
    </main>
  );
}

function Gone({ whole }: { whole: boolean }) {
  return (
    <>
      <h1 className={classes.title}>This invitation does not work</h1>
      <div style={{ marginTop: 12 }} role="alert">
        <Empty
          title={whole ? "It was used, revoked, or is older than 7 days" : "The link is not whole"}
          why={
            whole
              ? "Ask the person who sent it for a new link. If you have joined already, sign in."
              : "It ends with # and a long code. Copy all of it, or ask for a new one."
          }
        >
          <Button component={Link} to="/sign-in">
            Sign in
          </Button>
        </Empty>
      </div>
    </>
  );
}

function Join({
  token,
  invitation,
  onJoined,
}: {
  token: string;
  invitation: InvitationPreview;
  onJoined: (session: Session) => void;
}) {
  const { workspace_name: workspace, email, role, known } = invitation;
  const session = useSessionQuery().data;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string | null>(null);

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const missing: Record<string, string> = {};
    if (!known && !name.trim()) missing.name = "Tell your teammates who you are.";
    if (known && !password) missing.password = "Enter the password of your account.";
    if (!known && password.length < 8) missing.password = "At least 8 characters.";
    setErrors(missing);
    setRest(null);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    try {
      const body = { token, password, name: known ? undefined : name.trim() };
      onJoined(await call(api.POST("/invitations/accept", { body })));
    } catch (error) {
      const found = formErrors(error, ["name", "password"]);
      setErrors(found.errors);
      setRest(found.rest);
      setBusy(false);
    }
  };
  return (
    <>
      <h1 className={`${classes.title} wrap`} dir="auto">
        Join {workspace}
      </h1>
      <p className={classes.lead}>
        You join as {ROLES[role]}.{" "}
        {known
          ? "You have an account already: its password lets you in."
          : "Choose a name and a password."}
        {session && ` You are signed in as ${session.user.name}; joining ends that here.`}
      </p>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          size="lg"
          label="Email"
          description="The invitation is for this address."
          type="email"
          autoComplete="username"
          readOnly
          value={email}
        />
        {!known && (
          <TextInput
            size="lg"
            label="Your name"
            autoComplete="name"
            maxLength={100}
            value={name}
            error={errors.name}
            onChange={(e) => setName(e.currentTarget.value)}
          />
        )}
        <PasswordInput
          size="lg"
          label="Password"
          description={known ? undefined : "At least 8 characters."}
          autoComplete={known ? "current-password" : "new-password"}
          value={password}
          error={errors.password}
          aria-invalid={errors.password !== undefined}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
        {rest && <ErrorNote>{rest}</ErrorNote>}
        <Button
          type="submit"
          size="lg"
          variant="filled"
          fullWidth
          loading={busy}
          className={classes.submit}
        >
          Join {workspace}
        </Button>
      </form>
    </>
  );
}
