import { Modal } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { IS } from "../ui/icon";
import { CodeSample } from "./code-sample";
import classes from "./consent-help.module.css";
import { ASK_CODE, OBJECT_CODE, REGIONS, type Region } from "./consent-regions";
import type { Draft } from "./draft";

/** Who answers for what, and what each region asks for, beside the switches as they stand. */
export function ConsentHelp({
  opened,
  onClose,
  draft,
}: {
  opened: boolean;
  onClose: () => void;
  draft: Draft;
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Which regions need consent"
      size={640}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2">
        You are the data controller, Hydra is the processor: it records on your behalf, on the
        server you run. Your visitors are the data subjects, and the consent banner is your
        responsibility. The anonymous id is first party, kept in local storage on your domain, and
        shared with nobody.
      </p>
      <div className={classes.regions}>
        {REGIONS.map((r, i) => (
          <details key={r.name} className={classes.region} open={i === 0}>
            <summary className={classes.summary}>
              <IconChevronRight {...IS} className={classes.chevron} />
              <span className="m">{r.name}</span>
              <span className="badge" data-color={r.ask ? "amber" : undefined}>
                {r.ask ? "Ask first" : "Let them object"}
              </span>
            </summary>
            <Detail region={r} draft={draft} />
          </details>
        ))}
      </div>
      <p className="t3 sm">
        Inside an app that people sign in to it is often simpler: terms and privacy policy usually
        cover product analytics already. Where your visitors are counts, not where your server is.
        This is a starting point, not legal advice: check with your own counsel.
      </p>
    </Modal>
  );
}

function Detail({ region, draft }: { region: Region; draft: Draft }) {
  return (
    <div className={classes.detail}>
      <p>
        {region.what} <span className="t3">({region.law})</span>
      </p>
      <ul className={classes.switches}>
        <li>
          <span className="m">Wait for consent</span>: {waiting(region.ask, draft.consent_required)}
        </li>
        <li>
          <span className="m">Keep events for</span>: no longer than you use them. It is{" "}
          {draft.days || "?"} days.
        </li>
      </ul>
      <CodeSample
        text={region.ask ? ASK_CODE : OBJECT_CODE}
        label={`Code for ${region.ask ? "a banner" : "an opt-out"}, ${region.name}`}
      />
    </div>
  );
}

function waiting(ask: boolean, on: boolean): string {
  if (!ask) return on ? "it is on, and may be off if visitors can object." : "may stay off.";
  return on
    ? "it is on, as it should be here."
    : "it is off. Switch it on, save, and paste the snippet again.";
}
