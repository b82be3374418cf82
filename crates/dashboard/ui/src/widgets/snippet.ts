/** The tag's attributes on lines of their own, so that none of them hides at the far end of a long one. */
export const perLine = (html: string) =>
  html.replace(/(?<=<script [^<>]*") (?=data-)/g, "\n        ");
