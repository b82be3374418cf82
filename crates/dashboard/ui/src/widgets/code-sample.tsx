import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { ChoiceMenu } from "../ui/choice-menu";
import { CopyButton } from "../ui/copy-button";
import { IS } from "../ui/icon";
import classes from "./code-sample.module.css";
import { pieces } from "./highlight";

/** Code to copy; its lines stay whole. */
export function CodeSample({
  text,
  label,
  children,
}: {
  text: string;
  label: string;
  /** Stands beside the copy button. */
  children?: React.ReactNode;
}) {
  let at = 0;
  return (
    <div className={classes.box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={label}>
        <pre className={classes.code}>
          {pieces(text).map((p) => {
            const key = at;
            at += p.text.length;
            return p.as ? (
              <span key={key} data-as={p.as}>
                {p.text}
              </span>
            ) : (
              p.text
            );
          })}
        </pre>
      </section>
      <div className={classes.actions}>
        {children}
        <CopyButton text={text} />
      </div>
    </div>
  );
}

export interface Sample<V extends string> {
  value: V;
  label: string;
  code: string;
}

/** The same thing in several languages, one at a time. */
export function Samples<V extends string>({
  samples,
  label,
}: {
  samples: [Sample<V>, ...Sample<V>[]];
  label: string;
}) {
  const [language, setLanguage] = useState(samples[0].value);
  const shown = samples.find((s) => s.value === language) ?? samples[0];
  return (
    <CodeSample text={shown.code} label={`${label}, ${shown.label}`}>
      <ChoiceMenu value={shown.value} choices={samples} onChoose={setLanguage}>
        <Button
          size="xs"
          aria-label={`Language: ${shown.label}`}
          rightSection={<IconChevronDown {...IS} />}
        >
          {shown.label}
        </Button>
      </ChoiceMenu>
    </CodeSample>
  );
}
