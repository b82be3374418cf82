import { PointerActivationConstraints, PointerSensor } from "@dnd-kit/dom";

/** How a card is lifted: a mouse moves it a little, a finger holds it, so that scrolling stays scrolling. */
export const boardSensors = [
  PointerSensor.configure({
    activationConstraints: (event) =>
      event.pointerType === "touch"
        ? [new PointerActivationConstraints.Delay({ value: 250, tolerance: 6 })]
        : [new PointerActivationConstraints.Distance({ value: 5 })],
  }),
];
