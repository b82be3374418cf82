import { Drawer } from "@mantine/core";
import { Sidebar } from "./sidebar";

/** The sidebar as a drawer, under 768 px. */
export default function MoreMenu({
  opened,
  onClose,
  onSearch,
  onHelp,
}: {
  opened: boolean;
  onClose: () => void;
  onSearch: () => void;
  onHelp: () => void;
}) {
  return (
    <Drawer.Root opened={opened} onClose={onClose} size={280}>
      <Drawer.Overlay />
      <Drawer.Content aria-label="Menu">
        <Sidebar
          onSearch={() => {
            onClose();
            onSearch();
          }}
          onHelp={() => {
            onClose();
            onHelp();
          }}
          onNavigate={onClose}
        />
      </Drawer.Content>
    </Drawer.Root>
  );
}
