import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { reason, reasonFor } from "../api/errors";
import type { AccountRef, ContactDetail } from "../api/types";
import { AccountPicker } from "../crm/account-picker";
import { IS } from "../ui/icon";
import { Empty } from "../ui/notes";
import { sayRefused, sayWithUndo } from "../ui/toast";
import { linkCompany, unlinkCompany } from "./api";
import classes from "./contacts.module.css";

/** Companies beside the contact's own account: a board seat, a second job, an agency's client. */
export function Companies({ contact, manage }: { contact: ContactDetail; manage: boolean }) {
  const [adding, setAdding] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { id, companies } = contact;
  const link = async (company: AccountRef) => {
    setFailed(null);
    try {
      await linkCompany(id, company.id);
      setAdding(false);
    } catch (error) {
      setFailed(reasonFor(error, "account_id"));
    }
  };
  const unlink = async (company: AccountRef) => {
    try {
      await unlinkCompany(id, company.id);
    } catch (error) {
      return sayRefused(`${company.name} not unlinked: ${reason(error)}`);
    }
    sayWithUndo(`${company.name} unlinked`, async () => {
      try {
        await linkCompany(id, company.id);
      } catch (error) {
        sayRefused(`${company.name} not linked again: ${reason(error)}`);
      }
    });
  };
  return (
    <section className="card" aria-label="Companies">
      <div className="cardHead">
        <h2>Companies</h2>
        {manage && !adding && (
          <Button
            size="xs"
            ml="auto"
            leftSection={<IconPlus {...IS} />}
            onClick={() => {
              setFailed(null);
              setAdding(true);
            }}
          >
            Link company
          </Button>
        )}
      </div>
      <div className="cardBody">
        {companies.length > 0 ? (
          <ul className={classes.companies}>
            {companies.map((company) => (
              <li key={company.id}>
                <Link className="link wrap" to={`/accounts/${company.id}`} dir="auto">
                  {company.name}
                </Link>
                <span className="sp" />
                {manage && (
                  <Button
                    size="xs"
                    variant="subtle"
                    aria-label={`Unlink ${company.name}`}
                    onClick={() => unlink(company)}
                  >
                    Unlink
                  </Button>
                )}
              </li>
            ))}
          </ul>
        ) : (
          !adding && (
            <Empty
              title="No further company"
              why="Link one when this person also works for, owns or advises another account."
            />
          )
        )}
        {adding && (
          <>
            <AccountPicker
              label="Company"
              value={null}
              error={failed}
              onChange={(_, company) => company && void link(company)}
            />
            <Button size="xs" mt={8} onClick={() => setAdding(false)}>
              Cancel
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
