import { SegmentedControl, TextInput } from "@mantine/core";
import { useVariables } from "../templates/api";
import classes from "./broadcasts.module.css";
import type { Mapping } from "./mapping";

/** What stands in the place of each variable of the template. */
export function VariableMapping({
  names,
  mapping,
  errors,
  onChange,
}: {
  names: string[];
  mapping: Mapping;
  errors: Record<string, string>;
  onChange: (mapping: Mapping) => void;
}) {
  const labels = useVariables().data;
  const set = (name: string, text: string | null) => onChange({ ...mapping, [name]: text });
  return (
    <section className={`card ${classes.formCard}`} aria-label="Variables">
      <h2>Variables</h2>
      <p className="t3">
        Who lacks the value of a variable is skipped; a fixed text is for everybody.
      </p>
      <ul className={classes.variables}>
        {names.map((name) => {
          const text = mapping[name] ?? null;
          return (
            <li key={name}>
              <div className="wrap">
                <div dir="auto">{labels?.find((v) => v.name === name)?.label ?? name}</div>
                <code className="t3">{`{{${name}}}`}</code>
              </div>
              <SegmentedControl
                aria-label={`What ${name} becomes`}
                data={[
                  { value: "own", label: "Person’s value" },
                  { value: "fixed", label: "Fixed text" },
                ]}
                value={text === null ? "own" : "fixed"}
                onChange={(v) => set(name, v === "own" ? null : "")}
              />
              {text !== null && (
                <TextInput
                  size="sm"
                  aria-label={`Text for ${name}`}
                  placeholder="Text for everybody"
                  dir="auto"
                  maxLength={500}
                  value={text}
                  error={errors[`variables.${name}`]}
                  onChange={(e) => set(name, e.currentTarget.value)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
