import { expect, test } from "vitest";
import { linkParts } from "./link-parts";

const links = (text: string) => linkParts(text).flatMap((p) => (p.link ? [p.text] : []));

test("addresses of the web are links, and the sentence around them is not", () => {
  const text = "See https://a.example/x?y=1. Or (http://b.example/c_(d)), please";
  expect(links(text)).toEqual(["https://a.example/x?y=1", "http://b.example/c_(d)"]);
  expect(
    linkParts(text)
      .map((p) => p.text)
      .join(""),
  ).toBe(text);
});

test("nothing else is", () => {
  expect(
    links("javascript:alert(1) data:text/html,x ftp://a.example https:// a@b.example"),
  ).toEqual([]);
});
