import { type RefObject, useRef } from "react";

type Box = HTMLInputElement | HTMLTextAreaElement;

/** Puts a variable where the cursor is: in the box that was written in last, else at the end of the first. */
export function useInsert<F extends string>(
  boxes: Record<F, RefObject<Box | null>>,
  first: NoInfer<F>,
  onChange: (field: F, text: string) => void,
) {
  const last = useRef<F | null>(null);
  const insert = (name: string) => {
    const written = last.current !== null && boxes[last.current].current !== null;
    const field = written && last.current ? last.current : first;
    const box = boxes[field].current;
    if (!box) return;
    const end = box.value.length;
    const [from, to] = written ? [box.selectionStart ?? end, box.selectionEnd ?? end] : [end, end];
    box.setRangeText(`{{${name}}}`, from, to, "end");
    onChange(field, box.value);
    // The menu gives the focus back first.
    setTimeout(() => box.focus());
  };
  const noteFocus = (field: F) => () => {
    last.current = field;
  };
  return { insert, noteFocus };
}
