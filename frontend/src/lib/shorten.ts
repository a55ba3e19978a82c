/** The words of a text that fit in so many letters, with the sign that there are more. */
export function shorten(text: string, letters: number): string {
  if (text.length <= letters) return text;
  const words = text.slice(0, letters);
  const end = words.lastIndexOf(' ');
  return `${words.slice(0, end > 0 ? end : letters - 1)}…`;
}
