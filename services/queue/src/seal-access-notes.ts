/**
 * Access notes (key-safe codes and the like) sealed with AES-256-GCM and a key of their own, bound to their referral.
 * In: text and the referral's id. Out: bytes `version ‖ nonce ‖ tag ‖ text`, and back. Fails closed: a wrong key or another
 * referral's notes throw, and nothing is ever stored or shown in plain because a key is missing.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface AccessNotesSeal {
  seal(referralId: string, notes: string): Buffer;
  /** Throws when the key is not the one it was sealed with. */
  open(referralId: string, sealed: Buffer): string;
}

/** Makes a seal from a key of 32 bytes. */
export function createAccessNotesSeal(key: Buffer): AccessNotesSeal {
  if (key.length !== 32) throw new Error("The key of the access notes has 32 bytes.");
  return {
    seal: (referralId, notes) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      cipher.setAAD(Buffer.from(referralId));
      const text = Buffer.concat([cipher.update(notes, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), text]);
    },
    open: (referralId, sealed) => {
      if (sealed[0] !== VERSION) throw new Error("The access notes were sealed in a way this version does not know.");
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce);
      decipher.setAAD(Buffer.from(referralId));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
        "utf8",
      );
    },
  };
}

/** A key of its own for another purpose, so that what is sealed for one cannot be opened as the other (RFC 5869). */
export function keyFrom(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), purpose, 32));
}
