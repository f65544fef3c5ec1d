/** A person as this device and the origin name them to each other: hex SHA-256 of the subject, never the subject. In: a subject. Needs a secure context. */
export async function ownerOf(subject: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`ucrt-owner ${subject}`));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
