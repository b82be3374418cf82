import { Button, Group, Modal, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { reasonFor } from "../api/errors";
import { useCan } from "../auth/session";
import { SettingsPage } from "../settings/settings-page";
import { I } from "../ui/icon";
import { Empty, LoadFailed } from "../ui/notes";
import { SkeletonRows } from "../ui/skeleton";
import { TimeAgo } from "../ui/time-ago";
import { createWidget, useWidgets } from "./api";

export default function WidgetsPage() {
  const widgets = useWidgets();
  const [params, setParams] = useSearchParams();
  const manage = useCan()("settings:manage");
  const creating = manage && params.has("new");
  const ask = (on: boolean) => setParams(on ? { new: "1" } : {}, { replace: true });
  return (
    <SettingsPage
      title="Widgets"
      action={
        manage && (
          <Button variant="filled" leftSection={<IconPlus {...I} />} onClick={() => ask(true)}>
            New widget
          </Button>
        )
      }
    >
      <p className="t3" style={{ padding: "14px 20px", maxWidth: 640 }}>
        A widget is the script on one of your sites. Everything that site sends comes through it.
        {!manage && " Your role may look at widgets; an admin changes them."}
      </p>
      {widgets.error && !widgets.data ? (
        <LoadFailed what="the widgets" error={widgets.error} retry={() => widgets.refetch()} />
      ) : !widgets.data ? (
        <SkeletonRows rows={3} />
      ) : widgets.data.length === 0 ? (
        <Empty
          pad
          title="No widget yet"
          why={
            manage
              ? "Make one for each site, paste its snippet, then switch tracking on."
              : "An admin makes one for each site."
          }
        >
          {manage && (
            <Button leftSection={<IconPlus {...I} />} onClick={() => ask(true)}>
              Create widget
            </Button>
          )}
        </Empty>
      ) : (
        <table className="t" aria-label="Widgets">
          <thead>
            <tr>
              <th>Name</th>
              <th>Tracking</th>
              <th className="r wideOnly">Kept for</th>
              <th className="r">Last event</th>
            </tr>
          </thead>
          <tbody>
            {widgets.data.map((w) => (
              <tr key={w.id}>
                <td className="m">
                  <Link to={`/settings/widgets/${w.id}`} className="wrap" dir="auto">
                    {w.name}
                  </Link>
                </td>
                <td>
                  <span className="badge" data-color={w.tracking_enabled ? "green" : undefined}>
                    {w.tracking_enabled ? "On" : "Off"}
                  </span>
                </td>
                <td className="r wideOnly">{w.event_retention_days} days</td>
                <td className="r t3">
                  {w.last_event_at ? <TimeAgo at={w.last_event_at} /> : "Never"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {creating && <NewWidget onClose={() => ask(false)} />}
    </SettingsPage>
  );
}

function NewWidget({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setFailed("Give it a name, for example the site it is for.");
    setBusy(true);
    try {
      const widget = await createWidget(name.trim());
      navigate(`/settings/widgets/${widget.id}`, { replace: true });
    } catch (error) {
      setFailed(reasonFor(error, "name"));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title="New widget" closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} noValidate>
        <TextInput
          label="Name"
          description="Only your team sees it. Tracking starts switched off."
          placeholder="Marketing site"
          maxLength={100}
          data-autofocus
          value={name}
          error={failed}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <Group justify="flex-end" gap={8} mt={20}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy}>
            Create widget
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
