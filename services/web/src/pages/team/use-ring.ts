/**
 * Rings while an offer has not been seen: a tone, the device's vibration, until somebody looks. In: how many offers nobody has seen. Out: whether it sounds, and a switch.
 * Browsers let a page sound only after it was touched once; until then the page says so. Turning the sound off leaves the vibration and the title.
 */
import { useEffect, useRef, useState } from "react";

export interface Ring {
  readonly isOn: boolean;
  /** The browser lets us sound. */
  readonly isReady: boolean;
  readonly toggle: () => void;
}

const againEveryMs = 4_000;
const vibration = [400, 200, 400];

export function useRing(unseen: number): Ring {
  const audio = useRef<AudioContext>(undefined);
  const [isOn, setOn] = useState(true);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const wake = () => {
      audio.current ??= new AudioContext();
      void audio.current.resume().then(() => setReady(audio.current?.state === "running"));
    };
    // Signing in was a touch already, unless the page was loaded since.
    if (navigator.userActivation?.hasBeenActive === true) wake();
    window.addEventListener("pointerdown", wake);
    window.addEventListener("keydown", wake);
    return () => {
      window.removeEventListener("pointerdown", wake);
      window.removeEventListener("keydown", wake);
      void audio.current?.close();
      audio.current = undefined;
    };
  }, []);
  const isRinging = unseen > 0;
  useEffect(() => {
    if (!isRinging) return undefined;
    const ring = () => {
      // Refused before the page was touched; that is no fault.
      if (navigator.userActivation?.hasBeenActive === true) navigator.vibrate?.(vibration);
      if (isOn && audio.current?.state === "running") playRing(audio.current);
    };
    ring();
    const timer = setInterval(ring, againEveryMs);
    return () => {
      clearInterval(timer);
      if (navigator.userActivation?.hasBeenActive === true) navigator.vibrate?.(0);
    };
  }, [isRinging, isOn, isReady]);
  return { isOn, isReady, toggle: () => setOn((before) => !before) };
}

/** Two rising tones, twice: unlike any alarm of the board (`board/alarm-table.ts`). */
function playRing(audio: AudioContext): void {
  for (const [index, hertz] of [660, 880, 660, 880].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const startS = audio.currentTime + index * 0.22;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.25, startS);
    volume.gain.exponentialRampToValueAtTime(0.001, startS + 0.2);
    tone.connect(volume).connect(audio.destination);
    tone.start(startS);
    tone.stop(startS + 0.2);
  }
}
