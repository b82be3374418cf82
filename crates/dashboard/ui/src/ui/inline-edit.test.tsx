import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/errors";
import { InlineEdit } from "./inline-edit";

afterEach(cleanup);

function show(onSave: (v: string) => Promise<unknown>, value = "ada@example.com") {
  render(
    <MantineProvider>
      <InlineEdit label="Email" field="email" value={value} empty="+ Add email" onSave={onSave} />
      <button type="button">elsewhere</button>
    </MantineProvider>,
  );
  return userEvent.setup();
}

/** Proves: H17 */
describe("InlineEdit", () => {
  it("Enter saves once and gives the focus back", async () => {
    const save = vi.fn().mockResolvedValue(undefined);
    const user = show(save);
    await user.click(screen.getByRole("button", { name: /Email/ }));
    await user.clear(screen.getByRole("textbox"));
    await user.keyboard("new@example.com{Enter}");
    await waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
    expect(save).toHaveBeenCalledExactlyOnceWith("new@example.com");
    expect(document.activeElement).toBe(screen.getByRole("button", { name: /Email/ }));
  });
  it("Esc keeps the old value", async () => {
    const save = vi.fn();
    const user = show(save);
    await user.click(screen.getByRole("button", { name: /Email/ }));
    await user.keyboard("x{Escape}");
    expect(save).not.toHaveBeenCalled();
    expect(screen.getByText("ada@example.com")).toBeDefined();
  });
  it("leaving saves", async () => {
    const save = vi.fn().mockResolvedValue(undefined);
    const user = show(save, "");
    await user.click(screen.getByRole("button", { name: /Add email/ }));
    await user.keyboard("new@example.com");
    await user.click(screen.getByText("elsewhere"));
    await waitFor(() => expect(save).toHaveBeenCalledExactlyOnceWith("new@example.com"));
  });
  it("a refusal stays in the field with the server's reason", async () => {
    const save = vi.fn().mockRejectedValue(
      new ApiError({
        title: "Invalid",
        status: 422,
        code: "invalid",
        detail: "Invalid.",
        errors: [{ field: "email", code: "email", message: "Enter a full address." }],
      }),
    );
    const user = show(save);
    await user.click(screen.getByRole("button", { name: /Email/ }));
    await user.clear(screen.getByRole("textbox"));
    await user.keyboard("grace@{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("Enter a full address.");
    expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("grace@");
    await user.click(screen.getByText("elsewhere"));
    expect(save).toHaveBeenCalledTimes(1);
    expect(screen.getByRole("textbox").getAttribute("aria-invalid")).toBe("true");
  });
});
