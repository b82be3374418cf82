import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import { Link, useNavigate } from "react-router";
import type { MessageTemplate } from "../api/types";
import { Confirm } from "../ui/confirm";
import { I } from "../ui/icon";
import { say } from "../ui/toast";
import { deleteTemplate } from "./api";
import classes from "./templates.module.css";

/** One that is in use stays, and says who uses it. */
export function DeleteTemplate({ template }: { template: MessageTemplate }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const users = template.used_by;
  return (
    <div className={classes.delete}>
      <Button
        data-danger={users.length === 0 || undefined}
        leftSection={<IconTrash {...I} />}
        disabled={users.length > 0}
        aria-describedby={users.length > 0 ? "in-use" : undefined}
        onClick={() => setAsking(true)}
      >
        Delete template
      </Button>
      {users.length > 0 && (
        <p id="in-use" className="t3">
          In use by{" "}
          {users.map((a, i) => (
            <Fragment key={a.id}>
              {i > 0 && ", "}
              <Link className="link" to={`/automations/${a.id}`} dir="auto">
                {a.name}
              </Link>
            </Fragment>
          ))}
          . Choose another template there first.
        </p>
      )}
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete the template ${template.name}?`}
        action="Delete template"
        onConfirm={async () => {
          await deleteTemplate(template.id);
          navigate("/broadcasts/templates");
          say(`${template.name} deleted`);
        }}
      >
        Its text goes. The messages that were sent with it stay. This cannot be undone.
      </Confirm>
    </div>
  );
}
