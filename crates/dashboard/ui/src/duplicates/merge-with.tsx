import { Modal, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, call } from "../api/client";
import { reason } from "../api/errors";
import type { Contact, Lead } from "../api/types";
import { useCan } from "../auth/session";
import { mayMerge, mergeAddress } from "./words";

/** Anybody else, by name, email, phone or company; the two are compared on the next page. */
export function MergeWith({ person, onClose }: { person: Lead | Contact; onClose: () => void }) {
  const can = useCan();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({
    queryKey: ["palette", search],
    queryFn: () => call(api.GET("/search", { params: { query: { q: search } } })),
    enabled: search !== "",
    placeholderData: keepPreviousData,
  });
  const people = (found.data?.people ?? []).filter(
    (p) => p.id !== person.id && mayMerge(can, [p, person]),
  );
  const choose = (id: string | null) => {
    const twin = people.find((p) => p.id === id);
    if (!twin) return;
    // A lead is never kept over a contact.
    const turned = person.kind === "lead" && twin.kind === "contact";
    navigate(turned ? mergeAddress(twin.id, person.id) : mergeAddress(person.id, twin.id));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Merge ${person.display_name} with whom?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2" style={{ marginBottom: 12 }}>
        You compare the two before anything is merged.
      </p>
      <Select
        data-autofocus
        label="Lead or contact"
        placeholder="Name, email, phone or company"
        searchable
        maxDropdownHeight={280}
        data={people.map((p) => ({
          value: p.id,
          label: [p.display_name, p.company ?? p.email, p.kind === "contact" ? "contact" : "lead"]
            .filter(Boolean)
            .join(" · "),
        }))}
        // The server did the matching.
        filter={({ options }) => options}
        value={null}
        searchValue={text}
        onSearchChange={setText}
        onChange={choose}
        nothingFoundMessage={
          found.error
            ? `People could not be searched: ${reason(found.error)}`
            : search === ""
              ? "Type to search"
              : found.isPending
                ? "Searching"
                : `Nobody else matches “${search}”`
        }
      />
    </Modal>
  );
}
