/** What each variable of a template becomes: a fixed text, or null for the person's own value. */
export type Mapping = Record<string, string | null>;

/** As the API takes it: the fixed texts of those that the template has. */
export const toVariables = (mapping: Mapping, names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = mapping[name];
      return typeof text === "string" ? [[name, text.trim()]] : [];
    }),
  );

/** Those that are to be a fixed text, and have none. */
export const unfilled = (mapping: Mapping, names: string[]) =>
  names.filter((name) => mapping[name]?.trim() === "");

/** A template's text with its fixed variables in their place; the others stay for the server. */
export const withFixed = (text: string, variables: Record<string, string>) =>
  text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, name: string) => variables[name] ?? whole);
