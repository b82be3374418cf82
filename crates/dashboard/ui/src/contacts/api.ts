import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useGrowing } from "../accounts/api";
import { api, call, ifMatch } from "../api/client";
import { queryClient, refreshWithout } from "../api/query";
import type { Contact, ContactDetail, ContactInput, Id } from "../api/types";
import { type PeopleUrl, toQuery } from "../person/people-url";

export const PAGE = 50;

export const useContacts = (url: PeopleUrl) =>
  useQuery({
    queryKey: ["contacts", "list", toQuery(url), url.account, url.sort, url.page],
    queryFn: () =>
      call(
        api.GET("/contacts", {
          params: {
            query: {
              ...toQuery(url),
              account_id: url.account ?? undefined,
              sort_by: url.sort.by,
              sort_order: url.sort.order,
              page: url.page,
              limit: PAGE,
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  });

const contactKey = (id: Id) => ["contact", id];
export const useContact = (id: Id) =>
  useQuery({
    queryKey: contactKey(id),
    queryFn: () => call(api.GET("/contacts/{id}", { params: { path: { id } } })),
    refetchInterval: 15_000,
  });

/** The opportunities that this contact is the primary contact of. */
export const useContactOpportunities = (id: Id) =>
  useGrowing(["opportunities", "of-contact", id], (page) =>
    call(api.GET("/opportunities", { params: { query: { contact_id: id, page, limit: 10 } } })),
  );

/** After any change: the record itself, the lists that show it, and its history. */
export function refreshContact(id: Id) {
  for (const key of [contactKey(id), ["timeline", id], ["contacts"]]) {
    void queryClient.invalidateQueries({ queryKey: key });
  }
}

/** After a change of company: both sides count and list their contacts. */
export function refreshAccounts() {
  for (const key of ["account", "accounts", "timeline"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
}

export async function createContact(input: ContactInput & { email: string }) {
  const contact = await call(api.POST("/contacts", { body: input }));
  refreshContact(contact.id);
  refreshAccounts();
  return contact;
}

export type ContactPatch = Omit<ContactInput, "account" | "notes">;

export async function patchContact(contact: Contact, patch: ContactPatch) {
  const answer = await call(
    api.PATCH("/contacts/{id}", {
      params: { path: { id: contact.id }, header: ifMatch(contact.version) },
      body: patch,
    }),
  );
  queryClient.setQueryData<ContactDetail>(contactKey(contact.id), (old) =>
    old ? { ...old, ...answer } : undefined,
  );
  refreshContact(contact.id);
  if (patch.account_id) refreshAccounts();
  return answer;
}

export async function demoteContact(id: Id) {
  const lead = await call(api.POST("/contacts/{id}/demote", { params: { path: { id } } }));
  gone(id);
  // The lead has the same id, and what was read of it was read while it was a contact.
  queryClient.removeQueries({ queryKey: ["lead", lead.id] });
  void queryClient.invalidateQueries({ queryKey: ["leads"] });
  return lead;
}

export async function deleteContact(id: Id) {
  await call(api.DELETE("/contacts/{id}", { params: { path: { id } } }));
  gone(id);
}

/** No contact any more. */
const gone = (id: Id) =>
  refreshWithout(id, ["contacts", "opportunities", "account", "accounts", "timeline"]);

export async function linkCompany(id: Id, accountId: Id) {
  await call(
    api.POST("/contacts/{id}/companies", {
      params: { path: { id } },
      body: { account_id: accountId },
    }),
  );
  refreshContact(id);
  refreshAccounts();
}

export async function unlinkCompany(id: Id, accountId: Id) {
  await call(
    api.DELETE("/contacts/{id}/companies/{account_id}", {
      params: { path: { id, account_id: accountId } },
    }),
  );
  refreshContact(id);
  refreshAccounts();
}
