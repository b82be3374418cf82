import { IconChevronRight } from "@tabler/icons-react";
import { IS } from "../ui/icon";
import { Samples } from "../widgets/code-sample";
import classes from "./outbound.module.css";
import { VERIFY_SAMPLES } from "./verify-samples";

export function VerifyHelp() {
  return (
    <details className={classes.help}>
      <summary className={classes.summary}>
        <IconChevronRight {...IS} className={classes.chevron} />
        <span className="m">How to verify a delivery</span>
      </summary>
      <div className={classes.helpBody}>
        <p className="t2">
          Deliveries follow{" "}
          <a
            className="link"
            href="https://www.standardwebhooks.com"
            target="_blank"
            rel="noopener noreferrer"
          >
            Standard Webhooks
          </a>
          , so its libraries check them in one line. The headers are <code>webhook-id</code>,{" "}
          <code>webhook-timestamp</code> and <code>webhook-signature</code>.
        </p>
        <Samples samples={VERIFY_SAMPLES} label="Verification example" />
        <p className="t3 sm">
          Answer with any 2xx within seconds and do the work afterwards. The same{" "}
          <code>webhook-id</code> may come twice: keep those you have seen. Answer 410 to be sent
          nothing more.
        </p>
      </div>
    </details>
  );
}
