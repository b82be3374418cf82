import { Button, Group, Modal } from "@mantine/core";
import { CodeBlock } from "../ui/code-block";
import { VerifyHelp } from "./verify-help";

/** The one time that the secret is to be seen. */
export function SecretShown({
  secret,
  title,
  done,
  onClose,
  children,
}: {
  secret: string;
  title: string;
  done: string;
  onClose: () => void;
  children?: React.ReactNode;
}) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={560}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className="t2" style={{ marginBottom: 12 }}>
        Every delivery is signed with it, so that the receiver can tell yours from anybody’s. It is
        shown once. {children}
      </p>
      <CodeBlock text={secret} label="Signing secret" />
      <VerifyHelp />
      <Group justify="flex-end" mt={16}>
        <Button variant="filled" onClick={onClose}>
          {done}
        </Button>
      </Group>
    </Modal>
  );
}
