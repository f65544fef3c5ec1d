/**
 * Plays the sounds of alarms with the browser's own synthesiser. In: notes. Out: sound, once a person has pressed something: browsers forbid it before.
 */
import type { Note } from "./alarm-table.ts";

/** Loud enough across a desk, 0 to 1. */
const VOLUME = 0.2;
/** Between two sounds, seconds. */
const PAUSE_SECONDS = 0.35;

export class AlarmSound {
  #audio: AudioContext | undefined;
  #busyUntil = 0;

  /** Call from a press. Resolves to whether sound is allowed now. */
  async allow(): Promise<boolean> {
    this.#audio ??= new AudioContext();
    if (this.#audio.state !== "running") await this.#audio.resume().catch(() => undefined);
    return this.isAllowed;
  }

  get isAllowed(): boolean {
    return this.#audio?.state === "running";
  }

  /** After what is being played already; nothing while sound is not allowed. */
  play(notes: readonly Note[]): void {
    const audio = this.#audio;
    if (audio === undefined || audio.state !== "running") return;
    let at = Math.max(audio.currentTime, this.#busyUntil);
    for (const [hertz, ms] of notes) {
      if (hertz > 0) playNote(audio, hertz, at, ms / 1000);
      at += ms / 1000;
    }
    this.#busyUntil = at + PAUSE_SECONDS;
  }

  stop(): void {
    void this.#audio?.close().catch(() => undefined);
    this.#audio = undefined;
    this.#busyUntil = 0;
  }
}

/** Swells and fades, so that it does not click. */
function playNote(audio: AudioContext, hertz: number, at: number, seconds: number): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = "triangle";
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(VOLUME, at + Math.min(0.02, seconds / 4));
  volume.gain.setValueAtTime(VOLUME, at + seconds * 0.8);
  volume.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
